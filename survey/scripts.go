package survey

import (
	"slices"
	"strings"
	"unicode"
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
	if withoutUnseen(name, false) != name {
		return &FieldError{Message: MsgSigns}
	}
	var all []string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }) {
		scripts := Scripts(word)
		if len(scripts) > 1 && !writtenTogether(scripts) {
			return &FieldError{Message: MsgScripts, Args: map[string]any{"text": ShortLine(word)}}
		}
		for _, s := range scripts {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	if len(all) > mostScripts && !writtenTogether(all) {
		return &FieldError{Message: MsgScripts, Args: map[string]any{"text": ShortLine(name)}}
	}
	return nil
}

// Scripts returns the scripts that a text is written in, by Unicode's names. Those
// of Japanese and of Korean count as Han, with which they are written; digits, and
// marks that stand on letters of any script, belong to none.
func Scripts(text string) []string {
	var found []string
	for _, r := range text {
		if unicode.In(r, unicode.Common, unicode.Inherited) {
			continue
		}
		name := scriptOf(r)
		if !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

func scriptOf(r rune) string {
	switch {
	case unicode.Is(unicode.Latin, r):
		return "Latin"
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return "Han"
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "" // newer than this program knows
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
