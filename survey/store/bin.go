package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

// Archive puts an organization's event away, or with false takes it out again.
// What it holds is read as before; the clock opens none of its drafts. It wraps
// survey.ErrConflict when somebody has changed the event since the revision, and
// when it is there already.
func (s *Store) Archive(ctx context.Context, organization survey.ID, event survey.Code, revision int, away bool) error {
	err := s.write(ctx, s.pools.slow, "archive", func(t *tx) error {
		e, sessions, err := t.lockedProgramme(organization, event)
		if err != nil {
			return err
		}
		if e.Revision != revision || e.Archived.IsZero() != away {
			return survey.ErrConflict
		}
		var at micros
		if away {
			at = micros{s.now()}
			if err := t.endRehearsals(sessions); err != nil {
				return err
			}
		}
		_, err = t.exec("UPDATE event SET archived = ?, revision = revision + 1 WHERE id = ? AND organization_id = ?", at, e.ID, organization)
		return err
	})
	if err != nil {
		return fmt.Errorf("archiving: %w", err)
	}
	return nil
}

// BinEvent puts an organization's event in the bin, with its sessions: from then
// on nobody finds them, and no answer is taken. Sessions that are open close, so
// that they are sealed in time. It wraps survey.ErrConflict when somebody has
// changed the event since the revision.
func (s *Store) BinEvent(ctx context.Context, organization survey.ID, event survey.Code, revision int) error {
	err := s.write(ctx, s.pools.slow, "binEvent", func(t *tx) error {
		e, sessions, err := t.lockedProgramme(organization, event)
		if err != nil {
			return err
		}
		if e.Revision != revision {
			return survey.ErrConflict
		}
		now := s.now().Truncate(time.Microsecond)
		for _, row := range sessions {
			if err := t.binSession(row, now); err != nil {
				return err
			}
		}
		_, err = t.exec("UPDATE event SET binned = ?, binned_as = name, name = ?, revision = revision + 1 WHERE id = ? AND organization_id = ?",
			micros{now}, binName(e.Code), e.ID, organization)
		return err
	})
	if err != nil {
		return fmt.Errorf("deleting an event: %w", err)
	}
	return nil
}

// BinSession is [Store.BinEvent] of one session.
func (s *Store) BinSession(ctx context.Context, organization survey.ID, session survey.Code, revision int) error {
	err := s.write(ctx, s.pools.slow, "binSession", func(t *tx) error {
		row, err := t.sessionOf(organization, "code = ? AND binned IS NULL", s.pools.dialect.update, session)
		if err != nil {
			return err
		}
		if row.Revision != revision {
			return survey.ErrConflict
		}
		return t.binSession(row, s.now().Truncate(time.Microsecond))
	})
	if err != nil {
		return fmt.Errorf("deleting a session: %w", err)
	}
	return nil
}

// binName is what stands in the place of the name of what is in the bin. It begins
// with a character that no form takes.
func binName(code survey.Code) string { return "\x1b" + string(code) }

// lockedProgramme returns an organization's event and its sessions that are not in
// the bin, locked in the order of their ids: whoever accepts an answer shares them.
func (t *tx) lockedProgramme(organization survey.ID, event survey.Code) (survey.Event, []sessionRow, error) {
	e, err := t.lockedEvent(organization, "code", event)
	if err != nil {
		return e, nil, err
	}
	var sessions []sessionRow
	err = t.all(&sessions, "SELECT * FROM session WHERE event_id = ? AND binned IS NULL ORDER BY id"+t.store.pools.dialect.update, e.ID)
	return e, sessions, err
}

// binSession puts a session whose row is locked in the bin.
func (t *tx) binSession(row sessionRow, now time.Time) error {
	if err := t.endRehearsals([]sessionRow{row}); err != nil {
		return err
	}
	if before := row.session(); before.State == survey.StateOpen {
		after, err := before.After(survey.ActionClose, now)
		if err != nil {
			return err
		}
		if err := t.actOn(before, after); err != nil {
			return err
		}
	}
	_, err := t.exec("UPDATE session SET binned = ?, binned_as = title, title = ?, revision = revision + 1 WHERE id = ? AND event_id = ?",
		micros{now}, binName(row.Code), row.ID, row.EventID)
	return err
}

// endRehearsals ends the rehearsals of sessions whose rows are locked.
func (t *tx) endRehearsals(sessions []sessionRow) error {
	for _, row := range sessions {
		before := row.session()
		if !before.Rehearsal {
			continue
		}
		after, err := before.After(survey.ActionRehearsed, t.store.now())
		if err != nil {
			return err
		}
		if err := t.actOn(before, after); err != nil {
			return err
		}
	}
	return nil
}

