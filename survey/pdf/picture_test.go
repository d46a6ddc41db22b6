package pdf_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

var update = flag.Bool("update", false, "write the pictures that pages are compared with anew")

// still has the letter say the same whatever its wording is, so that pictures
// of it change with its looks alone.
func still(l letter.Letter) letter.Letter {
	const p = "Tack för att du ledde workshoppen på Styrning i praktiken i Uppsala den 16 april. " +
		"Nu har deltagarna sagt sitt, och vi är glada att få skicka det vidare."
	l.Opening, l.Turnout, l.Closing = []string{p}, "61 personer deltog och vi fick 23 svar.", []string{"Tack än en gång för en fin insats."}
	if len(l.Findings) > 0 {
		l.Findings = []string{p}
	}
	return l
}

// The pages look as they did. After a change that is meant:
// go test ./survey/pdf -run Pictures -update, and look at what git shows.
func TestPictures(t *testing.T) {
	t.Parallel()
	program := installed(t, "pdftoppm")
	all := samples(t)
	english := build(t, facts("Karin Ek", "From goals to contracts", mean28, split, few, "More time for questions, please."), letter.Options{Language: survey.English})
	for name, l := range map[string]letter.Letter{
		"first": all["first"], "dressed": all["dressed"], "weak": english, "suppressed": all["suppressed"],
		"choices": all["choices"], "arabic": all["arabic"], "mixed": all["mixed"],
		"pages": build(t, facts("Karin Ek", "Från mål till avtal", mean55, mean47, mean50, many(30, 260)...), letter.Options{Address: "https://example.org/l/abc"}),
	} {
		pages := looksAsItDid(t, program, name, l)
		if name == "pages" && pages != 4 {
			t.Errorf("%d pages, want four", pages)
		}
	}
}

// Letters in scripts with fonts of their own look as they did.
func TestPicturesOfScripts(t *testing.T) {
	t.Parallel()
	program := installed(t, "pdftoppm")
	for font, c := range map[string]struct{ name, speaker, title string }{
		"NotoSansThai":       {"thai", "สมชาย ใจดี", "การจัดการความรู้ในองค์กร"},
		"NotoSansDevanagari": {"devanagari", "अर्जुन क्षत्रिय", "हिन्दी में श्रेष्ठ प्रशिक्षण"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := build(t, facts(c.speaker, c.title, mean55, mean47, mean50, scripts[font], strings.Repeat(scripts[font]+" ", 4)), letter.Options{})
			drawn(t, l, font)
			looksAsItDid(t, program, c.name, l)
		})
	}
}

// looksAsItDid compares the letter's pages with the pictures of them and returns
// how many there are.
func looksAsItDid(t *testing.T, program, name string, l letter.Letter) int {
	t.Helper()
	b := write(t, still(l))
	keep(t, "picture-"+name, b)
	dir := t.TempDir()
	cmd := exec.Command(program, "-r", "24", "-gray", "-png", "-", filepath.Join(dir, name))
	cmd.Stdin = bytes.NewReader(b)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		golden := filepath.Join("testdata", filepath.Base(page))
		if *update {
			if err := copyFile(golden, page); err != nil {
				t.Fatal(err)
			}
		}
		if err := alike(golden, page); err != nil {
			t.Errorf("%s: %v", filepath.Base(page), err)
		}
	}
	return len(pages)
}

func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}

// alike compares two pages: at most one pixel in 400 may be of clearly another
// shade, which is what programs that draw them differ by, and less than a line
// of text.
func alike(golden, page string) error {
	want, err := gray(golden)
	if err != nil {
		return err
	}
	got, err := gray(page)
	if err != nil {
		return err
	}
	if want.Rect != got.Rect {
		return fmt.Errorf("it is %v, was %v", got.Rect, want.Rect)
	}
	const clearly, share = 40, 400
	other := 0
	for i := range want.Pix {
		if d := int(want.Pix[i]) - int(got.Pix[i]); d > clearly || d < -clearly {
			other++
		}
	}
	if other*share > len(want.Pix) {
		return fmt.Errorf("%d of %d pixels are of another shade", other, len(want.Pix))
	}
	return nil
}

func gray(file string) (*image.Gray, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	if g, ok := m.(*image.Gray); ok {
		return g, nil
	}
	g := image.NewGray(m.Bounds())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			g.Set(x, y, color.GrayModel.Convert(m.At(x, y)))
		}
	}
	return g, nil
}
