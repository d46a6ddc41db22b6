package survey

import (
	"errors"
	"net/mail"
	"strconv"
	"strings"
	"unicode"
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

// ParseAddresses reads e-mail addresses, one a line, as people paste them: with
// or without a name, a comma or a semicolon after them. The same address twice,
// in whatever case, is one. Either all lines are right or none is taken; the
// errors name each wrong line.
func ParseAddresses(text string) ([]string, FieldErrors) {
	var addresses []string
	var errs FieldErrors
	seen := map[string]bool{}
	for n, line := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") {
		line = FoldText(strings.TrimRight(FoldText(line), ",; \t"))
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
		if folded := strings.ToLower(address); !seen[folded] {
			seen[folded] = true
			addresses = append(addresses, address)
		}
	}
	if len(addresses) == 0 && len(errs) == 0 {
		errs = FieldErrors{{Field: FieldAddresses, Message: MsgNoAddresses}}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return addresses, nil
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
	if !strings.Contains(strings.Trim(domain, "."), ".") || strings.ContainsFunc(a.Address, stray) {
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
