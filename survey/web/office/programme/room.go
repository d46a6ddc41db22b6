// Package programme is where organizers make events, sessions and their links, hand out
// ways in, and follow the day.
package programme

import (
	"context"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
	door DoorStore
}

// A desk is a request for one of these pages, with what they read and write of the
// organization.
type desk struct {
	office.Desk
	store Store
}

// New returns the room. bind is the store as an organizer has it.
func New(o *office.Room, bind func(organizer.Member) Store, door DoorStore) *Room {
	s := &Room{Room: o, door: door}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}

// DoorStore finds the board of a link for those who stand in the door, who have not
// signed in.
type DoorStore interface {
	// DoorBoard returns the board with the key, or survey.ErrNotFound.
	DoorBoard(ctx context.Context, key string) (survey.Board, error)
}

// OnEvent is a handler of the event that the address names.
func (s *Room) OnEvent(h func(http.ResponseWriter, *http.Request, desk, survey.EventSessions) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.Event, h)
}

// OnSession is a handler of the session that the address names.
func (s *Room) OnSession(h func(http.ResponseWriter, *http.Request, desk, survey.Form) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.Form, h)
}

// OnNew is a handler of an event that is not there yet.
func (s *Room) OnNew(h func(http.ResponseWriter, *http.Request, desk, survey.Event) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.newEvent, h)
}
