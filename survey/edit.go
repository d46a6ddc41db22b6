package survey

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey/writing"
)

// CheckLine says what is wrong with a title, a name or a room, if anything.
func CheckLine(s string, need bool) *FieldError {
	switch over := utf8.RuneCountInString(s) - MaxTitle; {
	case need && s == "":
		return &FieldError{Message: MsgMissing}
	case !writing.IsText(s) || strings.ContainsFunc(s, unicode.IsControl):
		return &FieldError{Message: MsgCharacters}
	case over > 0:
		return &FieldError{Message: MsgTooLong, Args: map[string]any{"n": over}}
	}
	return nil
}
