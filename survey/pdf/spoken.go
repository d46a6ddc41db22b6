package pdf

import (
	"slices"
	"strings"
	"unicode"
)

// spoken is a text as it is read aloud: on one line, and without characters that only
// place it.
func spoken(s string) string {
	return clean(visibleText([]rune(strings.Join(strings.FieldsFunc(s, lineFeed), " "))))
}

// plain is a text for lists of files: spoken, and without characters that nobody but
// their inventor knows.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Co, r) {
			return '\ufffd'
		}
		return r
	}, spoken(s))
}

// A spokenScript is a script with the language that it is read aloud as.
type spokenScript struct {
	table    *unicode.RangeTable
	language string
}

// scripts are those that tell a text's language, near enough for a voice to
// read it. Of two that a text is in, the first decides: Japanese has Chinese
// characters beside its own.
var scripts = []spokenScript{
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"},
	{unicode.Han, "zh"},
	{unicode.Arabic, "ar"},
	{unicode.Hebrew, "he"},
	{unicode.Greek, "el"},
	{unicode.Thai, "th"},
	{unicode.Armenian, "hy"},
	{unicode.Georgian, "ka"},
	{unicode.Devanagari, "hi"},
}

// languageOf returns the language that a text's script tells, where it is in
// that script alone; nothing for one in Latin letters, or in several scripts. fonts
// are those of single scripts that the letter is drawn with.
func languageOf(s string, fonts []*scriptFont) string {
	scripts := slices.Clip(scripts)
	for _, f := range fonts {
		scripts = append(scripts, spokenScript{f.runes, f.language})
	}
	found, at := "", len(scripts)
	for _, r := range s {
		if !unicode.IsLetter(r) || r == 'ー' {
			continue
		}
		known := false
		for i, script := range scripts {
			if !unicode.Is(script.table, r) {
				continue
			}
			if found != "" && found != script.language && !(eastern(found) && eastern(script.language)) {
				return ""
			}
			if known = true; i < at {
				found, at = script.language, i
			}
			break
		}
		if !known {
			return ""
		}
	}
	return found
}

// eastern languages are written with Chinese characters beside their own.
func eastern(language string) bool { return language == "ja" || language == "ko" || language == "zh" }
