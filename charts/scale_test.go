package charts_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// TestALongerBarIsALargerShare: in all pictures of one letter, still and live, however
// many stand side by side.
func TestALongerBarIsALargerShare(t *testing.T) {
	t.Parallel()
	c := i18n.For(survey.Swedish)
	tallies := []survey.Tally{
		{0, 0, 0, 3, 5, 15}, {3, 4, 4, 3, 4, 4}, {0, 0, 0, 0, 0, 7}, {1000, 1200, 900, 1100, 1000, 1300}, {0, 0, 1, 1, 2, 1},
	}
	all := make([]*charts.Measure, len(tallies))
	for i, tally := range tallies {
		all[i] = &charts.Measure{Name: "Fråga " + strconv.Itoa(i), Summary: survey.Summarize(tally, 5)}
	}
	charts.OnOneScale(c, all...)
	scale := map[string]float64{} // points for a share of 1
	look := func(kind string, s charts.Scene, ms ...charts.Measure) {
		var bars []float64
		for _, shape := range s.Shapes {
			if shape.Kind == charts.Rect && shape.Paint == charts.Bar {
				bars = append(bars, shape.W)
			}
		}
		for _, m := range ms {
			for rating := survey.MaxRating; rating >= survey.MinRating; rating-- {
				n := m.Summary.Counts.Count(rating)
				if n == 0 {
					continue
				}
				bar := bars[0]
				bars = bars[1:]
				one := bar * float64(m.Summary.N) / float64(n)
				if known := scale[kind]; known != 0 && math.Abs(known-one) > 0.01 {
					t.Errorf("%s, %s: %d of %d is %.1f pt long, elsewhere it would be %.1f", kind, m.Name, n, m.Summary.N, bar, known*bar/one)
				}
				scale[kind] = one
			}
		}
	}
	for _, m := range all {
		look("one question", charts.Distribution(*m, c), *m)
		live, err := charts.Live(*m, c)
		if err != nil {
			t.Fatal(err)
		}
		var options struct {
			XAxis []struct{ Max float64 }
		}
		if err := json.Unmarshal(live, &options); err != nil {
			t.Fatal(err)
		}
		if got := options.XAxis[0].Max / float64(m.Summary.N); math.Abs(got-1) > 1e-9 { // all gave 6 in one of them
			t.Errorf("live, %s: the axis ends at %v of the answers", m.Name, got)
		}
	}
	look("panel", charts.Panel([]charts.Measure{*all[0], *all[1], *all[2]}, c), *all[0], *all[1], *all[2])
	look("panel", charts.Panel([]charts.Measure{*all[3], *all[4]}, c), *all[3], *all[4])
}
