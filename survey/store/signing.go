package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

type authorityRow struct {
	ID           string
	Certificates asJSON[[][]byte]
	Secret       []byte
	Made         micros
}

func (r authorityRow) authority() survey.Authority {
	return survey.Authority{ID: r.ID, Certificates: r.Certificates.V, Secret: r.Secret, Made: r.Made.Time}
}

// Authority returns the newest authority, with its secret. It wraps survey.ErrNotFound
// when there is none yet, and survey.ErrKeyElsewhere when a file keeps its secret.
func (s *Store) Authority(ctx context.Context) (survey.Authority, error) {
	var row authorityRow
	err := s.read(ctx, func(t *tx) error {
		return t.one(&row, "SELECT id, certificates, secret, made FROM authority ORDER BY generation DESC LIMIT 1")
	})
	if err == nil && len(row.Secret) == 0 {
		err = survey.ErrKeyElsewhere
	}
	if err != nil {
		return survey.Authority{}, fmt.Errorf("authority: %w", err)
	}
	return row.authority(), nil
}

// Authorities returns all authorities that letters were signed with, the newest
// first, without their secrets.
func (s *Store) Authorities(ctx context.Context) ([]survey.Authority, error) {
	var rows []authorityRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT id, certificates, made FROM authority ORDER BY generation DESC")
	})
	if err != nil {
		return nil, fmt.Errorf("authorities: %w", err)
	}
	all := make([]survey.Authority, len(rows))
	for i, r := range rows {
		all[i] = r.authority()
	}
	return all, nil
}

// FirstAuthority keeps the authority when there is none yet. Another that is there
// already, because two programs have started at once, stays the only one.
func (s *Store) FirstAuthority(ctx context.Context, a survey.Authority) error {
	err := s.write(ctx, s.pools.slow, "authority", func(t *tx) error {
		_, err := t.keepAuthority(1, a)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping the first authority: %w", err)
	}
	return nil
}

// AddAuthority keeps the authority as the newest, unless it is there already, or one
// that is as good; nil for none. Without a secret it is one whose key a file keeps.
func (s *Store) AddAuthority(ctx context.Context, a survey.Authority, asGood func(survey.Authority) bool) error {
	err := s.write(ctx, s.pools.slow, "authority", func(t *tx) error {
		// Another program may be adding one: then the next generation is ours, or it is
		// as good as ours.
		for range maxTries {
			var rows []struct {
				authorityRow
				Generation int
			}
			if err := t.all(&rows, "SELECT generation, id, certificates, made FROM authority ORDER BY generation"); err != nil {
				return err
			}
			next := 1
			for _, r := range rows {
				if r.ID == a.ID || asGood != nil && asGood(r.authority()) {
					return nil
				}
				next = r.Generation + 1
			}
			if kept, err := t.keepAuthority(next, a); err != nil || kept {
				return err
			}
		}
		return survey.ErrConflict
	})
	if err != nil {
		return fmt.Errorf("keeping an authority: %w", err)
	}
	return nil
}

func (t *tx) keepAuthority(generation int, a survey.Authority) (kept bool, err error) {
	secret := a.Secret
	if secret == nil {
		secret = []byte{}
	}
	n, err := t.insert("authority (generation, id, certificates, secret, made)",
		[][]any{{generation, a.ID, asJSON[[][]byte]{a.Certificates}, secret, micros{a.Made}}}, " ON CONFLICT DO NOTHING")
	return n > 0, err
}

// ForgetSecrets erases the keys of all authorities in the database. What they have
// signed stays good.
func (s *Store) ForgetSecrets(ctx context.Context) error {
	err := s.write(ctx, s.pools.slow, "forget secrets", func(t *tx) error {
		_, err := t.exec("UPDATE authority SET secret = ?", []byte{})
		return err
	})
	if err != nil {
		return fmt.Errorf("erasing keys: %w", err)
	}
	return nil
}

// Certificate returns what the authority has issued to the organization under its
// name, or survey.ErrNotFound.
func (s *Store) Certificate(ctx context.Context, organization survey.ID, authority, name string) (survey.Certificate, error) {
	var row struct {
		DER  []byte
		Made micros
	}
	err := s.read(ctx, func(t *tx) error {
		return t.one(&row, "SELECT der, made FROM certificate WHERE organization_id = ? AND authority = ? AND name = ?", organization, authority, name)
	})
	if err != nil {
		return survey.Certificate{}, fmt.Errorf("certificate: %w", err)
	}
	return survey.Certificate{Organization: organization, Authority: authority, Name: name, DER: row.DER, Made: row.Made.Time}, nil
}

// Certificates returns all certificates that were issued to organizations, the newest
// first.
func (s *Store) Certificates(ctx context.Context) ([]survey.Certificate, error) {
	var rows []struct {
		OrganizationID survey.ID `db:"organization_id"`
		Authority      string
		Name           string
		DER            []byte
		Made           micros
	}
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT organization_id, authority, name, der, made FROM certificate ORDER BY made DESC, organization_id, name")
	})
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	all := make([]survey.Certificate, len(rows))
	for i, r := range rows {
		all[i] = survey.Certificate{Organization: r.OrganizationID, Authority: r.Authority, Name: r.Name, DER: r.DER, Made: r.Made.Time}
	}
	return all, nil
}

// AddCertificate keeps a certificate that was issued. Where another program has kept
// one meanwhile, that one stays.
func (s *Store) AddCertificate(ctx context.Context, c survey.Certificate) error {
	err := s.write(ctx, s.pools.slow, "certificate", func(t *tx) error {
		_, err := t.insert("certificate (organization_id, authority, name, der, made)",
			[][]any{{c.Organization, c.Authority, c.Name, c.DER, micros{c.Made}}}, " ON CONFLICT DO NOTHING")
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping a certificate: %w", err)
	}
	return nil
}
