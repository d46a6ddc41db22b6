package survey

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// A Key belongs to one response: 128 random bits, made by the browser, or by
// the server where script is off. Whoever holds it can read back, change and
// withdraw the response until the session is sealed. It is never part of an
// address or a log; only hashes of it are stored, and those only until sealing.
type Key [16]byte

// keyAlphabet is Crockford's base 32: no I, L, O or U.
const keyAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewKey draws a key from random.
func NewKey(random io.Reader) (Key, error) {
	var k Key
	if _, err := io.ReadFull(random, k[:]); err != nil {
		return Key{}, fmt.Errorf("drawing a key: %w", err)
	}
	return k, nil
}

// Text returns the key as 26 characters, for cookies and hidden fields.
//
// It is deliberately not String: a key that reaches a log or an error by way of
// fmt prints as "key", see [Key.String].
func (k Key) Text() string {
	var out [26]byte
	var buffer, bits uint
	n := 0
	for _, b := range k {
		buffer = buffer<<8 | uint(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[n] = keyAlphabet[buffer>>bits&31]
			n++
		}
	}
	out[n] = keyAlphabet[buffer<<(5-bits)&31]
	return string(out[:])
}

// Spaced returns the key as the receipt shows it, in groups: "7K3M-9QXA-…".
func (k Key) Spaced() string {
	t := k.Text()
	var groups []string
	for len(t) > 4 {
		groups, t = append(groups, t[:4]), t[4:]
	}
	return strings.Join(append(groups, t), "-")
}

// String keeps keys out of logs: it never shows one.
func (k Key) String() string { return "key" }

// GoString keeps keys out of %#v.
func (k Key) GoString() string { return "survey.Key" }

// ParseKey reads a key as [Key.Text] and [Key.Spaced] write it and as people
// type it. ok is false for anything else, also for a 27th character or spare bits.
func ParseKey(typed string) (k Key, ok bool) {
	s := plain(typed)
	if len(s) != 26 {
		return Key{}, false
	}
	var buffer, bits uint
	n := 0
	for i := range len(s) {
		v := strings.IndexByte(keyAlphabet, s[i])
		if v < 0 {
			return Key{}, false
		}
		buffer = (buffer<<5 | uint(v)) & 0xfff
		bits += 5
		if bits >= 8 && n < len(k) {
			bits -= 8
			k[n] = byte(buffer >> bits)
			n++
		}
	}
	if buffer&(1<<bits-1) != 0 {
		return Key{}, false
	}
	return k, true
}

// A Hash is what the database keeps of a key, a token or an invitation's right
// to answer: SHA-256 of it with a word that tells its purpose apart.
type Hash [32]byte

// ResponseHash finds the response that the key belongs to, until sealing.
func (k Key) ResponseHash() Hash {
	return hash("omdome response", k[:])
}

// LinkMark is the mark of an open-link response in the session's register.
// It cannot be joined to the [Key.ResponseHash] of the same key without the key.
func (k Key) LinkMark(session ID) Hash {
	return hash("omdome link mark", number(session), k[:])
}

// InvitationMark is the mark of an invitation in the session's register.
func InvitationMark(session, invitation ID) Hash {
	return hash("omdome invitation mark", number(session), number(invitation))
}

// SignInHash is what the database keeps of a sign-in's token.
func SignInHash(token string) Hash { return hash("omdome sign-in", []byte(token)) }

// LinkHash is what the database keeps of a link's token.
func (k Key) LinkHash() Hash { return hash("omdome organizer link", k[:]) }

// InquiryDevice is what the database keeps of the key of a device that asks or
// votes: another one in each session.
func (k Key) InquiryDevice(session ID) Hash {
	return hash("omdome inquiry device", number(session), k[:])
}

// ReflectionDevice is what the database keeps of the key of a device that writes:
// another one on each page, of a session or of an event.
func (k Key) ReflectionDevice(page ID) Hash {
	return hash("omdome reflection device", number(page), k[:])
}

// ThanksDevice is what the database keeps of the key of a device that thanks for a
// card of a page: another one on each card, so that a reader of the tables can join
// neither two thanks of one device nor any of them to what it has written.
func (k Key) ThanksDevice(page, card ID) Hash {
	return hash("omdome thanks device", number(page), number(card), k[:])
}

func hash(purpose string, parts ...[]byte) Hash {
	h := sha256.New()
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	for _, p := range parts {
		h.Write(p)
	}
	return Hash(h.Sum(nil))
}

func number(id ID) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(id))
}
