package event

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A search finds sessions by words: each of them has to stand somewhere in what
// is searched. Upper and lower case are the same. A word typed without accents
// finds letters with them ("malen" finds "målen"); one typed with them finds
// nothing else, since to a Swede å is no a.
type search struct {
	words []string
	// code is what was typed when it can be read as a code.
	code survey.Code
}

// searchUpTo is how many characters a search may have; the rest is cut off.
const searchUpTo = 120

// Searched is what was typed to search for.
func Searched(fields url.Values, field string) string {
	typed := []rune(strings.TrimSpace(page.ShownText(fields.Get(field))))
	return string(typed[:min(len(typed), searchUpTo)])
}

// NewSearch is a search for what was typed.
func NewSearch(typed string) search {
	q := search{words: strings.Fields(lower(typed))}
	q.code, _ = survey.ParseCode(typed)
	return q
}

// Finds says whether the session is what is searched for.
func (q search) Finds(st survey.SessionState) bool {
	if q.code != "" && st.Session.Code == q.code {
		return true
	}
	parts := []string{st.Session.Title, st.Session.Room}
	for _, a := range st.Appearances {
		parts = append(parts, a.Speaker.Name)
	}
	text := lower(strings.Join(parts, "\n"))
	plain := withoutAccents(text)
	for _, word := range q.words {
		if !holds(text, word) && !holds(plain, word) {
			return false
		}
	}
	return true
}

// holds says whether the word stands in the text, anywhere, since Swedish writes
// words together; one of a letter or two ("sal b") only where a word begins.
func holds(text, word string) bool {
	if utf8.RuneCountInString(word) > 2 {
		return strings.Contains(text, word)
	}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.HasPrefix(w, word) {
			return true
		}
	}
	return false
}

// lower writes a text so that what looks alike is alike.
func lower(s string) string {
	return norm.NFC.String(strings.ToLower(norm.NFKC.String(page.ShownText(s))))
}

// letters are those that Unicode does not take apart into a letter and a mark.
var letters = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

func withoutAccents(s string) string {
	return letters.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}
