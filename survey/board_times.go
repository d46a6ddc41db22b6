package survey

import (
	"time"
)

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
