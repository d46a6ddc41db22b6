package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
)

// Act does an organizer's action to a session and returns the session as it is
// then. What the session's state does not allow wraps survey.ErrConflict or
// ErrSealed.
//
// What ends a rehearsal wipes its trial answers. Closing mixes the session's
// responses. Sealing (by itself, by releasing, or
// by cancelling) unpacks them, parted from their comments, and forgets their
// keys. Releasing makes a letter for each appearance, unless the session is the
// whole event.
func (s *Store) Act(ctx context.Context, session survey.Code, a survey.Action) (survey.Session, error) {
	var id survey.ID
	err := s.read(ctx, func(t *tx) error {
		return t.one(&id, "SELECT id FROM session WHERE code = ? AND binned IS NULL", session)
	})
	if err != nil {
		return survey.Session{}, fmt.Errorf("%s: %w", a, err)
	}
	after, err := s.act(ctx, id, a, false)
	if err != nil {
		return survey.Session{}, fmt.Errorf("%s: %w", a, err)
	}
	return after, nil
}

// act does the action in one transaction, before which a large session is mostly
// unpacked; with due, only when the clock still
// has it due. The clock opens nothing of an archived event and nothing in the bin;
// it closes and seals there as elsewhere, so that keys are forgotten in time.
func (s *Store) act(ctx context.Context, id survey.ID, a survey.Action, due bool) (survey.Session, error) {
	var after survey.Session
	if err := s.unpackAhead(ctx, id, a, due); err != nil {
		return after, err
	}
	err := s.write(ctx, s.pools.slow, string(a), func(t *tx) error {
		row, err := t.anySession("id = ?", s.pools.dialect.update, id)
		if err != nil {
			return err
		}
		var event eventRow
		if err := t.one(&event, "SELECT * FROM event WHERE id = ?", row.EventID); err != nil {
			return err
		}
		before := row.session()
		now := s.now().In(event.event().Location()).Truncate(time.Microsecond)
		if !due && !row.Binned.IsZero() {
			return survey.ErrNotFound // since it was looked up
		}
		asleep := a == survey.ActionOpen && (!event.Archived.IsZero() || !row.Binned.IsZero())
		if still, ok := before.Due(now); due && (!ok || still != a || asleep) {
			after = before
			return nil
		}
		if after, err = before.After(a, now); err != nil {
			return err
		}
		if a == survey.ActionRelease {
			if err := t.complete(before.ID); err != nil {
				return err
			}
		}
		if a == survey.ActionCancel && before.Sealed.IsZero() {
			// Nothing will seal it later, and nobody needs the keys any more.
			after.Sealed = now
		}
		return t.actOn(before, after)
	})
	return after, err
}

// actOn stores what an action has made of a session.
func (t *tx) actOn(before, after survey.Session) error {
	moved := 0
	if !before.OpensAt.Equal(after.OpensAt) || !before.ClosesAt.Equal(after.ClosesAt) {
		moved = 1 // who is editing the session must not put the old time back
	}
	if _, err := t.exec(`UPDATE session SET state = ?, opens_at = ?, closes_at = ?, closed = ?, sealed = ?, released = ?,
			rehearsal = ?, version = ?, revision = revision + ? WHERE id = ? AND event_id = ?`,
		after.State, micros{after.OpensAt}, micros{after.ClosesAt}, micros{after.Closed}, micros{after.Sealed},
		micros{after.Released}, after.Rehearsal, after.Version, moved, after.ID, after.EventID); err != nil {
		return err
	}
	if before.Rehearsal && !after.Rehearsal {
		if err := t.wipe(after.ID); err != nil {
			return err
		}
	}
	switch {
	case before.Sealed.IsZero() && !after.Sealed.IsZero():
		keep, err := t.invitationMarks(after)
		if err != nil {
			return err
		}
		if err := t.seal(after.ID, keep); err != nil {
			return err
		}
	case before.State == survey.StateOpen && after.State == survey.StateClosed:
		if err := t.mix(after); err != nil {
			return err
		}
	case before.State == survey.StateClosed && after.State == survey.StateOpen:
		if err := t.unmix(after); err != nil {
			return err
		}
	}
	if before.State != survey.StateReleased && after.State == survey.StateReleased {
		return inOrder(func() error { return t.forgetCutWords(after.ID) }, func() error { return t.makeLetters(after) })
	}
	return nil
}

