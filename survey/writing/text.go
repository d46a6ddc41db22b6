// Package writing has the rules of texts that people type: how they are folded, so
// that what is the same to a reader is the same to the program, and what is an
// e-mail address, an address on the web, a line that a message can quote. It knows
// nothing of what a text is for.
package writing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// IsText says whether s can be stored as text by every database: valid UTF-8
// without NUL.
func IsText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// LineEnds are what ends a line, in whatever program it was typed.
var LineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Fold is how every text that somebody has typed, pasted or sent in a file
// comes in. Every line ends in a line feed; what is the same to a reader is the
// same to the program (Unicode's form NFC); characters that nobody sees are gone, but
// for those that a script or a picture needs to be written; and so is space at
// both ends. Characters that turn the direction of all that follows them are gone,
// too; the marks that only place a full stop in a text from right to left stay
// there. A text of nothing else becomes empty. Doing it again changes nothing.
//
// What is no text is left for IsText to refuse.
func Fold(s string) string { return fold(s, true, composed) }

// FoldComment is [Fold] for what an attendee writes. It comes back in the characters
// that it was written in, which nothing is compared with.
func FoldComment(s string) string { return fold(s, true, strings.Clone) }

// fold is Fold, with the marks of direction where a text needs them or
// without any, and in the form that compose writes.
func fold(s string, marks bool, compose func(string) string) string {
	s = LineEnds.Replace(s)
	if IsText(s) {
		s = compose(withoutUnseen(s, marks))
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == blankBraille || r == zeroSpace || r == nonJoiner
	})
}

// FoldLine is [Fold] for what stands on one line among other words: a name, a
// title, a room, an address. No mark of direction stays there, since whoever shows
// it sets it apart; and between two words is one space, of whatever width it was.
// Line ends stay, to be refused.
func FoldLine(s string) string {
	s = fold(s, false, composed)
	if !IsText(s) {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		is := r == '\t' || r == blankBraille || unicode.Is(unicode.Zs, r)
		switch {
		case !is:
			b.WriteRune(r)
		case !space:
			b.WriteByte(' ')
		}
		space = is
	}
	return strings.TrimSpace(composed(b.String()))
}

// composed writes a text in NFC, whatever number of marks stand on a letter:
// x/text puts a character that nobody sees after every thirtieth.
func composed(s string) string {
	return strings.ReplaceAll(norm.NFC.String(s), "\u034f", "")
}

// FoldAddress writes an e-mail address as it is compared with another: most are
// the same mailbox in capital letters, too.
func FoldAddress(address string) string { return strings.ToLower(FoldLine(address)) }

const (
	zeroSpace    = '\u200b'
	nonJoiner    = '\u200c'
	joiner       = '\u200d'
	blankBraille = '\u2800' // a character without a dot: it looks like space
	textStyle    = '\ufe0e' // shows the character before it as a letter
	emojiStyle   = '\ufe0f' // shows it as a picture
	blackFlag    = '\U0001f3f4'
	tagsEnd      = '\U000e007f'
)

// Unseen says whether r shows nothing itself. Unicode calls these characters default
// ignorable; the few formatting characters that do show, such as the Arabic character of a
// year, are none of them.
func Unseen(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r) || r >= 0x13430 && r <= 0x1345f:
		return false
	}
	return unicode.Is(unicode.Cf, r)
}

func seen(r rune) bool { return !Unseen(r) }

// isMark says whether r is a mark of direction, which turns no other character.
func isMark(r rune) bool { return r == '\u200e' || r == '\u200f' || r == '\u061c' }

// withoutUnseen drops the characters that nobody sees and no script needs there.
func withoutUnseen(s string, marks bool) string {
	if strings.IndexFunc(s, Unseen) < 0 {
		return s
	}
	marks = marks && FromTheRight(s)
	w := written{runes: []rune(s)}
	for w.at < len(w.runes) {
		r := w.runes[w.at]
		n := 1
		switch {
		case seen(r), isMark(r) && marks:
		case w.last == blackFlag && tags(w.runes[w.at:]) > 0:
			n = tags(w.runes[w.at:])
		case !w.needs(r):
			w.at++
			continue
		}
		for _, r := range w.runes[w.at : w.at+n] {
			w.keep(r)
		}
		w.at += n
	}
	return string(w.kept)
}

// A written text is one whose unseen characters are being dropped: runes is all of it,
// at how far that has come.
type written struct {
	runes, kept []rune
	at          int
	// last is the last character kept, letter that without the marks on it, which in
	// Arabic, among others, belong to no script of their own.
	last, letter rune
	// next is where the next character stands that is seen, once it has been looked for.
	next int
}

