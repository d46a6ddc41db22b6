package page

import (
	"fmt"
	"html/template"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey/i18n"
)

// A FigureView is one rating question: still chart, live chart and table.
type FigureView struct {
	Name string
	// Suppressed says in place of everything else that too few answered.
	Suppressed string
	Still      template.HTML
	Live       template.JS
	Rows       []charts.Row
	Mean       string
	N          string
	// Note says more about the figures; SVG and PNG are where the picture is.
	Note, SVG, PNG string
}

// A ChoiceView is the answers to a choice.
type ChoiceView struct {
	Name       string
	Suppressed string
	N          string
	Rows       []ChoiceRow
}

// A ChoiceRow is one thing that could be chosen, and how many chose it.
type ChoiceRow struct{ Text, Count, Percent string }

// Drawn is a measure as a figure on a page.
func Drawn(c *i18n.Catalog, m charts.Measure) (FigureView, error) {
	f := FigureView{Name: m.Name}
	live, err := charts.Live(m, c)
	if err != nil {
		return f, fmt.Errorf("live chart: %w", err)
	}
	f.Still = charts.Distribution(m, c).SVG()
	f.Live = template.JS(live) // escaped for this place by charts.Live
	f.Rows = charts.Table(m, c)
	f.Mean = c.Decimal(m.Summary.Mean)
	f.N = c.T("organizer.answers", "n", m.Summary.N)
	return f, nil
}
