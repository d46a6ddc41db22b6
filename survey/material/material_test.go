package material_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/property"
)

func TestFilesGetNamesThatEverySystemTakes(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"Bilder.pptx":           "Bilder.pdf",
		"Bilder":                "Bilder.pdf",
		"bilder.v2.final.PDF":   "bilder.v2.final.pdf",
		"Mål 50%.pdf":           "Mål 50.pdf",
		"Ma\u030al.pdf":         "Mål.pdf",
		"vad? varför*.pdf":      "vad- varför.pdf",
		"a:b|c.pdf":             "a-b-c.pdf",
		"con.pdf":               "_con.pdf",
		"LPT1.tar.pdf":          "_LPT1.tar.pdf",
		"COMPASS.pdf":           "COMPASS.pdf",
		"com0":                  "_com0.pdf",
		"???.pdf":               "material.pdf",
		".profil":               "profil.pdf",
		"A\u00a0?":              "A.pdf",
		"- .\u2003-A.\u00a0-.":  "A.pdf",
		"fil.en mycket lång än": "fil.en mycket lång än.pdf",
	} {
		if got, ok := material.FileName(sent, material.PDF); !ok || got != want {
			t.Errorf("%q is called %q, %t, want %q", sent, got, ok, want)
		}
	}
	for _, sent := range []string{
		"", ".", "...", "  ", "a/b.pdf", `a\b.pdf`, "../../x", "a\x00b.pdf", "a\nb.pdf", "ab\u202efdp.exe", "a\u200bb.pdf", "\xff.pdf",
		strings.Repeat("a", 256),
	} {
		if got, ok := material.FileName(sent, material.PDF); ok {
			t.Errorf("%q is called %q", sent, got)
		}
	}
}

// TestWhateverAFileIsCalled, its name stays within a folder, and is not changed when it
// is sent again.
func TestWhateverAFileIsCalled(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		sent := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z.:%?* -]{0,20}(con|aux|COM1|nul)?[.]?[a-z]{0,4}`), rapid.StringOfN(rapid.RuneFrom([]rune("aå€𝄞.")), 60, 255, -1)).Draw(t, "sent")
		f := rapid.SampledFrom([]material.Format{material.PDF, material.PPTX, material.PNG}).Draw(t, "format")
		name, ok := material.FileName(sent, f)
		if !ok {
			return
		}
		stem, found := strings.CutSuffix(name, "."+string(f))
		if !found || stem == "" || strings.ContainsAny(name, "/\\<>:\"|?*%\x00") || strings.HasPrefix(name, ".") || utf8.RuneCountInString(stem) > 121 || !utf8.ValidString(name) {
			t.Fatalf("%q is called %q", sent, name)
		}
		if again, ok := material.FileName(name, f); ok && again != name {
			t.Fatalf("%q is called %q, and that %q", sent, name, again)
		}
	})
}
