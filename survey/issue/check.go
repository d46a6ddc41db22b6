package issue

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/sign"
)

// A Verdict is what checking a file has found.
type Verdict string

// The verdicts.
const (
	// Genuine: the file is, byte for byte, one that was issued.
	Genuine Verdict = "genuine"
	// NotThisFile: a letter of its number was issued, but not as this file.
	NotThisFile Verdict = "notthisfile"
	// Unknown: it is none of the letters that are known here.
	Unknown Verdict = "unknown"
)

// A Finding says more of a file that is not genuine.
type Finding string

// The findings. None of them makes a file good: pages can look otherwise than their
// text reads.
const (
	// FoundAppended: the letter is in the file, and something was added after it.
	FoundAppended Finding = "appended"
	// FoundChanged: the text of its pages is not the letter's.
	FoundChanged Finding = "changed"
	// FoundSaved: the text of its pages is the letter's. It may have been saved anew by
	// another program.
	FoundSaved Finding = "saved"
	// FoundAlone: it names a letter, and has nothing else that it could be compared by.
	FoundAlone Finding = "alone"
	// FoundNotCompared: the text of its pages could not be compared.
	FoundNotCompared Finding = "notcompared"
	// FoundStranger: it is signed, with a certificate that is none of those trusted here.
	FoundStranger Finding = "stranger"
	// FoundUnreadable: it is no PDF, a broken one, or one that asks for more than any
	// letter does.
	FoundUnreadable Finding = "unreadable"
	// FoundNothing: nothing in it tells of a letter.
	FoundNothing Finding = "nothing"
)

// A Checked is what checking a file has found.
type Checked struct {
	Verdict Verdict
	Finding Finding // empty when it is genuine
	// Number is that of the letter; empty where it names none.
	Number string
	// Signed says that the file holds, or is, a signed record: who has it has had the
	// letter, and may see what stands in it.
	Signed bool
	// Record is what was signed: of the letter as it was issued, whatever the file says.
	Record survey.Record
	// Words are the finished letter as text, as it was issued; where it is Signed.
	Words string
	// Differences are the lines of text that are not as they were issued.
	Differences []pdf.Difference
	// Frozen is the letter here; it has no number where it is not here (any more).
	Frozen survey.FrozenLetter
	// Certificate is the signer's, and Stamp what a time-stamping authority says of the
	// signature; where the file is genuine.
	Certificate *x509.Certificate
	Stamp       sign.Stamp
}

// Here says whether the letter is kept here.
func (c Checked) Here() bool { return c.Frozen.Letter.Number != "" }

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
	record, err := survey.ParseRecord(f.Record)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	c.Frozen = f
	c.signedAs(f.Frozen, record)
	return nil
}

func (c *Checked) signedAs(f survey.Frozen, record survey.Record) {
	c.Signed, c.Record, c.Number, c.Words = true, record, record.Number, ""
	if e, err := letter.Open(f.Enclosure); err == nil {
		c.Words = e.Letter.Text()
	}
}

// enclosed is what a letter's file carries, when one of the trusted has signed it; else
// it has no record.
func enclosed(all []pdf.Attachment, trusted []*x509.Certificate) (survey.Frozen, survey.Record) {
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
		return survey.Frozen{}, survey.Record{}
	}
	if _, err := sign.Verify(f.Record, f.Signature, trusted); err != nil {
		return survey.Frozen{}, survey.Record{}
	}
	record, err := survey.ParseRecord(f.Record)
	if err != nil || record.Enclosure != survey.HashHex(f.Enclosure) {
		return survey.Frozen{}, survey.Record{}
	}
	return f, record
}

