package pdf

import (
	"strings"
	"unicode"

	"github.com/omdome/omdome/survey/letter"
)

// A word is what stands between spaces: its letters, without what is before and behind
// them.
type word struct {
	runes      []rune // of the whole paragraph
	begin, end int    // of the letters
	until      int    // where the next space is
}

// word finds the word that begins at a place.
func (p *paragraph) word(from int) word {
	w := word{runes: p.runes, begin: from, until: from}
	for w.until < len(p.runes) && !unicode.IsSpace(p.runes[w.until]) {
		w.until++
	}
	for w.begin < w.until && unicode.IsPunct(p.runes[w.begin]) {
		w.begin++
	}
	for w.end = w.begin; w.end < w.until && alphabetic(p.runes[w.end]); {
		w.end++
	}
	return w
}

// alphabetic letters are those of the scripts that words are broken in with a hyphen,
// with the marks that belong to them.
func alphabetic(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) && unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) && r < firstScript
}

// plain says whether the word is one of a language: not an address, a number or a code.
func (w word) plain() bool {
	if w.end == w.begin {
		return false
	}
	for i := w.end; i < w.until; i++ {
		r := w.runes[i]
		letters := i+1 < w.until && (unicode.IsLetter(w.runes[i+1]) || unicode.IsDigit(w.runes[i+1]))
		switch {
		case unicode.IsDigit(r), strings.ContainsRune(`/\_@#=&`, r):
			return false
		case letters && strings.ContainsRune(".:?", r):
			return false
		}
	}
	return true
}

// last says whether nothing comes after the word.
func (w word) last() bool {
	for _, r := range w.runes[w.until:] {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// named says whether the word is, or may be, a name or an abbreviation: capital letters
// in it, but for the first of a sentence.
func (w word) named(names map[string]bool) bool {
	letters := w.runes[w.begin:w.end]
	for _, r := range letters[1:] {
		if unicode.IsUpper(r) {
			return true
		}
	}
	if !unicode.IsUpper(letters[0]) {
		return false
	}
	s := string(letters)
	return names[s] || names[strings.TrimSuffix(s, "s")] || !w.opens()
}

// opens says whether a sentence begins with the word.
func (w word) opens() bool {
	for i := w.begin - 1; i >= 0; i-- {
		switch r := w.runes[i]; {
		case strings.ContainsRune(".!?:…", r):
			return true
		case unicode.IsSpace(r), unicode.In(r, unicode.Pi, unicode.Pf, unicode.Ps, unicode.Pe), r == '"', r == '\'':
		default:
			return false
		}
	}
	return true
}

// namesIn are the names that the letter knows.
func namesIn(l letter.Letter) map[string]bool {
	names := map[string]bool{}
	s := l.Signature
	for _, text := range append([]string{l.Sender.Name, s.Name, s.Organization, l.Salutation, l.PlaceDate}, append(l.Recipient, l.Sender.Lines...)...) {
		for _, name := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if unicode.IsUpper([]rune(name)[0]) {
				names[name] = true
			}
		}
	}
	return names
}

// commonWords are small words that tell a language from the others that letters are
// hyphenated in, and from those near them. A word may stand in two lists.
var commonWords = wordsOf(map[string]string{
	"sv": "och att det som är inte jag vi på för av med mycket bra var hade om till den ett en kunde skulle mer men från",
	"en": "and the that is was not i we of with very good were had to a would could more but from it this",
	"fi": "ja että se on ei en olin oli hyvä hyvin mutta kun olisi myös sekä kiitos paljon enemmän voisi tämä",
	"":   "og ikke jeg det er til und nicht das ist der die ich et le la les des est een het niet y el los que es ja nie i w z",
})

func wordsOf(lists map[string]string) map[string][]string {
	out := map[string][]string{}
	for language, list := range lists {
		for _, w := range strings.Fields(list) {
			out[w] = append(out[w], language)
		}
	}
	return out
}

// patternsFor returns the patterns of the language that the text is in, by its small
// words: a comment may be in another language than its letter. Of equals the letter's
// own counts, and of a text without such words, if it is short. Those of a language
// that there are none for are empty.
func (t *typesetter) patternsFor(runes []rune) *hyphenation {
	own := string(t.language)
	count, all := map[string]int{}, 0
	for _, w := range strings.FieldsFunc(strings.ToLower(string(runes)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		all++
		for _, language := range commonWords[w] {
			count[language]++
		}
	}
	best := own
	for _, language := range []string{"sv", "en", "fi", ""} {
		if count[language] > count[best] {
			best = language
		}
	}
	const short = 6 // words
	if count[best] == 0 && all > short {
		return new(hyphenation)
	}
	if l, ok := hyphenatedLanguages[best]; ok {
		return l.patterns()
	}
	return new(hyphenation)
}
