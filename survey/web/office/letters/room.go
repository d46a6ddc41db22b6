// Package letters is where comments are reviewed and letters are read, worded, approved,
// corrected, revoked and downloaded.
package letters

import (
	"net/http"

	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/office"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*office.Room
	office.Doors[desk]
	issuer *issue.Issuer
	runs   *Runs
}

// A desk is a request for one of these pages, with what they read and write of the
// organization.
type desk struct {
	office.Desk
	store Store
}

// New returns the room. bind is the store as an organizer has it.
func New(o *office.Room, bind func(organizer.Member) Store, issuer *issue.Issuer) *Room {
	s := &Room{Room: o, issuer: issuer, runs: NewRuns()}
	s.Doors = office.DoorsOf(o, func(d office.Desk) desk { return desk{d, bind(d.Member)} })
	return s
}

// OnLetter is a handler of the letter that the address names.
func (s *Room) OnLetter(h func(http.ResponseWriter, *http.Request, desk, letterPlace) error) func(http.ResponseWriter, *http.Request, desk) error {
	return office.On(s.Site, desk.letterPlace, h)
}
