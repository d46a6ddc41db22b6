package store

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/omdome/omdome/survey"
)

const (
	// provenFor is how long it is believed that the database takes what is written, once
	// it has, and doubtedFor how long that it does not.
	provenFor  = 10 * time.Second
	doubtedFor = time.Second
)

// A proof is when and how writing was last tried.
type proof struct {
	turn chan struct{} // has room for who tries
	at   time.Time
	err  error
}

// Ready says whether the database answers, has the schema that this program knows, and
// takes what is written: survey.ErrUnavailable, ErrOlder, ErrNewer and ErrFull say what
// is wrong. Asked often, it writes seldom.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.Known(ctx); err != nil {
		return err
	}
	select {
	case s.proof.turn <- struct{}{}:
		defer func() { <-s.proof.turn }()
	case <-ctx.Done():
		return fmt.Errorf("trying whether anything can be written: %w: %w", survey.ErrUnavailable, ctx.Err())
	}
	age := s.now().Sub(s.proof.at)
	if age < 0 || age >= doubtedFor && s.proof.err != nil || age >= provenFor {
		s.proof.err = s.prove(ctx)
		s.proof.at = s.now()
	}
	return s.proof.err
}

// Known says whether the database answers and has the schema that this program knows.
func (s *Store) Known(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	version, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case version > latest(steps):
		return fmt.Errorf("schema %d, known %d: %w", version, latest(steps), survey.ErrNewer)
	case version < latest(steps):
		return fmt.Errorf("schema %d, needed %d: %w", version, latest(steps), survey.ErrOlder)
	}
	return nil
}

// prove writes something that needs room.
func (s *Store) prove(ctx context.Context) error {
	content := make([]byte, s.pools.dialect.proof)
	if _, err := io.ReadFull(s.random, content); err != nil {
		return err
	}
	err := s.write(ctx, s.pools.write, "probe", func(t *tx) error {
		if _, err := t.exec("DELETE FROM probe"); err != nil {
			return err
		}
		_, err := t.exec("INSERT INTO probe (content) VALUES (?)", content)
		return err
	})
	if err != nil {
		return fmt.Errorf("trying whether anything can be written: %w", err)
	}
	return nil
}
