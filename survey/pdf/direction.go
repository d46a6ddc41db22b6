package pdf

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/shaping"
)

// rightToLeft says whether the first letter with a direction runs from right to
// left (rules P2 and P3 of the bidirectional algorithm).
func rightToLeft(runes []rune) bool {
	isolated := 0
	for _, r := range runes {
		switch {
		case r >= '\u2066' && r <= '\u2068':
			isolated++
		case r == '\u2069':
			isolated = max(isolated-1, 0)
		case isolated > 0:
		case unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) && unicode.IsLetter(r):
			return true
		case unicode.IsLetter(r):
			return false
		}
	}
	return false
}

// levelsOf returns the embedding level of every rune, or nil when the whole
// paragraph runs from left to right.
func levelsOf(runes []rune, runs []shaping.Output, direction di.Direction) []bidi.Level {
	backwards := func(run shaping.Output) bool { return run.Direction == di.DirectionRTL }
	if direction == di.DirectionLTR && !slices.ContainsFunc(runs, backwards) {
		return nil
	}
	base := bidi.LeftToRight
	if direction == di.DirectionRTL {
		base = bidi.RightToLeft
	}
	levels := make([]bidi.Level, len(runes))
	var p bidi.Paragraph
	segments := p.Segment(runes, base)
	for i := range segments.NumRuns() {
		run := segments.Run(i)
		for j := run.Start; j < run.End && j < len(levels); j++ {
			levels[j] = run.Level
		}
	}
	return levels
}

// visual orders the runs of a line from left to right: rule L2 of the
// bidirectional algorithm. The line wrapper's own order knows directions but
// not levels, and so misplaces numbers within right-to-left text.
func visual(runs shaping.Line, levels []bidi.Level) shaping.Line {
	out := slices.Clone(runs)
	if levels == nil {
		return out
	}
	level := func(run shaping.Output) bidi.Level { return levels[run.Runes.Offset] }
	highest, lowestOdd := bidi.Level(0), bidi.Level(127)
	for _, run := range out {
		highest = max(highest, level(run))
		if level(run)%2 == 1 {
			lowestOdd = min(lowestOdd, level(run))
		}
	}
	for l := highest; l >= lowestOdd; l-- {
		for i := 0; i < len(out); i++ {
			end := i
			for end < len(out) && level(out[end]) >= l {
				end++
			}
			slices.Reverse(out[i:end])
			i = max(i, end-1)
		}
	}
	return out
}
