package organizer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
)

// A DeviceSecret is what an installation proves with that an organizer has signed
// in on a device before: OWASP's "device cookies", which keep strangers who guess
// from keeping the organizer out.
type DeviceSecret [32]byte

// String keeps secrets out of logs: it never shows one.
func (s DeviceSecret) String() string { return "device secret" }

// GoString keeps secrets out of %#v.
func (s DeviceSecret) GoString() string { return "organizer.DeviceSecret" }

// Name names the organizer's proof on a device. Who has no secret cannot tell from
// it whose it is.
func (s DeviceSecret) Name(organizer survey.ID) string {
	return hex.EncodeToString(s.sum("name", organizer, time.Time{}, "")[:8])
}

// Proof is what the device keeps: its key for this organizer, and that it has
// signed in since the password was chosen.
func (s DeviceSecret) Proof(o Organizer, device survey.Key) string {
	return device.Text() + "." + hex.EncodeToString(s.sum("proof", o.ID, o.Secured, device.Text()))
}

// Knows returns the device's key from a proof. ok is false for any other text,
// another organizer's proof, and one from before the password was last chosen.
func (s DeviceSecret) Knows(o Organizer, proof string) (device survey.Key, ok bool) {
	text, _, _ := strings.Cut(proof, ".")
	device, ok = survey.ParseKey(text)
	if !ok || !hmac.Equal([]byte(proof), []byte(s.Proof(o, device))) {
		return survey.Key{}, false
	}
	return device, true
}

// sum is a keyed hash; all that goes in but the last has one length.
func (s DeviceSecret) sum(what string, organizer survey.ID, secured time.Time, device string) []byte {
	h := hmac.New(sha256.New, s[:])
	h.Write([]byte("omdome device " + what + "\x00"))
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(organizer))
	if !secured.IsZero() {
		binary.BigEndian.PutUint64(n[8:], uint64(secured.UnixMicro()))
	}
	h.Write(n[:])
	h.Write([]byte(device))
	return h.Sum(nil)
}
