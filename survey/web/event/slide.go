package event

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// A slideView is what a projector shows, or a shared screen: only what anyone
// may know, so that no secret address stands in the browser on the wall.
type slideView struct {
	page.WayIn
	// Event stands over Title, Speakers under it.
	Event, Title, Speakers string
	// Long says that title and names need a smaller hand.
	Long bool
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
func (s *Room) slide(w http.ResponseWriter, r *http.Request, e survey.Event, c *i18n.Catalog, view slideView) error {
	asked := r.URL.Query()
	view.Long = page.Long(view.Title, view.Speakers)
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
	return s.Render(w, r, http.StatusOK, "event/slide", page.Page{
		Language: c.Language(), Offered: page.Offered(e), Title: view.Title, Bare: "slide.css", Data: view,
	})
}

// Anyone finds the session for what is shown to all who are in the room, invited
// or not: whoever holds the projector has no invitation.
func (s *Room) Anyone(next func(w http.ResponseWriter, r *http.Request, v Visit) error) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		form, err := s.formNamed(r)
		if err != nil {
			return err
		}
		c := i18n.For(s.Language(w, r, page.Offered(form.Event)))
		return next(w, r, Visit{Form: form, Catalog: c, Base: "/s/" + string(form.Session.Code)})
	})
}

// SessionSlide invites to the session's form while it goes on.
func (s *Room) SessionSlide(w http.ResponseWriter, r *http.Request, v Visit) error {
	return s.showSessionSlide(w, r, v, "")
}

// SessionClosing is the last slide of an online meeting.
func (s *Room) SessionClosing(w http.ResponseWriter, r *http.Request, v Visit) error {
	return s.showSessionSlide(w, r, v, v.T("slide.thanks"))
}

func (s *Room) showSessionSlide(w http.ResponseWriter, r *http.Request, v Visit, thanks string) error {
	way, err := s.WayTo(v.Base, v.Session.Code, v.T("slide.qr"))
	if err != nil {
		return err
	}
	h := v.Heading()
	view := slideView{
		WayIn: way, Event: h.Event, Title: h.Title, Speakers: v.Names(), Thanks: thanks,
		Call: v.T("slide.call"), Takes: v.Session.Accepts() == nil,
	}
	if !view.Takes {
		view.State = s.StateSentence(v)
		return s.slide(w, r, v.Event, v.Catalog, view)
	}
	n, err := s.store.Answered(r.Context(), v.Session.ID)
	if err != nil {
		return err
	}
	view.Answered = v.answered(n)
	if at := v.Session.ClosesAt; !at.IsZero() && !v.Session.Rehearsal {
		view.Until = v.T("slide.until", "time", v.Moment(at))
	}
	return s.slide(w, r, v.Event, v.Catalog, view)
}

// answered says how many have answered. Nobody is told that nobody has.
func (v Visit) answered(n int) string {
	if n == 0 {
		return v.T("slide.first")
	}
	return v.T("slide.answered", "n", n)
}

// Names are the speakers' names as a list.
func (v Visit) Names() string {
	var names []string
	for _, a := range v.Appearances {
		names = append(names, a.Speaker.Name)
	}
	return v.Catalog.List(names)
}

// EventSlide invites to the event's page.
func (s *Room) EventSlide(w http.ResponseWriter, r *http.Request) error {
	e, _, err := s.eventEntered(r)
	if err != nil {
		return err
	}
	c := i18n.For(s.Language(w, r, page.Offered(e.Event)))
	way, err := s.WayTo("/e/"+string(e.Event.Code), e.Event.Code, c.T("slide.qr"))
	if err != nil {
		return err
	}
	view := slideView{WayIn: way, Event: e.Organization.Name, Title: e.Event.Name, Call: c.T("slide.call.event"), State: c.T("event.none")}
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
