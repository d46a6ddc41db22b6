package pdf_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/property"
)

// anyText draws texts of characters from all over Unicode, and of broken bytes.
func anyText(t *rapid.T, name string) string {
	blocks := [][2]rune{
		{0x20, 0x7e},
		{0xa0, 0x24f},
		{0x300, 0x36f},
		{0x590, 0x7bf},
		{0x900, 0x97f},
		{0x900, 0xdff},
		{0xe00, 0xfff},
		{0x1000, 0x109f},
		{0x1200, 0x12ff},
		{0x1780, 0x18af},
		{0x2000, 0x206f},
		{0x2600, 0x27bf},
		{0x3040, 0x30ff},
		{0x4e00, 0x9fff},
		{0xac00, 0xd7a3},
		{0xe000, 0xe010},
		{0xfe00, 0xfe0f},
		{0x1d400, 0x1d7ff},
		{0x1f1e6, 0x1f1ff},
		{0x1f3fb, 0x1f3ff},
		{0x1f400, 0x1f6ff},
		{0xe0020, 0xe007f},
		{0x0, 0x10ffff},
	}
	var out []byte
	for range rapid.IntRange(0, 30).Draw(t, name) {
		b := rapid.SampledFrom(blocks).Draw(t, "block")
		out = append(out, string(rapid.Int32Range(b[0], b[1]).Draw(t, "character"))...)
	}
	return string(append(out, rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "bytes")...))
}

// Characters that are not seen have no glyph in a font that has only what is seen.
func TestNothingButInvisibleSigns(t *testing.T) {
	t.Parallel()
	f := facts("Karin Ek", "\u061c\ufe00一", mean55, mean50, mean47, "\u061c\ufe00\u200d", "一\u2067\ufe00\u2069一")
	f.Organization.Name, f.Event.Name = "   ", "  Ƣ"
	write(t, build(t, f, letter.Options{}))
}

func TestNoTextMakesItFail(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		f := facts(anyText(t, "name"), anyText(t, "title"), mean55, mean50, mean47, anyText(t, "comment")+"\n"+anyText(t, "comment"))
		f.Organization.Name, f.Event.Name = anyText(t, "organization"), anyText(t, "event")
		l, err := letter.Build(f, letter.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := pdf.Write(&b, l); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(bytes.TrimSpace(b.Bytes()), []byte("%%EOF")) {
			t.Fatal("the document has no end")
		}
	})
}
