package survey

import (
	"strings"
	"unicode/utf8"
)

// MaxPersonalLine is how many characters an organizer may add to one letter.
const MaxPersonalLine = 400

// A WordingPart is a paragraph of the letter that an organization may word
// itself.
type WordingPart string

// A Wording is what an organization has put in the place of the standard words,
// for its letters in one language.
type Wording struct {
	Language Language
	// Texts are the paragraphs that it has written. What is not there is the
	// standard's.
	Texts map[WordingPart]string
	// Revision counts the changes; 0 means that nothing has been written.
	Revision int
}

// ReadPersonalLine reads what an organizer adds to one letter, as it is kept: one
// paragraph, empty for none. The error has a message and no field. Whether it
// says what only figures may say, survey/letter tells.
func ReadPersonalLine(typed string) (string, *FieldError) {
	line := oneParagraph(typed)
	if err := checkParagraph(line, MaxPersonalLine); err != nil {
		return line, err
	}
	return line, nil
}

// checkParagraph says what is wrong with a paragraph of at most so many
// characters, if anything.
func checkParagraph(s string, most int) *FieldError {
	switch over := utf8.RuneCountInString(s) - most; {
	case !IsText(s):
		return &FieldError{Message: MsgSigns}
	case over > 0:
		return &FieldError{Message: MsgTooLong, Args: map[string]any{"n": over}}
	}
	return nil
}

// oneParagraph makes every run of space and line ends one space.
func oneParagraph(s string) string { return strings.Join(strings.Fields(FoldText(s)), " ") }
