package letter_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/record"
)

func TestPageShowsTheLogoAndTheSignature(t *testing.T) {
	t.Parallel()
	l := build(t, facts(mean55, mean50, mean50), letter.Options{})
	l.Sender.Logo = letter.Picture{PNG: []byte("logo"), Width: 400, Height: 120, Alt: `Forumet "M"`}
	l.Signature.Image = letter.Picture{PNG: []byte("hand"), Width: 300, Height: 100, Alt: "Marias namnteckning"}
	html, err := l.HTML()
	if err != nil {
		t.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(strings.NewReader(string(html)))
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]letter.Picture{".letter-head img": l.Sender.Logo, ".letter-signature img": l.Signature.Image} {
		img := d.Find(place)
		if img.Length() != 1 || img.AttrOr("alt", "") != want.Alt || img.AttrOr("src", "") != string(want.Source()) {
			t.Errorf("%s: %v", place, img.Nodes)
		}
	}
}

func TestAccent(t *testing.T) {
	t.Parallel()
	for accent, want := range map[string]bool{
		"": false, "#7a1f3d": true, "#7A1F3D": true, "7a1f3d": false, "#7a1f3": false, "#7a1f3g": false, "#+a1f3d": false,
		"#000}*": false, "red": false,
	} {
		l := letter.Letter{Accent: accent}
		r, g, b, ok := l.RGB()
		if ok != want || ok && (r != 0x7a || g != 0x1f || b != 0x3d) || (l.Style() != "") != want {
			t.Errorf("%q: %d %d %d %v, style %q", accent, r, g, b, ok, l.Style())
		}
		if want && !strings.Contains(l.Style(), "--letter-accent:#7a1f3d") {
			t.Errorf("%q: style %q", accent, l.Style())
		}
	}
}

// What is kept of a letter names its pictures and does not hold them; of one without
// pictures it is what it was before they were kept apart.
func TestPicturesAreKeptApart(t *testing.T) {
	t.Parallel()
	plain := build(t, first(), letter.Options{})
	b, err := json.Marshal(plain.Sender.Logo)
	if err != nil || string(b) != `{"PNG":null,"Width":0,"Height":0,"Alt":""}` {
		t.Errorf("no picture is kept as %s, %v", b, err)
	}
	f := first()
	f.Letterhead.Logo = survey.Picture{PNG: bytes.Repeat([]byte("logo"), 50_000), Width: 1200, Height: 600}
	f.Letterhead.Hand = survey.Picture{PNG: bytes.Repeat([]byte("hand"), 50_000), Width: 1200, Height: 600}
	l := build(t, f, letter.Options{})
	seal := letter.Seal{Installation: "https://omdome.example.org", Random: rand.Reader, Now: f.Letter.Made}
	frozen, err := seal.Freeze(l, f)
	if err != nil || len(frozen.Pictures) != 2 || len(frozen.Enclosure) > 50_000 {
		t.Fatalf("%d pictures and %d bytes beside them, %v", len(frozen.Pictures), len(frozen.Enclosure), err)
	}
	if len(l.Sender.Logo.PNG) == 0 {
		t.Error("the letter itself has lost its logo")
	}
	e, err := letter.Open(frozen.Enclosure, frozen.Pictures...)
	if diff := cmp.Diff(l, e.Letter); err != nil || diff != "" || !e.Letter.Whole() {
		t.Errorf("opened: %v\n%s", err, diff)
	}
	if e, err := letter.Open(frozen.Enclosure); err != nil || e.Letter.Whole() || !e.Letter.Sender.Logo.Empty() || e.Letter.Text() != l.Text() {
		t.Errorf("opened without its pictures: %v, %v", e.Letter.Whole(), err)
	}
	before, err := json.Marshal(letter.Enclosure{Format: record.Format, Letter: l}) // as it was kept until then
	if err != nil {
		t.Fatal(err)
	}
	if e, err := letter.Open(before); err != nil || !e.Letter.Whole() || !bytes.Equal(e.Letter.Sender.Logo.PNG, l.Sender.Logo.PNG) {
		t.Errorf("one that was approved before: %v", err)
	}
	f.Letterhead.Hand = f.Letterhead.Logo
	if frozen, err = seal.Freeze(build(t, f, letter.Options{}), f); err != nil || len(frozen.Pictures) != 1 {
		t.Errorf("one picture in two places is kept %d times, %v", len(frozen.Pictures), err)
	}
}
