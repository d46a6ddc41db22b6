package survey

import (
	"time"
)

// An Attention is why a session stands at the top of its event's board.
type Attention string

// What needs somebody's attention on the day.
const (
	AttentionOpens    Attention = "opens"    // the clock opens it within minutes
	AttentionFew      Attention = "few"      // it is open, soon over, and has fewer answers than figures need
	AttentionExceeded Attention = "exceeded" // more answers came than people attended
	AttentionBurst    Attention = "burst"    // many answers came within seconds
	AttentionComments Attention = "comments" // it has comments that nobody has read
	AttentionAddress  Attention = "address"  // a speaker has no e-mail address to send the letter to
)

// Attentions are all of them, the most urgent first.
var Attentions = []Attention{AttentionOpens, AttentionFew, AttentionExceeded, AttentionBurst, AttentionComments, AttentionAddress}

const (
	// opensSoon is how long before opening a session is told of.
	opensSoon = 5 * time.Minute
	// closesSoon is how long before closing too few answers are told of.
	closesSoon = 30 * time.Minute
)

// A BoardSession is a session on its event's board.
type BoardSession struct {
	SessionState
	// Unread is how many of its comments nobody has reviewed.
	Unread int
}

// Attention returns what of the session needs attention at now, the most urgent
// first.
func (b BoardSession) Attention(now time.Time) []Attention {
	var all []Attention
	s := b.Session
	if s.State == StateDraft && !s.OpensAt.IsZero() && !s.OpensAt.Before(now) && s.OpensAt.Sub(now) <= opensSoon {
		all = append(all, AttentionOpens)
	}
	over := !s.Ends.IsZero() && !now.Before(s.Ends) || !s.ClosesAt.IsZero() && s.ClosesAt.Sub(now) <= closesSoon
	if s.State == StateOpen && over && b.Responses < max(s.K, MinK) {
		all = append(all, AttentionFew)
	}
	if s.State != StateReleased { // then it is too late: the session's page still tells
		all = append(all, b.Look()...)
	}
	if b.Unread > 0 {
		all = append(all, AttentionComments)
	}
	if s.Kind == KindEvent || s.State == StateCancelled || s.State == StateReleased {
		return all
	}
	for _, a := range b.Appearances {
		if a.Speaker.Email == "" {
			return append(all, AttentionAddress)
		}
	}
	return all
}

// A Board is an event as those who run it see it on the day.
type Board struct {
	EventSessions
	Board []BoardSession
	// Key is the unguessable part of the board's address for who has not signed
	// in; empty where there is no such link.
	Key string
}
