package letters

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// fieldSession names the sessions that are chosen for a series, by their codes.
const fieldSession = "session"

// seriesGone: a draft sums a session that is not there.
var seriesGone = page.Problem{Status: http.StatusConflict, Key: "problem.seriesgone"}

// A seriesView is the page where several sessions are summed into one letter.
type seriesView struct {
	Event, EventAddress, Letters string
	// Refused says why nothing was made, At which fieldset it is about.
	Refused, At string
	Groups      []seriesGroup
}

// A seriesGroup is sessions that are the same workshop. Sum says how many answered
// in all; Action is where the draft is made, empty for who may not, or when there
// are too few.
type seriesGroup struct {
	ID, Title, Who, Sum, Action string
	Occasions                   []seriesOccasion
}

type seriesOccasion struct {
	Code          survey.Code
	Text, Answers string
	Chosen        bool
}

// Series offers what can be summed: this event's first, and then what
// others of the organization have.
func (s *Room) Series(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showSeries(w, r, o, http.StatusOK, nil, "")
}

// showSeries shows them; chosen are the sessions that were chosen, where something
// is refused.
func (s *Room) showSeries(w http.ResponseWriter, r *http.Request, o desk, status int, chosen []survey.Code, refused string) error {
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	all, err := o.store.Series(r.Context())
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b survey.Series) int { return isOf(b, e.Event) - isOf(a, e.Event) })
	base := o.Base + "/e/" + string(e.Event.Code)
	view := seriesView{Event: e.Event.Name, EventAddress: base, Letters: base + "/letters", Refused: refused}
	for i, one := range all {
		g := o.seriesGroup(one, chosen)
		g.ID = "series" + strconv.Itoa(i+1)
		if one.Responses() >= one.K() {
			g.Action = o.May(base + "/letters/series")
		}
		if refused != "" && slices.ContainsFunc(g.Occasions, func(o seriesOccasion) bool { return slices.Contains(chosen, o.Code) }) {
			view.At = g.ID
		}
		view.Groups = append(view.Groups, g)
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/series", page.Page{
		Title: o.Catalog.T("organizer.series"), Failed: refused != "", Data: view,
	})
}

// isOf is 1 when a session of the series is the event's.
func isOf(s survey.Series, e survey.Event) int {
	if slices.ContainsFunc(s, func(r survey.Result) bool { return r.Event.ID == e.ID }) {
		return 1
	}
	return 0
}

func (o desk) seriesGroup(s survey.Series, chosen []survey.Code) seriesGroup {
	c, last := o.Catalog, s[len(s)-1]
	var names []string
	for _, a := range last.Appearances {
		names = append(names, a.Speaker.Name)
	}
	g := seriesGroup{
		Title: last.Session.Title,
		Who:   c.T("organizer.series.who", "kind", c.T(last.Session.Kind.Key()), "names", c.List(names)),
	}
	n, k := s.Responses(), s.K()
	if g.Sum = c.T("organizer.series.sum", "n", n, "k", k); n < k {
		g.Sum = c.T("organizer.series.short", "n", n, "k", k)
	}
	// All that can be are chosen, unless somebody has chosen among them.
	mine := slices.ContainsFunc(s, func(r survey.Result) bool { return slices.Contains(chosen, r.Session.Code) })
	for i, text := range o.occasions(s.Sum().Series) {
		r := s[i]
		g.Occasions = append(g.Occasions, seriesOccasion{
			Code: r.Session.Code, Text: text, Answers: c.T("organizer.series.answers", "n", r.Tallies.Responses),
			Chosen: !mine || slices.Contains(chosen, r.Session.Code),
		})
	}
	return g
}

// occasions say when and where each was.
func (o desk) occasions(all []survey.Occasion) []string {
	var texts []string
	for _, one := range all {
		var parts []string
		if starts := one.Session.Starts; !starts.IsZero() {
			starts = starts.In(one.Event.Location())
			parts = append(parts, o.Catalog.Date(starts)+" "+o.Catalog.Clock(starts))
		}
		for _, part := range []string{one.Event.Name, one.Event.Place} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		texts = append(texts, strings.Join(parts, ", "))
	}
	return texts
}

// summed is what the letter of a list is about: with the time, where the event has
// another session of the same title.
func (o desk) summed(e survey.EventSessions, l survey.LetterLine) string {
	if l.Letter.Series == 0 {
		for _, other := range e.Sessions {
			if other.Session.ID != l.Session.ID && other.Session.Title == l.Session.Title {
				return l.Session.Title + ", " + o.Moment(e.Event, l.Session.Starts)
			}
		}
		return l.Session.Title
	}
	return o.Catalog.T("organizer.series.of", "title", l.Session.Title, "n", l.Letter.Occasions)
}

// MakeSeries makes the drafts of a series and leads to the first.
func (s *Room) MakeSeries(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	if _, err := o.Event(r); err != nil {
		return err
	}
	var chosen []survey.Code
	for _, typed := range r.PostForm[fieldSession] {
		code, ok := survey.ParseCode(typed)
		if !ok {
			return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
		}
		chosen = append(chosen, code)
	}
	event, letter, err := o.store.MakeSeries(r.Context(), chosen)
	if errs, ok := page.Wrong(err); ok {
		return s.showSeries(w, r, o, http.StatusUnprocessableEntity, chosen, o.Said(errs[0]))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/e/"+string(event)+"/letters/"+page.IDText(letter)+"?done=series", http.StatusSeeOther)
	return nil
}
