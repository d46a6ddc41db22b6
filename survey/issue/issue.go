// Package issue issues letters: it builds what an organizer approves, draws it once,
// signs the file, and says of any file whether it is one that was issued.
package issue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
)

// A Keeper keeps what letters are signed with.
type Keeper interface {
	Authority(context.Context) (survey.Authority, error)
	Certificate(ctx context.Context, organization survey.ID, authority, name string) (survey.Certificate, error)
	AddCertificate(context.Context, survey.Certificate) error
}

// An Issuer issues the letters of an installation. All but Stamps and Authority are
// required.
type Issuer struct {
	// URL is how people reach the installation: "https://omdome.example.org".
	URL    string
	Keeper Keeper
	// Authority is what signs where the keeper does not keep it.
	Authority *sign.Authority
	// Stamps gives each letter a time stamp; nil for none.
	Stamps *sign.Stamps
	Random io.Reader
	Now    func() time.Time
}

// Build makes the letter as it goes out.
func (i *Issuer) Build(f survey.LetterFacts) (letter.Letter, error) {
	l, err := letter.Build(f, letter.Options{Address: i.URL + "/verify/" + f.Letter.Number})
	if err != nil {
		return l, fmt.Errorf("building letter %s: %w", f.Letter.Number, err)
	}
	return l, nil
}

// Approve makes what is kept of letters of one organization that an organizer
// approves, in their order: each built from these facts, drawn and signed.
func (i *Issuer) Approve(ctx context.Context, facts ...survey.LetterFacts) ([]survey.Approval, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	authority, signer, err := i.signer(ctx, facts[0].Organization)
	if err != nil {
		return nil, err
	}
	all := make([]survey.Approval, len(facts))
	var printer pdf.Printer
	err = each(len(facts), func(at int) error {
		f := facts[at]
		if f.Organization.ID != facts[0].Organization.ID {
			return fmt.Errorf("letter %s: %w", f.Letter.Number, survey.ErrNotFound)
		}
		l, err := i.Build(f)
		if err != nil {
			return err
		}
		now := i.Now()
		frozen, err := letter.Seal{Installation: i.URL, Authority: authority, Random: i.Random, Now: now}.Freeze(l, f)
		if err == nil {
			err = draw(ctx, &printer, signer, l, &frozen, now)
		}
		all[at] = survey.Approval{Letter: f.Letter.ID, Revision: f.Letter.Revision, Frozen: frozen}
		return err
	})
	return all, err
}

// SignAnew returns a letter that was approved before with another signature: the same
// letter, and the record that names who has signed it now.
func (i *Issuer) SignAnew(ctx context.Context, f survey.FrozenLetter) (survey.Frozen, error) {
	authority, signer, err := i.signer(ctx, f.Organization)
	if err != nil {
		return survey.Frozen{}, err
	}
	e, err := letter.Open(f.Enclosure, f.Pictures...)
	if err == nil && !e.Letter.Whole() {
		err = fmt.Errorf("it lacks a picture: %w", survey.ErrNotFound)
	}
	if err != nil {
		return survey.Frozen{}, fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	record, err := record.Parse(f.Record)
	if err != nil {
		return survey.Frozen{}, fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	record.Authority, record.Issuer = authority, f.Organization.Issuer()
	frozen := f.Frozen
	if frozen.Record, err = record.Bytes(); err != nil {
		return survey.Frozen{}, err
	}
	return frozen, draw(ctx, new(pdf.Printer), signer, e.Letter, &frozen, i.Now())
}

// signer is what signs the organization's letters, and the ID of the authority above.
func (i *Issuer) signer(ctx context.Context, o survey.Organization) (string, sign.Signer, error) {
	authority, err := i.authority(ctx)
	if err != nil {
		return "", sign.Signer{}, err
	}
	now := i.Now()
	c, err := i.Keeper.Certificate(ctx, o.ID, authority.ID(), o.Name)
	if errors.Is(err, survey.ErrNotFound) {
		c = survey.Certificate{Organization: o.ID, Authority: authority.ID(), Name: o.Name, Made: now}
		if c.DER, err = authority.Issue(sign.Subject{Name: o.Name, Number: o.Issuer()}, now); err != nil {
			return "", sign.Signer{}, err
		}
		if err = i.Keeper.AddCertificate(ctx, c); err == nil {
			c, err = i.Keeper.Certificate(ctx, o.ID, authority.ID(), o.Name) // another program's, perhaps
		}
	}
	if err != nil {
		return "", sign.Signer{}, err
	}
	signer, err := authority.Signer(c.DER, now)
	signer.Stamps = i.Stamps
	return authority.ID(), signer, err
}

func (i *Issuer) authority(ctx context.Context) (sign.Authority, error) {
	if i.Authority != nil {
		return *i.Authority, nil
	}
	kept, err := i.Keeper.Authority(ctx)
	if err != nil {
		return sign.Authority{}, err
	}
	key, err := sign.KeyOf(kept.Secret)
	if err != nil {
		return sign.Authority{}, err
	}
	return sign.AuthorityOf(key, kept.Certificates...)
}

// Kept is the authority as it is kept, with its secret.
func Kept(a sign.Authority, now time.Time) (survey.Authority, error) {
	secret, err := a.Secret()
	kept := survey.Authority{ID: a.ID(), Secret: secret, Made: now}
	for _, c := range a.Certificates() {
		kept.Certificates = append(kept.Certificates, c.Raw)
	}
	return kept, err
}

// draw signs the record, draws the letter with what it carries, and signs the file.
func draw(ctx context.Context, printer *pdf.Printer, signer sign.Signer, l letter.Letter, f *survey.Frozen, at time.Time) error {
	var err error
	if f.Signature, err = signer.Sign(f.Record); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := printer.WriteSignable(&b, l, signer.Entries(at), enclosures(*f)...); err != nil {
		return err
	}
	if err := signer.SignFile(ctx, b.Bytes()); err != nil {
		return fmt.Errorf("letter %s: %w", l.Number, err)
	}
	f.File = bytes.Clone(b.Bytes()) // many are kept together, without the buffers' room
	return nil
}

// The files that a letter carries.
const (
	fileLetter    = "letter.json"
	fileRecord    = "record.json"
	fileSignature = "record.p7s"
)

func enclosures(f survey.Frozen) []pdf.Attachment {
	return []pdf.Attachment{
		{Name: fileLetter, MediaType: "application/json", Description: "The whole letter, with the salts of the record's hashes", Data: f.Enclosure},
		{Name: fileRecord, MediaType: "application/json", Description: "What the letter says, as it was approved", Data: f.Record},
		{Name: fileSignature, MediaType: "application/pkcs7-signature", Description: "The signature of record.json (CMS)", Data: f.Signature},
	}
}

// each does something n times, on all processors, and returns the first error. What
// panics fails alone, as an error.
func each(n int, do func(int) error) error {
	next, errs := make(chan int), make(chan error, n+runtime.GOMAXPROCS(0))
	var work guard.Group
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() error {
			for at := range next {
				errs <- guard.Do(func() error { return do(at) })
			}
			return nil
		}, func(err error) { errs <- err })
	}
	for at := range n {
		next <- at
	}
	close(next)
	work.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
