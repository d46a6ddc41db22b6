package survey

import (
	"time"
)

// BinWindow is how long what is deleted can be brought back. Then the clock
// removes it for good.
const BinWindow = 30 * 24 * time.Hour

// Holdings are what an event or a session takes with it when it is deleted.
type Holdings struct {
	Sessions int
	// Open is how many of the sessions take answers now.
	Open      int
	Responses int
	// Comments counts those of sessions whose comments may be read; others go too.
	Comments int
	// Letters are those whose addresses speakers may have been given.
	Letters     int
	Invitations int
}

// A Binned is an event or a session in the bin.
type Binned struct {
	// Code and Name are its own; of a session its title.
	Code Code
	Name string
	// Event is the event of a session; empty for an event.
	Event string
	Zone  string
	// At is when it was deleted, and Until until when it can be brought back.
	At, Until time.Time
	Responses int
}
