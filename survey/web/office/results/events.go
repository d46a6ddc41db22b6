package results

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
)

// An eventResult is an event in the table of events.
type eventResult struct {
	Name, Address, Sessions string
	Current                 bool
	Cells                   []spreadView
}

// A spreadView is an event's mean of a question, with its spread.
type spreadView struct {
	Mini               template.HTML
	Mean, Spread, None string
}

// compared fills in the events that have released sessions, in the order that
// the reader chose.
func (o desk) compared(r *http.Request, all []survey.Result, current survey.ID, base string, view *resultsView) {
	order := survey.ResultOrder(r.URL.Query().Get("events"))
	view.EventOrders = o.orders(sorting{
		base + "/results", "events", "events", "organizer.results.event", "organizer.results.count", "organizer.results.latest",
	}, order)
	for _, results := range o.byEvent(all, order) {
		view.Events = append(view.Events, o.eventResult(results, current))
	}
}

// byEvent parts the results by event, the latest event first unless sorted
// otherwise. Events without figures are last where figures sort.
func (o desk) byEvent(all []survey.Result, order survey.ResultOrder) [][]survey.Result {
	var events [][]survey.Result
	at := map[survey.ID]int{}
	for _, r := range all {
		i, known := at[r.Event.ID]
		if !known {
			i = len(events)
			at[r.Event.ID], events = i, append(events, nil)
		}
		events[i] = append(events[i], r)
	}
	compare := o.compare()
	latest := func(of []survey.Result) (last int64) {
		for _, r := range of {
			last = max(last, r.Session.Starts.Unix())
		}
		return last
	}
	mean := func(of []survey.Result) survey.Tenths {
		_, a := o.measureOf(of, string(order))
		if a.Summary.Suppressed {
			return 0
		}
		return a.Mean
	}
	slices.SortStableFunc(events, func(a, b []survey.Result) int {
		return cmp.Or(cmp.Compare(latest(b), latest(a)), compare(a[0].Event.Name, b[0].Event.Name))
	})
	slices.SortStableFunc(events, func(a, b []survey.Result) int {
		switch {
		case order == survey.OrderTitle:
			return compare(a[0].Event.Name, b[0].Event.Name)
		case order == survey.OrderAnswers:
			return cmp.Compare(len(b), len(a))
		case slices.Contains(comparedQuestions, string(order)):
			return cmp.Compare(mean(b), mean(a))
		}
		return 0
	})
	return events
}

// eventResult is the table's line of an event.
func (o desk) eventResult(results []survey.Result, current survey.ID) eventResult {
	event := results[0].Event
	line := eventResult{
		Name: event.Name, Address: o.Base + "/e/" + string(event.Code) + "/results",
		Current: event.ID == current, Sessions: o.Catalog.Int(len(results)),
	}
	for _, key := range comparedQuestions {
		m, a := o.measureOf(results, key)
		if a.Summary.Suppressed {
			line.Cells = append(line.Cells, spreadView{None: o.Catalog.T("organizer.results.fewsessions")})
			continue
		}
		line.Cells = append(line.Cells, spreadView{
			Mini: charts.Mini(m, o.Catalog).SVG(), Mean: o.Catalog.Decimal(a.Mean),
			Spread: o.Catalog.T("organizer.results.range", "low", a.Low, "high", a.High),
		})
	}
	return line
}
