package organizer

import (
	"strings"
	"unicode/utf8"
)

const (
	// MinPassword is in characters. NIST SP 800-63B-4, 3.1.1.2: 15 where the password
	// is all that is asked for; no rules of digits and capitals, no changing by
	// the calendar, but a list of what is too common.
	MinPassword = 15
	// MaxPassword is in bytes. What is longer is refused before any work.
	MaxPassword = 1000
)

// What is wrong with a password, as keys of the catalogs.
const (
	PasswordShort  = "organizer.signin.password.short"
	PasswordLong   = "organizer.signin.password.long"
	PasswordCommon = "organizer.signin.password.common"
)

// CheckPassword returns what is wrong with a password that somebody chooses, or
// "", but for whether it is easy to guess: survey/web says that.
func CheckPassword(password string) string {
	switch {
	case len(password) > MaxPassword:
		return PasswordLong
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return PasswordCommon
	case utf8.RuneCountInString(password) < MinPassword:
		return PasswordShort
	}
	return ""
}
