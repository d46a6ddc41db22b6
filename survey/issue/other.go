package issue

import (
	"context"
	"crypto/x509"
	"errors"
	"regexp"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
)

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
	checked := carried(turn, original, contents, trusted)
	if err := c.find(ctx, contents.Pages, &checked); err != nil {
		return Checked{}, err
	}
	switch {
	case checked.Verdict != NotThisFile:
		checked.Verdict, checked.Finding = Unknown, noLetter(unread, unsigned)
		return checked, nil
	case !checked.Signed:
		checked.Finding = FoundAlone
		return checked, nil
	}
	if !appended && checked.Here() {
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

// carried is what the file says of a letter by what travels in it: that of the
// original, which something was appended to, or else its own.
func carried(turn *turn, original []byte, contents pdf.Contents, trusted []*x509.Certificate) (checked Checked) {
	var frozen survey.Frozen
	var record record.Record
	if original != nil {
		first, _ := turn.read(original)
		frozen, record = enclosed(first.Attachments, trusted)
	}
	if frozen.Record == nil {
		frozen, record = enclosed(contents.Attachments, trusted)
	}
	if frozen.Record != nil {
		checked.Verdict = NotThisFile
		checked.signedAs(frozen, record)
	}
	return checked
}

// noLetter says why no letter was found in a file.
func noLetter(unread, unsigned error) Finding {
	switch {
	case unread != nil:
		return FoundUnreadable
	case errors.Is(unsigned, sign.ErrStranger):
		return FoundStranger
	}
	return FoundNothing
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
