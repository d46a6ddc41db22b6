package lookalike

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// plainly writes a text with the plain letters that others are drawn from: small
// capitals, phonetic letters, and those that are turned or have a hook. Unicode's table
// of confusables leaves most of these as they are; where it knows plain letters for
// one, those count.
func plainly(s string) string {
	if !strings.ContainsFunc(s, isOdd) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		plain, ok := drawn[r]
		if !ok && isOdd(r) && strings.ContainsFunc(skeleton(string(r)), isOdd) {
			plain = drawnFrom(r)
		}
		if plain == "" {
			plain = string(r)
		}
		b.WriteString(plain)
	}
	return b.String()
}

func isOdd(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }

// stroke is a mark on a letter that is none of those that readers here know.
const stroke = "\u0338"

// drawnFrom returns the plain letters that a Latin letter is drawn from, as its name
// tells: LATIN LETTER SMALL CAPITAL N, LATIN SMALL LETTER D WITH CURL; with a mark
// where it has more than they have. It is empty where the name tells none.
func drawnFrom(r rune) string {
	if !unicode.Is(unicode.Latin, r) {
		return ""
	}
	name, _, marked := strings.Cut(runenames.Name(r), " WITH ")
	name = strings.TrimSuffix(name, " DIGRAPH")
	last := name[strings.LastIndexAny(name, " -")+1:]
	plain := named[last]
	if plain == "" && len(last) <= 2 {
		plain = strings.ToLower(last)
	}
	if plain != "" && marked {
		plain += stroke
	}
	return plain
}

// named are letters that have names, and what a reader takes them for.
var named = map[string]string{
	"ALPHA": "a", "SCHWA": "e", "ENG": "n", "ESH": "s", "HENG": "h", "IOTA": "i", "KRA": "k", "OMEGA": "w", "UPSILON": "u",
	"LAMBDA": "a", "HORN": "y", "CHI": "x", "THORN": "p", "TESH": "ts", "DEZH": "dz", "LEZH": "lz", "EZH": "z", "RUM": "r", "FENG": "fn",
}

// drawn are letters that look less like what they are named after than like others, or
// whose names tell nothing.
var drawn = map[rune]string{
	'ß': "ss", 'ð': "d" + stroke, 'ᴆ': "d" + stroke,
	'ʍ': "m", 'ʌ': "a", 'Ʌ': "a", 'ᶺ': "a", 'ᴧ': "a", 'ʘ': "o", 'ǃ': "l",
	'ᴨ': "π", 'ᴪ': "ψ", 'ᴩ': "p",
}
