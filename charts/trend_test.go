package charts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

func TestTrendLeavesAGapWhereTooFewAnswered(t *testing.T) {
	t.Parallel()
	point := func(month time.Month, tally survey.Tally) charts.TrendPoint {
		return charts.TrendPoint{Date: time.Date(2026, month, 16, 0, 0, 0, 0, time.UTC), Summary: survey.Summarize(tally, 5)}
	}
	high, low, few := survey.Tally{0, 0, 0, 0, 3, 3}, survey.Tally{0, 0, 3, 3, 0, 0}, survey.Tally{0, 0, 0, 0, 0, 4}
	c := i18n.For(survey.Swedish)
	whole := charts.Trend("Helheten", []charts.TrendPoint{point(4, high), point(5, low), point(6, few), point(9, high)}, c)
	dots, joined := 0, 0
	for _, s := range whole.Shapes {
		switch {
		case s.Kind == charts.Circle:
			dots++
		case s.Kind == charts.Line && s.Paint == charts.Bar:
			joined++
		}
	}
	if dots != 3 || joined != 1 {
		t.Errorf("%d dots and %d lines between them, want 3 and 1", dots, joined)
	}
	want := "Helheten: 16 april 2026 5,5 (6 svar); 16 maj 2026 3,5 (6 svar); 16 juni 2026 för få svar; 16 september 2026 5,5 (6 svar)."
	if whole.Description != want {
		t.Errorf("it says %q", whole.Description)
	}
	if strings.Contains(string(whole.SVG()), "6,0") {
		t.Error("what too few gave is drawn")
	}
	if one := charts.Trend("Helheten", []charts.TrendPoint{point(4, high), point(6, few)}, c); !one.Empty() {
		t.Error("one occasion is no trend")
	}
}
