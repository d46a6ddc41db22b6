package form

import (
	"errors"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// What can be wrong with a line of addresses; keys of the catalogs. {n} is the
// line's number, {text} what stands there.
const (
	MsgNoAddress   = "organizer.invite.error.address" // no e-mail address
	MsgLongAddress = "organizer.invite.error.long"    // longer than an address can be
	MsgNoAddresses = "organizer.invite.error.none"    // no line has one
	FieldAddresses = "addresses"
)

var errAddress = errors.New("no e-mail address")

// An AddressList is what has been read of a list of e-mail addresses.
type AddressList struct {
	// Addresses are each there once.
	Addresses []string
	// Twice are those of them that stood in the list more than once, in whatever
	// spelling, and Spare how many lines that was too many.
	Twice []string
	Spare int
}

// ParseAddresses returns the addresses of [ReadAddresses].
func ParseAddresses(text string) ([]string, survey.FieldErrors) {
	list, errs := ReadAddresses(text)
	return list.Addresses, errs
}

// ReadAddresses reads e-mail addresses, one a line, as people paste them: with
// or without a name, a comma or a semicolon after them. The same address twice
// (see [writing.FoldAddress]) is one. Either all lines are right or none is taken; the
// errors name each wrong line.
func ReadAddresses(text string) (AddressList, survey.FieldErrors) {
	var list AddressList
	var errs survey.FieldErrors
	read := map[string]string{} // by FoldAddress, as it stood first
	for n, line := range strings.Split(writing.LineEnds.Replace(text), "\n") {
		line = norm.NFC.String(trimLine(strings.TrimRight(trimLine(line), ",; \t")))
		if line == "" {
			continue
		}
		address, err := parseAddress(line)
		if err != nil || len(address) > writing.MaxAddress {
			message := MsgNoAddress
			if err == nil {
				message = MsgLongAddress
			}
			errs = append(errs, survey.FieldError{
				Field: FieldAddresses, Message: message,
				Args: map[string]any{"n": strconv.Itoa(n + 1), "text": writing.ShortLine(line)},
			})
			continue
		}
		same := writing.FoldAddress(address)
		first, again := read[same]
		if !again {
			read[same] = address
			list.Addresses = append(list.Addresses, address)
			continue
		}
		list.Spare++
		if !slices.Contains(list.Twice, first) {
			list.Twice = append(list.Twice, first)
		}
	}
	if len(list.Addresses) == 0 && len(errs) == 0 {
		errs = survey.FieldErrors{{Field: FieldAddresses, Message: MsgNoAddresses}}
	}
	if len(errs) > 0 {
		return AddressList{}, errs
	}
	return list, nil
}

// trimLine cuts space and characters that nobody sees off both ends. Such a character
// within an address makes it another, which is told.
func trimLine(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || writing.Unseen(r) })
}

// parseAddress returns the address of a line such as "Anna Ek <anna@example.org>".
func parseAddress(line string) (string, error) {
	if !writing.IsText(line) {
		return "", errAddress
	}
	a, err := mail.ParseAddress(line)
	if err != nil {
		// A name with characters that should have been quoted: what stands in the
		// brackets is what counts.
		_, rest, ok := strings.Cut(line, "<")
		rest, end := strings.CutSuffix(rest, ">")
		if !ok || !end {
			return "", errAddress
		}
		if a, err = mail.ParseAddress(rest); err != nil {
			return "", errAddress
		}
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	// net/mail lets through what no one has typed on purpose: a space that does
	// not break, or a character of no width, out of a table or a web page.
	stray := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || strings.ContainsRune("\"<>,;", r)
	}
	if !strings.Contains(strings.Trim(domain, "."), ".") || strings.Contains(domain, "@") || strings.ContainsFunc(a.Address, stray) {
		return "", errAddress
	}
	return a.Address, nil
}
