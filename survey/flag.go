package survey

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A FlagKind is what a stretch of a comment may be.
type FlagKind string

// What is flagged. A flag is a hint to who reviews, found by plain rules; it
// decides nothing, and that there is none promises nothing.
const (
	FlagName     FlagKind = "name"     // may be a person's name
	FlagEmail    FlagKind = "email"    // looks like an e-mail address
	FlagPhone    FlagKind = "phone"    // looks like a telephone number
	FlagIdentity FlagKind = "identity" // looks like a Swedish personal identity number
	FlagAbuse    FlagKind = "abuse"    // holds a word that is often meant to hurt
)

// FlagKinds are what may be in a comment.
var FlagKinds = []FlagKind{FlagName, FlagEmail, FlagPhone, FlagIdentity, FlagAbuse}

// A Flag is a stretch of a comment that may be personal data or abuse.
type Flag struct {
	Kind FlagKind
	Cut
}

var (
	emailPattern    = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
	phonePattern    = regexp.MustCompile(`(?:\+|\b0)\d[\d \-/()]{5,17}\d\b`)
	identityPattern = regexp.MustCompile(`\b(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|[678]\d|9[01])[-+ ]?\d{4}\b`)
)

const (
	minPhoneDigits = 8
	maxPhoneDigits = 15 // ITU-T E.164
)

// Flags returns what may be personal data or abuse in a comment, in order and
// apart, by the language's rules. people are names that must not pass unseen:
// the speakers' and the organizer's.
func Flags(text string, language Language, people []string) []Flag {
	f := flagger{text: text}
	f.find(FlagEmail, emailPattern, nil)
	f.find(FlagIdentity, identityPattern, nil)
	f.find(FlagPhone, phonePattern, func(s string) bool {
		n := 0
		for _, r := range s {
			if unicode.IsDigit(r) {
				n++
			}
		}
		return n >= minPhoneDigits && n <= maxPhoneDigits
	})
	words := Words(text)
	runes := []rune(text)
	core := func(i int) string { return string(runes[words[i].From:words[i].To]) }
	for i := range words {
		if isAbuse(core(i)) {
			f.add(FlagAbuse, words[i].Cut)
		}
	}
	known := nameParts(people)
	for i := 0; i < len(words); i++ {
		if isKnown(core(i), known) {
			f.add(FlagName, words[i].Cut)
			continue
		}
		title := i > 0 && slices.Contains(titles, strings.ToLower(core(i-1)))
		inside := i > 0 && !endsSentence(words[i-1].Text)
		if !capitalised(core(i)) || slices.Contains(titles, strings.ToLower(core(i))) {
			continue
		}
		pair := i+1 < len(words) && capitalised(core(i+1)) && !endsSentence(words[i].Text)
		// In Swedish nothing but names begins with a capital inside a sentence;
		// elsewhere much does, so there it takes two of them, or a title.
		if title || inside && language == Swedish || pair && (inside || language != Swedish) {
			f.add(FlagName, words[i].Cut)
			if pair {
				i++
				f.add(FlagName, words[i].Cut)
			}
		}
	}
	return f.sorted()
}

type flagger struct {
	text  string
	flags []Flag
}

// find flags what the pattern matches, where ok has nothing against it.
func (f *flagger) find(kind FlagKind, pattern *regexp.Regexp, ok func(string) bool) {
	for _, at := range pattern.FindAllStringIndex(f.text, -1) {
		if ok == nil || ok(f.text[at[0]:at[1]]) {
			from := utf8.RuneCountInString(f.text[:at[0]])
			f.add(kind, Cut{from, from + utf8.RuneCountInString(f.text[at[0]:at[1]])})
		}
	}
}

// add keeps the flag unless another has flagged some of it already.
func (f *flagger) add(kind FlagKind, c Cut) {
	if !slices.ContainsFunc(f.flags, func(o Flag) bool { return c.From < o.To && o.From < c.To }) {
		f.flags = append(f.flags, Flag{kind, c})
	}
}

func (f *flagger) sorted() []Flag {
	slices.SortFunc(f.flags, func(a, b Flag) int { return a.From - b.From })
	return f.flags
}

// capitalised says whether a word is written as names are: one capital, small
// letters after it. PDF and iPhone are not.
func capitalised(word string) bool {
	for i, r := range word {
		switch {
		case i == 0 && !unicode.IsUpper(r):
			return false
		case i > 0 && r == '-':
			return capitalised(word[i+1:])
		case i > 0 && !unicode.IsLower(r):
			return false
		}
	}
	return utf8.RuneCountInString(word) > 1
}

func endsSentence(word string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(word, `"”’»)`))
	return strings.ContainsRune(".!?:…", r) && !slices.Contains(titles, strings.ToLower(strings.TrimRight(word, ".")))
}

// nameParts are the single names of people, without those of one letter.
func nameParts(people []string) []string {
	var parts []string
	for _, p := range people {
		for _, part := range strings.FieldsFunc(p, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
			if utf8.RuneCountInString(part) > 1 {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// isKnown says whether the word is one of the names, also with a genitive's s.
// A short name must have its capital: "ek" is a tree.
func isKnown(word string, names []string) bool {
	const short = 3
	return slices.ContainsFunc(names, func(name string) bool {
		for _, form := range []string{name, name + "s", name + "'s", name + "’s"} {
			if word == form || utf8.RuneCountInString(name) > short && strings.EqualFold(word, form) {
				return true
			}
		}
		return false
	})
}

func isAbuse(word string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(abusive, func(w string) bool {
		stem, open := strings.CutSuffix(w, "*")
		return word == stem || open && strings.HasPrefix(word, stem)
	})
}

// titles stand before names.
var titles = []string{
	"herr", "fru", "fröken", "dr", "doktor", "professor", "prof", "docent", "lektor", "rektor", "chefen", "läraren",
	"mr", "mrs", "ms", "miss", "doctor", "sir", "madam",
}

// abusive are words that are often meant to hurt, ours and few; with a star,
// whatever follows. Who reviews reads every comment anyway.
var abusive = []string{
	"idiot*", "korkad*", "puckad*", "puckot", "pucko", "dumskalle*", "jävla", "jävel*", "jävlar", "skitdålig*", "skitsnack",
	"fitta*", "hora", "horor", "kuk", "slampa*", "mongo*", "efterbliv*", "äckel*", "äcklig*", "svin", "rövhål*", "blatte*",
	"svartskalle*", "neger*", "bögjävel*",
	"moron*", "stupid", "fuck*", "shit*", "bullshit", "bitch*", "asshole*", "arsehole*", "bastard*", "retard*", "cunt*",
	"dickhead*", "wanker*", "scum*", "nigger*", "faggot*",
}
