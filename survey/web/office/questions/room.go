// Package questions is a session's questionnaire, how it will look, and what attendees
// ask the speakers.
package questions

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/attendee"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
	asked *attendee.RecentAsked
}

// A desk is a request for one of these pages, with what they read and write of the
// organization.
type desk struct {
	office.Desk
	store Store
}

// New returns the room. bind is the store as an organizer has it.
func New(o *office.Room, bind func(organizer.Member) Store, asked *attendee.RecentAsked) *Room {
	s := &Room{Room: o, asked: asked}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}

// OnSession is a handler of the session that the address names.
func (s *Room) OnSession(h func(http.ResponseWriter, *http.Request, desk, survey.Form) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.Form, h)
}
