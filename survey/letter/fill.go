package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
)

// part returns a paragraph: the organization's own words, or the standard's
// where it has none, or where its own hold a placeholder that this letter has
// nothing for, so that no sentence ever has a hole.
func (b *builder) part(part wording.Part) string {
	if own := b.facts.Wordings[b.c.Language()].Texts[part]; own != "" && check(b.c.Language(), part, own) == nil {
		if pieces, err := split(oneLine(own), namesIn(b.c, part)); err == nil {
			if s, whole := b.fill(pieces); whole && (b.band.Praises() || !b.praises(pieces)) {
				return ended(part, s)
			}
		}
	}
	for _, text := range b.standards(part) {
		pieces, err := split(text, plainNames(part))
		if err != nil {
			return "" // the texts are built in, and a test reads them all
		}
		if s, whole := b.fill(pieces); whole {
			return s
		}
	}
	return ""
}

// standards are the standard's words for the part, those that say most first: further
// ones hold fewer placeholders, for who has nothing to fill them.
func (b *builder) standards(part wording.Part) []string {
	if part.Optional() {
		return []string{""}
	}
	key := part.LetterKey()
	if part == wording.OpeningNone && b.mixed {
		key += ".mixed"
	}
	if part == wording.Honest && !b.commented() {
		key += ".uncommented"
	}
	texts := []string{b.c.T(key)}
	for _, less := range []string{key + ".bare", key + ".nameless"} {
		if b.c.Has(less) {
			texts = append(texts, b.c.T(less))
		}
	}
	return texts
}

// commented says whether the letter holds comments.
func (b *builder) commented() bool { return len(b.comments().Groups) > 0 }

// fill puts a paragraph together. A placeholder that says nothing takes the
// space before it along. whole is false when one that must say something did
// not.
func (b *builder) fill(pieces []piece) (s string, whole bool) {
	whole = true
	for _, p := range pieces {
		value := p.text
		if p.place != "" {
			var ours bool
			value, ours = b.value(p.place)
			if ours && beginsSentence(s) {
				value = upperFirst(value)
			}
			whole = whole && (value != "" || p.place == wording.PlaceOccasion)
		}
		if p.place != "" && value == "" {
			s = strings.TrimRight(s, " ")
		}
		s += value
	}
	return strings.TrimSpace(s), whole
}

// ended gives a paragraph the stop that its writer forgot, so that it does not
// run into the next one. Greetings stand on lines of their own.
func ended(part wording.Part, s string) string {
	last, _ := utf8.DecodeLastRuneInString(s)
	if part == wording.Greeting || part == wording.SignOff || strings.ContainsRune(".!?:;…", last) {
		return s
	}
	return strings.TrimRight(s, ", ") + "."
}

// praises says whether the words around a placeholder make praise of what the
// figures fill it with: "between acceptable and good" and then "ratings". What
// somebody has named an event or a session is no praise.
func (b *builder) praises(pieces []piece) bool {
	said := ""
	for _, p := range pieces {
		switch p.place {
		case "":
			said += p.text
		case wording.PlaceRatings, wording.PlaceLeast, wording.PlaceAnswers, wording.PlaceAttended:
			said += b.figure(p.place)
		default:
			said += "."
		}
	}
	band, _ := Praising(b.c.Language(), said)
	return band != ""
}

// beginsSentence says whether what comes after s begins a sentence.
func beginsSentence(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	r, _ := utf8.DecodeLastRuneInString(s)
	return s == "" || strings.ContainsRune(".!?", r)
}

// value fills a placeholder. ours says that the words are the catalogs' and not
// somebody's name for something, and so may begin with a capital.
func (b *builder) value(p wording.Placeholder) (value string, ours bool) {
	c, f := b.c, b.facts
	name := oneLine(b.appearance.Speaker.Name)
	switch p {
	case wording.PlaceName:
		return isolate(greetingName(b.appearance.Speaker)), false
	case wording.PlaceFullName:
		return isolate(name), false
	case wording.PlaceDoing:
		return c.T("letter.did."+string(b.role())+"."+string(b.kind())) + " " + b.quotedTitle(), true
	case wording.PlaceSession:
		return b.theSession() + " " + b.quotedTitle(), true
	case wording.PlaceOccasion:
		return b.occasion(), true
	case wording.PlaceEvent:
		return isolate(b.eventName()), false
	case wording.PlaceVenue:
		if b.sums() {
			return b.seriesPlace(), false
		}
		return isolate(b.venue()), false
	case wording.PlaceDate:
		if b.sums() {
			return b.seriesDate(), false
		}
		return b.day(), false
	case wording.PlaceOrganization:
		return isolate(oneLine(f.Organization.Name)), false
	case wording.PlaceContact:
		return isolate(oneLine(f.Organization.Contact)), false
	}
	return b.figure(p), true
}

// figure fills a placeholder that the figures fill.
func (b *builder) figure(p wording.Placeholder) string {
	c := b.c
	switch p {
	case wording.PlaceLeast:
		return c.Spelled(b.k())
	case wording.PlaceAnswers:
		if !b.held {
			return c.T("letter.answers", "n", b.facts.Tallies.Responses)
		}
	case wording.PlaceAttended:
		switch s := b.facts.Session; {
		case b.held || s.Attended <= 0: // unknown
		case s.About:
			return c.T("letter.people.about", "n", s.Attended)
		default:
			return c.T("letter.people", "n", s.Attended)
		}
	case wording.PlaceRatings:
		whose := "session"
		if b.own {
			whose = "own"
		}
		if b.tellsEach() {
			return c.T("letter.ratings.mixed")
		}
		if key := "letter.ratings." + whose + "." + string(b.band); c.Has(key) {
			return c.T(key, "session", b.theSession())
		}
	case wording.PlaceEffort:
		if b.band.Praises() {
			return c.T(b.band.EffortKey())
		}
		if b.role() == survey.RoleLeader {
			return c.T("letter.effort.leader", "session", b.theSession())
		}
		return c.T("letter.effort.part")
	}
	return ""
}
