package survey

import (
	"errors"
	"strings"
)

// What an operation may answer instead of doing what it was asked. They are
// wrapped with %w on the way up; only survey/web turns them into statuses.
var (
	// ErrNotFound: there is no such thing, or the asker may not know that there is.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the thing has changed, or its state does not allow this.
	ErrConflict = errors.New("conflict")
	// ErrNotOpen: the session does not take responses yet (draft) or ever (cancelled).
	ErrNotOpen = errors.New("session is not open")
	// ErrClosed: the session no longer takes, changes or gives back responses.
	ErrClosed = errors.New("session is closed")
	// ErrAnswered: this invitation has answered already, with another key.
	ErrAnswered = errors.New("already answered")
	// ErrKeyTaken: the session has a response with this key that was sent in another
	// way: by another invitation, or by the open link. Nothing was stored.
	ErrKeyTaken = errors.New("the key belongs to another response")
	// ErrWithdrawn: the response with this key was withdrawn; a late retry stores nothing.
	ErrWithdrawn = errors.New("response was withdrawn")
	// ErrUnconfirmed: the response may or may not be stored. Sending it again
	// with the same key is safe and tells.
	ErrUnconfirmed = errors.New("storing could not be confirmed")
	// ErrBusy: too much is waiting; try again shortly. Nothing was stored.
	ErrBusy = errors.New("too busy")
	// ErrUnavailable: the database does not answer now, or others are in the way for too
	// long; try again shortly.
	ErrUnavailable = errors.New("the database does not answer")
	// ErrFull: there is no room for more, on the database's disk or in its quota.
	ErrFull = errors.New("the disk is full")
	// ErrNewer: another, newer program has changed the database's tables.
	ErrNewer = errors.New("the database's schema is newer than this program; run the newer program")
	// ErrOlder: the database's tables are those of an earlier program.
	ErrOlder = errors.New("the database's schema is older than this program needs; migrate it")
	// ErrSealed: the half hour after closing is over; the session cannot be opened again.
	ErrSealed = errors.New("session is sealed")
	// ErrOwn: what was done to it is for others than its writer to do.
	ErrOwn = errors.New("one's own")
	// ErrLookalike: a reader could take the name for another's.
	ErrLookalike = errors.New("looks like another")
	// ErrKeyElsewhere: the key that signs letters is kept outside the database.
	ErrKeyElsewhere = errors.New("the key that signs letters is kept outside the database")
	// ErrInUse: what was to be changed is fixed, because answers rest on it.
	ErrInUse = errors.New("already in use")
)

// A FieldError says what is wrong with one field of a form. Message is a key of
// the catalogs, Args its placeholders.
type FieldError struct {
	Field   string
	Message string
	Args    map[string]any
}

// FieldErrors are what is wrong with a form, in the form's order. An empty list
// means that nothing is.
type FieldErrors []FieldError

func (e FieldErrors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = f.Field + ": " + f.Message
	}
	return "invalid: " + strings.Join(parts, "; ")
}

// For returns the first error of the field, or nil.
func (e FieldErrors) For(field string) *FieldError {
	for i := range e {
		if e[i].Field == field {
			return &e[i]
		}
	}
	return nil
}

// Has says whether any field has the message.
func (e FieldErrors) Has(message string) bool {
	for _, f := range e {
		if f.Message == message {
			return true
		}
	}
	return false
}
