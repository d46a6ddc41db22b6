package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// ErrKeyElsewhere: the key that signs is kept outside the database.
var ErrKeyElsewhere = errors.New("the key that signs letters is kept outside the database")

// SigningKey returns what the installation signs with: the key that was given to
// [Store.SignWith], or the newest in the database, which is made the first time.
// It wraps ErrKeyElsewhere when the newest was given to another program.
func (s *Store) SigningKey(ctx context.Context) (survey.SigningKey, error) {
	if key := s.signs.Load(); key != nil {
		return *key, nil
	}
	key, err := s.newestKey(ctx)
	if !errors.Is(err, survey.ErrNotFound) {
		return key, err
	}
	drawn, err := survey.NewSigningKey(s.random, s.now())
	if err == nil {
		err = s.AddSigningKey(ctx, drawn)
	}
	if err != nil {
		return survey.SigningKey{}, fmt.Errorf("signing key: %w", err)
	}
	// Two programs that start at once may have made one each: both then sign with
	// the same, and the other one's public half does no harm.
	return s.newestKey(ctx)
}

// SignWith makes this program sign with a key that is kept outside the database,
// which gets its public half alone.
func (s *Store) SignWith(ctx context.Context, key survey.SigningKey) error {
	if err := s.addKey(ctx, key.PublicKey, []byte{}); err != nil {
		return err
	}
	s.signs.Store(&key)
	return nil
}

// AddSigningKey makes this the key that signs from now on, and keeps it in the
// database. The public halves of earlier ones stay, so that what they have signed
// stays good.
func (s *Store) AddSigningKey(ctx context.Context, key survey.SigningKey) error {
	return s.addKey(ctx, key.PublicKey, key.Seed())
}

func (s *Store) addKey(ctx context.Context, key survey.PublicKey, secret []byte) error {
	err := s.write(ctx, s.pools.slow, "signing key", func(t *tx) error {
		_, err := t.insert("signing_key (id, public, secret, made)",
			[][]any{{key.ID, []byte(key.Public), secret, micros{key.Made}}}, " ON CONFLICT DO NOTHING")
		return err
	})
	if err != nil {
		return fmt.Errorf("adding a signing key: %w", err)
	}
	return nil
}

// ForgetSecretKeys erases the private halves of all keys in the database. What they
// have signed stays good.
func (s *Store) ForgetSecretKeys(ctx context.Context) error {
	err := s.write(ctx, s.pools.slow, "forget keys", func(t *tx) error {
		_, err := t.exec("UPDATE signing_key SET secret = ?", []byte{})
		return err
	})
	if err != nil {
		return fmt.Errorf("erasing keys: %w", err)
	}
	return nil
}

type keyRow struct {
	ID             string
	Public, Secret []byte
	Made           micros
}

func (s *Store) newestKey(ctx context.Context) (survey.SigningKey, error) {
	var row keyRow
	err := s.read(ctx, func(t *tx) error {
		return t.one(&row, "SELECT * FROM signing_key ORDER BY made DESC, id LIMIT 1")
	})
	if err == nil && len(row.Secret) != ed25519.SeedSize {
		err = ErrKeyElsewhere
	}
	if err != nil {
		return survey.SigningKey{}, fmt.Errorf("signing key: %w", err)
	}
	return survey.SigningKeyOf(ed25519.NewKeyFromSeed(row.Secret), row.Made.Time), nil
}

// PublicKeys returns the public halves of all keys that the installation has
// signed with, the newest first.
func (s *Store) PublicKeys(ctx context.Context) ([]survey.PublicKey, error) {
	var rows []keyRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT id, public, made FROM signing_key ORDER BY made DESC, id")
	})
	if err != nil {
		return nil, fmt.Errorf("public keys: %w", err)
	}
	keys := make([]survey.PublicKey, len(rows))
	for i, r := range rows {
		keys[i] = survey.PublicKeyOf(r.Public, r.Made.Time)
	}
	return keys, nil
}
