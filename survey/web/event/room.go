// Package event is the pages that everybody meets before a form: an event with its
// sessions, a personal link, a session's state, what is projected in the hall. A Visit
// is a request for one of a session's pages, which the rooms of the form build on.
package event

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/recent"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*page.Site
	store Store
	Forms *RecentForms
}

// New returns the room.
func New(site *page.Site, s Store) *Room {
	return &Room{Site: site, store: s, Forms: &RecentForms{s.Form, recent.New[survey.Code, survey.Form](s.Changes)}}
}
