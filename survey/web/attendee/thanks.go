package attendee

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// What the thanks are for, as /thanks?was= says it. It is in the address so that
// a page that is loaded again says the same again; it holds nothing secret.
const (
	wasAlready = "already"
	wasChanged = "changed"
)

// A thanksView is the receipt.
type thanksView struct {
	event.Heading
	Sentence string
	// Note says that the answer had arrived before.
	Note string
	// Until says how long the answer can be changed.
	Until string
	// Code is the key to type on another device. Empty when the answer can no
	// longer be changed, or when the browser keeps no cookies.
	Code string
	// Open offers to change and withdraw.
	Open bool
	// Invited says that the answer came by a personal link.
	Invited bool
	// Next leads to the event's other sessions; empty when there are none.
	Next string
}

// Thanks is where a stored response leads.
func (s *Room) Thanks(w http.ResponseWriter, r *http.Request, v Visit) error {
	view := thanksView{Heading: v.Heading(), Sentence: v.T("thanks.saved")}
	if v.Session.Rehearsal {
		view.Sentence = v.T("rehearsal.thanks")
	}
	switch r.URL.Query().Get("was") {
	case wasAlready:
		view.Note = v.T("thanks.already")
	case wasChanged:
		view.Sentence = v.T("thanks.changed")
	}
	key, answered, ok := v.CookieKey(r)
	if _, err := r.Cookie(page.KeyCookie); !ok && err == nil { // it is another's, or a rehearsal's that is over
		http.Redirect(w, r, v.Base, http.StatusSeeOther)
		return nil
	}
	if !ok { // the browser keeps no cookies, or someone came by the address
		view.Sentence, view.Note = v.T("thanks.nocookie.title"), v.T("thanks.nocookie")
		return s.showThanks(w, r, v, view)
	}
	_, err := s.store.Response(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed) && answered:
		view.Until = v.T("state.closed", "time", v.Moment(v.Session.Closed))
		return s.showThanks(w, r, v, view)
	case errors.Is(err, survey.ErrNotFound), errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		http.Redirect(w, r, v.Base, http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	}
	view.Open, view.Code, view.Until = true, key.Spaced(), v.until(thanksUntil)
	return s.showThanks(w, r, v, view)
}

// untilKeys are of how long an answer can be changed: until a time, until the session
// is closed, or in a rehearsal.
type untilKeys struct{ time, closing, rehearsal string }

var (
	thanksUntil   = untilKeys{"thanks.until", "thanks.until.closing", "rehearsal.thanks.until"}
	answeredUntil = untilKeys{"answered.until", "answered.until.closing", "rehearsal.answered.until"}
)

// until says how long an answer can be changed: until a time, or, when no clock
// closes the session, until it is closed.
func (v Visit) until(keys untilKeys) string {
	if v.Session.Rehearsal {
		return v.T(keys.rehearsal)
	}
	if v.Session.ClosesAt.IsZero() {
		return v.T(keys.closing)
	}
	return v.T(keys.time, "time", v.Moment(v.Session.ClosesAt))
}

// A thanksSort is what tells the receipts apart that are not the same for everybody.
type thanksSort struct {
	event.Sort
	sentence, note, until string
	coded, open           bool
}

func (s *Room) showThanks(w http.ResponseWriter, r *http.Request, v Visit, view thanksView) error {
	sort := thanksSort{v.Sort(), view.Sentence, view.Note, view.Until, view.Code != "", view.Open}
	draw := func() (*page.Shape, error) {
		sessions, err := s.sessions.Get(v.Event.ID, func() (int, error) { return s.store.CountSessions(r.Context(), v.Event.ID) })
		if err != nil {
			return nil, err
		}
		view, anybody := view, v.Anybody()
		view.Heading, view.Invited = anybody.Heading(), v.Invitation.ID != 0
		if sessions > 1 {
			view.Next = view.Sessions
		}
		if view.Code != "" {
			view.Code = page.Gap(2)
		}
		return s.Shape(r, anybody, "attendee/session_thanks", page.Page{Title: view.Sentence + " " + v.Session.Title, Data: view})
	}
	get := s.thanks.Get
	if r.URL.RawQuery != "" { // the page's own links keep what stands there
		get = func(_ thanksSort, draw func() (*page.Shape, error)) (*page.Shape, error) { return draw() }
	}
	shape, err := get(sort, draw)
	if err != nil {
		return err
	}
	return s.RenderShape(w, http.StatusOK, shape, v.Own(view.Code)...)
}

// answered is what /s/CODE shows on a device that has answered.
func (s *Room) answered(w http.ResponseWriter, r *http.Request, v Visit) error {
	view := thanksView{
		Heading: v.Heading(), Sentence: v.T("answered.title"),
		Until: v.until(answeredUntil), Open: true,
	}
	return s.showThanks(w, r, v, view)
}

// Another forgets this device's key, so that another person can answer
// on it. It then sends the browser on with the same request to the event, which
// alone knows what else was answered here, and forgets that too.
func (s *Room) Another(w http.ResponseWriter, r *http.Request, v Visit) error {
	s.ForgetKey(w, v.Visit)
	http.Redirect(w, r, "/e/"+string(v.Event.Code)+"/another?"+event.AgainField+"="+string(v.Session.Code),
		http.StatusTemporaryRedirect)
	return nil
}
