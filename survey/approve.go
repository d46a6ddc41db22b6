package survey

import (
	"crypto/sha256"
	"strings"
	"unicode"
)

// A LetterState says where a letter stands on its way.
type LetterState string

// The states of a letter. A draft follows its facts; from approval on it is
// frozen as it was.
const (
	LetterDraft    LetterState = "draft"
	LetterApproved LetterState = "approved"
	LetterSent     LetterState = "sent"
	LetterReplaced LetterState = "replaced" // by a correction that was approved
	LetterRevoked  LetterState = "revoked"
)

// LetterStates are the states.
var LetterStates = []LetterState{LetterDraft, LetterApproved, LetterSent, LetterReplaced, LetterRevoked}

// Stands says whether the organization stands by the letter: it was approved, and
// neither replaced nor revoked.
func (s LetterState) Stands() bool { return s == LetterApproved || s == LetterSent }

// MaxReason is how many characters the reason for revoking a letter may have.
const MaxReason = 300

// An Approval is a letter that an organizer approves, with what is kept of it.
type Approval struct {
	Letter   ID
	Revision int
	Frozen
}

// Frozen is a letter as it was approved, in bytes that never change: the finished
// letter with the salts of its record's hashes; its record; and the signature of the
// record (CMS).
type Frozen struct {
	Enclosure, Record, Signature []byte
	// Pictures are those that the enclosure names by their SHA-256, PNGs, each once.
	// Letters of one organization share their bytes: nobody writes into them.
	Pictures [][]byte
	// File is the letter as a signed PDF: what is served ever after. It is there only
	// where it is asked for.
	File []byte
	// Compared are the sessions that it is compared with: see [Comparison]. Which
	// they are is not in the record, which everyone may read.
	Compared []ID
}

// Hash is what the letter's file is found by.
func (f Frozen) Hash() Hash { return FileHash(f.File) }

// FileHash is what a file is found by: its SHA-256.
func FileHash(file []byte) Hash { return sha256.Sum256(file) }

// A FrozenLetter is an approved letter, or one that was, with whose it is. A
// draft has nothing frozen.
type FrozenLetter struct {
	Frozen
	Letter       LetterRef
	Organization Organization
	Event        Event
	Session      Session
}

// A LetterLine is a letter in its event's list.
type LetterLine struct {
	Letter  LetterRef
	Session Session
	// Responses is how many responses its session has.
	Responses int
	// Unread is how many comments go into the letters of the session that nobody
	// has read.
	Unread int
	// Signed says that the organization has named who signs its letters.
	Signed bool
	// Gone says that a session that the letter sums is not there any more, or in
	// the bin.
	Gone bool
}

// A Hold is why a draft is not approved together with all others, but only by
// somebody who has looked at it.
type Hold string

// The holds. The empty one is none.
const (
	HoldNone   Hold = ""
	HoldUnread Hold = "unread" // comments that nobody has read would go out
	HoldSigner Hold = "signer" // nobody signs it
	HoldGone   Hold = "gone"   // a session that it sums is gone; nobody can approve it
)

// Holds are the holds, without that of a letter that waits for nothing.
var Holds = []Hold{HoldUnread, HoldSigner, HoldGone}

// Hold says whether and why the draft waits for somebody to look at it.
func (l LetterLine) Hold() Hold {
	switch {
	case l.Gone:
		return HoldGone
	case l.Unread > 0 && l.Responses >= max(l.Session.K, MinK):
		return HoldUnread
	case !l.Signed:
		return HoldSigner
	}
	return HoldNone
}

// numberAlphabet are the characters of a letter's number: none is taken for another.
const numberAlphabet = "23456789ABCDEFGHJKMNPQRTUVWXYZ"

// ParseNumber reads the number of a letter as people type it. ok is false for what
// no letter can have.
func ParseNumber(typed string) (number string, ok bool) {
	s := strings.Map(func(r rune) rune {
		if r == '-' || r == '\u2011' || r == '\u2013' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
	if len(s) != 12 || strings.Trim(s, numberAlphabet) != "" {
		return "", false
	}
	return s[:4] + "-" + s[4:8] + "-" + s[8:], true
}
