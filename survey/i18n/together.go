package i18n

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// noBreak is the space that no line ends at.
const noBreak = '\u00a0'

// Together keeps on one line what is read as one: a date, a time with what stands
// before it, a number with what it counts, the number of a page or a letter. Spaces in
// them become such as no line ends at; all else stays, character by character.
func (c *Catalog) Together(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	runes := []rune(s)
	begin := 0 // of the word before the space
	for i, r := range runes {
		if !unicode.IsSpace(r) {
			continue
		}
		if r == ' ' && i > begin && i+1 < len(runes) {
			before, after := runes[begin:i], word(runes[i+1:])
			if (slices.ContainsFunc(before, isDigit) || slices.ContainsFunc(after, isDigit)) && c.together(core(before), core(after)) {
				runes[i] = noBreak
			}
		}
		begin = i + 1
	}
	return string(runes)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// word is what stands before the next space.
func word(runes []rune) []rune {
	if end := slices.IndexFunc(runes, unicode.IsSpace); end >= 0 {
		return runes[:end]
	}
	return runes
}

// core is the word without what stands around it; a point may be its own.
func core(runes []rune) string {
	return strings.TrimFunc(string(runes), func(r rune) bool {
		return r != '.' && r != '%' && r != '§' && (unicode.IsPunct(r) || unicode.Is(unicode.Cf, r))
	})
}

// numbered are what stands before a number that belongs to it.
var numbered = []string{
	"kl.", "kl", "klo", "sid.", "sida", "sidan", "s.", "nr", "nr.", "brev", "den", "av", "§",
	"page", "p.", "no.", "letter", "of", "kirje", "sivu",
}

// apart are small words that a number does not count.
var apart = []string{"och", "eller", "men", "i", "på", "and", "or", "but", "in", "on", "ja", "tai", "mutta"}

// together says whether two words are read as one.
func (c *Catalog) together(before, after string) bool {
	first, isNumber := whole(before)
	switch {
	case after == "" || before == "":
		return false
	case c.isMonth(after):
		return isNumber && first <= 31
	case c.isMonth(before):
		return isYear(strings.TrimRight(after, "."))
	case isNumber && !strings.HasSuffix(before, "."):
		begin := []rune(after)[0]
		return !isYear(before) && !slices.Contains(apart, after) && (unicode.IsLower(begin) || after == "%" || after == "€" || after == "kr")
	case after[0] >= '0' && after[0] <= '9':
		return slices.Contains(numbered, strings.ToLower(before)) || before == "at" && strings.ContainsAny(after, ":.")
	}
	return false
}

// whole reads a whole number, with or without decimals or a point after it.
func whole(s string) (n int, ok bool) {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.Atoi(s[:end])
	rest := s[end:]
	return n, err == nil && !strings.ContainsFunc(rest, func(r rune) bool { return !strings.ContainsRune(".,0123456789", r) })
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && strings.Trim(s, "0123456789") == ""
}

// isMonth says whether the word is a month, as the language writes it in a date.
func (c *Catalog) isMonth(s string) bool {
	s = strings.TrimRight(s, ".")
	for month := 1; month <= 12; month++ {
		if c.T("month."+strconv.Itoa(month)) == s {
			return true
		}
	}
	return false
}
