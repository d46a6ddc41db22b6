package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// usedEvery is how exactly is kept when a sign-in was last used: a page that
// asks every few seconds does not write every time.
const usedEvery = time.Minute

type signInRow struct {
	Hash          []byte
	ID            survey.ID
	OrganizerID   survey.ID `db:"organizer_id"`
	Also          asJSON[[]survey.ID]
	Device        string
	Started, Used micros
}

func (r signInRow) signIn() organizer.SignIn {
	return organizer.SignIn{
		ID: r.ID, Organizer: r.OrganizerID, Also: r.Also.V, Device: r.Device, Started: r.Started.Time, Used: r.Used.Time,
	}
}

// alive returns the condition of a sign-in that has not timed out, and its
// parameters.
func (s *Store) alive() (condition string, args []any) {
	now := s.now()
	return " used > ? AND started > ?", []any{now.Add(-organizer.SignInIdle).UnixMicro(), now.Add(-organizer.SignInLifetime).UnixMicro()}
}

// SignIn returns the sign-in that the hash of a token belongs to, or
// survey.ErrNotFound, also when it has timed out.
func (s *Store) SignIn(ctx context.Context, hash survey.Hash) (organizer.SignIn, error) {
	var row signInRow
	err := s.read(ctx, func(t *tx) error {
		alive, args := s.alive()
		return t.one(&row, "SELECT * FROM sign_in WHERE hash = ? AND"+alive, append([]any{hash[:]}, args...)...)
	})
	if err != nil {
		return organizer.SignIn{}, fmt.Errorf("sign-in: %w", err)
	}
	return row.signIn(), nil
}

// AddSignIn stores a new sign-in, and forgets those that have timed out.
func (s *Store) AddSignIn(ctx context.Context, hash survey.Hash, in organizer.SignIn) error {
	err := s.write(ctx, s.pools.write, "sign in", func(t *tx) error {
		now := s.now()
		if _, err := t.exec("DELETE FROM sign_in WHERE used <= ? OR started <= ?",
			now.Add(-organizer.SignInIdle).UnixMicro(), now.Add(-organizer.SignInLifetime).UnixMicro()); err != nil {
			return err
		}
		id, err := s.newID()
		if err != nil {
			return err
		}
		m, err := t.member(in.Organizer)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO sign_in (hash, id, organizer_id, also, device, started, used) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			hash[:], id, in.Organizer, asJSON[[]survey.ID]{in.Also}, in.Device, micros{now}, micros{now}); err != nil {
			return err
		}
		return t.record(m, "signin", "")
	})
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	return nil
}

// UseSignIn keeps when a sign-in was last used, and as which organizer. One
// that has been ended meanwhile stays ended.
func (s *Store) UseSignIn(ctx context.Context, hash survey.Hash, in organizer.SignIn) error {
	now := s.now()
	old, err := s.SignIn(ctx, hash)
	if errors.Is(err, survey.ErrNotFound) || err == nil && old.Organizer == in.Organizer && now.Sub(old.Used) < usedEvery {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.write(ctx, s.pools.write, "use sign-in", func(t *tx) error {
		_, err := t.exec("UPDATE sign_in SET used = ?, organizer_id = ? WHERE hash = ?", micros{now}, in.Organizer, hash[:])
		return err
	})
	if err != nil {
		return fmt.Errorf("using a sign-in: %w", err)
	}
	return nil
}

// EndSignIn ends the sign-in; one that is not there is no error.
func (s *Store) EndSignIn(ctx context.Context, hash survey.Hash) error {
	err := s.write(ctx, s.pools.write, "sign out", func(t *tx) error {
		_, err := t.exec("DELETE FROM sign_in WHERE hash = ?", hash[:])
		return err
	})
	if err != nil {
		return fmt.Errorf("signing out: %w", err)
	}
	return nil
}

// SignIns returns the organizer's own, the last used first.
func (o Office) SignIns(ctx context.Context) ([]organizer.SignIn, error) {
	var rows []signInRow
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		alive, args := o.store.alive()
		return t.all(&rows, "SELECT * FROM sign_in WHERE organizer_id = ? AND"+alive+" ORDER BY used DESC, id",
			append([]any{o.by.Organizer.ID}, args...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("sign-ins: %w", err)
	}
	all := make([]organizer.SignIn, len(rows))
	for i, r := range rows {
		all[i] = r.signIn()
	}
	return all, nil
}

// EndSignIn ends one of the organizer's own sign-ins, or survey.ErrNotFound.
func (o Office) EndSignIn(ctx context.Context, id survey.ID) error {
	err := o.acting("", "").write(ctx, o.store.pools.write, "end sign-in", func(t *tx) error {
		n, err := t.exec("DELETE FROM sign_in WHERE id = ? AND organizer_id = ?", id, o.by.Organizer.ID)
		if err == nil && n == 0 {
			err = survey.ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.record(o.by, "signin.ended", "")
	})
	if err != nil {
		return fmt.Errorf("ending a sign-in: %w", err)
	}
	return nil
}

// EndOtherSignIns ends all of the organizer's own but one.
func (o Office) EndOtherSignIns(ctx context.Context, but survey.ID) error {
	err := o.acting("", "").write(ctx, o.store.pools.write, "end sign-ins", func(t *tx) error {
		if _, err := t.exec("DELETE FROM sign_in WHERE organizer_id = ? AND id <> ?", o.by.Organizer.ID, but); err != nil {
			return err
		}
		return t.record(o.by, "signin.others", "")
	})
	if err != nil {
		return fmt.Errorf("ending sign-ins: %w", err)
	}
	return nil
}
