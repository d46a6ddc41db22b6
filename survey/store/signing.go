package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// SigningKey returns what the installation signs with, and makes it the first
// time.
func (s *Store) SigningKey(ctx context.Context) (survey.SigningKey, error) {
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

// AddSigningKey makes this the key that signs from now on. The public halves of
// earlier ones stay, so that what they have signed stays good.
func (s *Store) AddSigningKey(ctx context.Context, key survey.SigningKey) error {
	err := s.write(ctx, s.pools.slow, "signing key", func(t *tx) error {
		_, err := t.insert("signing_key (id, public, secret, made)",
			[][]any{{key.ID, []byte(key.Public), key.Seed(), micros{key.Made}}}, " ON CONFLICT DO NOTHING")
		return err
	})
	if err != nil {
		return fmt.Errorf("adding a signing key: %w", err)
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
		err = errors.New("the database holds no whole key")
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
