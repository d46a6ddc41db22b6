package issue

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
)

// Files that are being read hold up others that must be read, for a time that has an
// end; never a letter as it was issued, which is not read.
func TestSlowFilesHoldUpNoLetter(t *testing.T) {
	t.Parallel()
	now := time.Now()
	a, err := sign.NewAuthority("Omdöme", now)
	if err != nil {
		t.Fatal(err)
	}
	der, err := a.Issue(sign.Subject{Name: "Forum för styrning"}, now)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := a.Signer(der, now)
	if err != nil {
		t.Fatal(err)
	}
	file := []byte("%PDF-1.7\n1 0 obj\n<<" + signer.Entries(now) + ">>\nendobj\n")
	if err := signer.SignFile(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	c := NewChecker(issuedHere{})
	c.wait = 50 * time.Millisecond
	for range readAtOnce {
		c.reading <- struct{}{}
	}
	if checked, err := c.Check(t.Context(), bytesOf(file), a.Certificates()); err != nil || checked.Verdict != Genuine {
		t.Errorf("a letter as it was issued: %v, %v", checked.Verdict, err)
	}
	if _, err := c.Check(t.Context(), bytesOf(append(file, ' ')), a.Certificates()); !errors.Is(err, ErrBusy) {
		t.Errorf("another file, while all are busy: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	c.wait = time.Hour
	if _, err := c.Check(gone, bytesOf([]byte("hej")), a.Certificates()); !errors.Is(err, ErrBusy) {
		t.Errorf("whoever asked has gone away: %v", err)
	}
}

// issuedHere are letters that know every file.
type issuedHere struct{ Letters }

func (issuedHere) FrozenFile(context.Context, survey.Hash) (survey.FrozenLetter, error) {
	record, err := record.Record{Format: record.Format, Number: "AAAA-BBBB-CCCC"}.Bytes()
	return survey.FrozenLetter{Frozen: survey.Frozen{Record: record}}, err
}

func bytesOf(b []byte) File { return func() ([]byte, error) { return b, nil } }
