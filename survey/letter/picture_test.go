package letter_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey/letter"
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
