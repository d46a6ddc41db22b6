package web_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// threeReleased is a house with three released sessions; the webinar's second
// speaker has too few answers.
func threeReleased(t testing.TB) *house {
	h := open(t)
	h.answerWorkshop()
	for i, rating := range []string{"6", "6", "5"} {
		answers := []string{"q1", rating, "q2.1", "4"}
		if i < 2 {
			answers = append(answers, "q2.2", "1")
		}
		h.visitor().answer(webinar, answers...).want(http.StatusOK)
		h.visitor().answer(questions, "q1", "3").want(http.StatusOK)
	}
	for _, title := range []string{workshop, webinar, questions} {
		h.act(title, survey.ActionClose, survey.ActionRelease)
	}
	return h
}

func (h *house) results() string { return "/o/e/" + string(h.event.Code) + "/results" }

// column is what the table of sessions says in the column, row by row.
func (s seen) column(n int) string {
	var cells []string
	rows := s.Find("table.results").First().Find("tbody tr")
	what := "b, .soft"
	if n == 0 {
		what = "a"
	}
	for i := range rows.Length() {
		cells = append(cells, strings.Join(rows.Eq(i).Children().Eq(n).Find(what).Map(func(_ int, e *goquery.Selection) string { return e.Text() }), " "))
	}
	return strings.Join(cells, "|")
}

func TestResultsOfAnEvent(t *testing.T) {
	t.Parallel()
	h := threeReleased(t)
	v := h.visitor()
	page := v.get(h.results()).want(http.StatusOK)
	// 5.0, 5.7 and 3.0: their mean is 4.6, each session counted once.
	page.says("Medelvärde av 3 pass, där varje pass räknas lika. Passens medelvärden går från 3,0 till 5,7.")
	if got := page.text(".figure .mean b"); got != "4,6" {
		t.Errorf("the event's mean is %s", got)
	}
	if got := page.Find(".figure table").Length(); got != 1 {
		t.Errorf("%d tables beside the chart", got)
	}
	for order, want := range map[string]string{
		"": "Från mål till avtal|Samtal om hållbar upphandling|Egna frågor", "?sort=title": "Egna frågor|Från mål till avtal|Samtal om hållbar upphandling",
		"?sort=overall": "Samtal om hållbar upphandling|Från mål till avtal|Egna frågor", "?sort=nonsense": "Från mål till avtal|Samtal om hållbar upphandling|Egna frågor",
	} {
		if got := v.get(h.results() + order).want(http.StatusOK).column(0); got != want {
			t.Errorf("sorted by %q: %s", order, got)
		}
	}
	// The second speaker's two answers of 1 are in no figure.
	if got := page.column(3); got != "5,0 4 svar|4,0 3 svar|Inte frågat" {
		t.Errorf("content: %s", got)
	}
	v.get("/o/results").want(http.StatusOK).says("Styrning i praktiken", "4,6", "3,0 till 5,7", "För få pass")
	h.organizer(organizer.Viewer).get(h.results()).want(http.StatusOK)
}

