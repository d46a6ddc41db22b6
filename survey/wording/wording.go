// Package wording says which paragraphs of a letter an organization may word itself,
// and what may stand in them for what differs between letters. What it has written
// is a survey.Wording; survey/letter has the standard words.
package wording

import (
	"slices"
)

// A Part is a paragraph of the letter that an organization may word
// itself.
type Part string

// The parts, in the letter's order. What stands after the dash is which figures
// a paragraph is for: a band or a group of them. So a letter never has to say the
// same to everybody.
const (
	Greeting          Part = "greeting"
	Thanks            Part = "thanks"
	OpeningPraise     Part = "opening-praise" // outstanding, very good, good
	OpeningAcceptable Part = "opening-acceptable"
	OpeningDivided    Part = "opening-divided"
	OpeningNone       Part = "opening-none"
	OpeningFew        Part = "opening-few" // suppressed
	Figures           Part = "figures"
	Comments          Part = "comments"
	Honest            Part = "honest" // none
	ClosingPraise     Part = "closing-praise"
	ClosingOther      Part = "closing-other" // acceptable, divided, none
	ClosingFew        Part = "closing-few"
	SignOff           Part = "signoff"
)

// A Placeholder stands for what differs between letters. What a writer calls it
// is the language's: {namn}, {name}.
type Placeholder string

// The placeholders. Ratings and Effort are filled by the figures, and only they
// may praise.
const (
	PlaceName         Placeholder = "name"
	PlaceFullName     Placeholder = "fullname"
	PlaceDoing        Placeholder = "doing"    // "ledde workshoppen ”Från mål till avtal”"
	PlaceSession      Placeholder = "session"  // "workshoppen ”Från mål till avtal”"
	PlaceOccasion     Placeholder = "occasion" // with whom, at which event, where and when; may be nothing
	PlaceEvent        Placeholder = "event"
	PlaceVenue        Placeholder = "place"
	PlaceDate         Placeholder = "date"
	PlaceOrganization Placeholder = "organization"
	PlaceAnswers      Placeholder = "answers"  // "23 svar"
	PlaceAttended     Placeholder = "attended" // "61 personer"
	PlaceLeast        Placeholder = "least"    // how few is too few: "fem"
	PlaceRatings      Placeholder = "ratings"  // "du fick strålande omdömen"
	PlaceEffort       Placeholder = "effort"   // "en fin insats"
	PlaceContact      Placeholder = "contact"
)

// Parts returns all parts in the letter's order.
func Parts() []Part {
	return []Part{
		Greeting, Thanks,
		OpeningPraise, OpeningAcceptable, OpeningDivided, OpeningNone, OpeningFew,
		Figures, Comments,
		Honest, ClosingPraise, ClosingOther, ClosingFew, SignOff,
	}
}

// Placeholders returns those that the part may hold. None of a letter without
// figures holds how many answered.
func (p Part) Placeholders() []Placeholder {
	about := []Placeholder{
		PlaceName, PlaceFullName, PlaceDoing, PlaceSession, PlaceOccasion, PlaceEvent, PlaceVenue, PlaceDate, PlaceOrganization,
	}
	with := func(more ...Placeholder) []Placeholder { return slices.Concat(about, more) }
	switch p {
	case Greeting:
		return []Placeholder{PlaceName, PlaceFullName}
	case OpeningPraise, OpeningAcceptable:
		return append([]Placeholder{PlaceRatings}, with(PlaceAnswers, PlaceAttended)...)
	case OpeningDivided, OpeningNone, Figures:
		return with(PlaceAnswers, PlaceAttended)
	case OpeningFew:
		return with(PlaceLeast)
	case Honest:
		return with(PlaceContact)
	case ClosingPraise, ClosingOther:
		return append([]Placeholder{PlaceEffort}, about...)
	case SignOff:
		return []Placeholder{PlaceOrganization}
	}
	return about
}

// Optional says whether the standard words have nothing here, so that the part
// is only in the letters of who has written it.
func (p Part) Optional() bool { return p == Figures || p == Comments }

// Most is how many characters the part may have, its placeholders as written.
func (p Part) Most() int {
	switch p {
	case Greeting, SignOff:
		return 100
	case OpeningFew:
		return 900
	}
	return 600
}

// MaxPersonalLine is how many characters an organizer may add to one letter.
const MaxPersonalLine = 400
