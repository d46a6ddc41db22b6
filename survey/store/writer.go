package store

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/writing"
)

// A waiter is a delivery that waits for the writer, and who waits for it.
type waiter struct {
	survey.Delivery
	mark, key shortHash
	done      chan outcome // has room for the one outcome
}

func newWaiter(u survey.Delivery) *waiter {
	return &waiter{Delivery: u, mark: short(u.Mark()), key: short(u.Key.ResponseHash()), done: make(chan outcome, 1)}
}

// An outcome is what becomes of a delivery.
type outcome struct {
	receipt survey.Receipt
	err     error
}

// Accept stores a response with its mark, comments and tallies, and returns
// after their commit. Sending the same delivery again, in whatever order and
// from however many programs, stores nothing more; its receipt says so.
//
// It answers survey.ErrNotOpen and ErrClosed for what the session does not take,
// ErrNotFound where there is no such session or no such invitation to it,
// ErrAnswered when the invitation has answered with another key, ErrKeyTaken when
// another's response has the key, ErrWithdrawn when the response was withdrawn,
// ErrConflict when the response does not fit the session's questions or answers an
// earlier version of them, and ErrBusy when too many wait. After ErrUnconfirmed, and when ctx
// ends, the response may be stored all the same; sending it again tells.
func (s *Store) Accept(ctx context.Context, u survey.Delivery) (survey.Receipt, error) {
	if err := checkResponse(u.Response); err != nil {
		return survey.Receipt{}, fmt.Errorf("accepting: %w", err)
	}
	w := newWaiter(u)
	w.mark = s.keyed(w.mark)
	if !s.enqueue(w) {
		return survey.Receipt{}, survey.ErrBusy
	}
	select {
	case o := <-w.done:
		if o.err != nil {
			return survey.Receipt{}, fmt.Errorf("accepting: %w", o.err)
		}
		return o.receipt, nil
	case <-ctx.Done():
		return survey.Receipt{}, fmt.Errorf("accepting: %w: %w", survey.ErrUnconfirmed, ctx.Err())
	}
}

func (s *Store) enqueue(w *waiter) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return false
	}
	select {
	case s.queue <- w:
		return true
	default:
		return false
	}
}

// run is the writer: it takes what waits, never waiting for more, and writes it
// in one transaction.
func (s *Store) run() error {
	for first := range s.queue {
		batch := s.take(first)
		err := guard.Do(func() error { s.serve(batch); return nil })
		if err == nil {
			continue
		}
		for _, w := range batch {
			select {
			case w.done <- outcome{err: fmt.Errorf("%w: %w", survey.ErrUnconfirmed, err)}:
			default: // it was told
			}
		}
		s.log.Error("responses were left", "responses", len(batch), "error", err)
	}
	return nil
}

// serve writes the batch and tells each caller.
func (s *Store) serve(batch []*waiter) {
	for i, o := range s.settle(batch) {
		batch[i].done <- o
	}
}

// take returns first and what else waits already.
func (s *Store) take(first *waiter) []*waiter {
	batch := []*waiter{first}
	for len(batch) < s.maxBatch {
		select {
		case w, ok := <-s.queue:
			if !ok {
				return batch
			}
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// settle writes the batch and returns what becomes of each. Where the database
// refuses something in it, each is tried by itself, so that one harms no other.
func (s *Store) settle(batch []*waiter) []outcome {
	var outcomes []outcome
	accept := func() (err error) {
		outcomes, err = s.accept(batch)
		return err
	}
	s.quiet.answered(s.now())
	err := guard.Do(accept)
	if errors.Is(err, errLostCommit) {
		// Once more: marks that are there now tell that it was committed.
		err = guard.Do(accept)
	}
	if err == nil {
		return outcomes
	}
	if len(batch) > 1 && (isRefused(err) || errors.Is(err, survey.ErrKeyTaken) || errors.Is(err, errFormChanged) || errors.Is(err, guard.ErrPanic)) {
		outcomes = nil
		for _, w := range batch {
			outcomes = append(outcomes, s.settle([]*waiter{w})...)
		}
		return outcomes
	}
	told := errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrKeyTaken)
	if !told && !isRefused(err) {
		// An earlier try of the same response may have been stored.
		err = fmt.Errorf("%w: %w", survey.ErrUnconfirmed, err)
	}
	if !told {
		s.log.Error("responses could not be stored", "responses", len(batch), "error", err)
	}
	outcomes = make([]outcome, len(batch))
	for i := range outcomes {
		outcomes[i].err = err
	}
	return outcomes
}

// checkResponse refuses what the databases would treat differently, or what no
// form could have made. That the questions exist, the transaction looks up.
func checkResponse(r survey.Response) error {
	seen := map[survey.Item]bool{}
	for _, a := range r.Answers {
		choices := map[int]bool{}
		for _, c := range a.Choices {
			if c < 1 || choices[c] {
				return survey.FieldErrors{{Field: a.Field(), Message: survey.MsgChoice}}
			}
			choices[c] = true
		}
		kinds := 0
		for _, has := range []bool{a.Rating != 0, len(a.Choices) > 0, a.Comment != ""} {
			if has {
				kinds++
			}
		}
		switch {
		case a.Rating < 0 || a.Rating > survey.MaxRating:
			return survey.FieldErrors{{Field: a.Field(), Message: survey.MsgRating}}
		case kinds != 1 || seen[a.Item]:
			return survey.FieldErrors{{Field: a.Field(), Message: survey.MsgTwice}}
		case !writing.IsText(a.Comment):
			return survey.FieldErrors{{Field: a.Field(), Message: survey.MsgText}}
		}
		if over := utf8.RuneCountInString(a.Comment) - survey.MaxComment; over > 0 {
			return survey.FieldErrors{{Field: a.Field(), Message: survey.MsgLong, Args: map[string]any{"n": over}}}
		}
		seen[a.Item] = true
	}
	if len(r.Answers) == 0 {
		return survey.FieldErrors{{Field: survey.FieldForm, Message: survey.MsgEmpty}}
	}
	return nil
}
