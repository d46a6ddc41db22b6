package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// An eventPage is the event as attendees see it: where to find the session that
// they heard.
type eventPage struct {
	Organization, Name, Place string
	// Open come first; Others wait, or are over.
	Open, Others []eventSession
}

type eventSession struct {
	Title, Speakers, State, Address string
}

// event lists an event's sessions for attendees.
func (s *server) event(w http.ResponseWriter, r *http.Request) error {
	typed, err := url.PathUnescape(chi.URLParam(r, "code"))
	if err != nil {
		return survey.ErrNotFound
	}
	code, ok := survey.ParseCode(typed)
	if !ok {
		return s.noSession(w, r, typed)
	}
	e, err := s.store.Event(r.Context(), code)
	if errors.Is(err, survey.ErrNotFound) {
		return s.noSession(w, r, typed)
	}
	if err != nil {
		return err
	}
	language := s.language(w, r, offered(e.Event))
	c := i18n.For(language)
	view := eventPage{Organization: e.Organization.Name, Name: e.Event.Name, Place: e.Event.Place}
	for _, st := range e.Sessions {
		line := eventSession{Title: st.Session.Title, Address: "/s/" + string(st.Session.Code)}
		var names []string
		for _, a := range st.Appearances {
			names = append(names, a.Speaker.Name)
		}
		line.Speakers = c.List(names)
		if st.Session.State == survey.StateOpen {
			view.Open = append(view.Open, line)
			continue
		}
		v := visit{Form: survey.Form{Event: e.Event, Session: st.Session}, catalog: c}
		switch st.Session.State {
		case survey.StateDraft:
			line.State = s.stateSentence(v)
		case survey.StateCancelled:
			line.State = v.t("event.cancelled")
		default:
			line.State = v.t("event.closed", "time", v.moment(st.Session.Closed))
		}
		view.Others = append(view.Others, line)
	}
	return s.render(w, r, http.StatusOK, "event", page{
		Language: language, Offered: offered(e.Event), Event: e.Event.Code, Title: e.Event.Name, Data: view,
	})
}
