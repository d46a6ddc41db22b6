package charts

import (
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A Measure is one rating question's result with its name: "Helheten".
type Measure struct {
	Name    string
	Summary survey.Summary
	// Event is the event's own mean, shown only when Compared.
	Event    survey.Tenths
	Compared bool
	// Scale is what its bars have in common with others', see OnOneScale.
	Scale Scale `json:",omitzero"`
}

// A Scale says how long bars are. Pictures that are looked at together have one, so
// that a bar of 36 % is never longer than one of 61 % in the picture beside it.
type Scale struct {
	Share   float64 // of the answers, that the longest bar stands for; 0 for no common scale
	Room    float64 // points for the count after a bar
	Columns int     // of a panel
}

// OnOneScale gives the measures, which stand in one letter or on one page, the same
// scale. What is suppressed has no bars.
func OnOneScale(c *i18n.Catalog, all ...*Measure) {
	var common Scale
	for _, m := range all {
		if !m.Summary.Suppressed {
			own := scaleOf(*m, c)
			common.Share, common.Room = max(common.Share, own.Share), max(common.Room, own.Room)
			common.Columns = min(common.Columns+1, PanelColumns)
		}
	}
	for _, m := range all {
		m.Scale = common
	}
}

// scaleOf is the measure's scale: the one that it has in common with others, or that
// of its own figures.
func scaleOf(m Measure, c *i18n.Catalog) Scale {
	if m.Scale.Share > 0 {
		return m.Scale
	}
	var own Scale
	for _, r := range Table(m, c) {
		own.Share = max(own.Share, float64(m.Summary.Counts.Count(r.Rating))/float64(m.Summary.N))
		own.Room = max(own.Room, width(counted(r), textSize))
	}
	return own
}

// A Row is one rating of a distribution as text, for the table that stands
// beside every chart.
type Row struct {
	Rating  int    // 6 to 1
	Word    string // "utmärkt"
	Count   string // "12"
	Percent string // "52 %"
}

// Table returns the distribution as text, 6 first; nil when it is suppressed.
func Table(m Measure, c *i18n.Catalog) []Row {
	if m.Summary.Suppressed || m.Summary.N == 0 {
		return nil
	}
	rows := make([]Row, 0, survey.MaxRating)
	for rating := survey.MaxRating; rating >= survey.MinRating; rating-- {
		n := m.Summary.Counts.Count(rating)
		rows = append(rows, Row{
			Rating: rating, Word: word(rating, c),
			Count: c.Int(n), Percent: c.Percent(n, m.Summary.N),
		})
	}
	return rows
}

// Lead returns the name as it stands before its figures: "Helheten:", and
// "Hur var takten?" as it is.
func (m Measure) Lead() string {
	if m.Name == "" || strings.ContainsAny(m.Name[len(m.Name)-1:], "?!.:") {
		return m.Name
	}
	return m.Name + ":"
}

// Describe says the figures in words: the text alternative of a chart. When the
// summary is suppressed it says so and has no figure.
func Describe(m Measure, c *i18n.Catalog) string {
	rows := Table(m, c)
	if rows == nil {
		return c.T("chart.suppressed", "name", m.Lead())
	}
	parts := []string{c.T("chart.mean", "name", m.Lead(), "mean", m.Summary.Mean, "n", m.Summary.N)}
	for _, r := range rows {
		parts = append(parts, c.T("chart.row", "rating", r.Rating, "word", r.Word, "count", r.Count, "percent", r.Percent))
	}
	if m.Compared {
		parts = append(parts, c.T("chart.event", "mean", m.Event))
	}
	return strings.Join(parts, " ")
}

// word returns what the rating is called: "utmärkt".
func word(rating int, c *i18n.Catalog) string {
	return c.T("rating." + strconv.Itoa(rating))
}
