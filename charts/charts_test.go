package charts_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/property"
)

func measure(t survey.Tally) charts.Measure {
	return charts.Measure{Name: "Helheten", Summary: survey.Summarize(t, 5)}
}

func TestTable(t *testing.T) {
	t.Parallel()
	c := i18n.For(survey.Swedish)
	rows := charts.Table(measure(survey.Tally{0, 0, 0, 3, 5, 15}), c)
	if len(rows) != 6 || rows[0] != (charts.Row{Rating: 6, Word: "utmärkt", Count: "15", Percent: c.Percent(15, 23)}) ||
		rows[5] != (charts.Row{Rating: 1, Word: "dåligt", Count: "0", Percent: c.Percent(0, 23)}) {
		t.Errorf("rows %v", rows)
	}
}

func TestDescription(t *testing.T) {
	t.Parallel()
	m := measure(survey.Tally{0, 0, 0, 3, 5, 15})
	m.Event, m.Compared = 47, true
	for language, want := range map[survey.Language]string{
		survey.Swedish: "Helheten: 5,5 i medelvärde, 23 svar. 6 utmärkt: 15 (",
		survey.English: "Helheten: average 5.5, 23 answers. 6 excellent: 15 (65%).",
	} {
		if got := charts.Describe(m, i18n.For(language)); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", language, got)
		}
	}
	if got := charts.Describe(m, i18n.For(survey.Swedish)); !strings.HasSuffix(got, "De andra passen: 4,7.") {
		t.Errorf("without the event: %s", got)
	}
}

func TestSuppressedDrawsNothing(t *testing.T) {
	t.Parallel()
	c := i18n.For(survey.English)
	m := measure(survey.Tally{0, 0, 0, 0, 1, 3})
	for name, s := range map[string]charts.Scene{
		"distribution": charts.Distribution(m, c), "line": charts.LineOf(m, c), "panel": charts.Panel([]charts.Measure{m}, c),
	} {
		if !s.Empty() || s.SVG() != "" || strings.ContainsAny(s.Description, "0123456789") {
			t.Errorf("%s of too few answers: %q, %q", name, s.SVG(), s.Description)
		}
	}
	if live, err := charts.Live(m, c); err != nil || string(live) != "null" {
		t.Errorf("live chart of too few answers: %s, %v", live, err)
	}
}

// An svg is what the test reads of one.
func wellFormed(svg string) error {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestSVGIsAccessibleAndStrict(t *testing.T) {
	t.Parallel()
	m := measure(survey.Tally{1, 2, 3, 4, 5, 6})
	m.Name = `<script>"& '` + strings.Repeat("lång fråga ", 30)
	svg := string(charts.Panel([]charts.Measure{m, m, m}, i18n.For(survey.Swedish)).SVG())
	if err := wellFormed(svg); err != nil {
		t.Errorf("not XML: %v", err)
	}
	for _, want := range []string{`role="img"`, "<title>", "<desc>", `class="chart-bar"`, `fill="#2b6a70"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, never := range []string{"style=", "<script", "NaN", "Inf"} {
		if strings.Contains(svg, never) {
			t.Errorf("has %s", never)
		}
	}
}

// span is how far a label reaches from left to right, with narrow letters.
func span(s charts.Shape) (left, right float64) {
	w := 0.42 * s.R * float64(len([]rune(s.Text)))
	switch s.Anchor {
	case charts.Middle:
		return s.X - w/2, s.X + w/2
	case charts.End:
		return s.X - w, s.X
	}
	return s.X, s.X + w
}

func TestLabelsNeverMeet(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		var ms []charts.Measure
		for range rapid.IntRange(1, 3).Draw(t, "measures") {
			var tally survey.Tally
			for i := range tally {
				tally[i] = rapid.IntRange(0, 12000).Draw(t, "count")
			}
			tally[5] += 5
			m := measure(tally)
			m.Event, m.Compared = survey.Tenths(rapid.IntRange(10, 60).Draw(t, "event")), rapid.Bool().Draw(t, "compared")
			ms = append(ms, m)
		}
		s := charts.Panel(ms, i18n.For(survey.English))
		for i, a := range s.Shapes {
			if a.Kind != charts.Label {
				continue
			}
			l, r := span(a)
			if l < -0.1 || r > s.Width+0.1 {
				t.Fatalf("%q reaches from %.0f to %.0f of %.0f", a.Text, l, r, s.Width)
			}
			for _, b := range s.Shapes[i+1:] {
				l2, r2 := span(b)
				if b.Kind == charts.Label && a.Y-b.Y < 4 && b.Y-a.Y < 4 && l < r2 && l2 < r {
					t.Fatalf("%q and %q meet", a.Text, b.Text)
				}
			}
		}
	})
}

func TestLive(t *testing.T) {
	t.Parallel()
	m := measure(survey.Tally{0, 0, 0, 3, 5, 15})
	m.Name = "</script><b>"
	raw, err := charts.Live(m, i18n.For(survey.English))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(raw), "<>") || strings.Contains(string(raw), "function") {
		t.Errorf("cannot stand in a script element: %s", raw)
	}
	var options struct {
		Animation *bool
		Tooltip   struct{ RenderMode string }
		Aria      struct{ Enabled bool }
		YAxis     []struct{ Data []string }
		Series    []struct{ Data []struct{ Value int } }
	}
	if err := json.Unmarshal(raw, &options); err != nil {
		t.Fatal(err)
	}
	if options.Animation == nil || *options.Animation || options.Tooltip.RenderMode != "richText" || !options.Aria.Enabled {
		t.Errorf("moves, needs HTML or is silent: %s", raw)
	}
	if len(options.YAxis) != 1 || len(options.YAxis[0].Data) != 6 || options.YAxis[0].Data[5] != "6 excellent" ||
		options.Series[0].Data[5].Value != 15 {
		t.Errorf("ratings and counts: %s", raw)
	}
}
