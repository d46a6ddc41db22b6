package survey

import (
	"fmt"
	"time"
)

// A Kind is what sort of session it is; pages and letters name it.
type Kind string

// The kinds of sessions. KindEvent is the whole event (food, venue, sound),
// which has no speaker and no letter.
const (
	KindWebinar  Kind = "webinar"
	KindWorkshop Kind = "workshop"
	KindTalk     Kind = "talk"
	KindPanel    Kind = "panel"
	KindEvent    Kind = "event"
)

// Kinds are the kinds, in the order that pages offer them.
var Kinds = []Kind{KindTalk, KindWorkshop, KindWebinar, KindPanel, KindEvent}

// Valid says whether the kind is one of the known ones.
func (k Kind) Valid() bool {
	switch k {
	case KindWebinar, KindWorkshop, KindTalk, KindPanel, KindEvent:
		return true
	}
	return false
}

// A State is where a session stands on its way.
type State string

// The states of a session. Sealed is not one of them: a closed or released
// session is sealed once Session.Sealed is set.
const (
	StateDraft     State = "draft"
	StateOpen      State = "open"
	StateClosed    State = "closed"
	StateReleased  State = "released"
	StateCancelled State = "cancelled"
)

// States are the states, in the order in which a session goes through them.
var States = []State{StateDraft, StateOpen, StateClosed, StateReleased, StateCancelled}

const (
	// ReopenWindow is how long after closing a session can be opened again.
	// After it the session is sealed.
	ReopenWindow = 30 * time.Minute
	// openBeforeEnd is when the form opens by the clock, before the session ends.
	openBeforeEnd = 15 * time.Minute

	// MinK is the smallest number of answers that figures may be shown from.
	MinK = 3
	// DefaultK is that number unless the organizer chooses another.
	DefaultK = 5
	// MaxK bounds a mistyped k.
	MaxK = 1000
)

// A Session is one webinar, workshop or talk: what is rated.
type Session struct {
	ID      ID
	EventID ID
	Code    Code
	Kind    Kind
	Title   string
	Room    string
	Starts  time.Time
	Ends    time.Time
	// OpensAt and ClosesAt are when the clock opens and closes the form; zero
	// for never.
	OpensAt  time.Time
	ClosesAt time.Time

	State State
	// Rehearsal says that a draft's form is open for trial answers, which are
	// gone the moment the session opens. See ActionRehearse.
	Rehearsal bool
	// Closed, Sealed and Released are when that happened; zero if it has not.
	Closed   time.Time
	Sealed   time.Time
	Released time.Time

	// K is how many answers a question needs before any figure of it is shown.
	// Attendees are told it, so it is fixed once the session has opened.
	K int
	// Attended is how many attended, 0 when unknown; About says that it is an
	// estimate.
	Attended int
	About    bool
	// Version counts the changes of the questionnaire, and the beginnings and ends
	// of rehearsals; a form carries it.
	Version int
	// ReplacedBy is the code of the session held instead of a cancelled one.
	ReplacedBy Code
	// Revision counts the organizers' changes of the session; see Event.Revision.
	Revision int
}

// DefaultWindow says when a session that ends at ends opens and closes by the
// clock: 15 minutes before its end, and at 23.59 of the next working day
// (Monday to Friday) in the zone.
func DefaultWindow(ends time.Time, zone *time.Location) (opens, closes time.Time) {
	local := ends.In(zone)
	y, m, d := local.Date()
	for {
		d++
		day := time.Date(y, m, d, 12, 0, 0, 0, zone).Weekday()
		if day != time.Saturday && day != time.Sunday {
			break
		}
	}
	return ends.Add(-openBeforeEnd), time.Date(y, m, d, 23, 59, 0, 0, zone)
}

// An Action is what an organizer, or the clock, does to a session.
type Action string

