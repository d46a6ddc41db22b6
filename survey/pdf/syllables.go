package pdf

import (
	"slices"
	"unicode"
)

// unbroken returns the text as the line wrapper is to see it. Thai, Lao, Burmese
// and Khmer have no spaces between words, and the wrapper knows no words: it
// breaks what is too long for a line where Unicode's clusters end. Some characters are
// exchanged here so that a break stands between syllables where it can, and never
// where no reader of the script would have it.
func unbroken(runes []rune) []rune {
	seen, begin := runes, 0 // of the piece without spaces that i is in
	for i, r := range runes {
		if unicode.IsSpace(r) {
			begin = i + 1
		}
		instead := r
		switch {
		case i <= begin || r < firstScript: // a space, what follows one, or of no such script
		case inseparable(runes[i-1], r) || closing(runes, i):
			instead = '\u0301' // belongs to what is before it
		case leading(r) && pieceLength(runes, begin) > longPiece:
			instead = '\u00b4' // a line may begin with it
		}
		if instead == r {
			continue
		}
		if &seen[0] == &runes[0] {
			seen = slices.Clone(runes)
		}
		seen[i] = instead
	}
	return seen
}

// longPiece is how many characters a piece without spaces has that is broken before it
// is moved to the next line: more than a name or a word.
const longPiece = 24

// pieceLength returns how long the piece is that begins there, up to one more than
// longPiece.
func pieceLength(runes []rune, begin int) int {
	part := runes[begin:min(begin+longPiece+1, len(runes))]
	if end := slices.IndexFunc(part, unicode.IsSpace); end >= 0 {
		return end
	}
	return len(part)
}

// inseparable says whether two characters stay on one line. Characters that are only drawn
// out, one and the same again and again, do not bind one another, so that any text
// can be broken somewhere.
func inseparable(before, after rune) bool {
	switch {
	case before == after:
		return false
	case leading(before):
		return !leading(after) && unicode.IsLetter(after)
	case stacking(before):
		return unicode.IsLetter(after)
	}
	return following(after) && !following(before)
}

// closing says whether the character is a consonant that ends a syllable of Burmese, or
// has another under it.
func closing(runes []rune, i int) bool {
	return runes[i] >= 0x1000 && runes[i] <= 0x1021 && i+1 < len(runes) && (runes[i+1] == 0x103a || runes[i+1] == 0x1039)
}

// leading vowels are written, in Thai and Lao, before the consonant that they
// are spoken after. A syllable begins with them.
func leading(r rune) bool { return r >= 0xe40 && r <= 0xe44 || r >= 0xec0 && r <= 0xec4 }

// stacking characters put the consonant after them under the one before: Burmese and
// Khmer.
func stacking(r rune) bool { return r == 0x1039 || r == 0x17d2 }

// following characters of Thai and Lao are letters to Unicode and never begin a
// syllable: vowels after their consonant, the characters of repetition and abbreviation.
func following(r rune) bool {
	switch r {
	case 0xe2f, 0xe30, 0xe32, 0xe33, 0xe45, 0xe46, 0xeaf, 0xeb0, 0xeb2, 0xeb3, 0xec6:
		return true
	}
	return false
}
