package charts

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A Measure is one rating question's result with its name: "Helhet".
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
	return nil
}

// Describe says the figures in words: the text alternative of a chart. When the
// summary is suppressed it says so and has no figure.
func Describe(m Measure, c *i18n.Catalog) string {
	return ""
}
