package survey

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckLine says what is wrong with a title, a name or a room, if anything.
func CheckLine(s string, need bool) *FieldError {
	switch over := utf8.RuneCountInString(s) - MaxTitle; {
	case need && s == "":
		return &FieldError{Message: MsgMissing}
	case !IsText(s) || strings.ContainsFunc(s, unicode.IsControl):
		return &FieldError{Message: MsgSigns}
	case over > 0:
		return &FieldError{Message: MsgTooLong, Args: map[string]any{"n": over}}
	}
	return nil
}

// IsEmail says whether s is a plain e-mail address, without a name.
func IsEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= MaxAddress && IsText(s)
}
