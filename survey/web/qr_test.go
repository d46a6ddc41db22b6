package web_test

import (
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	qr "github.com/piglig/go-qr"
)

var (
	viewBox = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`)
	run     = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
)

// modules reads the dark modules back out of our drawing.
func modules(t *testing.T, svg string) (side int, dark map[[2]int]bool) {
	t.Helper()
	box := viewBox.FindStringSubmatch(svg)
	if box == nil || box[1] != box[2] {
		t.Fatalf("no square: %.200s", svg)
	}
	side, _ = strconv.Atoi(box[1])
	dark = map[[2]int]bool{}
	for _, m := range run.FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		if m[3] != m[4] {
			t.Fatalf("a run is not closed: %s", m[0])
		}
		for i := range n {
			dark[[2]int{x + i, y}] = true
		}
	}
	return side, dark
}

func TestAQRCodeIsTheAddressAndNothingElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	for _, path := range []string{h.path(workshop), h.eventPath(), h.path(draft)} {
		page := v.get(path + "/qr.svg").want(http.StatusOK)
		if page.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("it is %s", page.header.Get("Content-Type"))
		}
		want, err := qr.EncodeText(h.url+path, qr.Quartile)
		if err != nil {
			t.Fatal(err)
		}
		side, dark := modules(t, page.body)
		if side != want.GetSize()+8 {
			t.Errorf("%s: %d modules wide, want %d and four on each side", path, side, want.GetSize())
		}
		for y := range side {
			for x := range side {
				if dark[[2]int{x, y}] != want.GetModule(x-4, y-4) {
					t.Fatalf("%s: the module at %d, %d is wrong", path, x, y)
				}
			}
		}
	}
	v.get("/s/000000/qr.svg").want(http.StatusNotFound)
	v.get("/e/000000/qr.svg").want(http.StatusNotFound)
	r, err := http.NewRequest(http.MethodGet, h.url+h.path(workshop)+"/qr.svg", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	if v.do(r).body != v.get(h.path(workshop)+"/qr.svg").body {
		t.Error("the code depends on the request's Host")
	}
}

// scan reads the QR codes of a picture, with a program that knows nothing of
// ours.
func scan(t *testing.T, picture string) string {
	t.Helper()
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "zbar") {
			t.Fatal("zbarimg is not installed, and OMDOME_REQUIRE names it")
		}
		t.Skip("zbarimg is not installed (Debian: zbar-tools)")
	}
	out, err := exec.Command(zbar, "--quiet", "--raw", picture).Output()
	if err != nil {
		t.Errorf("%s: zbarimg reads nothing: %v", filepath.Base(picture), err)
	}
	return strings.TrimSpace(string(out))
}

func TestAScannerReadsTheDrawnCode(t *testing.T) {
	t.Parallel()
	h := open(t)
	side, dark := modules(t, h.visitor().get(h.path(workshop)+"/qr.svg").body)
	const scale = 4
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	for y := range side * scale {
		for x := range side * scale {
			shade := color.Gray{Y: 255}
			if dark[[2]int{x / scale, y / scale}] {
				shade.Y = 0
			}
			img.SetGray(x, y, shade)
		}
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := scan(t, file); got != h.url+h.path(workshop) {
		t.Errorf("the scanner reads %q", got)
	}
}

// TestAScannerReadsSlideAndSheetInABrowser scans what a browser shows: light, dark, small.
func TestAScannerReadsSlideAndSheetInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	must(t, func() error {
		_, err := command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		return err
	})
	for name, page := range map[string]struct {
		path          string
		width, height int64
		want          string
	}{
		"slide":      {h.path(workshop) + "/slide", 1280, 720, h.path(workshop)},
		"light":      {h.path(workshop) + "/slide?theme=light", 1920, 1080, h.path(workshop)},
		"closing":    {h.path(webinar) + "/closing", 800, 450, h.path(webinar)},
		"event":      {h.eventPath() + "/slide?theme=dark", 1024, 768, h.eventPath()},
		"sheet":      {h.office(workshop) + "/sheet", 900, 1300, h.path(workshop)},
		"phone":      {h.path(workshop) + "/slide", 390, 844, h.path(workshop)},
		"eventsheet": {"/o" + h.eventPath() + "/sheet", 900, 1300, h.eventPath()},
	} {
		b.resize(page.width, page.height)
		b.visit(page.path)
		picture, err := ask(b, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name+".png")
		if err := os.WriteFile(file, picture, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := scan(t, file); got != h.url+page.want {
			t.Errorf("%s: the scanner reads %q", name, got)
		}
		b.fits(name)
		if page.width > page.height && strings.Contains(page.path, "slide") || name == "closing" {
			if over := b.measure("document.documentElement.scrollHeight - innerHeight"); over > 1 {
				t.Errorf("%s is %v px too high for its screen", name, over)
			}
		}
		if blocked := b.blocked(); blocked != "" {
			t.Errorf("%s: the policy blocks %s", name, blocked)
		}
	}
}
