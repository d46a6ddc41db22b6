package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

// An office is a request for one of the organizer's pages.
type office struct {
	catalog *i18n.Catalog
	// base is where the organizer's pages begin, without its last slash.
	base string
	// m is who asks. store is the store as they have it: all that a page about
	// an organization reads or writes goes through it.
	m     member
	store store.Office
}

func (s *server) office(w http.ResponseWriter, r *http.Request, m member) office {
	return office{
		catalog: i18n.For(s.language(w, r, i18n.LanguagesFor(i18n.Organizers))), base: officeBase,
		m: m, store: s.store.Office(m),
	}
}

// officeBase is where the organizer's pages begin.
const officeBase = "/o"

func (s *server) showOffice(w http.ResponseWriter, r *http.Request, o office, status int, name string, p page) error {
	p.Language, p.Offered = o.catalog.Language(), i18n.LanguagesFor(i18n.Organizers)
	p.Organizer, p.Home, p.Member, p.Sections = true, o.base+"/", &o.m, o.sections(r)
	return s.render(w, r, status, name, p)
}

type eventsView struct {
	// Done tells what brought one here.
	Done   string
	Events []eventLine
	// New is where events are made, empty for who may not.
	New string
}

// may returns the address for who may edit, and nothing for others.
func (o office) may(address string) string {
	if o.m.Organizer.Role.May(survey.RoleEditor) {
		return address
	}
	return ""
}

// editsDone are what pages of forms lead to the event's page with.
var editsDone = map[string]string{
	"edit": "organizer.edit.saved", "single": "organizer.edit.done.single",
	"session": "organizer.edit.done.session", "paste": "organizer.edit.done.paste",
	"copy":     "organizer.edit.done.copy",
	"archived": "organizer.archive.done", "unarchived": "organizer.archive.undone", "restored": "organizer.bin.restored",
}

// edited says what a form that led here has done, if one has.
func (o office) edited(r *http.Request) string {
	if key := editsDone[r.URL.Query().Get("done")]; key != "" {
		return o.catalog.T(key)
	}
	return ""
}

type eventLine struct{ Name, When, Place, Address string }

// eventLines are the events, the latest first; those that have no sessions yet
// are new.
func (o office) eventLines(ctx context.Context, events []survey.Event) ([]eventLine, error) {
	days, err := o.store.EventDays(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(events, func(a, b survey.Event) int {
		_, old := days[a.ID]
		if _, other := days[b.ID]; old != other {
			return map[bool]int{false: -1, true: 1}[old]
		}
		return days[b.ID].Last.Compare(days[a.ID].Last)
	})
	lines := make([]eventLine, len(events))
	for i, e := range events {
		lines[i] = eventLine{Name: e.Name, Place: e.Place, Address: o.base + "/e/" + string(e.Code)}
		if d, ok := days[e.ID]; ok {
			lines[i].When = o.days(d.First.In(e.Location()), d.Last.In(e.Location()))
		}
	}
	return lines, nil
}

// days writes from which day to which.
func (o office) days(first, last time.Time) string {
	if first.Format(time.DateOnly) == last.Format(time.DateOnly) {
		return o.catalog.Date(first)
	}
	from := o.catalog.Day(first)
	if first.Year() != last.Year() {
		from = o.catalog.Date(first)
	}
	return o.catalog.T("organizer.events.days", "first", from, "last", o.catalog.Date(last))
}

// organizerEvents lists the events, but for those in the archive.
func (s *server) organizerEvents(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	events, err := o.store.Events(r.Context())
	if err != nil {
		return err
	}
	view := eventsView{New: o.may(o.base + "/new")}
	switch done := r.URL.Query().Get("done"); done {
	case "setup", "join", "reset", "demo":
		view.Done = o.catalog.T("organizer.signin.done." + done)
	}
	view.Events, err = o.eventLines(r.Context(), slices.DeleteFunc(events, func(e survey.Event) bool { return !e.Archived.IsZero() }))
	if err != nil {
		return err
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_events", page{
		Title: o.catalog.T("organizer.events"), Data: view,
	})
}

type eventView struct {
	// Edit is where the event's own pages of forms begin, empty for who may not
	// edit; Done says what one of them has done.
	Edit, Done                string
	Name, Place, Organization string
	Sessions                  []sessionLine
	// Archived says since when the event is in the archive; empty if it is not.
	Archived string
	Revision int
}

