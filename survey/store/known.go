package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// DeviceSecret returns the installation's, which is made the first time and is the
// same for all programs on the database.
func (s *Store) DeviceSecret(ctx context.Context) (organizer.DeviceSecret, error) {
	secret, err := s.deviceSecret(ctx)
	if !errors.Is(err, survey.ErrNotFound) {
		return secret, err
	}
	if _, err := io.ReadFull(s.random, secret[:]); err != nil {
		return secret, fmt.Errorf("drawing a secret: %w", err)
	}
	err = s.write(ctx, s.pools.write, "device secret", func(t *tx) error {
		_, err := t.exec("INSERT INTO device_secret (id, secret) VALUES (1, ?) ON CONFLICT DO NOTHING", secret[:])
		return err
	})
	if err != nil {
		return organizer.DeviceSecret{}, fmt.Errorf("device secret: %w", err)
	}
	return s.deviceSecret(ctx) // another program may have been first
}

func (s *Store) deviceSecret(ctx context.Context) (organizer.DeviceSecret, error) {
	var secret []byte
	err := s.read(ctx, func(t *tx) error {
		return t.one(&secret, "SELECT secret FROM device_secret WHERE id = 1")
	})
	if err == nil && len(secret) != len(organizer.DeviceSecret{}) {
		err = errors.New("it has another length")
	}
	if err != nil {
		return organizer.DeviceSecret{}, fmt.Errorf("device secret: %w", err)
	}
	return organizer.DeviceSecret(secret), nil
}

// ChangePassword gives the organizer another password, by who has shown the one that
// was chosen at the time secured. All sign-ins end, this one too, and all links to a
// new password go. It wraps survey.ErrConflict where another was chosen meanwhile.
func (o Office) ChangePassword(ctx context.Context, secured time.Time, password string) (organizer.Member, error) {
	var m organizer.Member
	err := o.acting("organizer.password", "").write(ctx, o.store.pools.write, "change password", func(t *tx) error {
		n, err := t.exec("UPDATE organizer SET password = ?, secured = ? WHERE id = ? AND organization_id = ? AND secured = ?",
			password, micros{o.store.now()}, o.by.Organizer.ID, o.by.Organization.ID, micros{secured})
		if err == nil && n == 0 {
			err = survey.ErrConflict
		}
		if err == nil {
			err = t.endAll(o.by.Organizer.ID)
		}
		if err != nil {
			return err
		}
		m, err = t.member(o.by.Organizer.ID)
		return err
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("changing a password: %w", err)
	}
	return m, nil
}

// endAll ends all of an organizer's sign-ins, and all links to a new password go.
func (t *tx) endAll(organizer survey.ID) error {
	for _, statement := range []string{
		"DELETE FROM sign_in WHERE organizer_id = ?", "DELETE FROM organizer_link WHERE organizer_id = ?",
	} {
		if _, err := t.exec(statement, organizer); err != nil {
			return err
		}
	}
	return nil
}
