// Package attendee is the pages of who answers: a session's form, what became of the
// answer, changing and withdrawing it, and the questions that are asked meanwhile.
package attendee

import (
	"context"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/recent"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*event.Room
	store  Store
	accept func(context.Context, survey.Delivery) (survey.Receipt, error)
	bursts *bursts
	// forms and thanks are pages that were drawn a moment ago, sessions how many an
	// event has.
	forms    *recent.Values[event.Sort, *page.Shape]
	thanks   *recent.Values[thanksSort, *page.Shape]
	sessions *recent.Values[survey.ID, int]
	// Recent is what attendees have asked lately, for organizers too.
	Recent *RecentAsked
}

// New returns the room. accept stores a response; nil for the store's own.
func New(events *event.Room, s Store, accept func(context.Context, survey.Delivery) (survey.Receipt, error)) *Room {
	if accept == nil {
		accept = s.Accept
	}
	return &Room{
		Room: events, store: s, accept: accept, bursts: newBursts(),
		forms:    recent.New[event.Sort, *page.Shape](s.Changes),
		thanks:   recent.New[thanksSort, *page.Shape](s.Changes),
		sessions: recent.New[survey.ID, int](s.Changes),
		Recent:   &RecentAsked{Read: s.SharedInquiries, Now: events.Now},
	}
}

// A Visit is a request for one of a session's pages.
type Visit struct{ event.Visit }

// Session finds the session that the address names, for those who may answer it.
func (s *Room) Session(next func(http.ResponseWriter, *http.Request, Visit) error) http.HandlerFunc {
	return s.Visited(s.store.Form, next)
}

// SessionLately is Session for pages that thousands look at in the same minute: the
// form may have been read a moment ago.
func (s *Room) SessionLately(next func(http.ResponseWriter, *http.Request, Visit) error) http.HandlerFunc {
	return s.Visited(s.Forms.Get, next)
}

// Visited is Session with a way of its own to find the form.
func (s *Room) Visited(find func(context.Context, survey.Code) (survey.Form, error),
	next func(http.ResponseWriter, *http.Request, Visit) error,
) http.HandlerFunc {
	return s.Room.Visited(find, func(w http.ResponseWriter, r *http.Request, v event.Visit) error { return next(w, r, Visit{v}) })
}
