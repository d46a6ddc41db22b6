package pdf

import (
	"bytes"
	"fmt"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/stix/stix2textitalic"
	"codeberg.org/go-fonts/stix/stix2textregular"
	"codeberg.org/go-fonts/stix/stix2textsemibold"
	emojifont "eliasnaur.com/font/noto/emoji/color"
	arabicregular "eliasnaur.com/font/noto/sans/arabic/regular"
	"github.com/go-text/typesetting/font"
)

// A style is which of the text fonts a text is set in.
type style int

const (
	roman style = iota
	italic
	semibold
	styles
)

// names are what the text fonts are called in the document, by style.
var names = [styles]string{"Text", "TextItalic", "TextSemibold"}

// A textFont is one of the fonts that letters are set in: STIX Two Text, a book
// face with all of Latin, Greek and Cyrillic.
type textFont struct {
	font  *font.Font // for shaping: kerning, marks
	drawn *glyphSet  // that are drawn as text
}

var textFonts = [styles]func() *textFont{
	sync.OnceValue(func() *textFont { return newTextFont(roman, stix2textregular.TTF) }),
	sync.OnceValue(func() *textFont { return newTextFont(italic, stix2textitalic.TTF) }),
	sync.OnceValue(func() *textFont { return newTextFont(semibold, stix2textsemibold.TTF) }),
}

// The fonts that stand in for characters that the text fonts lack, in this order.
// They are read when a letter first needs them.
var (
	arabicFont = sync.OnceValue(func() *font.Font { return parse(arabicregular.TTF) })
	symbolFont = sync.OnceValue(func() *font.Font { return parse(dejavusans.TTF) })
	colourFont = sync.OnceValue(func() *font.Font { return parse(emojifont.TTF) })
)

func parse(ttf []byte) *font.Font {
	face, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic(fmt.Sprintf("a built-in font cannot be read: %v", err)) // only a broken build gets here
	}
	return face.Font
}

// letters are the characters that are drawn as text of the text fonts, as ranges: Latin, Greek,
// Cyrillic, punctuation, currency.
var letters = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x20, Hi: 0x7e, Stride: 1},
	{Lo: 0xa0, Hi: 0x2af, Stride: 1},
	{Lo: 0x370, Hi: 0x52f, Stride: 1},
	{Lo: 0x1e00, Hi: 0x1eff, Stride: 1},
	{Lo: 0x2010, Hi: 0x203f, Stride: 1},
	{Lo: 0x20a0, Hi: 0x20bf, Stride: 1},
	{Lo: 0x2100, Hi: 0x214f, Stride: 1},
	{Lo: 0x2190, Hi: 0x2193, Stride: 1},
	{Lo: 0x2212, Hi: 0x2212, Stride: 1},
}}

func newTextFont(st style, otf []byte) *textFont {
	f := &textFont{font: parse(otf)}
	f.drawn = &glyphSet{
		name: names[st], glyphs: map[rune]compiled{}, italic: st == italic, face: font.NewFace(f.font),
		ascent: 762 * gridEm / 1000, descent: -238 * gridEm / 1000,
	}
	return f
}
