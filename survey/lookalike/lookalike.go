// Package lookalike says which names a reader could take for one another. What
// letters look like each other is Unicode's to say (UTS #39, confusables); what
// tells two names apart beside their letters stands in docs/signing-in.md.
package lookalike

import (
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey/writing"
)

// A Look is what a name looks like: as it is written, in small and in capital
// letters, since a letter may be like another in one of them alone (Н and H, not н
// and h).
type Look [3][]letter

// A letter is the plain letter that one looks like, with what stands on it.
type letter struct {
	plain rune
	on    accent
}

// An accent is what stands on a letter, as a Nordic reader sees it: å and ä are
// letters of their own, beside a, as ö is beside o. Any other mark, on these or on
// other letters, may be taken for one of these, or for none.
type accent uint8

const (
	none accent = iota
	ring
	dots
	other
)

// Of returns what the name looks like.
func Of(name string) Look {
	name = norm.NFKC.String(strings.NewReplacer("™", "", "℠", "").Replace(writing.FoldLine(name)))
	return Look{letters(name), letters(cases.Fold().String(name)), letters(strings.ToUpper(name))}
}

// Like says whether a reader could take one name for the other.
func (l Look) Like(other Look) bool {
	for i := range l {
		if slices.EqualFunc(l[i], other[i], letter.like) {
			return true
		}
	}
	return false
}

func (l letter) like(m letter) bool {
	return l.plain == m.plain && (l.on == m.on || l.on == other || m.on == other)
}

// skeleton writes a text with the letters, small ones, that Unicode says its letters
// are like.
func skeleton(s string) string { return cases.Fold().String(confusable.Skeleton(s)) }

// letters takes from a text what a reader tells names apart by: letters and
// digits. Case, space, hyphens, dots and pictures do not count, unless there is
// nothing else.
func letters(name string) []letter {
	s := strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) {
			return -1 // before a long dash becomes a letter of Japanese
		}
		return r
	}, name)
	for range 3 { // what a letter becomes may itself be like another
		s = skeleton(plainly(s))
	}
	var list []letter
	for _, r := range norm.NFD.String(plainly(s)) {
		switch {
		case standsOn(r):
			if len(list) > 0 {
				list[len(list)-1].wear(r)
			}
		case r == 'i':
			list = append(list, letter{plain: 'l'}) // a capital I is like an l, and an i like a capital I
		case r == 'w':
			list = append(list, letter{plain: 'v'}, letter{plain: 'v'})
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			list = append(list, letter{plain: r})
		}
	}
	if list != nil {
		return list
	}
	for _, r := range strings.Join(strings.Fields(name), "") {
		list = append(list, letter{plain: r})
	}
	return list
}

// standsOn says whether r is a mark on the letter before it. The vowel characters of
// Indic and other scripts are no such marks but letters; the points of Hebrew and
// Arabic are.
func standsOn(r rune) bool {
	if !unicode.In(r, unicode.Mn, unicode.Me) || r == '\u3099' || r == '\u309a' {
		return false
	}
	return unicode.In(r, unicode.Inherited, unicode.Hebrew, unicode.Arabic, unicode.Latin, unicode.Greek)
}

func (l *letter) wear(mark rune) {
	on := other
	switch {
	case mark == '\u030a' && l.plain == 'a':
		on = ring
	case mark == '\u0308' && (l.plain == 'a' || l.plain == 'o'):
		on = dots
	}
	if l.on != none && l.on != on {
		on = other
	}
	l.on = on
}
