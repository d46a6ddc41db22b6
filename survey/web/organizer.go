package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// organizersOnly lets in who knows the secret address. For everybody else there
// is nothing here, and how long the answer takes tells nothing about the secret.
func (s *server) organizersOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, right := sha256.Sum256([]byte(chi.URLParam(r, "secret"))), sha256.Sum256([]byte(s.secret))
		if s.secret == "" || subtle.ConstantTimeCompare(given[:], right[:]) != 1 {
			s.showProblem(w, r, problem{http.StatusNotFound, "notfound"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// An office is a request for one of the organizer's pages.
type office struct {
	catalog *i18n.Catalog
	// base is the secret address without its last slash.
	base string
}

func (s *server) office(w http.ResponseWriter, r *http.Request) office {
	return office{catalog: i18n.For(s.language(w, r, i18n.LanguagesFor(i18n.Organizers))), base: "/o/" + s.secret}
}

func (s *server) showOffice(w http.ResponseWriter, r *http.Request, o office, status int, name string, p page) error {
	p.Language, p.Offered = o.catalog.Language(), i18n.LanguagesFor(i18n.Organizers)
	p.Organizer, p.Home = true, o.base+"/"
	return s.render(w, r, status, name, p)
}

type eventsView struct{ Events []eventLine }

type eventLine struct{ Name, Place, Address string }

// organizerEvents lists the events.
func (s *server) organizerEvents(w http.ResponseWriter, r *http.Request) error {
	o := s.office(w, r)
	events, err := s.store.Events(r.Context())
	if err != nil {
		return err
	}
	var view eventsView
	for _, e := range events {
		view.Events = append(view.Events, eventLine{e.Name, e.Place, o.base + "/e/" + string(e.Code)})
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_events", page{
		Title: o.catalog.T("organizer.events"), Data: view,
	})
}

type eventView struct {
	Name, Place, Organization string
	// Invitations is the address of the page of personal links.
	Invitations string
	// Share is the address of what asks for answers.
	Share    string
	Sessions []sessionLine
}

// A sessionLine is a session in its event's list.
type sessionLine struct {
	Title, Kind, When, Speakers string
	State                       survey.State
	StateText                   string
	Answered                    string
	// Form is the public address, Result the organizer's page.
	Form, Result string
}

// organizerEvent lists an event's sessions: where they stand, and how many have
// answered.
func (s *server) organizerEvent(w http.ResponseWriter, r *http.Request) error {
	o := s.office(w, r)
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return fmt.Errorf("event: %w", survey.ErrNotFound)
	}
	e, err := s.store.Event(r.Context(), code)
	if err != nil {
		return err
	}
	view := eventView{Name: e.Event.Name, Place: e.Event.Place, Organization: e.Organization.Name}
	view.Invitations = o.base + "/e/" + string(code) + "/invitations"
	view.Share = o.base + "/e/" + string(code) + "/share"
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
		State: st.Session.State, StateText: o.catalog.T("organizer.state." + string(st.Session.State)),
		Answered: o.catalog.T("organizer.answered", "n", st.Responses),
		Form:     s.url + "/s/" + string(st.Session.Code),
		Result:   o.base + "/s/" + string(st.Session.Code),
	}
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
func (s *server) result(r *http.Request) (survey.Result, error) {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return survey.Result{}, fmt.Errorf("session: %w", survey.ErrNotFound)
	}
	return s.store.Result(r.Context(), code)
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