// wipe deletes all that a rehearsal has brought to a session whose row is locked,
// and has it swept out of the files. Personal invitations are then unused again.
func (t *tx) wipe(session survey.ID) error {
	for _, query := range []string{
		"DELETE FROM waiting_response WHERE session_id = ?",
		"DELETE FROM response_group WHERE session_id = ?",
		"DELETE FROM comment WHERE session_id = ?",
		"DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id = ?)",
		"DELETE FROM response WHERE session_id = ?",
		"DELETE FROM mark WHERE session_id = ?",
		"DELETE FROM tally WHERE session_id = ?",
	} {
		if _, err := t.exec(query, session); err != nil {
			return err
		}
	}
	_, err := t.exec("UPDATE register SET responses = 0, waiting = 0, withdrawn = 0, burst = 0, swept = ? WHERE session_id = ?", false, session)
	return err
}

// RestoreEvent brings an organization's event back from the bin, with the sessions
// that came there with it. It wraps survey.ErrNotFound when the bin has no such
// event, and is a survey.FieldErrors when another has its name by now.
func (s *Store) RestoreEvent(ctx context.Context, organization survey.ID, event survey.Code) error {
	err := s.write(ctx, s.pools.slow, "restoreEvent", func(t *tx) error {
		e, err := t.binnedEvent(organization, event)
		if err != nil {
			return err
		}
		if err := t.freeName(organization, e.ID, e.BinnedAs); err != nil {
			return binTaken(err)
		}
		var sessions []sessionRow
		if err := t.all(&sessions, "SELECT * FROM session WHERE event_id = ? AND binned = ? ORDER BY id"+s.pools.dialect.update, e.ID, e.Binned); err != nil {
			return err
		}
		for _, row := range sessions {
			if err := t.restoreSession(row); err != nil {
				return err
			}
		}
		_, err = t.exec("UPDATE event SET name = binned_as, binned = NULL, binned_as = '', revision = revision + 1 WHERE id = ? AND organization_id = ?", e.ID, organization)
		return err
	})
	if err != nil {
		return fmt.Errorf("bringing an event back: %w", err)
	}
	return nil
}

// RestoreSession is [Store.RestoreEvent] of one session. It wraps
// survey.ErrNotFound also while the session's event is in the bin.
func (s *Store) RestoreSession(ctx context.Context, organization survey.ID, session survey.Code) error {
	err := s.write(ctx, s.pools.slow, "restoreSession", func(t *tx) error {
		row, err := t.binnedSession(organization, session)
		if err != nil {
			return err
		}
		var there int
		if err := t.one(&there, "SELECT COUNT(*) FROM session WHERE event_id = ? AND title = ? AND starts = ?",
			row.EventID, row.BinnedAs, row.Starts.UnixMicro()); err != nil {
			return err
		}
		if there > 0 {
			return binTaken(errTwice)
		}
		return t.restoreSession(row)
	})
	if err != nil {
		return fmt.Errorf("bringing a session back: %w", err)
	}
	return nil
}

func (t *tx) restoreSession(row sessionRow) error {
	_, err := t.exec("UPDATE session SET title = binned_as, binned = NULL, binned_as = '', revision = revision + 1 WHERE id = ? AND event_id = ?", row.ID, row.EventID)
	return err
}

// binTaken says of a name that is taken that nothing can be brought back to it.
func binTaken(err error) error {
	if _, ok := errors.AsType[survey.FieldErrors](err); !ok {
		return err
	}
	return survey.FieldErrors{{Field: form.FieldBin, Message: form.MsgBinTaken}}
}

// binnedEvent returns an organization's event in the bin, locked.
func (t *tx) binnedEvent(organization survey.ID, event survey.Code) (eventRow, error) {
	var row eventRow
	err := t.one(&row, "SELECT * FROM event WHERE code = ? AND organization_id = ? AND binned IS NOT NULL"+t.store.pools.dialect.update,
		event, organization)
	return row, err
}

// binnedSession returns a session in the bin of an event that is not there, locked.
func (t *tx) binnedSession(organization survey.ID, session survey.Code) (sessionRow, error) {
	row, err := t.sessionOf(organization, "code = ? AND binned IS NOT NULL", t.store.pools.dialect.update, session)
	if err != nil {
		return row, err
	}
	var event survey.ID
	err = t.one(&event, "SELECT id FROM event WHERE id = ? AND organization_id = ? AND binned IS NULL", row.EventID, organization)
	return row, err
}
