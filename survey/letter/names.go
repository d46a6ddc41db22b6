package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey/i18n"
)

// greetingName returns what the letter calls the speaker: the first given name
// where the name is plainly given name and family name, and the whole name
// otherwise (one word, a title or initial first, another script, family name
// first with a comma), because a wrong guess is worse than a formal one.
func greetingName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 || strings.ContainsAny(name, ",/&") {
		return name
	}
	first := words[0]
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return name
		}
	}
	r, _ := utf8.DecodeRuneInString(first)
	switch {
	case !unicode.IsUpper(r), // "von", "de", "al-"
		strings.HasSuffix(first, "."),     // "Dr.", "J."
		utf8.RuneCountInString(first) < 2, // "J"
		first == strings.ToUpper(first),   // "NGUYEN Van Anh"
		titles[strings.ToLower(first)]:    // "Dr"
		return name
	}
	return first
}

// titles are words before a name that are no part of it.
var titles = map[string]bool{
	"dr": true, "doktor": true, "doctor": true, "prof": true, "professor": true, "docent": true,
	"mr": true, "mrs": true, "ms": true, "mx": true, "sir": true, "dame": true, "lord": true, "lady": true,
	"herr": true, "fru": true, "fröken": true, "frau": true, "biskop": true, "general": true,
}

// oneLine makes data that stands in a sentence one line: every run of space and
// control signs becomes one space. Nothing else is changed.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\ufffd"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// isolate keeps right-to-left data from reordering the sentence around it.
func isolate(s string) string { return i18n.Isolated(s) }

// upperFirst writes the first letter as a capital.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
