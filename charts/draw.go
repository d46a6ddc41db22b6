package charts

import (
	"math"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// PanelWidth is how wide a panel is, in points: the text on an A4 page with
// margins of 25 mm. A panel holds up to PanelColumns questions.
const (
	PanelWidth   = 453.0
	PanelColumns = 3
)

const (
	distributionWidth = 216.0 // narrow, so that its text stays readable on a phone

	nameSize   = 10.0 // a question's name
	meanSize   = 21.0 // its mean
	textSize   = 9.0  // words, counts
	smallSize  = 8.5  // the line's digits
	rowHeight  = 13.6
	barHeight  = 8.5
	columnGap  = 20.0
	labelGap   = 8.0
	lineHeight = 32.0 // the 1 to 6 line with all its labels
	dotRadius  = 3.6
)

// Distribution draws one question: its mean and six bars, 6 at the top, each
// with the rating's word, count and per cent, and the 1 to 6 line below.
// Suppressed figures give an empty scene whose Description says why.
func Distribution(m Measure, c *i18n.Catalog) Scene {
	m.Scale.Columns = 1
	return panel([]Measure{m}, c, distributionWidth)
}

// Panel draws up to three questions side by side; the words of the scale stand
// once. Suppressed measures are left out of the picture, and said in the
// Description.
func Panel(ms []Measure, c *i18n.Catalog) Scene {
	return panel(ms, c, PanelWidth)
}

// LineOf draws the 1 to 6 line: a dot for the session's mean and, when
// compared, a tick for the event's own.
func LineOf(m Measure, c *i18n.Catalog) Scene {
	s := Scene{Title: m.Name, Description: Describe(m, c)}
	if m.Summary.Suppressed {
		return s
	}
	s.Width, s.Height = distributionWidth, lineHeight+4
	s.line(m, c, 0, 2, distributionWidth)
	return s
}

func panel(ms []Measure, c *i18n.Catalog, w float64) Scene {
	var s Scene
	var names, descriptions []string
	var shown []Measure
	for _, m := range ms {
		names = append(names, m.Name)
		descriptions = append(descriptions, Describe(m, c))
		if !m.Summary.Suppressed {
			shown = append(shown, m)
		}
	}
	s.Title, s.Description = c.List(names), strings.Join(descriptions, " ")
	if len(shown) == 0 {
		return s
	}
	labels := labelWidth(c)
	// A letter's last picture has columns as wide as those before.
	n := float64(max(len(shown), scaleOf(shown[0], c).Columns))
	column := (w - labels - labelGap - (n-1)*columnGap) / n
	head := 1
	for _, m := range shown {
		head = max(head, len(heading(m, column)))
	}
	top := float64(head)*(nameSize+2) + meanSize + 6
	for i, m := range shown {
		x := labels + labelGap + float64(i)*(column+columnGap)
		s.column(m, c, x, top, column)
	}
	for i := range survey.MaxRating {
		rating := survey.MaxRating - i
		y := top + float64(i)*rowHeight + barHeight
		s.label(labels-14, y-0.8, word(rating, c), textSize, Soft, End)
		s.bold(labels, y-0.8, strconv.Itoa(rating), textSize, Ink, End)
	}
	s.Width, s.Height = w, top+survey.MaxRating*rowHeight+4+lineHeight
	return s
}

// labelWidth is how much room the words of the scale take, with their digits.
func labelWidth(c *i18n.Catalog) float64 {
	w := 0.0
	for rating := survey.MinRating; rating <= survey.MaxRating; rating++ {
		w = max(w, width(word(rating, c), textSize))
	}
	return w + 14
}

// heading breaks a question's name into at most three lines of its column.
func heading(m Measure, column float64) []string {
	return wrap(m.Name, nameSize, column, 3)
}

// column draws one question's name, mean, bars and line; top is where the bars
// begin.
func (s *Scene) column(m Measure, c *i18n.Catalog, x, top, w float64) {
	y := top - meanSize - 9
	lines := heading(m, w)
	for i, line := range lines {
		s.bold(x, y-float64(len(lines)-1-i)*(nameSize+2), line, nameSize, Ink, Start)
	}
	mean := c.Decimal(m.Summary.Mean)
	s.bold(x-0.5, top-9, mean, meanSize, Dot, Start)
	s.Shapes[len(s.Shapes)-1].W = width(mean, meanSize)
	s.label(x+width(mean, meanSize)+3, top-9, c.T("chart.answers", "n", m.Summary.N), textSize, Soft, Start)

	on := scaleOf(m, c)
	longest := max(w-on.Room-5, 12)
	for i, r := range Table(m, c) {
		y := top + float64(i)*rowHeight
		n := m.Summary.Counts.Count(r.Rating)
		bar := 0.0
		if n > 0 {
			bar = max(longest*float64(n)/float64(m.Summary.N)/on.Share, 1.5)
			s.Shapes = append(s.Shapes, Shape{Kind: Rect, X: x, Y: y, W: bar, H: barHeight, R: 1.5, Paint: Bar})
		} else {
			s.Shapes = append(s.Shapes, Shape{Kind: Rect, X: x, Y: y, W: 0.8, H: barHeight, Paint: Track})
		}
		s.label(x+bar+4, y+barHeight-0.8, counted(r), textSize, Soft, Start)
	}
	s.line(m, c, x, top+survey.MaxRating*rowHeight+4, w)
}

func counted(r Row) string { return r.Count + " · " + r.Percent }

// line draws the 1 to 6 line with its dot and tick; y is its upper edge.
func (s *Scene) line(m Measure, c *i18n.Catalog, x, y, w float64) {
	left, length := x+4, w-8
	at := func(t survey.Tenths) float64 { return left + length*float64(t-10)/50 }
	axis := y + 15
	s.Shapes = append(s.Shapes, Shape{Kind: Line, X: left, Y: axis, W: length, R: 1.6, Paint: Track})
	for rating := survey.MinRating; rating <= survey.MaxRating; rating++ {
		rx := at(survey.Tenths(10 * rating))
		s.Shapes = append(s.Shapes, Shape{Kind: Circle, X: rx, Y: axis, R: 1.5, Paint: Track})
		s.label(rx, axis+13, strconv.Itoa(rating), smallSize, Soft, Middle)
	}
	mean := c.Decimal(m.Summary.Mean)
	dot := at(m.Summary.Mean)
	// A figure at the end of the line stays inside the column.
	room := width(mean, smallSize)/2 + 1 // bold is a little wider
	dotText, tickText := min(max(dot, x+room), x+w-room), 0.0
	if m.Compared {
		tick := at(m.Event)
		event := c.Decimal(m.Event)
		half := max(room, width(event, smallSize)/2)
		dotText, tickText = apart(dot, tick, 2*half+2)
		// Each is moved back inside the column; beside each other, both are.
		inside := func(t float64) float64 { return min(max(t, x+half), x+w-half) }
		dotBack, tickBack := inside(dotText)-dotText, inside(tickText)-tickText
		if math.Abs(dotText-tickText) < 4*half {
			dotBack += tickBack // at most one of them is outside
			tickBack = dotBack
		}
		dotText, tickText = dotText+dotBack, tickText+tickBack
		s.Shapes = append(s.Shapes, Shape{Kind: Line, X: tick, Y: axis - 5, H: 10, R: 1.6, Paint: Tick})
		s.label(tickText, axis-9.5, event, smallSize, Soft, Middle)
	}
	s.Shapes = append(s.Shapes, Shape{Kind: Circle, X: dot, Y: axis, R: dotRadius, Paint: Dot})
	s.bold(dotText, axis-9.5, mean, smallSize, Dot, Middle)
}

// apart moves two label centres away from each other until they are at least
// room apart; equal ones keep the first to the left.
func apart(a, b, room float64) (float64, float64) {
	missing := room - math.Abs(a-b)
	if missing <= 0 {
		return a, b
	}
	if a <= b {
		return a - missing/2, b + missing/2
	}
	return a + missing/2, b - missing/2
}

func (s *Scene) label(x, y float64, text string, size float64, p Paint, a Anchor) {
	s.Shapes = append(s.Shapes, Shape{Kind: Label, X: x, Y: y, R: size, Text: text, Paint: p, Anchor: a})
}

func (s *Scene) bold(x, y float64, text string, size float64, p Paint, a Anchor) {
	s.Shapes = append(s.Shapes, Shape{Kind: Label, X: x, Y: y, R: size, Text: text, Paint: p, Anchor: a, Bold: true})
}
