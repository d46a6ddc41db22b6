package pdf

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// The line wrapper knows no hyphens. It fills lines; where it leaves one too empty, the
// next word's places are looked for, and it is told that it may break at the one that
// fills the line best. So the text is shaped once, and never with other letters than
// its own.

const (
	softHyphen = '\u00ad'
	// inARow is how many lines one after the other may end with a hyphen.
	inARow = 2
)

// broken is a paragraph to be broken into lines. Widths are the shaper's.
type broken struct {
	runes         []rune
	outputs       []shaping.Output
	soft          map[int]bool // the places that the text itself allows a hyphen at
	direction     di.Direction
	width, ragged fixed.Int26_6

	patterns *hyphenation
	before   []fixed.Int26_6 // the width of the text before each rune
	starts   []bool          // a glyph of its own begins with the rune
	hyphen   fixed.Int26_6   // its width
	// hyphens are the places that lines are broken at inside a word: with a hyphen,
	// or, in an address or a number, without.
	hyphens map[int]bool
}

// wrapped breaks the paragraph, and says at which runes lines begin that stand in the
// middle of a word, with a hyphen before them.
func (t *typesetter) wrapped(b broken) (lines []shaping.Line, hyphens map[int]bool) {
	seen := unbroken([]rune(t.catalog.Together(string(b.runes))))
	config := shaping.WrapConfig{Direction: b.direction, BreakPolicy: shaping.WhenNecessary}
	wrap := func() []shaping.Line {
		lines, _ := t.wrapper.WrapParagraphF(config, b.width, seen, shaping.NewSliceIterator(b.outputs))
		return lines
	}
	if !b.mayHyphenate() {
		return wrap(), nil
	}
	b.measure()
	b.hyphen = t.hyphenWidth()
	b.patterns = t.patternsFor(b.runes)
	kept := glyphsOf(b.outputs)
	lines = wrap()
	if len(lines) == 2 { // a hyphen in the middle of so little is seen more than its line
		b.ragged *= 3
	}
	for i, row := 0, 0; i < len(lines)-1; i++ {
		begin, end := beginOf(lines[i]), endOf(lines[i])
		with, chosen := b.hyphens[end]
		if !chosen {
			place, hyphen, ok := b.place(t, begin, end, row < inARow)
			if ok {
				b.hyphens[place] = hyphen
				seen[place] = '\u00b4' // before which a line may end
				with = hyphen
				restore(b.outputs, kept)
				if lines = wrap(); endOf(lines[i]) != place { // it never is
					break
				}
			}
		}
		if row++; !with {
			row = 0
		}
	}
	return lines, b.hyphens
}

// mayHyphenate says whether the paragraph is more than a line, and runs from left to
// right alone.
func (b *broken) mayHyphenate() bool {
	all := fixed.Int26_6(0)
	for _, run := range b.outputs {
		if run.Direction != di.DirectionLTR {
			return false
		}
		all += run.Advance
	}
	return b.direction == di.DirectionLTR && all > b.width
}

// measure notes how wide the text is before each rune.
func (b *broken) measure() {
	b.hyphens = map[int]bool{}
	b.before, b.starts = make([]fixed.Int26_6, len(b.runes)+1), make([]bool, len(b.runes)+1)
	for _, run := range b.outputs {
		for _, g := range run.Glyphs {
			if at := g.TextIndex(); at < len(b.runes) {
				b.before[at+1] += g.Advance
				b.starts[at] = true
			}
		}
	}
	for i := range b.runes {
		b.before[i+1] += b.before[i]
	}
}

