// Package followup is what is left of a session: slides, recordings, answered
// questions, reflections, figures.
package followup

import "github.com/omdome/omdome/survey/web/event"

// A Room is what the handlers of these pages share.
type Room struct {
	*event.Room
	store Store
}

// New returns the room.
func New(events *event.Room, s Store) *Room { return &Room{events, s} }
