package survey

import (
	"errors"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// An Invitation is one attendee's personal right to answer: each session of the
// event once, or only SessionID where that is set. Address is where it was sent,
// empty for a printed slip, and once it has been removed.
type Invitation struct {
	ID        ID
	EventID   ID
	SessionID ID
	Address   string
}

// For says whether the invitation is a right to answer the session.
func (i Invitation) For(s Session) bool {
	return i.ID != 0 && i.EventID == s.EventID && (i.SessionID == 0 || i.SessionID == s.ID)
}

// Seal names the invitation on its holder's own device, so that a key or a form
// that belongs to one invitation is never taken for another's. It is no secret
// and finds nothing; empty for no invitation.
func (i Invitation) Seal() string {
	if i.ID == 0 {
		return ""
	}
	h := hash("omdome invitation seal", number(i.ID))
	return Key(h[:16]).Text()
}

// SlipID returns the id of the n-th invitation of a printed sheet that is known
// by a random key: the same sheet asked for twice is the same invitations.
func SlipID(sheet Key, event, session ID, n int) ID {
	h := hash("omdome slip", sheet[:], number(event), number(session), number(ID(n)))
	id := ID(0)
	for _, b := range h[:8] {
		id = id<<8 | ID(b)
	}
	return max(id&(1<<63-1), 1)
}

// An InvitationState is an invitation with what reminders need to know, and
// nothing else.
type InvitationState struct {
	Invitation
	// Linked says that a link has been made for it.
	Linked bool
	// Answered says that it has been used: for the session asked about, or for
	// any of the event's.
	Answered bool
}

// MaxSlips is how many slips one sheet may have.
const MaxSlips = 400

// What can be wrong with a line of addresses; keys of the catalogs. {n} is the
// line's number, {text} what stands there.
const (
	MsgNoAddress   = "organizer.invite.error.address" // no e-mail address
	MsgLongAddress = "organizer.invite.error.long"    // longer than an address can be
	MsgNoAddresses = "organizer.invite.error.none"    // no line has one
	FieldAddresses = "addresses"
)

const (
	maxAddress = 254 // RFC 5321, 4.5.3.1.3 less the angle brackets
	shownLine  = 60
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
func ParseAddresses(text string) ([]string, FieldErrors) {
	list, errs := ReadAddresses(text)
	return list.Addresses, errs
}

// ReadAddresses reads e-mail addresses, one a line, as people paste them: with
// or without a name, a comma or a semicolon after them. The same address twice
// (see [SameAddress]) is one. Either all lines are right or none is taken; the
// errors name each wrong line.
func ReadAddresses(text string) (AddressList, FieldErrors) {
	var list AddressList
	var errs FieldErrors
	read := map[string]string{} // by SameAddress, as it stood first
	for n, line := range strings.Split(lineEnds.Replace(text), "\n") {
		line = norm.NFC.String(trimLine(strings.TrimRight(trimLine(line), ",; \t")))
		if line == "" {
			continue
		}
		address, err := parseAddress(line)
		if err != nil || len(address) > maxAddress {
			message := MsgNoAddress
			if err == nil {
				message = MsgLongAddress
			}
			errs = append(errs, FieldError{
				Field: FieldAddresses, Message: message,
				Args: map[string]any{"n": strconv.Itoa(n + 1), "text": shortLine(line)},
			})
			continue
		}
		same := SameAddress(address)
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
		errs = FieldErrors{{Field: FieldAddresses, Message: MsgNoAddresses}}
	}
	if len(errs) > 0 {
		return AddressList{}, errs
	}
	return list, nil
}

// trimLine cuts space and signs that nobody sees off both ends. Such a sign
// within an address makes it another, which is told.
func trimLine(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unseen(r) })
}

// parseAddress returns the address of a line such as "Anna Ek <anna@example.org>".
func parseAddress(line string) (string, error) {
	if !IsText(line) {
		return "", errAddress
	}
	a, err := mail.ParseAddress(line)
	if err != nil {
		// A name with signs that should have been quoted: what stands in the
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
	// not break, or a sign of no width, out of a table or a web page.
	stray := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || strings.ContainsRune("\"<>,;", r)
	}
	if !strings.Contains(strings.Trim(domain, "."), ".") || strings.Contains(domain, "@") || strings.ContainsFunc(a.Address, stray) {
		return "", errAddress
	}
	return a.Address, nil
}

func shortLine(line string) string {
	line = strings.ReplaceAll(strings.ToValidUTF8(line, ""), "\x00", "")
	if r := []rune(line); len(r) > shownLine {
		return string(r[:shownLine]) + "…"
	}
	return line
}

// Invited is an invitation with a new token for it. The token stands nowhere
// else: the database keeps its hash.
type Invited struct {
	Invitation Invitation
	Token      string
}
