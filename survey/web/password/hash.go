package password

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey/web/limit"
)

// Argon says how a password is hashed: argon2id with these parameters, which
// stand with each hash, so that they can grow. OWASP's Password Storage Cheat
// Sheet gives 19 MiB, two passes and one lane as its least.
type Argon struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// ArgonNow is how passwords are hashed now: the least that OWASP gives.
var ArgonNow = Argon{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltLength = 16
	hashLength = 32
	// atATime is how many passwords are hashed at once: each takes 19 MiB.
	atATime = 4
)

// Passwords hashes them, a few at a time.
type Passwords struct {
	turns  *limit.Turns
	random io.Reader
}

// New returns what hashes and compares passwords, few at once.
func New(random io.Reader) *Passwords {
	return &Passwords{turns: limit.NewTurns(atATime), random: random}
}

// A hashed is a password's hash with all that it was made with.
type hashed struct {
	Argon
	salt, hash []byte
}

// key is one run of argon2id, for who has a turn. The password is normalized first (NIST SP
// 800-63B-4, 3.1.1.2), because ö may be typed as one character or two.
func (p *Passwords) key(password string, a Argon, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, a.passes, a.memory, a.lanes, hashLength)
}

// Hash returns what is stored of a password. known are the stored ones of the
// same person in other organizations: they share the salt, so that signing in
// takes the work of one, however many there are. It waits for a turn at the place,
// and returns survey.ErrBusy when that does not come.
func (p *Passwords) Hash(ctx context.Context, at limit.Place, password string, known []string) (string, error) {
	h := hashed{Argon: ArgonNow}
	for _, k := range known {
		if other, ok := ParseHashed(k); ok && other.Argon == ArgonNow {
			h.salt = other.salt
		}
	}
	if h.salt == nil {
		h.salt = make([]byte, saltLength)
		if _, err := io.ReadFull(p.random, h.salt); err != nil {
			return "", fmt.Errorf("drawing a salt: %w", err)
		}
	}
	if err := p.turns.Take(ctx, at); err != nil {
		return "", err
	}
	defer p.turns.Done()
	h.hash = p.key(password, h.Argon, h.salt)
	return h.text(), nil
}

// Match says which of the stored hashes are the password's. It takes the same
// work when there is none as when there is one. It waits as hash does.
func (p *Passwords) Match(ctx context.Context, at limit.Place, password string, stored []string) ([]bool, error) {
	if err := p.turns.Take(ctx, at); err != nil {
		return nil, err
	}
	defer p.turns.Done()
	keys := map[string][]byte{}
	find := func(a Argon, salt []byte) []byte {
		name := fmt.Sprint(a, salt)
		if _, ok := keys[name]; !ok {
			keys[name] = p.key(password, a, salt)
		}
		return keys[name]
	}
	matches := make([]bool, len(stored))
	for i, text := range stored {
		h, ok := ParseHashed(text)
		if !ok {
			continue
		}
		matches[i] = subtle.ConstantTimeCompare(find(h.Argon, h.salt), h.hash) == 1
	}
	if len(keys) == 0 {
		find(ArgonNow, make([]byte, saltLength))
	}
	return matches, nil
}

// text writes the hash as argon2's own tools do.
func (h hashed) text() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.lanes,
		b.EncodeToString(h.salt), b.EncodeToString(h.hash))
}

// ParseHashed reads a hash as it is stored. ok is false when it is none.
func ParseHashed(text string) (h hashed, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return hashed{}, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); n != 3 || err != nil {
		return hashed{}, false
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.hash, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	ok = err1 == nil && err2 == nil && len(h.hash) == hashLength && len(h.salt) > 0 && h.passes > 0 && h.lanes > 0
	return h, ok
}
