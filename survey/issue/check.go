package issue

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
)

// Letters are the letters that were issued here.
type Letters interface {
	FrozenFile(context.Context, survey.Hash) (survey.FrozenLetter, error)
	FrozenNumbered(context.Context, string) (survey.FrozenLetter, error)
	LetterFile(context.Context, survey.ID) ([]byte, error)
}

// A Checker says of files whether they are letters that were issued. To tell that one
// is takes a hash and a signature. Only others are read, few at a time, each with
// limits.
type Checker struct {
	letters Letters
	// looking holds as many as are in memory to be looked at, which takes no time;
	// reading those that are read.
	looking, reading chan struct{}
	// wait is how long a file waits for its turn, and lasts how long reading it may take.
	wait, lasts time.Duration
}

// How many files are looked at, and read, at once.
const (
	lookAtOnce = 4
	readAtOnce = 2
)

// ErrBusy: so many files are being read that this one was not.
var ErrBusy = errors.New("too many files are being checked")

// NewChecker returns a checker of these letters; with nil it knows the certificates
// alone that it is given.
func NewChecker(letters Letters) *Checker {
	return &Checker{letters: letters, looking: make(chan struct{}, lookAtOnce), reading: make(chan struct{}, readAtOnce), wait: 4 * time.Second, lasts: 3 * time.Second}
}

// A File returns a file's bytes, each time that it is asked: those who wait for their
// turn do so without them.
type File func() ([]byte, error)

// Check says whether the file is a letter as it was issued, signed by one of the
// trusted certificates or one that they have issued. The error is ErrBusy, or one of
// the letters' or the file's.
func (c *Checker) Check(ctx context.Context, file File, trusted []*x509.Certificate) (Checked, error) {
	checked, unsigned, err := c.look(ctx, file, trusted)
	if err != nil || unsigned == nil {
		return checked, err
	}
	return c.other(ctx, file, unsigned, trusted)
}

// look says of a file that is signed, all of it, what it is; unsigned why it is not.
func (c *Checker) look(ctx context.Context, file File, trusted []*x509.Certificate) (checked Checked, unsigned, err error) {
	select {
	case c.looking <- struct{}{}:
		defer func() { <-c.looking }()
	case <-ctx.Done():
		return Checked{}, nil, ErrBusy
	}
	b, err := file()
	if err != nil {
		return Checked{}, nil, err
	}
	signature, unsigned := sign.VerifyFile(b, trusted)
	if unsigned != nil {
		return Checked{}, unsigned, nil
	}
	checked, err = c.signed(ctx, b, signature, trusted)
	return checked, nil, err
}

// signed is of a file that is signed, all of it.
func (c *Checker) signed(ctx context.Context, file []byte, s sign.Signature, trusted []*x509.Certificate) (Checked, error) {
	checked := Checked{Verdict: Genuine, Certificate: s.Chain[0], Stamp: s.Stamp}
	if c.letters != nil {
		f, err := c.letters.FrozenFile(ctx, survey.FileHash(file))
		if err == nil {
			err = checked.here(f)
			return checked, err
		}
		if !errors.Is(err, survey.ErrNotFound) {
			return Checked{}, err
		}
	}
	contents, _ := pdf.Read(file) // it was written here
	frozen, record := enclosed(contents.Attachments, trusted)
	if frozen.Record == nil { // nothing that is signed here lacks it
		return Checked{Verdict: Unknown, Finding: FoundNothing}, nil
	}
	checked.signedAs(frozen, record)
	if c.letters == nil {
		return checked, nil
	}
	switch f, err := c.letters.FrozenNumbered(ctx, record.Number); {
	case err == nil: // whoever has the key has signed another file
		checked.Verdict, checked.Finding = NotThisFile, FoundNotCompared
		return checked, checked.here(f)
	case !errors.Is(err, survey.ErrNotFound):
		return Checked{}, err
	}
	return checked, nil
}

// here takes what is known of the letter from what is kept.
func (c *Checked) here(f survey.FrozenLetter) error {
	record, err := record.Parse(f.Record)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	c.Frozen = f
	c.signedAs(f.Frozen, record)
	return nil
}

func (c *Checked) signedAs(f survey.Frozen, record record.Record) {
	c.Signed, c.Record, c.Number, c.Words = true, record, record.Number, ""
	if e, err := letter.Open(f.Enclosure); err == nil {
		c.Words = e.Letter.Text()
	}
}

// enclosed is what a letter's file carries, when one of the trusted has signed it; else
// it has no record.
func enclosed(all []pdf.Attachment, trusted []*x509.Certificate) (survey.Frozen, record.Record) {
	var f survey.Frozen
	n := 0
	for _, a := range all { // two of one name are no letter's
		switch a.Name {
		case fileLetter:
			f.Enclosure = a.Data
		case fileRecord:
			f.Record = a.Data
		case fileSignature:
			f.Signature = a.Data
		default:
			continue
		}
		n++
	}
	if n != 3 || f.Record == nil || f.Signature == nil {
		return survey.Frozen{}, record.Record{}
	}
	if _, err := sign.Verify(f.Record, f.Signature, trusted); err != nil {
		return survey.Frozen{}, record.Record{}
	}
	signed, err := record.Parse(f.Record)
	if err != nil || signed.Enclosure != record.HashHex(f.Enclosure) {
		return survey.Frozen{}, record.Record{}
	}
	return f, signed
}
