package pdf

import (
	"slices"

	"github.com/go-text/typesetting/shaping"
)

// A parted word is drawn in two lines or more, and is one word to whoever searches,
// copies or listens: its first part says it whole, the others say nothing.
type parted struct {
	begin, end int // what of the paragraph the part is
	says       string
}

// part notes which of the line's words are parted: the one that goes on from the line
// before, and the one that goes on in the next.
func (l *line) part(begin, end int, hyphens map[int]bool) {
	l.hyphenated = hyphens[end]
	first, last := begin, end // of the letters around the place
	around := func(place int) {
		for first = place; first > 0 && alphabetic(l.runes[first-1]); {
			first--
		}
		for last = place; last < len(l.runes) && alphabetic(l.runes[last]); {
			last++
		}
	}
	if hyphens[begin] {
		around(begin)
		l.parted = append(l.parted, parted{begin, min(last, end), ""})
		if last > end { // no word of its own ends here
			return
		}
	}
	if l.hyphenated {
		around(end)
		l.parted = append(l.parted, parted{first, end, string(l.runes[first:last])})
	}
}

// drawParted draws a line with parted words. It runs from left to right.
func (d *document) drawParted(l line, x, y float64) {
	open := -1 // which of them is being drawn
	span := func(which int) {
		if which == open {
			return
		}
		if open >= 0 {
			d.raw("EMC\n")
		}
		if open = which; which >= 0 {
			d.raw("/Span <</ActualText <" + utf16Hex(l.parted[which].says) + ">>> BDC\n")
		}
	}
	for _, run := range l.runs {
		for len(run.Glyphs) > 0 {
			at := run.Glyphs[0].TextIndex()
			which := slices.IndexFunc(l.parted, func(p parted) bool { return at >= p.begin && at < p.end })
			until := len(l.runes)
			for i, p := range l.parted {
				switch {
				case i == which:
					until = min(until, p.end)
				case p.begin > at:
					until = min(until, p.begin)
				}
			}
			var piece shaping.Output
			piece, run = cutAt(run, until)
			span(which)
			d.drawRun(l, piece, x, y)
			x += l.pt(piece.Advance)
		}
	}
	if l.hyphenated {
		font := d.embedded[d.set.faces[l.style]]
		d.setFont(font, l.size)
		d.numbered(x, y, []int{font.softHyphen()})
	}
	span(-1)
}

// cutAt parts a run before the rune.
func cutAt(run shaping.Output, at int) (before, after shaping.Output) {
	n := slices.IndexFunc(run.Glyphs, func(g shaping.Glyph) bool { return g.TextIndex() >= at })
	if n < 0 {
		n = len(run.Glyphs)
	}
	before, after = run, run
	before.Glyphs, after.Glyphs = run.Glyphs[:n], run.Glyphs[n:]
	before.RecomputeAdvance()
	after.RecomputeAdvance()
	return before, after
}
