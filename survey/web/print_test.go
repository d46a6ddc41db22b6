package web_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// printed prints the page that is shown, and returns how many pages of paper it takes,
// what stands on them, and the addresses that the file leads to.
func (b *browser) printed(t *testing.T) (pages, text string) {
	t.Helper()
	out, err := command(b, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	return readPDF(t, out.Data)
}

// readPDF returns how many pages a file has, and its text with where it leads to.
func readPDF(t *testing.T, data []byte) (pages, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tool := range [][]string{{"pdfinfo", file}, {"pdfinfo", "-url", file}, {"pdftotext", "-layout", file, "-"}} {
		out, err := exec.Command(tool[0], tool[1:]...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if len(tool) > 2 {
			text += " " + strings.Join(strings.Fields(string(out)), " ")
			continue
		}
		for line := range strings.Lines(string(out)) {
			if n, ok := strings.CutPrefix(line, "Pages:"); ok {
				pages = strings.TrimSpace(n)
			}
		}
	}
	return pages, text
}

// TestPagesPrintInABrowser: a letter that is one page as a PDF is one from the browser,
// with the address where it is verified, and nothing that is printed leads to what only
// who has the link may see.
func TestPagesPrintInABrowser(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"pdfinfo", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "pdfinfo") {
				t.Fatal("pdfinfo is not installed, and OMDOME_REQUIRE names it")
			}
			t.Skip("pdfinfo is not installed (Debian: poppler-utils)")
		}
	}
	h := open(t)
	h.releasedWorkshop()
	letter := h.letter(workshop)
	number := h.letters(workshop)[0].Number
	b := h.browse(t)
	b.visit(letter)
	pages, text := b.printed(t)
	if want, _ := readPDF(t, []byte(h.visitor().get(letter+"/letter.pdf").body)); pages != want || pages != "1" {
		t.Errorf("the letter prints on %s pages, its PDF has %s", pages, want)
	}
	for _, want := range []string{number, h.url + "/verify/" + number, "Hej Karin!", "Anna Lind"} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed letter lacks %q: %s", want, text)
		}
	}
	secret := []string{letter, "/b/", "/a/", "/i/"}
	board := "/o" + h.eventPath() + "/board"
	b.visit(board)
	b.press("button[value=door]")
	b.until("the link of the door", `document.querySelector("a[href*='/b/']") !== null`)
	_, boardText := b.printed(t)
	b.visit("/o" + h.eventPath() + "/results")
	_, results := b.printed(t)
	b.visit(h.letterPage(h.letters(workshop)[0]))
	_, office := b.printed(t)
	for name, printed := range map[string]string{"the letter": text, "the board": boardText, "results": results, "an organizer's letter": office} {
		for _, s := range secret {
			if strings.Contains(printed, s) {
				t.Errorf("%s prints %s: %s", name, s, printed)
			}
		}
		if !strings.Contains(printed, workshop) {
			t.Errorf("%s prints nothing of the workshop: %s", name, printed)
		}
	}
}
