package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
)

// RemoveEvent removes an organization's event from the bin for good, with all that
// belongs to it. It wraps survey.ErrNotFound when the bin has no such event.
func (s *Store) RemoveEvent(ctx context.Context, organization survey.ID, event survey.Code) error {
	err := s.write(ctx, s.pools.slow, "removeEvent", func(t *tx) error {
		row, err := t.binnedEvent(organization, event)
		if err != nil {
			return err
		}
		return t.removeEvent(row)
	})
	if err != nil {
		return fmt.Errorf("removing an event: %w", err)
	}
	return nil
}

// RemoveSession is [Store.RemoveEvent] of one session.
func (s *Store) RemoveSession(ctx context.Context, organization survey.ID, session survey.Code) error {
	err := s.write(ctx, s.pools.slow, "removeSession", func(t *tx) error {
		row, err := t.binnedSession(organization, session)
		if err != nil {
			return err
		}
		return t.removeSessions(row.EventID, []survey.ID{row.ID})
	})
	if err != nil {
		return fmt.Errorf("removing a session: %w", err)
	}
	return nil
}

// emptyBin removes what has been in the bin for long enough, each in a transaction
// of its own that looks again first: somebody may have brought it back.
func (s *Store) emptyBin(ctx context.Context, now time.Time) error {
	before := micros{now.Add(-survey.BinWindow)}
	var events, sessions []survey.ID
	err := s.read(ctx, func(t *tx) error {
		events, sessions = nil, nil
		return inOrder(
			func() error {
				return t.all(&events, "SELECT id FROM event WHERE binned <= ? ORDER BY id LIMIT 100", before)
			},
			func() error {
				return t.all(&sessions, `SELECT id FROM session WHERE binned <= ?
				AND event_id IN (SELECT id FROM event WHERE binned IS NULL) ORDER BY id LIMIT 100`, before)
			},
		)
	})
	if err != nil {
		return fmt.Errorf("asking what is in the bin: %w", err)
	}
	var errs []error
	for _, id := range events {
		errs = append(errs, s.write(ctx, s.pools.slow, "emptyBin", func(t *tx) error {
			var still []eventRow
			if err := t.all(&still, "SELECT * FROM event WHERE id = ? AND binned <= ?"+s.pools.dialect.update, id, before); err != nil || len(still) == 0 {
				return err
			}
			return t.removeEvent(still[0])
		}))
	}
	for _, id := range sessions {
		errs = append(errs, s.write(ctx, s.pools.slow, "emptyBin", func(t *tx) error {
			var still []sessionRow
			if err := t.all(&still, "SELECT * FROM session WHERE id = ? AND binned <= ?"+s.pools.dialect.update, id, before); err != nil || len(still) == 0 {
				return err
			}
			return t.removeSessions(still[0].EventID, []survey.ID{id})
		}))
	}
	return errors.Join(errs...)
}

// removeEvent removes an event whose row is locked.
func (t *tx) removeEvent(event eventRow) error {
	var sessions []survey.ID
	if err := t.all(&sessions, "SELECT id FROM session WHERE event_id = ? ORDER BY id"+t.store.pools.dialect.update, event.ID); err != nil {
		return err
	}
	if err := t.removeSessions(event.ID, sessions); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM token WHERE invitation_id IN (SELECT id FROM invitation WHERE event_id = ?)",
		"DELETE FROM invitation WHERE event_id = ?",
		"DELETE FROM board WHERE event_id = ?",
	} {
		if _, err := t.exec(query, event.ID); err != nil {
			return err
		}
	}
	_, err := t.exec("DELETE FROM event WHERE id = ? AND organization_id = ?", event.ID, event.OrganizationID)
	return err
}

// ofSession deletes all that belongs to a session, those that lean on others
// first. A test holds it against the schema.
var ofSession = []string{
	"DELETE FROM waiting_response WHERE session_id = ?",
	"DELETE FROM response_group WHERE session_id = ?",
	"DELETE FROM comment WHERE session_id = ?",
	"DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id = ?)",
	"DELETE FROM response WHERE session_id = ?",
	"DELETE FROM mark WHERE session_id = ?",
	"DELETE FROM tally WHERE session_id = ?",
	"DELETE FROM register WHERE session_id = ?",
	"DELETE FROM removal WHERE session_id = ?",
	"DELETE FROM letter WHERE appearance_id IN (SELECT id FROM appearance WHERE session_id = ?)",
	"DELETE FROM series_session WHERE session_id = ?",
	"DELETE FROM option WHERE session_id = ?",
	"DELETE FROM question WHERE session_id = ?",
	"DELETE FROM appearance WHERE session_id = ?",
	"DELETE FROM token WHERE invitation_id IN (SELECT id FROM invitation WHERE session_id = ?)",
	"DELETE FROM invitation WHERE session_id = ?",
}

// removeSessions removes an event's sessions, whose rows are locked, and those of their
// speakers who appear nowhere else.
func (t *tx) removeSessions(event survey.ID, sessions []survey.ID) error {
	owner, err := t.ownerOf(event)
	if err != nil {
		return err
	}
	for _, id := range sessions {
		var speakers []survey.ID
		if err := t.all(&speakers, "SELECT DISTINCT speaker_id FROM appearance WHERE session_id = ? ORDER BY speaker_id", id); err != nil {
			return err
		}
		events, err := t.eventsSummed(id)
		if err != nil {
			return err
		}
		for _, query := range ofSession {
			if _, err := t.exec(query, id); err != nil {
				return err
			}
		}
		for _, summed := range events {
			if err := t.removeWhatLettersHeld(summed); err != nil {
				return err
			}
		}
		if _, err := t.exec(`UPDATE session SET replaced_by = '' WHERE event_id = ? AND replaced_by = (SELECT code FROM session WHERE id = ?)`, event, id); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM session WHERE id = ? AND event_id = ?", id, event); err != nil {
			return err
		}
		for _, speaker := range speakers {
			if _, err := t.exec("DELETE FROM speaker WHERE id = ? AND organization_id = ? AND NOT EXISTS (SELECT 1 FROM appearance WHERE speaker_id = ?)",
				speaker, owner, speaker); err != nil {
				return err
			}
		}
		if _, err := t.exec("INSERT INTO leftover (session_id) VALUES (?) ON CONFLICT DO NOTHING", id); err != nil {
			return err
		}
	}
	return t.forgetPictures(owner)
}
