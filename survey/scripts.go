package survey

import (
	"slices"
	"strings"
	"unicode"

	"github.com/omdome/omdome/survey/writing"
)

// mostScripts is how many alphabets a name may be written in.
const mostScripts = 2

// CheckOrganizationName says what is wrong with an organization's name, if
// anything, beside what [CheckLine] says: a word of several alphabets, or more
// alphabets than a name needs. Those who imitate a name write so.
func CheckOrganizationName(name string) *FieldError {
	if err := CheckLine(name, true); err != nil {
		return err
	}
	if writing.Hides(name) {
		return &FieldError{Message: MsgCharacters}
	}
	var all []string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }) {
		scripts := writing.Scripts(word)
		if len(scripts) > 1 && !writtenTogether(scripts) {
			return &FieldError{Message: MsgScripts, Args: map[string]any{"text": writing.ShortLine(word)}}
		}
		for _, s := range scripts {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	if len(all) > mostScripts && !writtenTogether(all) {
		return &FieldError{Message: MsgScripts, Args: map[string]any{"text": writing.ShortLine(name)}}
	}
	return nil
}

// writtenTogether says whether a word may be of these scripts: Latin letters
// stand in words of those that look like none of them, and that put no space
// between words.
func writtenTogether(scripts []string) bool {
	return len(scripts) == 2 && slices.Contains(scripts, "Latin") &&
		slices.ContainsFunc(scripts, func(s string) bool {
			return slices.Contains([]string{"Han", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"}, s)
		})
}
