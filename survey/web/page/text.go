package page

import (
	"strings"
	"unicode/utf8"
)

// Shorten keeps a mistyped code from filling a page.
func Shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// A FormError is a line of the error summary. Target is the id of the field
// that it leads to; empty when it is about the form as a whole.
type FormError struct {
	Target, Label, Text string
}

// Only says whether the value is the only one. A rating that came with several
// values is shown with none chosen: which was meant is not ours to say.
func Only(values []string, value string) bool {
	for _, v := range values {
		if v != value {
			return false
		}
	}
	return len(values) > 0
}

// ShownText is a posted text as a page can show it: what is no text at all is
// left out, the rest is as it was typed.
func ShownText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// Long says whether a title and the names under it are set smaller, where a page has
// one size and all of it must be seen: a poster, a slide.
func Long(title, names string) bool {
	return utf8.RuneCountInString(title) > longTitle || utf8.RuneCountInString(names) > longNames
}

const longTitle, longNames = 60, 80