// complete refuses a session of which answers or comments have been removed: its
// letters would not tell the whole of it.
func (t *tx) complete(session survey.ID) error {
	var n int
	err := t.one(&n, "SELECT COUNT(*) FROM removal WHERE session_id = ?", session)
	if err == nil && n > 0 {
		err = survey.ErrConflict
	}
	return err
}

// invitationMarks returns a function that knows the marks of the session's
// invitations; all others are hashes of keys.
func (t *tx) invitationMarks(session survey.Session) (keepMark, error) {
	var ids []survey.ID
	if err := t.all(&ids, "SELECT id FROM invitation WHERE event_id = ?", session.EventID); err != nil {
		return nil, err
	}
	known := make(map[shortHash]bool, len(ids))
	for _, id := range ids {
		known[t.store.keyed(short(survey.InvitationMark(session.ID, id)))] = true
	}
	return func(_ survey.ID, hash shortHash) bool { return known[hash] }, nil
}

// Tick does what the clock has due: it opens, closes and seals sessions,
// shuffles what another schema has left waiting, and clears from the
// files what sealing has left there, removes the addresses of invitations to
// events that are over, what organizations no longer keep, for good what has been
// in the bin for long enough, material whose day has come, and files that nothing
// has any more. It is cheap when nothing is due, and several
// programs may call it. One session's failure does not keep the others.
func (s *Store) Tick(ctx context.Context) error {
	now := s.now()
	var due []sessionRow
	var waiting []survey.ID
	if s.outdated(ctx) {
		return survey.ErrNewer
	}
	err := s.read(ctx, func(t *tx) error {
		due, waiting = nil, nil
		return inOrder(
			func() error {
				return t.all(&due, `SELECT * FROM session WHERE state = ? AND opens_at <= ? AND binned IS NULL
					AND event_id IN (SELECT id FROM event WHERE archived IS NULL)
				OR state = ? AND closes_at <= ? OR state = ? AND sealed IS NULL AND closed <= ? ORDER BY id`,
					survey.StateDraft, now.UnixMicro(), survey.StateOpen, now.UnixMicro(),
					survey.StateClosed, now.Add(-survey.ReopenWindow).UnixMicro())
			},
			func() error {
				return t.all(&waiting, `SELECT session.id FROM session JOIN register ON register.session_id = session.id
				WHERE register.waiting >= session.k ORDER BY session.id LIMIT 500`)
			},
		)
	})
	if err != nil {
		return fmt.Errorf("asking what is due: %w", err)
	}
	var errs []error
	for _, row := range due {
		errs = append(errs, guard.Do(func() error {
			session := row.session()
			action, ok := session.Due(now)
			if !ok {
				return nil
			}
			if _, err := s.act(ctx, session.ID, action, true); err != nil {
				return fmt.Errorf("%s by the clock: %w", action, err)
			}
			return nil
		}))
	}
	for _, do := range []func() error{
		func() error { return s.shuffleSome(ctx, waiting) },
		func() error { return s.forgetAddresses(ctx, now) },
		func() error { return s.retain(ctx, now) },
		func() error { return s.emptyBin(ctx, now) },
		func() error { return s.expireFollowUps(ctx, now) },
		func() error { return s.sweep(ctx) }, // what those before have removed
		func() error { return s.expireMaterial(ctx, now) },
		func() error { return s.sweepFiles(ctx, now) },
	} {
		errs = append(errs, guard.Do(do))
	}
	return errors.Join(errs...)
}
