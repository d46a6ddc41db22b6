package pdf

import (
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

// Frames counts the signs of the letter that are drawn as empty frames.
func Frames(l letter.Letter) int {
	n := 0
	for _, line := range newDocument(l, available(l)).set.lines(l.Text(), roman, body.size, textWidth) {
		for _, run := range line.runs {
			for _, g := range run.Glyphs {
				if g.GlyphID == 0 && !invisible(line.runes[g.TextIndex()]) {
					n++
				}
			}
		}
	}
	return n
}

// Lines sets the text as the letter would and returns its lines, and the width of
// the widest as a share of the page's.
func Lines(l letter.Letter, text string) (lines []string, widest float64) {
	for _, line := range newDocument(l, available(l)).set.lines(text, roman, body.size, textWidth) {
		var b strings.Builder
		for _, run := range line.runs {
			b.WriteString(string(line.runes[run.Runes.Offset : run.Runes.Offset+run.Runes.Count]))
		}
		lines = append(lines, b.String())
		widest = max(widest, line.width/textWidth)
	}
	return lines, widest
}

// Enclosed are the files that the frozen letter's PDF carries.
func Enclosed(f survey.Frozen) []Attachment {
	all, err := enclosures(f)
	if err != nil {
		panic(err)
	}
	return all
}
