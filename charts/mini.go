package charts

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

const (
	miniBar    = 9.0
	miniGap    = 2.0
	miniHeight = 22.0
)

// Mini draws a distribution as small as a table's cell: six columns without
// text, 1 at the left. What it shows stands in its Description, and beside it in
// the cell. Suppressed figures give an empty scene.
func Mini(m Measure, c *i18n.Catalog) Scene {
	s := Scene{Title: m.Name, Description: Describe(m, c)}
	if m.Summary.Suppressed || m.Summary.N == 0 {
		return s
	}
	s.Width, s.Height = survey.MaxRating*(miniBar+miniGap)-miniGap, miniHeight
	most := 0
	for _, n := range m.Summary.Counts {
		most = max(most, n)
	}
	for i, n := range m.Summary.Counts {
		x := float64(i) * (miniBar + miniGap)
		s.Shapes = append(s.Shapes, Shape{Kind: Rect, X: x, Y: miniHeight - 1, W: miniBar, H: 1, Paint: Track})
		if n > 0 {
			h := max((miniHeight-1)*float64(n)/float64(most), 1.5)
			s.Shapes = append(s.Shapes, Shape{Kind: Rect, X: x, Y: miniHeight - h, W: miniBar, H: h, R: 1, Paint: Bar})
		}
	}
	return s
}
