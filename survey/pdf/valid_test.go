package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

// A program of another's reads the file from end to end and finds nothing wrong.
func TestFileIsValid(t *testing.T) {
	t.Parallel()
	program := installed(t, "qpdf")
	strange := first()
	strange.Comments[0].Text = "😀 张伟 مرحبا 👨‍👩‍👧‍👦 Zürich שלום"
	many := first()
	for range 6 {
		many.Comments = append(many.Comments, many.Comments...)
	}
	for name, b := range map[string][]byte{
		"plain":   writeWith(t, build(t, first(), letter.Options{Address: "https://example.org/l/abc"}), record...),
		"strange": write(t, build(t, strange, letter.Options{})),
		"pages":   write(t, build(t, many, letter.Options{})),
	} {
		file := filepath.Join(t.TempDir(), name+".pdf")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "--check", file).CombinedOutput()
		if err != nil || strings.Contains(string(out), "WARNING") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// What lists of files and readers show of the letter: whose it is, and that it
// is tagged.
func TestFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	program := installed(t, "pdfinfo")
	for language, title := range map[survey.Language]string{
		survey.Swedish: "Från mål till avtal: brev till Karin Ek", survey.English: "Från mål till avtal: letter to Karin Ek",
	} {
		b := write(t, build(t, first(), letter.Options{Language: language}))
		for _, flags := range [][]string{{"-"}, {"-meta", "-"}} {
			cmd := exec.Command(program, flags...)
			cmd.Stdin = bytes.NewReader(b)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			want := []string{title, "Mälardalens ledarforum", "Tagged: yes", "Metadata Stream: yes", "Suspects: no"}
			if len(flags) > 1 {
				want = []string{
					title, "Mälardalens ledarforum", "<dc:language><rdf:Bag><rdf:li>" + string(language), "2026-04-20T09:00:00Z",
					// TestLettersKeepToTheirStandards has these claims validated.
					"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>",
				}
			}
			for _, w := range want {
				if text := strings.Join(strings.Fields(string(out)), " "); !strings.Contains(text, w) {
					t.Errorf("%s is not in %s", w, text)
				}
			}
		}
	}
}

// Only the characters that a letter uses are in its file.
func TestFontsAreSubset(t *testing.T) {
	t.Parallel()
	b := write(t, build(t, first(), letter.Options{}))
	if len(b) > 60_000 {
		t.Errorf("one page takes %d bytes", len(b))
	}
	if n := bytes.Count(b, []byte("/FontFile2")); n != 3 {
		t.Errorf("%d fonts in the file, want the three that the letter uses", n)
	}
}
