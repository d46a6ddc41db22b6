package pdf_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

var sameDrawing = flag.Bool("same-drawing", false, "with -update: take what is drawn now for the same pdf.Drawing; only while no release has issued letters")

// A drawing is what letters looked like under a version of the drawing:
// fingerprints of their pages, by the letters' names.
type drawing struct {
	Drawing int               `json:"drawing"`
	Letters map[string]string `json:"letters"`
}

// judge compares what is drawn now with what was drawn before. complaint is what is
// wrong; write says that the new one may take the old one's place.
func judge(before, now drawing, update, same bool) (write bool, complaint string) {
	var other []string
	for _, name := range slices.Sorted(maps.Keys(before.Letters)) {
		if before.Letters[name] != now.Letters[name] {
			other = append(other, name)
		}
	}
	const run = "go test ./survey/pdf -run Drawing -update"
	switch {
	case now.Drawing < before.Drawing:
		return false, fmt.Sprintf("pdf.Drawing is %d and was %d: it only rises", now.Drawing, before.Drawing)
	case now.Drawing > before.Drawing && !update:
		return false, fmt.Sprintf("pdf.Drawing is %d and the fingerprints are those of %d: run %s", now.Drawing, before.Drawing, run)
	case now.Drawing > before.Drawing || update && same:
		return true, ""
	case len(other) > 0:
		return false, fmt.Sprintf("the drawing changed (%s): raise pdf.Drawing and run %s; while no release has issued letters "+
			"the number may stay, with -same-drawing beside -update", strings.Join(other, ", "), run)
	case len(now.Letters) != len(before.Letters) && !update:
		return false, "there are letters without a fingerprint: run " + run
	}
	return update, ""
}

