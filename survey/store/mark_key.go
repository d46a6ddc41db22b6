package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
)

// MarkSecretSize is how long a secret is that marks are keyed with, in bytes.
const MarkSecretSize = 32

var (
	// ErrMarkSecret: the marks are keyed with a secret, and this is not it, or there is
	// none.
	ErrMarkSecret = errors.New("the marks of this database are keyed with another secret")
	// errNoSecret: what is handed in is no secret.
	errNoSecret = errors.New("a secret for marks has 32 bytes")
)

// Marked says whether the database's marks are keyed with a secret.
func (s *Store) Marked(ctx context.Context) (bool, error) {
	var rows [][]byte
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT marked FROM installation WHERE one = 1")
	})
	if err != nil {
		return false, fmt.Errorf("asking for the marks' secret: %w", err)
	}
	return len(rows) > 0 && len(rows[0]) > 0, nil
}

// KeyMarks has all marks be keyed with the secret from now on: who reads the database
// alone cannot tell which invitation a mark is of. Those that are there already are keyed
// now, the first time. It is called before anything is accepted, and by every program
// with the same secret; another one is ErrMarkSecret.
func (s *Store) KeyMarks(ctx context.Context, secret []byte) error {
	if len(secret) != MarkSecretSize {
		return errNoSecret
	}
	name, err := s.Installation(ctx)
	if err != nil {
		return err
	}
	tells := keyedMark(secret, []byte("omdome marks\x00"+name))
	err = s.write(ctx, s.pools.slow, "key marks", func(t *tx) error {
		var marked []byte
		if err := t.one(&marked, "SELECT marked FROM installation WHERE one = 1"+s.pools.dialect.update); err != nil {
			return err
		}
		switch {
		case bytes.Equal(marked, tells[:]):
			return nil
		case len(marked) > 0:
			return ErrMarkSecret
		}
		if err := t.keyAll(secret); err != nil {
			return err
		}
		_, err := t.exec("UPDATE installation SET marked = ? WHERE one = 1", tells[:])
		return err
	})
	if err != nil {
		return fmt.Errorf("keying marks: %w", err)
	}
	s.markSecret = bytes.Clone(secret)
	return nil
}

// NewMarkSecret takes a secret in the place of one that was lost. Marks that are there
// can no longer be told: whoever has answered a session that is open by a personal link
// can answer it once more.
func (s *Store) NewMarkSecret(ctx context.Context, secret []byte) error {
	if len(secret) != MarkSecretSize {
		return errNoSecret
	}
	name, err := s.Installation(ctx)
	if err != nil {
		return err
	}
	tells := keyedMark(secret, []byte("omdome marks\x00"+name))
	err = s.write(ctx, s.pools.slow, "new mark secret", func(t *tx) error {
		_, err := t.exec("UPDATE installation SET marked = ? WHERE one = 1", tells[:])
		return err
	})
	if err != nil {
		return fmt.Errorf("another secret for marks: %w", err)
	}
	return nil
}

// keyAll keys the marks that are there, a session at a time, in the order of what they
// become.
func (t *tx) keyAll(secret []byte) error {
	var sessions []survey.ID
	if err := t.all(&sessions, "SELECT id FROM session ORDER BY id"+t.store.pools.dialect.update); err != nil {
		return err
	}
	for _, session := range sessions {
		var marks [][]byte
		if err := t.all(&marks, "SELECT hash FROM mark WHERE session_id = ?", session); err != nil {
			return err
		}
		if len(marks) == 0 {
			continue
		}
		for i, m := range marks {
			keyed := keyedMark(secret, m)
			marks[i] = keyed[:]
		}
		slices.SortFunc(marks, bytes.Compare)
		var rows [][]any
		for _, m := range marks {
			rows = append(rows, []any{session, m})
		}
		if _, err := t.exec("DELETE FROM mark WHERE session_id = ?", session); err != nil {
			return err
		}
		if _, err := t.insert("mark (session_id, hash)", rows, ""); err != nil {
			return err
		}
		// What the database's files still hold of them is swept as after sealing.
		if _, err := t.exec("UPDATE register SET swept = ? WHERE session_id = ?", false, session); err != nil {
			return err
		}
	}
	return nil
}

// keyed is what the register has of a mark.
func (s *Store) keyed(mark shortHash) shortHash {
	if s.markSecret == nil {
		return mark
	}
	return keyedMark(s.markSecret, mark[:])
}

func keyedMark(secret, of []byte) shortHash {
	h := hmac.New(sha256.New, secret)
	h.Write(of)
	return shortHash(h.Sum(nil)[:len(shortHash{})])
}
