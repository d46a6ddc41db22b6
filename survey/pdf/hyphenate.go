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

// A breaking is a paragraph that is being broken into lines. Widths are the shaper's.
type breaking struct {
	*paragraph
	t             *typesetter
	width, ragged fixed.Int26_6
	hyphen        fixed.Int26_6 // its width
	// hyphens are the places that lines are broken at inside a word: with a hyphen,
	// or, in an address or a number, without.
	hyphens map[int]bool
}

// wrapped breaks the paragraph, and says at which runes lines begin that stand in the
// middle of a word, with a hyphen before them.
func (t *typesetter) wrapped(p *paragraph, width, ragged fixed.Int26_6) (lines []shaping.Line, hyphens map[int]bool) {
	config := shaping.WrapConfig{Direction: p.direction, BreakPolicy: shaping.WhenNecessary}
	seen := p.seen
	wrap := func() []shaping.Line {
		outputs := p.outputs
		if p.all > width { // the wrapper takes the width from a space that a line ends with
			outputs = copied(outputs)
		}
		lines, _ := t.wrapper.WrapParagraphF(config, width, seen, shaping.NewSliceIterator(outputs))
		return lines
	}
	lines = wrap()
	if p.all <= width || !p.forwards() {
		return lines, nil
	}
	p.measure()
	b := breaking{paragraph: p, t: t, width: width, ragged: ragged, hyphen: t.hyphenWidth(p.style), hyphens: map[int]bool{}}
	if len(lines) == 2 { // a hyphen in the middle of so little is seen more than its line
		b.ragged *= 3
	}
	for i, row := 0, 0; i < len(lines)-1; i++ {
		begin, end := beginOf(lines[i]), endOf(lines[i])
		with := false
		if place, hyphen, ok := b.place(begin, end, row < inARow); ok {
			if len(b.hyphens) == 0 {
				seen = slices.Clone(seen)
			}
			b.hyphens[place], with = hyphen, hyphen
			seen[place] = '\u00b4' // before which a line may end
			if lines = wrap(); endOf(lines[i]) != place {
				break // it never is another
			}
		}
		if row++; !with {
			row = 0
		}
	}
	return lines, b.hyphens
}

// forwards says whether the whole paragraph runs from left to right.
func (p *paragraph) forwards() bool {
	backwards := func(run shaping.Output) bool { return run.Direction != di.DirectionLTR }
	return p.direction == di.DirectionLTR && !slices.ContainsFunc(p.outputs, backwards)
}

// measure notes how wide the text is before each rune, once.
func (p *paragraph) measure() {
	if p.before != nil {
		return
	}
	p.before, p.starts = make([]fixed.Int26_6, len(p.runes)+1), make([]bool, len(p.runes)+1)
	for _, run := range p.outputs {
		for _, g := range run.Glyphs {
			if at := g.TextIndex(); at < len(p.runes) {
				p.before[at+1] += g.Advance
				p.starts[at] = true
			}
		}
	}
	for i := range p.runes {
		p.before[i+1] += p.before[i]
	}
}

// place finds where the line from begin is broken instead of at end, and whether with a
// hyphen there.
func (b *breaking) place(begin, end int, may bool) (place int, hyphen, ok bool) {
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
		for _, at := range slices.Backward(b.places(w, true)) {
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
		for _, at := range slices.Backward(b.places(w, false)) {
			if fits(at, b.hyphen) {
				return at, true, true
			}
		}
	}
	return 0, false, false
}

// widthOf is how wide a line is without the space at its end.
func (b *breaking) widthOf(begin, end int) fixed.Int26_6 {
	for end > begin && unicode.IsSpace(b.runes[end-1]) {
		end--
	}
	return b.before[end] - b.before[begin]
}

// places are where the word may be broken, as places in the text, if its line can do
// without it otherwise: forced says that it cannot.
func (b *breaking) places(w word, forced bool) []int {
	var own []int
	for at := w.begin + 1; at < w.end; at++ {
		if b.soft[at] {
			own = append(own, at)
		}
	}
	if len(own) > 0 {
		return own
	}
	if !w.plain() || !forced && (w.last() || w.named(b.t.names)) {
		return nil
	}
	if b.patterns == nil {
		b.patterns = b.t.patternsFor(b.runes)
	}
	for _, at := range b.patterns.places(strings.ToLower(string(b.runes[w.begin:w.end]))) {
		if b.starts[w.begin+at] {
			own = append(own, w.begin+at)
		}
	}
	return own
}

// hyphenWidth is how wide a hyphen is in the style.
func (t *typesetter) hyphenWidth(s style) fixed.Int26_6 {
	face := t.faces[s]
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

// copied has glyphs of its own.
func copied(outputs []shaping.Output) []shaping.Output {
	out := slices.Clone(outputs)
	for i := range out {
		out[i].Glyphs = slices.Clone(out[i].Glyphs)
	}
	return out
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