// Letters that were issued are drawn anew when they are verified. These are kept as
// they were finished, so that neither words nor rules change them: when one of them
// looks otherwise, so do letters that are out there, and what draws them must go by
// another number. A letter that is not kept yet is, with -update.
func TestDrawingHasItsNumber(t *testing.T) {
	t.Parallel()
	all := samples(t)
	now := drawing{Drawing: pdf.Drawing, Letters: map[string]string{}}
	file := filepath.Join("testdata", "drawing.json")
	before := drawing{}
	if b, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(b, &before); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{
		"first", "english", "suppressed", "choices", "dressed", "pages", "arabic", "hebrew", "chinese", "mixed", "cyrillic",
		"thai", // as it was approved by a program without its font
		"NotoSansThai", "NotoSansDevanagari", "NotoSansMyanmar", "NotoSansBengali", "NotoSansEthiopic", "NotoSansSyriac", "NotoSansTamil",
	} {
		l, fonts := kept(t, name, all[name]), []string(nil)
		if scripts[name] != "" {
			fonts = []string{name}
		}
		fingerprint, err := pdf.Fingerprint(l, fonts...)
		if errors.Is(err, pdf.ErrFonts) {
			required(t, err)
			fingerprint, err = before.Letters[name], nil
		}
		if err != nil {
			t.Fatal(err)
		}
		now.Letters[name] = fingerprint
	}
	write, complaint := judge(before, now, *update, *sameDrawing)
	if complaint != "" {
		t.Fatal(complaint)
	}
	if write {
		b, err := json.MarshalIndent(now, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// kept is the letter as it was kept.
func kept(t *testing.T, name string, l letter.Letter) letter.Letter {
	t.Helper()
	file := filepath.Join("testdata", "drawn", name+".json")
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) && *update {
		if b, err = json.Marshal(l); err == nil {
			err = os.MkdirAll(filepath.Dir(file), 0o755)
		}
		if err == nil {
			err = os.WriteFile(file, append(b, '\n'), 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	var old letter.Letter
	if err := json.Unmarshal(b, &old); err != nil {
		t.Fatalf("%s: a letter that was issued cannot be read any more: %v", file, err)
	}
	return old
}

func TestDrawingIsNotOverwrittenUnderItsNumber(t *testing.T) {
	t.Parallel()
	was := drawing{1, map[string]string{"a": "x", "b": "y"}}
	changed := map[string]string{"a": "x", "b": "z"}
	for name, c := range map[string]struct {
		now          drawing
		update, same bool
		write        bool
		says         string
	}{
		"nothing new":                      {drawing{1, was.Letters}, false, false, false, ""},
		"changed":                          {drawing{1, changed}, false, false, false, "the drawing changed (b): raise pdf.Drawing and run"},
		"changed, update":                  {drawing{1, changed}, true, false, false, "the drawing changed (b): raise pdf.Drawing and run"},
		"changed, the flag alone":          {drawing{1, changed}, false, true, false, "the drawing changed (b)"},
		"changed, update and the flag":     {drawing{1, changed}, true, true, true, ""},
		"changed and raised":               {drawing{2, changed}, false, false, false, "are those of 1: run"},
		"changed and raised, update":       {drawing{2, changed}, true, false, true, ""},
		"lowered":                          {drawing{0, was.Letters}, true, true, false, "it only rises"},
		"another letter":                   {drawing{1, map[string]string{"a": "x", "b": "y", "c": "z"}}, false, false, false, "without a fingerprint"},
		"another letter, update":           {drawing{1, map[string]string{"a": "x", "b": "y", "c": "z"}}, true, false, true, ""},
		"another for a letter, and update": {drawing{1, map[string]string{"a": "x", "c": "z"}}, true, false, false, "the drawing changed (b)"},
	} {
		write, says := judge(was, c.now, c.update, c.same)
		if write != c.write || (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%s: writes %v and says %q", name, write, says)
		}
	}
}

// What is only compared by its text is so because the issuer has signed that another
// version drew it: whoever paints over a chart cannot claim that, and is told.
func TestOnlyTheIssuerSaysWhichVersionDrewALetter(t *testing.T) {
	t.Parallel()
	us := newIssuer(t)
	keys := []survey.PublicKey{us.key.PublicKey}
	// painted is the letter with its charts in another colour, and what frozen carries.
	painted := func(frozen survey.Frozen, claim int) []byte {
		t.Helper()
		c, err := pdf.Read(issued(t, frozen))
		if err != nil {
			t.Fatal(err)
		}
		e, err := letter.Open(frozen.Enclosure)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range c.Attachments {
			if a.Name == "letter.json" && claim >= 0 {
				was := fmt.Appendf(nil, `"drawing":%d`, e.Drawing)
				if !bytes.Contains(a.Data, was) {
					t.Fatal("the letter does not say which version drew it")
				}
				c.Attachments[i].Data = bytes.Replace(a.Data, was, fmt.Appendf(nil, `"drawing":%d`, claim), 1)
			}
		}
		e.Letter.Accent = "#7a1f3d"
		return writeWith(t, e.Letter, c.Attachments...)
	}
	now, older := us.freeze(first(), pdf.Drawing), us.freeze(first(), pdf.Drawing-1)
	for name, c := range map[string]struct {
		file []byte
		want pdf.Verdict
	}{
		"painted":                            {painted(now, -1), pdf.VerdictDrawn},
		"painted, claiming another version":  {painted(now, pdf.Drawing-1), pdf.VerdictForged},
		"painted, claiming a later version":  {painted(now, pdf.Drawing+1), pdf.VerdictForged},
		"painted, truly of another version":  {painted(older, -1), pdf.VerdictText},
		"an older one claiming to be of now": {painted(older, pdf.Drawing), pdf.VerdictForged},
	} {
		got := pdf.Check(c.file, keys)
		if got.Verdict != c.want {
			t.Errorf("%s: %s, want %s", name, got.Verdict, c.want)
		}
		if got.Verdict.Genuine() {
			t.Errorf("%s: called genuine", name)
		}
		if got.Verdict == pdf.VerdictText && (!got.Verdict.Signed() || got.Drawing != pdf.Drawing-1) {
			t.Errorf("%s: drawn by version %d, and signed: %v", name, got.Drawing, got.Verdict.Signed())
		}
	}
}

// Another version may have broken lines where this one does not; this version
// itself has not.
func TestAnotherVersionMayBreakLinesOtherwise(t *testing.T) {
	t.Parallel()
	us := newIssuer(t)
	for drawing, want := range map[int]pdf.Verdict{pdf.Drawing: pdf.VerdictChanged, pdf.Drawing - 1: pdf.VerdictText} {
		frozen := us.freeze(first(), drawing)
		c, err := pdf.Read(issued(t, frozen))
		if err != nil {
			t.Fatal(err)
		}
		e, err := letter.Open(frozen.Enclosure)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(e.Letter.Opening[0])
		e.Letter.Opening = append([]string{strings.Join(words[:3], " "), strings.Join(words[3:], " ")}, e.Letter.Opening[1:]...)
		if got := pdf.Check(writeWith(t, e.Letter, c.Attachments...), []survey.PublicKey{us.key.PublicKey}); got.Verdict != want {
			t.Errorf("version %d: %s, want %s (%+v)", drawing, got.Verdict, want, got.Differences)
		}
	}
}
