package web

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A slideView is what a projector shows, or a shared screen: only what anyone
// may know, so that no secret address stands in the browser on the wall.
type slideView struct {
	wayIn
	// Event stands over Title, Speakers under it.
	Event, Title, Speakers string
	// Call asks for answers; Thanks, on the closing slide, stands over it.
	Thanks, Call string
	// Takes says that answers are taken now; Answered then how many there are,
	// otherwise State says why not.
	Takes           bool
	Answered, State string
	// Invited says that people come by their personal links.
	Invited bool
	// Until says until when answers are taken.
	Until string
	// Still holds the slide as it is; Theme is "light", "dark" or, as the
	// device wants it, "".
	Still              bool
	Theme              string
	Pause, Light, Dark string
	// Refresh says after how many seconds a browser without script loads again.
	Refresh int
}

// refreshSeconds is how often a slide asks anew how many have answered.
const refreshSeconds = 10

// slide answers with a slide and its controls.
func (s *server) slide(w http.ResponseWriter, r *http.Request, e survey.Event, c *i18n.Catalog, view slideView) error {
	asked := r.URL.Query()
	view.Invited = e.Access == survey.AccessInvitation
	view.Still, view.Refresh = asked.Has("still"), refreshSeconds
	if theme := asked.Get("theme"); theme == "light" || theme == "dark" {
		view.Theme = theme
	}
	with := func(change func()) string {
		asked = r.URL.Query()
		change()
		return "?" + asked.Encode()
	}
	view.Pause = with(func() { asked.Set("still", "1") })
	if view.Still {
		view.Pause = with(func() { asked.Del("still") })
	}
	view.Light = with(func() { asked.Set("theme", "light") })
	view.Dark = with(func() { asked.Set("theme", "dark") })
	return s.render(w, r, http.StatusOK, "slide", page{
		Language: c.Language(), Offered: offered(e), Title: view.Title, Bare: "slide.css", Data: view,
	})
}

// anyone finds the session for what is shown to all who are in the room, invited
// or not: whoever holds the projector has no invitation.
func (s *server) anyone(next func(w http.ResponseWriter, r *http.Request, v visit) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		form, err := s.formNamed(r)
		if err != nil {
			return err
		}
		c := i18n.For(s.language(w, r, offered(form.Event)))
		return next(w, r, visit{Form: form, catalog: c, base: "/s/" + string(form.Session.Code)})
	})
}

// sessionSlide invites to the session's form while it goes on.
func (s *server) sessionSlide(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSessionSlide(w, r, v, "")
}

// sessionClosing is the last slide of an online meeting.
func (s *server) sessionClosing(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSessionSlide(w, r, v, v.t("slide.thanks"))
}

func (s *server) showSessionSlide(w http.ResponseWriter, r *http.Request, v visit, thanks string) error {
	way, err := s.wayTo(v.base, v.Session.Code, v.t("slide.qr"))
	if err != nil {
		return err
	}
	h := v.heading()
	view := slideView{
		wayIn: way, Event: h.Event, Title: h.Title, Speakers: v.names(), Thanks: thanks,
		Call: v.t("slide.call"), Takes: v.Session.Accepts() == nil,
	}
	if !view.Takes {
		view.State = s.stateSentence(v)
		return s.slide(w, r, v.Event, v.catalog, view)
	}
	n, err := s.store.Answered(r.Context(), v.Session.ID)
	if err != nil {
		return err
	}
	view.Answered = v.answered(n)
	if at := v.Session.ClosesAt; !at.IsZero() && !v.Session.Rehearsal {
		view.Until = v.t("slide.until", "time", v.moment(at))
	}
	return s.slide(w, r, v.Event, v.catalog, view)
}

// answered says how many have answered. Nobody is told that nobody has.
func (v visit) answered(n int) string {
	if n == 0 {
		return v.t("slide.first")
	}
	return v.t("slide.answered", "n", n)
}

// names are the speakers' names as a list.
func (v visit) names() string {
	var names []string
	for _, a := range v.Appearances {
		names = append(names, a.Speaker.Name)
	}
	return v.catalog.List(names)
}

// eventSlide invites to the event's page.
func (s *server) eventSlide(w http.ResponseWriter, r *http.Request) error {
	e, _, err := s.eventEntered(r)
	if err != nil {
		return err
	}
	c := i18n.For(s.language(w, r, offered(e.Event)))
	way, err := s.wayTo("/e/"+string(e.Event.Code), e.Event.Code, c.T("slide.qr"))
	if err != nil {
		return err
	}
	view := slideView{wayIn: way, Event: e.Organization.Name, Title: e.Event.Name, Call: c.T("slide.call.event"), State: c.T("event.none")}
	n := 0
	for _, st := range e.Sessions {
		if !st.Session.Rehearsal {
			n += st.Responses
		}
		view.Takes = view.Takes || st.Session.State == survey.StateOpen
	}
	if view.Takes {
		view.Answered = c.T("slide.answers", "n", n)
	}
	return s.slide(w, r, e.Event, c, view)
}