// place finds where the line from begin is broken instead of at end, and whether with a
// hyphen there.
func (b *broken) place(t *typesetter, begin, end int, may bool) (place int, hyphen, ok bool) {
	fits := func(at int, hyphen fixed.Int26_6) bool {
		return at > begin && b.before[at]-b.before[begin]+hyphen <= b.width
	}
	from := end
	for from > begin && !unicode.IsSpace(b.runes[from-1]) {
		from--
	}
	w := b.word(from)
	torn := alphabetic(b.runes[end-1]) && alphabetic(b.runes[end]) // wider than a line
	switch {
	case torn && w.plain():
		for _, at := range slices.Backward(b.places(t, w, true)) {
			if fits(at, b.hyphen) {
				return at, true, true
			}
		}
		for at := end; at > begin+1; at-- {
			if b.starts[at] && alphabetic(b.runes[at]) && alphabetic(b.runes[at-1]) && fits(at, b.hyphen) {
				return at, true, true
			}
		}
	case torn: // an address, or a code: a hyphen would be one of its characters
		for at := end; at > begin+1; at-- {
			if strings.ContainsRune("/?&=._-@:#", b.runes[at-1]) && fits(at, 0) {
				return at, false, at != end
			}
		}
	case may && w.begin >= end && b.width-b.widthOf(begin, end) > b.ragged:
		for _, at := range slices.Backward(b.places(t, w, false)) {
			if fits(at, b.hyphen) {
				return at, true, true
			}
		}
	}
	return 0, false, false
}

// widthOf is how wide a line is without the space at its end.
func (b *broken) widthOf(begin, end int) fixed.Int26_6 {
	for end > begin && unicode.IsSpace(b.runes[end-1]) {
		end--
	}
	return b.before[end] - b.before[begin]
}

// places are where the word may be broken, as places in the text, if its line can do
// without it otherwise: forced says that it cannot.
func (b *broken) places(t *typesetter, w word, forced bool) []int {
	var own []int
	for at := w.begin + 1; at < w.end; at++ {
		if b.soft[at] {
			own = append(own, at)
		}
	}
	if len(own) > 0 {
		return own
	}
	if b.patterns == nil || !w.plain() || !forced && (w.last() || w.named(t.names)) {
		return nil
	}
	for _, at := range b.patterns.places(strings.ToLower(string(b.runes[w.begin:w.end]))) {
		if b.starts[w.begin+at] {
			own = append(own, w.begin+at)
		}
	}
	return own
}

// hyphenWidth is how wide a hyphen is in the style that is set.
func (t *typesetter) hyphenWidth() fixed.Int26_6 {
	face := t.faces[t.style]
	id, _ := face.NominalGlyph('-')
	return fixed.Int26_6(face.HorizontalAdvance(id) * em * 64 / float32(face.Upem()))
}

func beginOf(runs shaping.Line) int {
	begin := runs[0].Runes.Offset
	for _, run := range runs {
		begin = min(begin, run.Runes.Offset)
	}
	return begin
}

// endOf is the rune that the next line begins with.
func endOf(runs shaping.Line) int {
	end := 0
	for _, run := range runs {
		end = max(end, run.Runes.Offset+run.Runes.Count)
	}
	return end
}

// glyphsOf copies the glyphs: the wrapper takes the width from a space that a line
// ends with.
func glyphsOf(outputs []shaping.Output) [][]shaping.Glyph {
	kept := make([][]shaping.Glyph, len(outputs))
	for i, run := range outputs {
		kept[i] = slices.Clone(run.Glyphs)
	}
	return kept
}

func restore(outputs []shaping.Output, kept [][]shaping.Glyph) {
	for i := range outputs {
		copy(outputs[i].Glyphs, kept[i])
	}
}

// withoutSoft takes the soft hyphens out of a text, and says before which runes they
// stood.
func withoutSoft(runes []rune) ([]rune, map[int]bool) {
	if !slices.Contains(runes, softHyphen) {
		return runes, nil
	}
	var out []rune
	soft := map[int]bool{}
	for _, r := range runes {
		if r == softHyphen {
			soft[len(out)] = true
			continue
		}
		out = append(out, r)
	}
	return out, soft
}
