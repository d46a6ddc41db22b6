package office

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
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
)

// OfficeBase is where the organizer's pages begin.
const OfficeBase = "/o"

// ShowOffice renders one of the organizer's pages, with the sections around it.
func (s *Room) ShowOffice(w http.ResponseWriter, r *http.Request, o Desk, status int, name string, p page.Page) error {
	p.Language, p.Offered = o.Catalog.Language(), i18n.LanguagesFor(i18n.Organizers)
	p.Organizer, p.Home, p.Member, p.Sections = true, o.Base+"/", &o.Member, o.sections(r)
	return s.Render(w, r, status, name, p)
}

// EventsView is the list of events.
type EventsView struct {
	// Done tells what brought one here.
	Done   string
	Events []eventLine
	// New is where events are made, empty for who may not.
	New string
}

// May returns the address for who may edit, and nothing for others.
func (o Desk) May(address string) string {
	if o.Member.Organizer.Role.May(organizer.Editor) {
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

// Edited says what a form that led here has done, if one has.
func (o Desk) Edited(r *http.Request) string {
	if key := editsDone[r.URL.Query().Get("done")]; key != "" {
		return o.Catalog.T(key)
	}
	return ""
}

type eventLine struct{ Name, When, Place, Address string }

// EventLines are the events, the latest first; those that have no sessions yet
// are new.
func (o Desk) EventLines(ctx context.Context, events []survey.Event) ([]eventLine, error) {
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
		lines[i] = eventLine{Name: e.Name, Place: e.Place, Address: o.Base + "/e/" + string(e.Code)}
		if d, ok := days[e.ID]; ok {
			lines[i].When = o.days(d.First.In(e.Location()), d.Last.In(e.Location()))
		}
	}
	return lines, nil
}

// days writes from which day to which.
func (o Desk) days(first, last time.Time) string {
	if first.Format(time.DateOnly) == last.Format(time.DateOnly) {
		return o.Catalog.Date(first)
	}
	from := o.Catalog.Day(first)
	if first.Year() != last.Year() {
		from = o.Catalog.Date(first)
	}
	return o.Catalog.T("organizer.events.days", "first", from, "last", o.Catalog.Date(last))
}

// Events lists the events, but for those in the archive.
func (s *Room) Events(w http.ResponseWriter, r *http.Request, o Desk) error {
	events, err := o.store.Events(r.Context())
	if err != nil {
		return err
	}
	view := EventsView{New: o.May(o.Base + "/new")}
	view.Done = o.Catalog.T(page.DoneKey(r, "organizer.signin.done.setup", "organizer.signin.done.join", "organizer.signin.done.reset", "organizer.signin.done.demo"))
	view.Events, err = o.EventLines(r.Context(), slices.DeleteFunc(events, func(e survey.Event) bool { return !e.Archived.IsZero() }))
	if err != nil {
		return err
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/events", page.Page{
		Title: o.Catalog.T("organizer.events"), Data: view,
	})
}

type eventView struct {
	// Edit is where the event's own pages of forms begin, empty for who may not
	// edit; Done says what one of them has done.
	Edit, Done                string
	Name, Place, Organization string
	Sessions                  []SessionLine
	// Archived says since when the event is in the archive; empty if it is not.
	Archived string
	Revision int
}

// A SessionLine is a session in its event's list.
type SessionLine struct {
	Title, Kind, When, Speakers string
	State                       survey.State
	StateText                   string
	Answered                    string
	// Clock is when the clock opens or closes it; empty for never.
	Clock string
	// Form is the public address, Result the organizer's page.
	Form, Result string
}

// Event lists an event's sessions: where they stand, and how many have
// answered.
func (s *Room) Event(w http.ResponseWriter, r *http.Request, o Desk) error {
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	code := e.Event.Code
	view := eventView{Name: e.Event.Name, Place: e.Event.Place, Organization: e.Organization.Name}
	view.Edit, view.Done = o.May(o.Base+"/e/"+string(code)), o.Edited(r)
	if at := e.Event.Archived; !at.IsZero() {
		view.Archived, view.Revision = o.Catalog.T("organizer.archive.is", "time", o.Moment(e.Event, at)), e.Event.Revision
	}
	for _, st := range e.Sessions {
		view.Sessions = append(view.Sessions, s.SessionLine(o, e.Event, st))
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/event", page.Page{Title: e.Event.Name, Data: view})
}

// SessionLine is the session as its event lists it.
func (s *Room) SessionLine(o Desk, e survey.Event, st survey.SessionState) SessionLine {
	var names []string
	for _, a := range st.Appearances {
		names = append(names, a.Speaker.Name)
	}
	return SessionLine{
		Title: st.Session.Title, Kind: o.Catalog.T(st.Session.Kind.Key()),
		When: o.Moment(e, st.Session.Starts), Speakers: o.Catalog.List(names),
		State: st.Session.State, StateText: StateText(o.Catalog, st.Session),
		Answered: o.Answered(st.Session, st.Responses), Clock: o.clock(e, st.Session),
		Form:   s.URL + "/s/" + string(st.Session.Code),
		Result: o.Base + "/s/" + string(st.Session.Code),
	}
}

// clock is what the clock does next to a session, and when.
func (o Desk) clock(e survey.Event, s survey.Session) string {
	key, at := "organizer.opens", s.OpensAt
	if s.State == survey.StateOpen {
		key, at = "organizer.closes", s.ClosesAt
	}
	if at.IsZero() || s.State == survey.StateDraft && !e.Archived.IsZero() || s.State != survey.StateDraft && s.State != survey.StateOpen {
		return ""
	}
	return o.Catalog.T(key, "time", o.Moment(e, at))
}

// StateText is where a session stands, in a word.
func StateText(c *i18n.Catalog, s survey.Session) string {
	if s.Rehearsal {
		return c.T("organizer.state.rehearsal")
	}
	return c.T(s.State.Key())
}

// Answered is how many have answered, for real or on trial.
func (o Desk) Answered(s survey.Session, n int) string {
	if s.Rehearsal {
		return o.Catalog.T("organizer.rehearsal.answers", "n", n)
	}
	return o.Catalog.T("organizer.answered", "n", n)
}

// Moment tells a time in the event's zone, and nothing of a time that is not
// set.
func (o Desk) Moment(e survey.Event, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return o.Catalog.Moment(t.In(e.Location()))
}

// Result finds the session that the address names, with its result.
func (o Desk) Result(r *http.Request) (survey.Result, error) {
	code, err := CodeNamed(r)
	if err != nil {
		return survey.Result{}, err
	}
	return o.store.Result(r.Context(), code)
}

// Form is the session that the address names.
func (o Desk) Form(r *http.Request) (survey.Form, error) {
	code, err := CodeNamed(r)
	if err != nil {
		return survey.Form{}, err
	}
	return o.store.Form(r.Context(), code)
}

// Event is the event that the address names.
func (o Desk) Event(r *http.Request) (survey.EventSessions, error) {
	code, err := CodeNamed(r)
	if err != nil {
		return survey.EventSessions{}, err
	}
	return o.store.Event(r.Context(), code)
}

// CodeNamed is the code in the address.
func CodeNamed(r *http.Request) (survey.Code, error) {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return "", fmt.Errorf("code: %w", survey.ErrNotFound)
	}
	return code, nil
}

// Refused says whether an action was refused for a reason that the session's page
// can tell, and then which sentence tells it.
func Refused(err error) (page.Problem, bool) {
	if p := (page.Problem{}); errors.As(err, &p) {
		return p, true
	}
	if errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrSealed) {
		return page.ProblemOf(err), true
	}
	return page.Problem{}, false
}
