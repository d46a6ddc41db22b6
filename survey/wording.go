package survey

import (
	"slices"
)

// A WordingPart is a paragraph of the letter that an organization may word
// itself.
type WordingPart string

// The parts, in the letter's order. What stands after the dash is which figures
// a paragraph is for: a band or a group of them. So a letter never has to say the
// same to everybody.
const (
	WordingGreeting          WordingPart = "greeting"
	WordingThanks            WordingPart = "thanks"
	WordingOpeningPraise     WordingPart = "opening-praise" // outstanding, very good, good
	WordingOpeningAcceptable WordingPart = "opening-acceptable"
	WordingOpeningDivided    WordingPart = "opening-divided"
	WordingOpeningNone       WordingPart = "opening-none"
	WordingOpeningFew        WordingPart = "opening-few" // suppressed
	WordingFigures           WordingPart = "figures"
	WordingComments          WordingPart = "comments"
	WordingHonest            WordingPart = "honest" // none
	WordingClosingPraise     WordingPart = "closing-praise"
	WordingClosingOther      WordingPart = "closing-other" // acceptable, divided, none
	WordingClosingFew        WordingPart = "closing-few"
	WordingSignOff           WordingPart = "signoff"
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

// WordingParts returns all parts in the letter's order.
func WordingParts() []WordingPart {
	return []WordingPart{
		WordingGreeting, WordingThanks,
		WordingOpeningPraise, WordingOpeningAcceptable, WordingOpeningDivided, WordingOpeningNone, WordingOpeningFew,
		WordingFigures, WordingComments,
		WordingHonest, WordingClosingPraise, WordingClosingOther, WordingClosingFew, WordingSignOff,
	}
}

// Placeholders returns those that the part may hold. None of a letter without
// figures holds how many answered.
func (p WordingPart) Placeholders() []Placeholder {
	about := []Placeholder{
		PlaceName, PlaceFullName, PlaceDoing, PlaceSession, PlaceOccasion, PlaceEvent, PlaceVenue, PlaceDate, PlaceOrganization,
	}
	with := func(more ...Placeholder) []Placeholder { return slices.Concat(about, more) }
	switch p {
	case WordingGreeting:
		return []Placeholder{PlaceName, PlaceFullName}
	case WordingOpeningPraise, WordingOpeningAcceptable:
		return append([]Placeholder{PlaceRatings}, with(PlaceAnswers, PlaceAttended)...)
	case WordingOpeningDivided, WordingOpeningNone, WordingFigures:
		return with(PlaceAnswers, PlaceAttended)
	case WordingOpeningFew:
		return with(PlaceLeast)
	case WordingHonest:
		return with(PlaceContact)
	case WordingClosingPraise:
		return append([]Placeholder{PlaceEffort}, about...)
	case WordingSignOff:
		return []Placeholder{PlaceOrganization}
	}
	return about
}

// Optional says whether the standard words have nothing here, so that the part
// is only in the letters of who has written it.
func (p WordingPart) Optional() bool { return p == WordingFigures || p == WordingComments }

// Most is how many characters the part may have, its placeholders as written.
func (p WordingPart) Most() int {
	switch p {
	case WordingGreeting, WordingSignOff:
		return 100
	case WordingOpeningFew:
		return 900
	}
	return 600
}

// MaxPersonalLine is how many characters an organizer may add to one letter.
const MaxPersonalLine = 400

// A Wording is what an organization has put in the place of the standard words,
// for its letters in one language.
type Wording struct {
	Language Language
	// Texts are the paragraphs that it has written. What is not there is the
	// standard's.
	Texts map[WordingPart]string
	// Revision counts the changes; 0 means that nothing has been written.
	Revision int
}
