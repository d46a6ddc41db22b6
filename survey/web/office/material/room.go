// Package material is where organizers make follow-up pages: files, recordings, links,
// texts and reflections.
package material

import (
	"sync"

	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/followup"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
	followUps *followup.Room
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
func New(o *office.Room, bind func(organizer.Member) Store, followUps *followup.Room) *Room {
	s := &Room{Room: o, followUps: followUps}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}
