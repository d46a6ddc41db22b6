package survey

import "time"

// FieldChosen is the field of the sessions that are chosen on a board.
const FieldChosen = "session"

// What is wrong with the times that are set from a board.
const (
	MsgTimesNone   = "organizer.board.times.none"   // no session is chosen
	MsgTimesEmpty  = "organizer.board.times.empty"  // neither time is given
	MsgTimesCloses = "organizer.board.times.closes" // {session} would close before it opens
)

// ReadTimes reads when chosen sessions of the event open and close. What is left
// empty is the zero time, but one of them is needed.
func ReadTimes(fields map[string][]string, e Event) (opens, closes time.Time, errs FieldErrors) {
	in := &input{fields: fields}
	zone := e.Location()
	opens, closes = in.time(FieldOpens, zone, false), in.time(FieldCloses, zone, false)
	switch {
	case in.value(FieldOpens) == "" && in.value(FieldCloses) == "":
		in.refuse(FieldOpens, MsgTimesEmpty, nil)
	case len(in.errs) == 0 && !opens.IsZero() && !closes.IsZero() && !closes.After(opens):
		in.refuse(FieldCloses, MsgCloses, nil)
	}
	return opens, closes, in.errs
}

// Between returns the session with the clock set to open and close it then,
// where its state leaves the clock anything to do; the zero time changes
// nothing. It is refused where it would close before it opens.
func (s Session) Between(opens, closes time.Time) (Session, *FieldError) {
	if s.State == StateDraft && !opens.IsZero() {
		s.OpensAt = opens
	}
	if (s.State == StateDraft || s.State == StateOpen) && !closes.IsZero() {
		s.ClosesAt = closes
	}
	if s.State == StateDraft && !s.OpensAt.IsZero() && !s.ClosesAt.IsZero() && !s.ClosesAt.After(s.OpensAt) {
		field := FieldCloses
		if closes.IsZero() {
			field = FieldOpens
		}
		return s, &FieldError{Field: field, Message: MsgTimesCloses, Args: map[string]any{"session": s.Title}}
	}
	return s, nil
}
