package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
)

// expireFollowUps removes what pages held that went away long enough ago, each in
// a transaction of its own that looks again first: somebody may have brought it
// back.
func (s *Store) expireFollowUps(ctx context.Context, now time.Time) error {
	before := micros{now.Add(-survey.FollowUpKept)}
	var gone []survey.ID
	err := s.read(ctx, func(t *tx) error {
		gone = nil
		return t.all(&gone, "SELECT id FROM follow_up WHERE until <= ? ORDER BY id LIMIT 100", before)
	})
	if err != nil {
		return fmt.Errorf("asking which follow-up pages are gone: %w", err)
	}
	var errs []error
	for _, id := range gone {
		errs = append(errs, s.write(ctx, s.pools.slow, "expireFollowUps", func(t *tx) error {
			var rows []followUpRow
			if err := t.all(&rows, "SELECT * FROM follow_up WHERE id = ? AND until <= ?"+s.pools.dialect.update, id, before); err != nil || len(rows) == 0 {
				return err
			}
			return t.removeFollowUp(rows[0])
		}))
	}
	return errors.Join(errs...)
}

// removeFollowUp removes the page with all that it held.
func (t *tx) removeFollowUp(row followUpRow) error {
	queries, of := []string{
		"DELETE FROM material WHERE event_id = ? AND session_id IS NULL", // its files are swept after it
		"DELETE FROM reflection WHERE event_id = ? AND session_id IS NULL",
		"DELETE FROM quote WHERE whole AND comment_id IN (SELECT comment.id FROM comment JOIN session ON session.id = comment.session_id WHERE session.event_id = ?)",
		"DELETE FROM follow_up WHERE event_id = ? AND session_id IS NULL",
	}, row.EventID
	if row.SessionID != nil {
		queries, of = []string{
			"DELETE FROM material WHERE session_id = ?",
			"DELETE FROM reflection WHERE session_id = ?",
			"DELETE FROM quote WHERE NOT whole AND comment_id IN (SELECT id FROM comment WHERE session_id = ?)",
			"DELETE FROM inquiry WHERE session_id = ?",
			"DELETE FROM inquiring WHERE session_id = ?",
			"DELETE FROM follow_up WHERE session_id = ?",
		}, *row.SessionID
	}
	for _, query := range queries {
		if _, err := t.exec(query, of); err != nil {
			return err
		}
	}
	return nil
}
