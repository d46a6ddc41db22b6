package pdf

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"

	"github.com/go-text/typesetting/font"
)

// An embeddedFont is a font in one document: it gets the characters that the document
// uses, numbered in the order in which they first come.
type embeddedFont struct {
	source *glyphSet
	name   string // in the document, once it is used
	used   []usedGlyph
	number map[rune]int
	// clusters are the numbers of those characters that are no single runes.
	clusters map[string]int
}

// A usedGlyph is a glyph of a document's font with the text that it stands for, where
// that is not its rune alone.
type usedGlyph struct {
	glyph compiled
	text  string
}

// A glyphSet is what a font can draw as text, ready to be written.
type glyphSet struct {
	name            string
	ascent, descent int // units of gridEm; the descent is negative
	italic          bool
	// clusters says that the font draws the clusters of a shaped text, each as a
	// character of the document: no rune has a character of its own.
	clusters bool

	mu     sync.RWMutex // of glyphs, and of face
	glyphs map[rune]compiled
	// face is where further glyphs are taken from when a letter first needs
	// them; nil where glyphs are all.
	face *font.Face
}

// glyph returns what the font draws for a rune; false for one that it lacks.
func (s *glyphSet) glyph(r rune) (compiled, bool) {
	s.mu.RLock()
	g, ok := s.glyphs[r]
	s.mu.RUnlock()
	if ok || s.face == nil || !unicode.Is(letters, r) {
		return g, ok
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.face.NominalGlyph(r)
	if !ok {
		return compiled{}, false
	}
	outline, _ := s.face.GlyphDataOutline(id)
	g = compile(glyph{r: r, advance: float64(s.face.HorizontalAdvance(id)), segments: outline.Segments}, float64(s.face.Upem()))
	s.glyphs[r] = g
	return g, true
}

// glyph returns the number that the rune has in the document's font; 0 for one
// that the font lacks.
func (f *embeddedFont) glyph(r rune) int {
	if n, ok := f.number[r]; ok {
		return n
	}
	g, ok := f.source.glyph(r)
	if !ok {
		return 0
	}
	if f.number == nil {
		f.number = map[rune]int{}
	}
	f.used = append(f.used, usedGlyph{glyph: g})
	f.number[r] = len(f.used)
	return len(f.used)
}

// softHyphen returns the number of the hyphen that parts a word at a line's end. It
// looks like any other, but is no part of the text (ISO 32000-1, 14.8.2.2.3).
func (f *embeddedFont) softHyphen() int {
	if n, ok := f.number[softHyphen]; ok {
		return n
	}
	f.glyph('-') // which makes number
	g, _ := f.source.glyph('-')
	f.used = append(f.used, usedGlyph{g, string(softHyphen)})
	f.number[softHyphen] = len(f.used)
	return len(f.used)
}

// write writes the font with all that belongs to it, and returns its number.
// See ISO 32000-1, 9.7: a composite font whose character codes are glyph numbers.
func (f *embeddedFont) write(out *file) int {
	glyphs := make([]compiled, len(f.used))
	widths := make([]string, len(f.used))
	for i, s := range f.used {
		glyphs[i] = s.glyph
		widths[i] = fmt.Sprint((glyphs[i].width*1000 + gridEm/2) / gridEm)
	}
	data := trueType(glyphs, f.source.ascent, f.source.descent)
	program := out.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	thousandth := func(units int) int { return units * 1000 / gridEm }
	name := fmt.Sprintf("OMDOME+%s", f.source.name)
	flags, angle := 4, 0 // symbolic: its codes are its own
	if f.source.italic {
		flags, angle = flags|64, -12
	}
	descriptor := out.add("<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[-500 %d 1500 %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight 656/StemV 80/FontFile2 %d 0 R>>",
		name, flags, thousandth(f.source.descent), thousandth(f.source.ascent), angle,
		thousandth(f.source.ascent), thousandth(f.source.descent), program)
	descendant := out.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 500/W[1[%s]]/CIDToGIDMap/Identity>>",
		name, descriptor, strings.Join(widths, " "))
	return out.add("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, descendant, out.stream("", f.toUnicode()))
}

// toUnicode says which text each glyph stands for, so that the document can be
// searched, copied and read aloud.
func (f *embeddedFont) toUnicode() []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n")
	const most = 100 // mappings in a section
	for first := 0; first < len(f.used); first += most {
		part := f.used[first:min(first+most, len(f.used))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, s := range part {
			fmt.Fprintf(&b, "<%04x> <", first+i+1)
			text := []rune{s.glyph.r}
			if s.text != "" {
				text = []rune(s.text)
			}
			for _, u := range utf16.Encode(text) {
				fmt.Fprintf(&b, "%04x", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}