// other is of a file that is not, or not as a whole, what was signed.
func (c *Checker) other(ctx context.Context, file File, unsigned error, trusted []*x509.Certificate) (Checked, error) {
	turn, err := c.turn(ctx)
	if err != nil {
		return Checked{}, err
	}
	defer turn.end()
	b, err := file()
	if err != nil {
		return Checked{}, err
	}
	contents, unread := turn.read(b)
	original, appended := sign.Original(b, trusted)
	var frozen survey.Frozen
	var record survey.Record
	if appended { // what is in there is the letter
		first, _ := turn.read(original)
		frozen, record = enclosed(first.Attachments, trusted)
	}
	if frozen.Record == nil {
		frozen, record = enclosed(contents.Attachments, trusted)
	}
	var checked Checked
	if frozen.Record != nil {
		checked.Verdict = NotThisFile
		checked.signedAs(frozen, record)
	}
	if err := c.find(ctx, contents.Pages, &checked); err != nil {
		return Checked{}, err
	}
	switch {
	case checked.Verdict != NotThisFile && unread != nil:
		checked.Verdict, checked.Finding = Unknown, FoundUnreadable
		return checked, nil
	case checked.Verdict != NotThisFile:
		checked.Verdict, checked.Finding = Unknown, FoundNothing
		if errors.Is(unsigned, sign.ErrStranger) {
			checked.Finding = FoundStranger
		}
		return checked, nil
	case !checked.Signed:
		checked.Finding = FoundAlone
		return checked, nil
	}
	if original == nil && checked.Here() {
		if original, err = c.letters.LetterFile(ctx, checked.Frozen.Letter.ID); err != nil {
			return Checked{}, err
		}
	}
	compare(turn, original, contents.Pages, unread, &checked)
	if appended { // which says why its text may be another
		checked.Finding = FoundAppended
	}
	return checked, nil
}

// namesLetter finds what may be a letter's number in a text.
var namesLetter = regexp.MustCompile(`\b[2-9A-Z]{4}[-\x{2010}\x{2011}][2-9A-Z]{4}[-\x{2010}\x{2011}][2-9A-Z]{4}\b`)

// mostNamed is how many numbers in a file are looked for.
const mostNamed = 3

// find finds the letter here that the file's record or, without one, its text names.
func (c *Checker) find(ctx context.Context, pages []string, checked *Checked) error {
	numbers := []string{checked.Number}
	if !checked.Signed {
		numbers = namesLetter.FindAllString(strings.Join(pages, "\n"), mostNamed)
	}
	for _, named := range numbers {
		number, ok := survey.ParseNumber(strings.ReplaceAll(named, "\u2010", "-"))
		if !ok {
			continue
		}
		if checked.Number == "" {
			checked.Number = number
		}
		if c.letters == nil {
			return nil
		}
		f, err := c.letters.FrozenNumbered(ctx, number)
		if errors.Is(err, survey.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		checked.Verdict, checked.Number = NotThisFile, number
		if checked.Signed {
			return checked.here(f)
		}
		checked.Frozen = f
		return nil
	}
	return nil
}

// compare compares the text of the file's pages with that of the letter as it was
// issued, where that is there.
func compare(turn *turn, original []byte, pages []string, unread error, checked *Checked) {
	checked.Finding = FoundNotCompared
	if original == nil || unread != nil {
		return
	}
	issued, err := turn.read(original)
	if err != nil {
		return // a letter with more than is read
	}
	checked.Finding = FoundSaved
	if checked.Differences = pdf.Differ(issued.Pages, pages); len(checked.Differences) > 0 {
		checked.Finding = FoundChanged
	}
}

// A turn is one of those in which files may be read.
type turn struct {
	of    *Checker
	under sync.WaitGroup // what is being read, also when nobody waits for it any more
}

// turn waits for one. The error is ErrBusy.
func (c *Checker) turn(ctx context.Context) (*turn, error) {
	wait := time.NewTimer(c.wait)
	defer wait.Stop()
	select {
	case c.reading <- struct{}{}:
		return &turn{of: c}, nil
	case <-wait.C:
	case <-ctx.Done():
	}
	return nil, ErrBusy
}

// end gives it to another, once nothing is being read in it.
func (t *turn) end() {
	go func() {
		t.under.Wait()
		<-t.of.reading
	}()
}

// read reads a file, as long as that may take. The error is [pdf.ErrUnreadable].
func (t *turn) read(file []byte) (pdf.Contents, error) {
	type result struct {
		contents pdf.Contents
		err      error
	}
	done := make(chan result, 1)
	t.under.Go(func() {
		var r result
		if err := recovered(func() error { r.contents, r.err = pdf.Read(file); return nil }); err != nil {
			r.err = pdf.ErrUnreadable
		}
		done <- r
	})
	wait := time.NewTimer(t.of.lasts)
	defer wait.Stop()
	select {
	case r := <-done:
		return r.contents, r.err
	case <-wait.C:
		return pdf.Contents{}, pdf.ErrUnreadable
	}
}
