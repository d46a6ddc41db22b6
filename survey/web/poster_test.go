package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
)

// titled is a programme of one day whose sessions have titles of 3 to 200 characters,
// and from one to eight speakers.
func titled(zone *time.Location) survey.Programme {
	p := programme(zone)
	p.Event.Name = "Myndigheten för ungdoms- och civilsamhällesfrågors konferens om styrning"
	long := strings.TrimSpace(string([]rune(strings.Repeat("Upphandling och styrning av myndigheternas gemensamma samhällsbyggnadsfrågor ", 3))[:200]))
	one := p.Sessions[0]
	names := []string{
		"Karin Ek", "Ann-Charlotte Gyllenstierna Bengtsson", "Mo", "Kristoffer Realisationsvinst", "Nguyễn Thị Minh Khai", "Åsa Öberg", "Jón Þór Birgisson",
		"Maximilian von Hohenberg",
	}
	p.Sessions = nil
	for _, title := range []string{"Avt", "Från mål till avtal: så styr vi i praktiken under nästa år", long} {
		for _, speakers := range []int{1, 8} {
			session := one
			session.Session.Title, session.Appearances = title, nil
			session.Session.Starts = one.Session.Starts.Add(time.Duration(len(p.Sessions)) * time.Minute)
			for i, name := range names[:speakers] {
				speaker := one.Appearances[0]
				speaker.Number, speaker.Speaker.Name = i+1, name
				session.Appearances = append(session.Appearances, speaker)
			}
			p.Sessions = append(p.Sessions, session)
		}
	}
	return p
}

// titled loads that programme.
func (h *house) titled() survey.EventSessions {
	h.t.Helper()
	loaded, err := h.store.Load(context.Background(), titled(h.event.Location()))
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := h.store.Event(context.Background(), loaded.Event.Code)
	if err != nil || len(all.Sessions) != 6 {
		h.t.Fatal(len(all.Sessions), err)
	}
	return all
}

// tool returns where a PDF tool is, or skips the test.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "pdfinfo") {
			t.Fatalf("%s is not installed, and OMDOME_REQUIRE names pdfinfo", name)
		}
		t.Skipf("%s is not installed (Debian: poppler-utils)", name)
	}
	return path
}