// anotherReleased adds an event with one released session, later than all others.
func (h *house) anotherReleased(name string) {
	h.t.Helper()
	o, e := h.store.Office(h.member(organizer.Owner)), h.event
	e.ID, e.Code, e.Name = 0, "", name
	starts := h.clock.Now().AddDate(0, 1, 0)
	e, err := o.AddEvent(h.t.Context(), e, []survey.ProgrammeSession{{Session: survey.Session{
		Title: "Ett pass", Kind: survey.KindTalk, K: 3, Starts: starts, Ends: starts.Add(time.Hour),
	}}})
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := o.Event(h.t.Context(), e.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, a := range []survey.Action{survey.ActionOpen, survey.ActionClose, survey.ActionRelease} {
		if _, err := o.Act(h.t.Context(), all.Sessions[0].Session.Code, a); err != nil {
			h.t.Fatal(err)
		}
	}
}

func TestEventsAreSorted(t *testing.T) {
	t.Parallel()
	h := threeReleased(t)
	h.anotherReleased("Andra dagarna")
	v := h.visitor()
	for order, want := range map[string]string{
		"":                "Andra dagarna|Styrning i praktiken",
		"?events=title":   "Andra dagarna|Styrning i praktiken",
		"?events=answers": "Styrning i praktiken|Andra dagarna",
		"?events=overall": "Styrning i praktiken|Andra dagarna",
		"?events=none":    "Andra dagarna|Styrning i praktiken",
	} {
		page := v.get("/o/results" + order).want(http.StatusOK)
		if got := page.column(0); got != want {
			t.Errorf("sorted by %q: %s", order, got)
		}
	}
	page := v.get("/o/results?events=answers")
	if page.Find("th[aria-sort=descending]").Length() != 1 || page.Find("a[href='/o/results']").Length() == 0 {
		t.Error("the table does not say how it is sorted, or has no way back")
	}
}

func TestNoResultsYet(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	for _, path := range []string{h.results(), "/o/results"} {
		v.get(path).want(http.StatusOK).says("Inga resultat visas än.")
	}
	if body := v.get(h.results() + ".json").want(http.StatusOK).body; strings.TrimSpace(body) != "[]" {
		t.Errorf("the file holds %s", body)
	}
}

func TestResultFiles(t *testing.T) {
	t.Parallel()
	h := threeReleased(t)
	v := h.visitor()
	for _, path := range []string{h.results(), "/o/results"} {
		table := v.get(path + ".csv").want(http.StatusOK)
		if !strings.HasPrefix(table.body, "\ufeffEvenemang;Pass;") || !strings.Contains(table.header.Get("Content-Disposition"), ".csv") ||
			!strings.Contains(table.body, ";3;5,7;6,0;0;0;0;0;1;2;") {
			t.Errorf("%s.csv: %v %q", path, table.header, table.body)
		}
		if strings.Contains(table.body, "Johan Åberg;2") || !strings.Contains(table.body, "Johan Åberg;;;;;;;;;;Färre än 3 svar") {
			t.Errorf("two answers show: %q", table.body)
		}
		book := v.get(path + ".xlsx").want(http.StatusOK)
		f, err := excelize.OpenReader(strings.NewReader(book.body))
		if err != nil {
			t.Fatal(err)
		}
		if mean, err := f.GetCellValue("Resultat", "H2", excelize.Options{RawCellValue: true}); err != nil || mean != "5" {
			t.Errorf("%s, %v", mean, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	v.get(h.results() + ".exe").want(http.StatusNotFound)
}

func TestPictures(t *testing.T) {
	t.Parallel()
	h := threeReleased(t)
	v := h.visitor()
	event := "/o/e/" + string(h.event.Code) + "/figures/"
	for _, path := range []string{event + "overall", h.office(webinar) + "/figures/1-0", h.office(webinar) + "/figures/2-1"} {
		svg := v.get(path + ".svg").want(http.StatusOK)
		if !strings.HasPrefix(svg.body, "<svg") || svg.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s.svg: %v", path, svg.header)
		}
		picture := v.get(path + ".png").want(http.StatusOK)
		if p, err := png.Decode(bytes.NewReader([]byte(picture.body))); err != nil || p.Bounds().Dx() < 400 {
			t.Errorf("%s.png: %v", path, err)
		}
	}
	// Too few answers, too few sessions, no such thing, not released.
	for _, path := range []string{
		h.office(webinar) + "/figures/2-2.svg", event + "content.png", event + "x.svg", h.office(webinar) + "/figures/1-0.gif",
		h.office(draft) + "/figures/1-0.svg",
	} {
		v.get(path).want(http.StatusNotFound)
	}
}

func TestAxeFindsNothingInResultsInABrowser(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	h := threeReleased(t)
	b := h.browse(t)
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		b.speak(l)
		for _, path := range []string{h.results(), h.results() + "?sort=overall", "/o/results", h.office(webinar)} {
			b.resize(320, 800)
			b.visit(path)
			b.fits(path)
			b.axe(t, source, fmt.Sprint(path, " ", l), false)
		}
	}
}
