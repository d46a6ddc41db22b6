package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// SawBurst keeps that n answers, or more, came to the session within
// survey.BurstWindow: in coarse steps, without a time, and the largest that any
// program has seen. What is none to tell of changes nothing.
func (s *Store) SawBurst(ctx context.Context, session survey.ID, n int) error {
	n = survey.CoarseBurst(n)
	if n == 0 {
		return nil
	}
	err := s.write(ctx, s.pools.write, "burst", func(t *tx) error {
		_, err := t.exec("UPDATE register SET burst = ? WHERE session_id = ? AND burst < ?", n, session, n)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping a burst: %w", err)
	}
	return nil
}