// TestPostersStandWholeOnTheirPaperInABrowser prints a programme's posters: each on a
// page of its own, with its title, its code in both shapes, and the hint.
func TestPostersStandWholeOnTheirPaperInABrowser(t *testing.T) {
	t.Parallel()
	pdftotext, pdftoppm := tool(t, "pdftotext"), tool(t, "pdftoppm")
	h := open(t)
	loaded := h.titled()
	b := h.widest(t)
	b.visit("/o/e/" + string(loaded.Event.Code) + "/sheets")
	for name, inches := range map[string][2]float64{"A4": {8.27, 11.69}, "Letter": {8.5, 11}} {
		printed, err := command(b, page.PrintToPDF, page.PrintToPDFParams{
			PaperWidth: inches[0], PaperHeight: inches[1], PrintBackground: new(true), PreferCSSPageSize: new(true),
		})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name+".pdf")
		if err := os.WriteFile(file, printed.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(pdftotext, "-raw", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
		if len(pages) != len(loaded.Sessions) {
			t.Fatalf("%s: %d posters on %d pages", name, len(loaded.Sessions), len(pages))
		}
		if err := exec.Command(pdftoppm, "-r", "60", "-png", file, strings.TrimSuffix(file, ".pdf")).Run(); err != nil {
			t.Fatal(err)
		}
		for i, s := range loaded.Sessions {
			said := strings.Join(strings.Fields(pages[i]), " ")
			for _, want := range []string{
				s.Session.Title, s.Appearances[len(s.Appearances)-1].Speaker.Name, s.Session.Code.Spaced(),
				"/s/" + string(s.Session.Code), "Rikta kameran", "Point your camera", "16 april",
			} {
				if !strings.Contains(said, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%s: poster %d does not say %q: %q", name, i+1, want, said)
				}
			}
			picture := fmt.Sprintf("%s-%d.png", strings.TrimSuffix(file, ".pdf"), i+1)
			if read := scan(t, picture); !strings.HasSuffix(read, "/s/"+string(s.Session.Code)) {
				t.Errorf("%s: the code on poster %d leads to %q", name, i+1, read)
			}
		}
	}
}

// TestSlidesStandWholeOnTheirScreenInABrowser looks at slides on projectors: nothing is
// outside the picture or cut, and the code is read.
func TestSlidesStandWholeOnTheirScreenInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	loaded := h.titled()
	b := h.widest(t)
	last := loaded.Sessions[len(loaded.Sessions)-1].Session.Code
	for _, path := range []string{
		"/s/" + string(loaded.Sessions[0].Session.Code) + "/slide", "/s/" + string(loaded.Sessions[3].Session.Code) + "/slide",
		"/s/" + string(last) + "/slide", "/s/" + string(last) + "/closing",
	} {
		b.visit(path + "?still=1")
		for _, size := range [][2]int{{1024, 768}, {1280, 720}, {1920, 1080}, {3840, 2160}} {
			b.do(chromedp.EmulateViewport(int64(size[0]), int64(size[1])))
			name := fmt.Sprintf("%s at %d×%d", path, size[0], size[1])
			outside := `[".qr", ".code", ".short", ".answered", ".until", "h1", ".speaker", ".controls"].filter(s => { const e = document.querySelector(s), r = e.getBoundingClientRect();
				return r.bottom > innerHeight + 1 || r.right > innerWidth + 1 || r.height < 8 || s === "h1" && e.scrollHeight > e.clientHeight + 1 }).length`
			if n := b.measure(outside); n != 0 || b.measure("document.documentElement.scrollHeight - innerHeight") > 1 {
				t.Errorf("%s: %v parts are outside the picture or cut", name, n)
			}
			over := `(() => { const r = s => document.querySelector(s).getBoundingClientRect(); return r(".now").bottom - r(".controls").top > 1 || r("header").bottom - r(".way > div").top > 1 ? 1 : 0 })()`
			if b.measure(over) != 0 {
				t.Errorf("%s: parts stand over one another", name)
			}
			shot, err := command(b, page.CaptureScreenshot, page.CaptureScreenshotParams{})
			if err != nil {
				t.Fatal(err)
			}
			picture := filepath.Join(t.TempDir(), "slide.png")
			if err := os.WriteFile(picture, shot.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			if read := scan(t, picture); !strings.HasSuffix(read, strings.TrimSuffix(strings.TrimSuffix(path, "/slide"), "/closing")) {
				t.Errorf("%s: the code leads to %q", name, read)
			}
		}
	}
}

// An event of several days says its days, on its poster and on its slips.
func TestPosterAndSlipsSayTheDays(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := titled(h.event.Location())
	p.Event.Access = survey.AccessInvitation
	last := &p.Sessions[len(p.Sessions)-1].Session
	last.Starts, last.Ends = last.Starts.AddDate(0, 0, 1), last.Ends.AddDate(0, 0, 1)
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	v, path := h.visitor(), "/o/e/"+string(loaded.Event.Code)
	v.get(path + "/sheet").says("16–17 april 2026, Uppsala")
	sheet := v.get(path+"/invitations").Find("input[name=sheet]").AttrOr("value", "")
	slips := v.post(path+"/invitations/slips", url.Values{"slips": {"1"}, "sheet": {sheet}})
	if said := slips.text(".slip"); !strings.Contains(said, "16–17 april 2026") || !strings.Contains(said, p.Event.Name) {
		t.Errorf("the slip says %q", said)
	}
	h.visitor().get("/o" + h.eventPath() + "/sheet").says("16 april 2026, Uppsala")
}

// widest is a browser with the widest family of fonts that tests know, where there is
// no other: what has room in it has room in all.
func (h *house) widest(t *testing.T) *browser {
	t.Helper()
	f := fontFamilies[len(fontFamilies)-1]
	for _, family := range fontFamilies {
		if strings.HasPrefix(family.name, "DejaVu") {
			f = family
		}
	}
	if !f.installed() {
		f.missing(t)
	}
	return h.browseIn(t, chromiumKind{fonts: f.name})
}
