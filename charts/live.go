package charts

import (
	"encoding/json"
	"fmt"
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/omdome/omdome/survey/i18n"
)

// Live returns the options of an ECharts bar chart of the distribution as JSON
// that can stand in <script type="application/json">. It holds no functions,
// does not move by itself, and is for the canvas renderer. It is null when the
// summary is suppressed.
func Live(m Measure, c *i18n.Catalog) ([]byte, error) {
	rows := Table(m, c)
	if rows == nil {
		return []byte("null"), nil
	}
	bar := echarts.NewBar()
	names := make([]string, len(rows))
	data := make([]opts.BarData, len(rows))
	for i, r := range rows {
		// ECharts draws the first category at the bottom: 1 first.
		at := len(rows) - 1 - i
		names[at] = strconv.Itoa(r.Rating) + " " + r.Word
		data[at] = opts.BarData{
			Name:  names[at] + ": " + counted(r),
			Value: m.Summary.Counts.Count(r.Rating),
			Label: &opts.Label{Show: opts.Bool(true), Position: "right", Formatter: counted(r), Color: Soft.hex()},
		}
	}
	bar.SetGlobalOptions(
		echarts.WithColorsOpts(opts.Colors{Bar.hex()}),
		echarts.WithAnimation(false),
		echarts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		echarts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item", Formatter: "{b}"}),
		echarts.WithGridOpts(opts.Grid{Left: "4", Right: "90", Top: "8", Bottom: "8", ContainLabel: opts.Bool(true)}),
		echarts.WithXAxisOpts(opts.XAxis{
			Show: opts.Bool(false), Type: "value", Max: scaleOf(m, c).Share * float64(m.Summary.N),
		}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category"}),
	)
	bar.SetXAxis(names).AddSeries(m.Name, data).XYReversal()
	bar.Validate()
	options := bar.JSON()
	if err := adjust(options, m, c); err != nil {
		return nil, err
	}
	out, err := json.Marshal(options) // escapes <, > and &
	if err != nil {
		return nil, fmt.Errorf("live chart: %w", err)
	}
	return out, nil
}

// adjust sets what go-echarts has no field for, or leaves out when it is false.
func adjust(options map[string]any, m Measure, c *i18n.Catalog) error {
	raw, err := json.Marshal(options["tooltip"])
	if err != nil {
		return fmt.Errorf("live chart: %w", err)
	}
	tooltip := map[string]any{}
	if err := json.Unmarshal(raw, &tooltip); err != nil {
		return fmt.Errorf("live chart: %w", err)
	}
	tooltip["renderMode"] = "richText" // HTML tooltips need inline styles
	tooltip["confine"] = true
	options["tooltip"] = tooltip
	options["animation"] = false
	options["aria"] = map[string]any{
		"enabled": true,
		"label":   map[string]any{"description": Describe(m, c)},
	}
	return nil
}

func (p Paint) hex() string {
	r, g, b := p.RGB()
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}
