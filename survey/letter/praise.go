package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
)

// Praising looks for words of praise in what somebody has written for letters in
// the language. band are words that a band has for its figures: in a text of
// one's own they would say to everybody, or to whom one likes, what a speaker
// must be able to believe that the figures have said; there is no honest use of
// them, so they are refused. doubtful are others, which may praise or may not
// ("den fantastiska utsikten"): a list cannot tell, so they are only shown to
// their writer, beside the letter to whom the figures say something else.
func Praising(l survey.Language, text string) (band, doubtful string) {
	text = plain(text)
	for _, other := range i18n.LanguagesFor(i18n.Letters) { // a word of another language praises too
		for word := range strings.SplitSeq(i18n.For(other).T("letter.praise.band"), "|") {
			if band == "" && strings.Contains(text, word) {
				band = word
			}
		}
	}
	return band, firstOf(text, i18n.For(l).T("letter.praise.words"))
}

// firstOf returns the first of the words, parted by |, that some word of the
// text begins with.
func firstOf(text, words string) string {
	for word := range strings.SplitSeq(words, "|") {
		for at := 0; ; at += len(word) {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			at += i
			if before, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.IsLetter(before) {
				return word
			}
		}
	}
	return ""
}

// plain writes a text so that words can be compared: in small letters, composed,
// without characters that nobody sees, and with single spaces.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// ReadPersonalLine is [survey.ReadPersonalLine] for a letter in the language: it
// also refuses what only figures may say. The error has a message and no field;
// doubtful is a word that may be more than they say.
func ReadPersonalLine(l survey.Language, typed string) (line, doubtful string, refused *survey.FieldError) {
	line, refused = form.ReadPersonalLine(typed)
	if refused != nil {
		return line, "", refused
	}
	band, doubtful := Praising(l, line)
	if band != "" {
		return line, "", &survey.FieldError{Message: MsgPersonalPraise, Args: map[string]any{"text": band}}
	}
	return line, doubtful, nil
}

// MsgPersonalPraise refuses a personal line; {text} is for the figures to say.
const MsgPersonalPraise = "organizer.words.error.personal"
