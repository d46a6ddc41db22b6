package speaker

import (
	"html/template"
	"slices"
	"time"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
)

// A historyView is what the speaker's letters from this organization say, one
// beside another.
type historyView struct {
	Questions []string
	Charts    []historyChart
	Rows      []historyRow
}

type historyChart struct {
	Name    string
	Picture template.HTML
}

type historyRow struct {
	Date, Title, Event string
	Current            bool
	Cells              []historyCell
}

// A historyCell is a question's figures on one occasion; None says why there are
// none.
type historyCell struct{ Mean, N, None string }

// A historyLetter is one letter of the history.
type historyLetter struct {
	row  historyRow
	date time.Time
	// of are the letter's own figures by question: a standard one's key, or the
	// question as it is named. few says that the letter has none at all.
	of  map[string]survey.Summary
	few bool
}

// history gathers the speaker's own figures over this organization's events. A
// letter holds nothing about a colleague, so neither does this.
func (v speakerVisit) history() (historyView, error) {
	var letters []historyLetter
	count := map[string]int{}
	names := map[string]string{}
	var order []string
	for _, f := range v.History {
		l, record, err := openFrozen(f)
		if err != nil {
			return historyView{}, err
		}
		h := historyLetter{of: map[string]survey.Summary{}, few: l.Suppressed}
		h.row = historyRow{Title: record.Session, Event: record.Event, Current: f.Letter.ID == v.Letter.ID}
		if n := len(record.Sessions); n > 0 {
			h.row.Title = v.catalog.T("letter.series.named", "title", record.Session, "count", v.catalog.Spelled(n))
		}
		if h.date, err = time.Parse(time.DateOnly, record.Date); err == nil {
			h.row.Date = v.catalog.Date(h.date)
		}
		for _, item := range l.Figures.Items {
			key, name := item.Standard(l.Language), item.Name
			if key != "" {
				name = v.catalog.T("letter.measure." + key)
			} else {
				key = "=" + name
			}
			if count[key]++; count[key] == 1 {
				order, names[key] = append(order, key), name
			}
			h.of[key] = item.Summary
		}
		letters = append(letters, h)
	}
	if len(letters) < 2 {
		return historyView{}, nil
	}
	// A question that was asked but once has no history.
	order = slices.DeleteFunc(order, func(key string) bool { return count[key] < 2 })
	return v.historyOf(letters, order, names), nil
}

func (v speakerVisit) historyOf(letters []historyLetter, order []string, names map[string]string) historyView {
	view := historyView{}
	for _, key := range order {
		view.Questions = append(view.Questions, names[key])
		var points []charts.TrendPoint
		for _, h := range letters {
			if s, ok := h.of[key]; (ok || h.few) && !h.date.IsZero() {
				if h.few {
					s.Suppressed = true
				}
				points = append(points, charts.TrendPoint{Date: h.date, Summary: s})
			}
		}
		if scene := charts.Trend(names[key], points, v.catalog); !scene.Empty() {
			view.Charts = append(view.Charts, historyChart{names[key], scene.SVG()})
		}
	}
	for _, h := range letters {
		for _, key := range order {
			h.row.Cells = append(h.row.Cells, v.historyCell(h, key))
		}
		view.Rows = append(view.Rows, h.row)
	}
	return view
}

func (v speakerVisit) historyCell(h historyLetter, key string) historyCell {
	s, asked := h.of[key]
	switch {
	case h.few || asked && s.Suppressed:
		return historyCell{None: v.catalog.T("speaker.history.few")}
	case !asked:
		return historyCell{None: v.catalog.T("speaker.history.unasked")}
	}
	return historyCell{Mean: v.catalog.Decimal(s.Mean), N: v.catalog.T("speaker.answers", "n", s.N)}
}
