package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
	"github.com/omdome/omdome/survey/writing"
)

// ReadPersonalLine reads what an organizer adds to one letter, as it is kept: one
// paragraph, empty for none. The error has a message and no field. Whether it
// says what only figures may say, survey/letter tells.
func ReadPersonalLine(typed string) (string, *survey.FieldError) {
	return ReadParagraph(typed, wording.MaxPersonalLine)
}

// ReadParagraph reads a paragraph of at most so many characters: every run of
// space and line ends becomes one space. The error has a message and no field.
func ReadParagraph(typed string, most int) (string, *survey.FieldError) {
	s := writing.OneLine(typed)
	switch over := utf8.RuneCountInString(s) - most; {
	case !writing.IsText(s) || strings.ContainsFunc(s, unicode.IsControl):
		return s, &survey.FieldError{Message: survey.MsgCharacters}
	case over > 0:
		return s, &survey.FieldError{Message: survey.MsgTooLong, Args: map[string]any{"n": over}}
	}
	return s, nil
}
