package issue

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/sign"
)

// A Register has what the letters of an installation were ever signed with.
type Register interface {
	Authorities(context.Context) ([]survey.Authority, error)
	Certificates(context.Context) ([]survey.Certificate, error)
}

// Trusted are the certificates that tell the letters of an installation: whatever is
// signed with one of them, or with one that it has issued, was signed here. They are
// those of the authorities that the installation has made for itself, and what it has
// been given that signs by itself. An authority that was given may have issued
// certificates to others: what counts then are those that were issued here.
func Trusted(ctx context.Context, from Register) ([]*x509.Certificate, error) {
	authorities, err := from.Authorities(ctx)
	if err != nil {
		return nil, err
	}
	issued, err := from.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	add := func(der []byte) error {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("%w: %w", sign.ErrCertificate, err)
		}
		all = append(all, c)
		return nil
	}
	for _, a := range authorities {
		if len(a.Certificates) == 0 {
			return nil, errors.New("an authority without a certificate")
		}
		if sign.SelfMade(a.Certificates...) {
			if err := add(a.Certificates[0]); err != nil {
				return nil, err
			}
			continue
		}
		for _, c := range issued {
			if c.Authority == a.ID {
				if err := add(c.DER); err != nil {
					return nil, err
				}
			}
		}
	}
	return all, nil
}
