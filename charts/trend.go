package charts

import (
	"strconv"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

const (
	trendWidth  = 300.0
	trendBand   = 17.0 // from one rating to the next
	trendMargin = 20.0 // at the left, for the scale; at the right, for half a figure
	trendLabels = 14   // how many means fit beside one another
)

// A TrendPoint is one occasion of a trend.
type TrendPoint struct {
	Date    time.Time
	Summary survey.Summary
}

// Trend draws the means of one question over occasions, the first at the left,
// equally far apart: it shows an order and no pace. What is suppressed is a gap.
// The scene is empty where fewer than two occasions have figures.
func Trend(name string, points []TrendPoint, c *i18n.Catalog) Scene {
	s := Scene{Title: name}
	var said []string
	shown := 0
	for _, p := range points {
		text := c.T("speaker.trend.few", "date", c.Date(p.Date))
		if !p.Summary.Suppressed {
			shown++
			text = c.T("speaker.trend.point", "date", c.Date(p.Date), "mean", p.Summary.Mean, "n", p.Summary.N)
		}
		said = append(said, text)
	}
	s.Description = c.T("speaker.trend", "name", Measure{Name: name}.Lead(), "points", strings.Join(said, "; "))
	if shown < 2 {
		return s
	}
	const top = 16.0
	s.Width, s.Height = trendWidth, top+5*trendBand+20
	at := func(mean survey.Tenths) float64 { return top + trendBand*float64(60-mean)/10 }
	for rating := survey.MinRating; rating <= survey.MaxRating; rating++ {
		y := at(survey.Tenths(10 * rating))
		s.Shapes = append(s.Shapes, Shape{Kind: Line, X: trendMargin - 6, Y: y, W: trendWidth - trendMargin + 6, R: 0.5, Paint: Track})
		s.label(trendMargin-12, y+3, strconv.Itoa(rating), smallSize, Soft, End)
	}
	s.points(points, c, at)
	s.label(trendMargin-6, s.Height-4, c.Date(points[0].Date), smallSize, Soft, Start)
	s.label(trendWidth, s.Height-4, c.Date(points[len(points)-1].Date), smallSize, Soft, End)
	return s
}

// points draws the dots, with a line from each to the next one that has figures.
func (s *Scene) points(points []TrendPoint, c *i18n.Catalog, at func(survey.Tenths) float64) {
	step := (trendWidth - 2*trendMargin - 6) / float64(len(points)-1)
	last := -1
	for i, p := range points {
		if p.Summary.Suppressed {
			last = -1
			continue
		}
		x, y := trendMargin+6+step*float64(i), at(p.Summary.Mean)
		if last >= 0 {
			before := at(points[last].Summary.Mean)
			s.Shapes = append(s.Shapes, Shape{Kind: Line, X: x - step, Y: before, W: step, H: y - before, R: 1.2, Paint: Bar})
		}
		last = i
	}
	for i, p := range points {
		if p.Summary.Suppressed {
			continue
		}
		x, y := trendMargin+6+step*float64(i), at(p.Summary.Mean)
		s.Shapes = append(s.Shapes, Shape{Kind: Circle, X: x, Y: y, R: dotRadius, Paint: Dot})
		if len(points) <= trendLabels {
			s.bold(x, y-6.5, c.Decimal(p.Summary.Mean), smallSize, Dot, Middle)
		}
	}
}
