package results

import (
	"html/template"
	"net/http"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// comparedQuestions are the questions that sessions have in common.
var comparedQuestions = []string{survey.QuestionOverall, survey.QuestionContent, survey.QuestionDelivery}

// A resultsView is the page of an event's results, or of all events'.
type resultsView struct {
	// Event and EventAddress are empty on the page of all events.
	Event, EventAddress string
	Questions           []string
	// Figures are what all sessions say together.
	Figures []page.FigureView
	Live    string
	// Few says that there are too few sessions for such figures.
	Few string
	// Orders sort the table of sessions, EventOrders that of events.
	Orders, EventOrders []orderLink
	Sessions            []resultLine
	Events              []eventResult
	Files               []fileLink
	// Packet is what a registrar keeps of the event.
	Packet string
}

type resultLine struct {
	Title, Address, Speakers, Answered string
	// Attended is how many attended, where that is known; Look is what is worth a
	// look.
	Attended string
	Look     []string
	// Removed says that the session's answers have been removed.
	Removed string
	Cells   []cellView
}

// A cellView is a question's figures in a table's cell.
type cellView struct {
	Mini    template.HTML
	Mean, N string
	// None says why there are none.
	None string
}

type fileLink struct{ Name, Address string }

// EventResults shows an event's released sessions beside one another.
func (s *Room) EventResults(w http.ResponseWriter, r *http.Request, o desk) error {
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	all, err := o.store.Results(r.Context(), "")
	if err != nil {
		return err
	}
	results := slices.DeleteFunc(slices.Clone(all), func(r survey.Result) bool { return r.Event.ID != e.Event.ID })
	base := o.Base + "/e/" + string(e.Event.Code)
	view := resultsView{Event: e.Event.Name, EventAddress: base, Questions: o.questionNames()}
	if len(results) > 0 {
		view.Files, view.Packet = o.files(base+"/results"), base+"/packet.zip"
		if err := s.together(o, results, base, &view); err != nil {
			return err
		}
	}
	order := survey.ResultOrder(r.URL.Query().Get("sort"))
	view.Orders = o.orders(sorting{
		base + "/results", "sort", "sessions", "organizer.results.column.session", "organizer.results.column.answers", "organizer.results.programme",
	}, order)
	survey.SortResults(results, order, o.compare())
	for _, result := range results {
		view.Sessions = append(view.Sessions, o.resultLine(result))
	}
	if o.compared(r, all, e.Event.ID, base, &view); len(view.Events) < 2 {
		view.Events = nil
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/results/results", page.Page{
		Title: o.Catalog.T("organizer.results.title", "event", e.Event.Name), Data: view,
	})
}

// Results shows the organization's events beside one another.
func (s *Room) Results(w http.ResponseWriter, r *http.Request, o desk) error {
	all, err := o.store.Results(r.Context(), "")
	if err != nil {
		return err
	}
	view := resultsView{Questions: o.questionNames()}
	o.compared(r, all, 0, o.Base, &view)
	if len(all) > 0 {
		view.Files = o.files(o.Base + "/results")
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/results/results", page.Page{
		Title: o.Catalog.T("organizer.results"), Data: view,
	})
}

func (o desk) questionNames() []string {
	names := make([]string, len(comparedQuestions))
	for i, key := range comparedQuestions {
		names[i] = o.Catalog.T(survey.QuestionNameKey(key))
	}
	return names
}

func (o desk) files(address string) []fileLink {
	return []fileLink{
		{o.Catalog.T("organizer.results.xlsx"), address + ".xlsx"},
		{o.Catalog.T("organizer.results.csv"), address + ".csv"},
		{o.Catalog.T("organizer.results.json"), address + ".json"},
	}
}

// compare orders titles as the reader's language does.
func (o desk) compare() func(a, b string) int {
	return collate.New(language.Make(string(o.Catalog.Language())), collate.IgnoreCase, collate.Numeric).CompareString
}

// together fills in what the event's sessions say together.
func (s *Room) together(o desk, results []survey.Result, base string, view *resultsView) error {
	measures, across := make([]*charts.Measure, len(comparedQuestions)), make([]survey.Across, len(comparedQuestions))
	for i, key := range comparedQuestions {
		m, a := o.measureOf(results, key)
		measures[i], across[i] = &m, a
	}
	charts.OnOneScale(o.Catalog, measures...)
	for i, key := range comparedQuestions {
		a := across[i]
		if a.Summary.Suppressed {
			continue
		}
		f, err := o.drawn(*measures[i])
		if err != nil {
			return err
		}
		f.Note = o.Catalog.T("organizer.results.spread", "n", a.Sessions, "low", a.Low, "high", a.High)
		f.SVG, f.PNG = base+"/figures/"+key+".svg", base+"/figures/"+key+".png"
		view.Figures = append(view.Figures, f)
	}
	if len(view.Figures) == 0 {
		view.Few = o.Catalog.T("organizer.results.few", "n", survey.MinCompared, "count", o.Catalog.Spelled(survey.MinCompared))
	} else if library := s.Assets.Address(page.LiveLibrary); library != "" {
		view.Live = library
	}
	return nil
}

// measureOf is what the sessions say together about a question. The mean in it
// is that of the sessions' means, so that a page has one and the same.
func (o desk) measureOf(results []survey.Result, key string) (charts.Measure, survey.Across) {
	parts := make([]survey.Part, len(results))
	for i, r := range results {
		parts[i] = survey.PartOf(r, key)
	}
	a := survey.AcrossOf(parts)
	m := charts.Measure{Name: o.Catalog.T(survey.QuestionNameKey(key)), Summary: a.Summary}
	m.Summary.Mean = a.Mean
	return m, a
}

func (o desk) resultLine(r survey.Result) resultLine {
	var names []string
	for _, a := range r.Appearances {
		names = append(names, a.Speaker.Name)
	}
	line := resultLine{
		Title: r.Session.Title, Address: o.Base + "/s/" + string(r.Session.Code),
		Speakers: o.Catalog.List(names), Answered: o.Catalog.Int(r.Tallies.Responses),
		Removed: o.Removed(r, survey.KeptAnswers),
	}
	if r.Session.Attended > 0 {
		line.Attended = office.Attended(o.Catalog, r.Session)
	}
	for _, what := range r.Look() {
		line.Look = append(line.Look, o.Catalog.T(what.ResultsKey(), "burst", r.Burst))
	}
	for _, key := range comparedQuestions {
		line.Cells = append(line.Cells, o.cell(r, key))
	}
	return line
}

func (o desk) cell(r survey.Result, key string) cellView {
	asked := slices.ContainsFunc(r.Items(), func(i survey.FormItem) bool { return i.Asked.Key == key && i.Asked.Kind == survey.KindRating })
	part := survey.PartOf(r, key)
	switch {
	case part.Summary.Suppressed && o.Removed(r, survey.KeptAnswers) != "":
		return cellView{None: o.Catalog.T("organizer.results.removed")}
	case !asked:
		return cellView{None: o.Catalog.T("organizer.results.unasked")}
	case part.Summary.Suppressed:
		return cellView{None: o.Catalog.T("organizer.results.suppressed")}
	}
	m := charts.Measure{Name: o.Catalog.T(survey.QuestionNameKey(key)), Summary: part.Summary}
	return cellView{
		Mini: charts.Mini(m, o.Catalog).SVG(), Mean: o.Catalog.Decimal(part.Summary.Mean),
		N: o.Catalog.T("organizer.answers", "n", part.Summary.N),
	}
}
