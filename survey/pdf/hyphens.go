package pdf

import (
	"embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// hyphenFiles are the patterns that go generate has brought, as TeX writes them.
// Words of a language without its file are not hyphenated.
//
//go:embed hyphens
var hyphenFiles embed.FS

// Hyphenation is by Liang's algorithm (F. M. Liang, Word Hy-phen-a-tion by
// Com-put-er, 1983): patterns of letters have levels between them. Of all patterns
// that are found in a word the highest level counts at each place; a word may be
// broken where that is odd.
type hyphenation struct {
	levels map[string][]byte // by the pattern's letters; one before each and one after all
	own    map[string][]int  // the places in words that have their own, in bytes
	most   int               // bytes in the longest pattern
	// left and right are how many letters stay together at a word's ends at least.
	left, right int
}

// A hyphenated language has its patterns, once they are read.
type hyphenated struct {
	name     string // in English
	patterns func() *hyphenation
}

// hyphenatedLanguages are those that letters have patterns for. What stays together at
// a word's ends is what TeX has for them.
var hyphenatedLanguages = map[string]hyphenated{
	"sv": {"Swedish", sync.OnceValue(func() *hyphenation { return readHyphens("sv", 2, 2) })},
	"en": {"English", sync.OnceValue(func() *hyphenation { return readHyphens("en", 2, 3) })},
	"fi": {"Finnish", sync.OnceValue(func() *hyphenation { return readHyphens("fi", 2, 2) })},
}

// shortest is how many letters a word has that is worth a hyphen.
const shortest = 6

// LacksHyphens names the languages that this program was built without the
// patterns of, in English: letters do not hyphenate their words. There is none
// after go generate.
func LacksHyphens() []string {
	var names []string
	for _, l := range []string{"sv", "en", "fi"} {
		if f, err := hyphenFiles.Open("hyphens/" + l + ".txt"); err != nil {
			names = append(names, hyphenatedLanguages[l].name)
		} else {
			_ = f.Close()
		}
	}
	return names
}

// readHyphens reads the patterns of a language; there are none without its file.
func readHyphens(language string, left, right int) *hyphenation {
	b, err := hyphenFiles.ReadFile("hyphens/" + language + ".txt")
	if err != nil {
		return new(hyphenation)
	}
	h := &hyphenation{levels: map[string][]byte{}, own: map[string][]int{}, left: left, right: right}
	if language != "en" { // a word of English that letters are full of
		h.add("w8o8r8k9s8h8o8p")
		h.add("workshop9l")
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if word, is := strings.CutPrefix(line, "="); is {
			h.addOwn(word)
		} else if line != "" {
			h.add(line)
		}
	}
	return h
}

// add adds a pattern, such as ".ab4c".
func (h *hyphenation) add(pattern string) {
	var letters []byte
	levels := []byte{0}
	for _, r := range pattern {
		if r >= '0' && r <= '9' {
			levels[len(letters)] = byte(r - '0')
			continue
		}
		letters = utf8.AppendRune(letters, r)
		levels = append(levels, make([]byte, utf8.RuneLen(r))...)
	}
	h.levels[string(letters)] = levels
	h.most = max(h.most, len(letters))
}

// addOwn adds a word with its own places, such as "ta-ble".
func (h *hyphenation) addOwn(word string) {
	var places []int
	letters := ""
	for i, part := range strings.Split(word, "-") {
		if i > 0 {
			places = append(places, len(letters))
		}
		letters += part
	}
	h.own[letters] = places
}

// places returns where the word may be broken, as how many of its letters are before
// the hyphen. The word is in small letters.
func (h *hyphenation) places(word string) []int {
	if utf8.RuneCountInString(word) < shortest {
		return nil
	}
	whole := "." + word + "."
	levels := make([]byte, len(whole)+1)
	if own, ok := h.own[word]; ok {
		for _, at := range own {
			levels[at+1] = 1
		}
	} else {
		for i := range whole {
			for j := i + 1; j <= min(len(whole), i+h.most); j++ {
				for k, level := range h.levels[whole[i:j]] {
					levels[i+k] = max(levels[i+k], level)
				}
			}
		}
	}
	var out []int
	letter, letters := 0, utf8.RuneCountInString(word)
	for i := range word {
		if letter >= h.left && letters-letter >= h.right && levels[i+1]%2 == 1 {
			out = append(out, letter)
		}
		letter++
	}
	return out
}
