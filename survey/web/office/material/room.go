// Package material is where organizers make follow-up pages: files, recordings, links,
// texts and reflections.
package material

import (
	"net/http"
	"sync"

	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/organizer"
	followups "github.com/omdome/omdome/survey/web/followup"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
	followUps *followups.Room
	// drawing is held while the first page of a file is drawn.
	drawing sync.Mutex
}

// A desk is a request for one of these pages, with what they read and write of the
// organization.
type desk struct {
	office.Desk
	store Store
}

// New returns the room. bind is the store as an organizer has it.
func New(o *office.Room, bind func(organizer.Member) Store, followUps *followups.Room) *Room {
	s := &Room{Room: o, followUps: followUps}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}

// OnPage is a handler of the follow-up page that the address names.
func (s *Room) OnPage(h func(http.ResponseWriter, *http.Request, desk, followup.Page) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.followUpPage, h)
}
