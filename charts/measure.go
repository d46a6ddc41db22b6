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
