package followup

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"github.com/omdome/omdome/survey"
)

// A Reflection is what somebody writes on a follow-up page about what they took
// with them; joined to no response.
type Reflection struct {
	ID   survey.ID
	Text string
	// Name is what the writer wants to be called; empty for nobody's name.
	Name  string
	State State
	// Small says that it may be shown even where so few take part that others may
	// guess who wrote it.
	Small bool
	// Own says that the device that looks has written it.
	Own bool
	Thanks
}

// Thanks say whether anybody has thanked for a card. How many have, nobody is told:
// not its readers, who would compete by it, nor its writer, nor an organizer.
type Thanks struct {
	// Thanked says that somebody has, and Thanking that the device that looks has.
	Thanked, Thanking bool
}

// A State says who may see a reflection.
type State string

// The states of a reflection.
const (
	Waiting State = "waiting" // for an organizer to read it
	Shown   State = "shown"
	Hidden  State = "hidden"
)

// States are the states, what waits for an organizer first.
var States = []State{Waiting, Shown, Hidden}

// A Quote is a comment that may be quoted in public, and whether an organizer has
// chosen to.
type Quote struct {
	survey.Comment
	// Session is the session it is about.
	Session survey.Session
	Chosen  bool
	Thanks
}

// MayQuote says whether the session's comment may be quoted in public: its writer
// has allowed it, its review has let it through, and the session's results are
// released, with enough responses.
func MayQuote(s survey.Session, responses int, c survey.Comment) bool {
	return c.Public && c.State == survey.CommentIncluded && s.State == survey.StateReleased && responses >= max(s.K, survey.MinK)
}

// Reflections are a follow-up page with what has been written about it.
type Reflections struct {
	Page Page
	// List is what has been written on the page, Quotes what may be quoted there.
	List   []Reflection
	Quotes []Quote
	// Writers is how many devices have written what is in List, Responses how many
	// have answered the session or, for an event, its most answered session.
	Writers, Responses int
}

// K is how many a group must be, so that nobody stands out in it.
func (r Reflections) K() int {
	k := r.Page.Event.K
	if r.Page.Session.ID != 0 {
		k = r.Page.Session.K
	}
	return max(k, survey.MinK)
}

// SmallGroup says that so few have answered and written that a reader might guess
// who wrote what. Those who answered may be those who wrote: only the larger of
// the two numbers is known to be people.
func (r Reflections) SmallGroup() bool { return max(r.Responses, r.Writers) < r.K() }

// Waiting is how many reflections nobody has read yet.
func (r Reflections) Waiting() int {
	n := 0
	for _, one := range r.List {
		if one.State == Waiting {
			n++
		}
	}
	return n
}

// A Card is what a page's wall shows of a reflection, or of a quoted comment.
type Card struct {
	// ID is the reflection's, or the comment's.
	ID   survey.ID
	Text string
	// Cuts are those of a quoted comment; Quoted tells the two apart.
	Cuts   []survey.Cut
	Quoted bool
	Name   string
	// Own says that the device that looks has written it. Then alone Thanks say
	// whether anybody has thanked; else they say only what that device has done.
	Own bool
	Thanks
}

// Shown is the card's text with mark where words have been cut.
func (c Card) Shown(mark string) string {
	return survey.Comment{Text: c.Text, Cuts: c.Cuts}.Shown(mark)
}

// Wall returns the page's cards: the reflections that an organizer shows and the
// comments that one has chosen. In a small group there are only those whose
// writers have said that they may be shown even there. Their order is that of a
// hash of the texts: it stays, and says nothing of when each came.
func (r Reflections) Wall() []Card {
	var cards []Card
	small := r.SmallGroup()
	for _, one := range r.List {
		if one.State == Shown && (one.Small || !small) {
			cards = append(cards, Card{
				ID: one.ID, Text: one.Text, Name: one.Name, Own: one.Own,
				Thanks: Thanks{Thanked: one.Own && one.Thanked, Thanking: one.Thanking},
			})
		}
	}
	for _, q := range r.Quotes {
		if q.Chosen && !small {
			cards = append(cards, Card{ID: q.ID, Text: q.Text, Cuts: q.Cuts, Quoted: true, Thanks: Thanks{Thanking: q.Thanking}})
		}
	}
	slices.SortStableFunc(cards, func(a, b Card) int {
		x, y := sha256.Sum256([]byte(a.Text)), sha256.Sum256([]byte(b.Text))
		return bytes.Compare(x[:], y[:])
	})
	return cards
}

const (
	// MaxReflection is how many characters a reflection may have.
	MaxReflection = 1000
	// MaxReflectionsEach is how many one device may write on a page, and
	// MaxReflections how many there may be in all.
	MaxReflectionsEach = 5
	MaxReflections     = 2000
)

// A Deed is what an organizer does to a reflection.
type Deed string

// The deeds.
const (
	Show   Deed = "show"
	Hide   Deed = "hide"
	Delete Deed = "delete" // for good
)

// Deeds are the deeds.
var Deeds = []Deed{Show, Hide, Delete}
