package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
)

const (
	// sweptAtOnce is how large a database may be, in bytes, for which nobody notices that
	// they wait while it is swept: about a tenth of a second.
	sweptAtOnce = 8 << 20
	// quietFor is how long nobody must have answered before a larger one is, and
	// sweepLatest how long it waits for that.
	quietFor    = 2 * time.Minute
	sweepLatest = 24 * time.Hour
)

// quiet knows when somebody last answered, and since when something is to be swept.
type quiet struct {
	mu             sync.Mutex
	last, sweeping time.Time
}

func (q *quiet) answered(now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = now
}

// wait says that what is to be swept waits for a quieter moment.
func (q *quiet) wait(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.sweeping.IsZero() {
		q.sweeping = now
	}
	if now.Sub(q.last) < quietFor && now.Sub(q.sweeping) < sweepLatest {
		return true
	}
	q.sweeping = time.Time{}
	return false
}

// sweepLater says whether sweeping would keep too many waiting now.
func (s *Store) sweepLater(ctx context.Context) (bool, error) {
	if s.pools.dialect.size == "" {
		return false, nil
	}
	var size int64
	if err := s.pools.read.QueryRowContext(ctx, s.pools.dialect.size).Scan(&size); err != nil {
		return false, fmt.Errorf("asking how much there is to sweep: %w", err)
	}
	return size > sweptAtOnce && s.quiet.wait(s.now()), nil
}

// sweep clears what rewritten and removed rows have left in the database's files,
// where sealed and removed sessions have not been swept yet. Where everybody would have
// to wait for that it waits for a quiet moment.
func (s *Store) sweep(ctx context.Context) error {
	var ids, removed []survey.ID
	err := s.read(ctx, func(t *tx) error {
		ids, removed = nil, nil
		return inOrder(
			func() error {
				return t.all(&ids, "SELECT session_id FROM register WHERE swept = ? ORDER BY session_id LIMIT 500", false)
			},
			func() error { return t.all(&removed, "SELECT session_id FROM leftover ORDER BY session_id LIMIT 500") },
		)
	})
	if err != nil || len(ids)+len(removed) == 0 {
		return err
	}
	if later, err := s.sweepLater(ctx); later || err != nil {
		return err
	}
	var statement string
	if err := s.pools.slow.QueryRowContext(ctx, s.pools.dialect.sweep).Scan(&statement); err != nil {
		return fmt.Errorf("asking what to sweep: %w", err)
	}
	if _, err := s.pools.slow.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("sweeping: %w", err)
	}
	if s.pools.dialect.swept != "" {
		var busy, logged, moved int
		if err := s.pools.slow.QueryRowContext(ctx, s.pools.dialect.swept).Scan(&busy, &logged, &moved); err != nil {
			return fmt.Errorf("sweeping: %w", err)
		}
		if busy != 0 {
			return nil // somebody reads the old pages; the next time
		}
	}
	return s.write(ctx, s.pools.slow, "sweep", func(t *tx) error {
		if len(ids) > 0 {
			if _, err := t.exec("UPDATE register SET swept = ? WHERE session_id IN ("+placeholders(len(ids))+")",
				append([]any{true}, list(ids)...)...); err != nil {
				return err
			}
		}
		if len(removed) == 0 {
			return nil
		}
		_, err := t.exec("DELETE FROM leftover WHERE session_id IN ("+placeholders(len(removed))+")", list(removed)...)
		return err
	})
}
