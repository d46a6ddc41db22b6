package writing

import (
	"net/mail"
)

// MaxAddress is how long an e-mail address may be, in bytes (RFC 5321, 4.5.3.1.3,
// without its angle brackets).
const MaxAddress = 254

// IsEmail says whether s is a plain e-mail address, without a name.
func IsEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= MaxAddress && IsText(s)
}
