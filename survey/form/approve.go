package form

import (
	"github.com/omdome/omdome/survey"
)

// The fields of a letter that an organizer writes.
const (
	FieldLine   = "line"
	FieldReason = "reason"
)

// ReadReason reads why a letter is revoked, as it is kept: one paragraph. There
// must be one, since whoever verifies the letter is told it.
func ReadReason(typed string) (string, survey.FieldErrors) {
	reason, err := ReadParagraph(typed, survey.MaxReason)
	if reason == "" && err == nil {
		err = &survey.FieldError{Message: "organizer.letters.reason.none"}
	}
	if err != nil {
		err.Field = FieldReason
		return reason, survey.FieldErrors{*err}
	}
	return reason, nil
}