// The actions. Their order in a session's life: (rehearse, and end that,) open,
// close (reopen), seal, release; cancel at any time before release.
const (
	ActionRehearse  Action = "rehearse"
	ActionRehearsed Action = "rehearsed" // the rehearsal is over
	ActionOpen      Action = "open"
	ActionClose     Action = "close"
	ActionReopen    Action = "reopen"
	ActionSeal      Action = "seal"
	ActionRelease   Action = "release"
	ActionCancel    Action = "cancel"
)

// Actions are the actions, in the order that pages offer them.
var Actions = []Action{ActionOpen, ActionRehearse, ActionRehearsed, ActionClose, ActionReopen, ActionSeal, ActionRelease, ActionCancel}

// After returns the session as it is after the action at now. The error wraps
// ErrConflict when the state does not allow the action, and ErrSealed when it
// is too late to open again.
//
// Releasing a session that is not sealed yet seals it too: nobody sees a result
// that can still move.
//
// What ends a rehearsal (that action, opening, cancelling) takes its trial answers
// with it, and the form has another version before, during and after one: so no
// trial answer that was under way can become a real one.
func (s Session) After(a Action, now time.Time) (Session, error) {
	zone := now.Location()
	if s.Rehearsal && (a == ActionRehearsed || a == ActionOpen || a == ActionCancel) {
		s.Rehearsal = false
		s.Version++
		if a == ActionRehearsed {
			return s, nil
		}
	}
	switch {
	case a == ActionRehearse && s.State == StateDraft && !s.Rehearsal:
		s.Rehearsal = true
		s.Version++
	case a == ActionOpen && s.State == StateDraft:
		s.State = StateOpen
		if !s.ClosesAt.IsZero() && !s.ClosesAt.After(now) {
			_, s.ClosesAt = DefaultWindow(now, zone)
		}
	case a == ActionClose && s.State == StateOpen:
		s.State, s.Closed = StateClosed, now
	case a == ActionReopen && s.State == StateClosed:
		if !s.CanReopen(now) {
			return s, fmt.Errorf("reopening: %w", ErrSealed)
		}
		s.State, s.Closed = StateOpen, time.Time{}
		if !s.ClosesAt.IsZero() && !s.ClosesAt.After(now) {
			s.ClosesAt = now.Add(ReopenWindow)
		}
	case a == ActionSeal && s.State == StateClosed:
		if s.Sealed.IsZero() {
			s.Sealed = now
		}
	case a == ActionRelease && s.State == StateClosed:
		if s.Sealed.IsZero() {
			s.Sealed = now
		}
		s.State, s.Released = StateReleased, now
	case a == ActionCancel && (s.State == StateDraft || s.State == StateOpen || s.State == StateClosed):
		s.State = StateCancelled
	default:
		return s, fmt.Errorf("%s while %s: %w", a, s.State, ErrConflict)
	}
	return s, nil
}

// CanReopen says whether the session is closed and can still be opened again.
func (s Session) CanReopen(now time.Time) bool {
	return s.State == StateClosed && s.Sealed.IsZero() && now.Before(s.Closed.Add(ReopenWindow))
}

// Due returns what the clock should do to the session at now, if anything.
// A draft whose whole window has passed is left alone.
func (s Session) Due(now time.Time) (Action, bool) {
	passed := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	switch {
	case s.State == StateDraft && passed(s.OpensAt) && !passed(s.ClosesAt):
		return ActionOpen, true
	case s.State == StateOpen && passed(s.ClosesAt):
		return ActionClose, true
	case s.State == StateClosed && s.Sealed.IsZero() && passed(s.Closed.Add(ReopenWindow)):
		return ActionSeal, true
	}
	return "", false
}

// Accepts returns nil when the session takes responses, real or on trial, and
// otherwise ErrNotOpen or ErrClosed.
func (s Session) Accepts() error {
	switch {
	case s.State == StateOpen, s.State == StateDraft && s.Rehearsal:
		return nil
	case s.State == StateDraft, s.State == StateCancelled:
		return ErrNotOpen
	default:
		return ErrClosed
	}
}
