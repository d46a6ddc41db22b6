package i18n

import (
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
)

// An Audience is who reads a text. A language is offered to an audience once it
// has every text that this audience meets; so a language can begin with the
// attendees' pages, and the letters and the organizer's pages can follow.
type Audience int

// The audiences.
const (
	Attendees Audience = iota
	Letters
	Organizers
)

// meets says whether the audience meets the text with this key, by what stands
// before the key's first dot.
func (a Audience) meets(key string) bool {
	area, _, _ := strings.Cut(key, ".")
	switch area {
	case "organizer":
		return a == Organizers
	case "letter", "speaker":
		return a != Attendees
	}
	return true
}

// Languages returns the languages that attendees can be offered, Swedish and
// English first, the others by tag.
func Languages() []survey.Language { return LanguagesFor(Attendees) }

// LanguagesFor returns the languages that have every text the audience meets,
// Swedish and English first, the others by tag.
func LanguagesFor(a Audience) []survey.Language { return slices.Clone(loaded().offered[a]) }

// Known says whether attendees can be offered the language.
func Known(l survey.Language) bool { return KnownTo(Attendees, l) }

// KnownTo says whether the language has every text that the audience meets.
func KnownTo(a Audience, l survey.Language) bool { return slices.Contains(loaded().offered[a], l) }

// complete returns those of the languages that have every text of the audience
// that English has.
func complete(all map[survey.Language]*Catalog, a Audience) []survey.Language {
	var list []survey.Language
	for l, c := range all {
		if len(lacks(all, c, a)) == 0 {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b survey.Language) int { return strings.Compare(rank(a), rank(b)) })
	return list
}

// lacks returns the keys of the audience's texts that the catalog lacks.
func lacks(all map[survey.Language]*Catalog, c *Catalog, a Audience) []string {
	var keys []string
	english := all[survey.English]
	if english == nil {
		return nil
	}
	for _, key := range english.Keys() {
		if a.meets(key) && !c.Has(key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func rank(l survey.Language) string {
	switch l {
	case survey.Swedish:
		return "0"
	case survey.English:
		return "1"
	}
	return string(l)
}
