package survey

import (
	"time"
)

// FieldDay is the first day of an event's copy: 2026-04-16.
const FieldDay = "day"

// Copied returns the session as its event's copy has it, so many days later by
// the clock on the wall: a draft, with the same speakers and questionnaire, and
// nothing of what was answered. The day is refused where the zone's clocks skip one
// of its times, or show it twice.
func (f Form) Copied(days int) (ProgrammeSession, *FieldError) {
	zone := f.Event.Location()
	var refused *FieldError
	move := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		moved, ok := SameClock(t, zone, zone, days)
		if !ok {
			refused = &FieldError{Field: FieldDay, Message: MsgClockGone, Args: map[string]any{"session": f.Session.Title}}
		}
		return moved
	}
	s := f.Session
	opens, closes := DefaultWindow(s.Ends, zone)
	standard := s.OpensAt.Equal(opens) && s.ClosesAt.Equal(closes)
	p := ProgrammeSession{Questions: f.Questions, Session: Session{
		Kind: s.Kind, Title: s.Title, Room: s.Room, Starts: move(s.Starts), Ends: move(s.Ends),
		State: StateDraft, K: s.K, Version: 1,
	}}
	if !standard {
		p.Session.OpensAt, p.Session.ClosesAt = move(s.OpensAt), move(s.ClosesAt)
	} else {
		p.Session.OpensAt, p.Session.ClosesAt = DefaultWindow(p.Session.Ends, zone)
	}
	for _, a := range f.Appearances {
		a.ID, a.SessionID = 0, 0
		p.Appearances = append(p.Appearances, a)
	}
	return p, refused
}
