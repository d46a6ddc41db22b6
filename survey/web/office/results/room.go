// Package results is what came in: a session's figures and comments, what is done next
// with it, all events side by side, and the files that tell it to others.
package results

import (
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
}

// A desk is a request for one of these pages, with what they read and write of the
// organization.
type desk struct {
	office.Desk
	store Store
}

// New returns the room. bind is the store as an organizer has it.
func New(o *office.Room, bind func(organizer.Member) Store) *Room {
	s := &Room{Room: o}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}
