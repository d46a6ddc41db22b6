package writing

import (
	"slices"
	"unicode"
)

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