// A sessionLine is a session in its event's list.
type sessionLine struct {
	Title, Kind, When, Speakers string
	State                       survey.State
	StateText                   string
	Answered                    string
	// Clock is when the clock opens or closes it; empty for never.
	Clock string
	// Form is the public address, Result the organizer's page.
	Form, Result string
}

// organizerEvent lists an event's sessions: where they stand, and how many have
// answered.
func (s *server) organizerEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	code := e.Event.Code
	view := eventView{Name: e.Event.Name, Place: e.Event.Place, Organization: e.Organization.Name}
	view.Edit, view.Done = o.may(o.base+"/e/"+string(code)), o.edited(r)
	if at := e.Event.Archived; !at.IsZero() {
		view.Archived, view.Revision = o.catalog.T("organizer.archive.is", "time", o.moment(e.Event, at)), e.Event.Revision
	}
	for _, st := range e.Sessions {
		view.Sessions = append(view.Sessions, s.sessionLine(o, e.Event, st))
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_event", page{Title: e.Event.Name, Data: view})
}

func (s *server) sessionLine(o office, e survey.Event, st survey.SessionState) sessionLine {
	var names []string
	for _, a := range st.Appearances {
		names = append(names, a.Speaker.Name)
	}
	return sessionLine{
		Title: st.Session.Title, Kind: o.catalog.T("kind." + string(st.Session.Kind)),
		When: o.moment(e, st.Session.Starts), Speakers: o.catalog.List(names),
		State: st.Session.State, StateText: stateText(o.catalog, st.Session),
		Answered: o.answered(st.Session, st.Responses), Clock: o.clock(e, st.Session),
		Form:   s.url + "/s/" + string(st.Session.Code),
		Result: o.base + "/s/" + string(st.Session.Code),
	}
}

// clock is what the clock does next to a session, and when.
func (o office) clock(e survey.Event, s survey.Session) string {
	key, at := "organizer.opens", s.OpensAt
	if s.State == survey.StateOpen {
		key, at = "organizer.closes", s.ClosesAt
	}
	if at.IsZero() || s.State == survey.StateDraft && !e.Archived.IsZero() || s.State != survey.StateDraft && s.State != survey.StateOpen {
		return ""
	}
	return o.catalog.T(key, "time", o.moment(e, at))
}

// stateText is where a session stands, in a word.
func stateText(c *i18n.Catalog, s survey.Session) string {
	if s.Rehearsal {
		return c.T("organizer.state.rehearsal")
	}
	return c.T("organizer.state." + string(s.State))
}

// answered is how many have answered, for real or on trial.
func (o office) answered(s survey.Session, n int) string {
	if s.Rehearsal {
		return o.catalog.T("organizer.rehearsal.answers", "n", n)
	}
	return o.catalog.T("organizer.answered", "n", n)
}

// moment tells a time in the event's zone, and nothing of a time that is not
// set.
func (o office) moment(e survey.Event, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return o.catalog.Moment(t.In(e.Location()))
}

// result finds the session that the address names, with its result.
func (o office) result(r *http.Request) (survey.Result, error) {
	code, err := codeNamed(r)
	if err != nil {
		return survey.Result{}, err
	}
	return o.store.Result(r.Context(), code)
}

// form is the session that the address names.
func (o office) form(r *http.Request) (survey.Form, error) {
	code, err := codeNamed(r)
	if err != nil {
		return survey.Form{}, err
	}
	return o.store.Form(r.Context(), code)
}

// event is the event that the address names.
func (o office) event(r *http.Request) (survey.EventSessions, error) {
	code, err := codeNamed(r)
	if err != nil {
		return survey.EventSessions{}, err
	}
	return o.store.Event(r.Context(), code)
}

// codeNamed is the code in the address.
func codeNamed(r *http.Request) (survey.Code, error) {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return "", fmt.Errorf("code: %w", survey.ErrNotFound)
	}
	return code, nil
}

// refused says whether an action was refused for a reason that the session's page
// can tell, and then which sentence tells it.
func refused(err error) (problem, bool) {
	if p := (problem{}); errors.As(err, &p) {
		return p, true
	}
	if errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrSealed) {
		return problemOf(err), true
	}
	return problem{}, false
}