func (w *written) keep(r rune) {
	w.kept = append(w.kept, r)
	switch {
	case isMark(r):
		return
	case Unseen(r) && r != emojiStyle:
		w.letter = 0
	case !unicode.Is(unicode.Inherited, r) || r == emojiStyle || unicode.In(r, joining...):
		w.letter = r
	}
	w.last = r
}

// after returns the next character that is seen, or 0.
func (w *written) after() rune {
	for w.next = max(w.next, w.at+1); w.next < len(w.runes); w.next++ {
		if seen(w.runes[w.next]) {
			return w.runes[w.next]
		}
	}
	return 0
}

// needs says whether what is written looks otherwise without the unseen character r:
// letters joined or parted, a picture made of several.
func (w *written) needs(r rune) bool {
	switch {
	case r == nonJoiner:
		return unicode.In(w.letter, joining...)
	case r == joiner && unicode.In(w.letter, joining...):
		return true
	case r == joiner:
		return unicode.In(w.after(), joining...) && !unicode.IsLetter(w.letter) || pictured(w.letter) && pictured(w.after())
	case r == zeroSpace:
		return unicode.In(w.last, spaceless...) && unicode.In(w.after(), spaceless...)
	case r == textStyle || r == emojiStyle:
		return pictured(w.last) && w.last != emojiStyle || unicode.Is(unicode.Sm, w.last) ||
			w.last >= '0' && w.last <= '9' || strings.ContainsRune("#*‼⁉〰〽㊗㊙", w.last)
	case r >= 0x180b && r <= 0x180f:
		return unicode.Is(unicode.Mongolian, w.last)
	case unicode.Is(unicode.Variation_Selector, r): // which of the shapes a character has
		return unicode.In(w.last, unicode.Han, unicode.Sm, unicode.Myanmar, unicode.Phags_Pa)
	}
	return false
}

// FromTheRight says whether something in the text is written from right to left.
func FromTheRight(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x590 && seen(r) && unicode.In(r, fromTheRight...) })
}

// tags returns how many characters the name of a flag takes at the beginning: small
// letters and digits that do not show, with their end.
func tags(s []rune) int {
	for i, r := range s[:min(len(s), 8)] {
		switch {
		case r == tagsEnd:
			return i + 1
		case r < 0xe0030 || r > 0xe007a:
			return 0
		}
	}
	return 0
}

// pictured says whether r is part of a picture that several characters make.
func pictured(r rune) bool {
	return r == emojiStyle || unicode.Is(unicode.So, r) && r != blankBraille || unicode.Is(unicode.Sk, r) && r > 0x1f000 || r == '♀' || r == '♂'
}

var (
	// joining are the scripts whose letters take another shape where they are
	// joined, or where they are kept from it.
	joining = []*unicode.RangeTable{
		unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa,
		unicode.Adlam, unicode.Hanifi_Rohingya, unicode.Manichaean, unicode.Sogdian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Myanmar, unicode.Khmer,
		unicode.Tibetan, unicode.Balinese, unicode.Javanese, unicode.Sundanese, unicode.Brahmi, unicode.Grantha,
		unicode.Newa, unicode.Tirhuta, unicode.Chakma, unicode.Meetei_Mayek, unicode.Limbu,
	}
	// spaceless are the scripts that have no space between words, so that where
	// a line may end has to be said.
	spaceless = []*unicode.RangeTable{
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham,
		unicode.Javanese, unicode.Balinese, unicode.Tibetan,
	}
	// fromTheRight are the scripts that are written from right to left.
	fromTheRight = []*unicode.RangeTable{
		unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Samaritan, unicode.Mandaic,
		unicode.Adlam, unicode.Hanifi_Rohingya,
	}
)

// OneLine puts a text on one line, whatever space or line end stood between.
func OneLine(s string) string { return FoldLine(strings.Join(strings.Fields(s), " ")) }

// shownLine is how many characters of a line a message quotes.
const shownLine = 60

// ShortLine is a line as a message can quote it.
func ShortLine(line string) string {
	line = strings.ReplaceAll(strings.ToValidUTF8(line, ""), "\x00", "")
	if r := []rune(line); len(r) > shownLine {
		return string(r[:shownLine]) + "…"
	}
	return line
}

// Hides says whether characters stand in a text that nobody sees and that no script
// needs there, marks of direction among them.
func Hides(s string) bool { return withoutUnseen(s, false) != s }
