package survey

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// A Reflection is what somebody writes on a follow-up page about what they took
// with them; joined to no response.
type Reflection struct {
	ID   ID
	Text string
	// Name is what the writer wants to be called; empty for nobody's name.
	Name  string
	State ReflectionState
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

// A ReflectionState says who may see a reflection.
type ReflectionState string

// The states of a reflection.
const (
	ReflectionWaiting ReflectionState = "waiting" // for an organizer to read it
	ReflectionShown   ReflectionState = "shown"
	ReflectionHidden  ReflectionState = "hidden"
)

// A Quote is a comment that may be quoted in public, and whether an organizer has
// chosen to.
type Quote struct {
	Comment
	// Session is the session it is about.
	Session Session
	Chosen  bool
	Thanks
}

// MayQuote says whether the session's comment may be quoted in public: its writer
// has allowed it, its review has let it through, and the session's results are
// released, with enough responses.
func MayQuote(s Session, responses int, c Comment) bool {
	return c.Public && c.State == CommentIncluded && s.State == StateReleased && responses >= max(s.K, MinK)
}

// Reflections are a follow-up page with what has been written about it.
type Reflections struct {
	Page FollowUpPage
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
	return max(k, MinK)
}

// SmallGroup says that so few have answered and written that a reader might guess
// who wrote what. Those who answered may be those who wrote: only the larger of
// the two numbers is known to be people.
func (r Reflections) SmallGroup() bool { return max(r.Responses, r.Writers) < r.K() }

// Waiting is how many reflections nobody has read yet.
func (r Reflections) Waiting() int {
	n := 0
	for _, one := range r.List {
		if one.State == ReflectionWaiting {
			n++
		}
	}
	return n
}

// A Card is what a page's wall shows of a reflection, or of a quoted comment.
type Card struct {
	// ID is the reflection's, or the comment's.
	ID   ID
	Text string
	// Cuts are those of a quoted comment; Quoted tells the two apart.
	Cuts   []Cut
	Quoted bool
	Name   string
	// Own says that the device that looks has written it. Then alone Thanks say
	// whether anybody has thanked; else they say only what that device has done.
	Own bool
	Thanks
}

// Shown is the card's text with mark where words have been cut.
func (c Card) Shown(mark string) string { return Comment{Text: c.Text, Cuts: c.Cuts}.Shown(mark) }

// Wall returns the page's cards: the reflections that an organizer shows and the
// comments that one has chosen. In a small group there are only those whose
// writers have said that they may be shown even there. Their order is that of a
// hash of the texts: it stays, and says nothing of when each came.
func (r Reflections) Wall() []Card {
	var cards []Card
	small := r.SmallGroup()
	for _, one := range r.List {
		if one.State == ReflectionShown && (one.Small || !small) {
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

// ReflectionDevice is what the database keeps of the key of a device that writes:
// another one on each page, of a session or of an event.
func (k Key) ReflectionDevice(page ID) Hash {
	return hash("omdome reflection device", number(page), k[:])
}

// ThanksDevice is what the database keeps of the key of a device that thanks for a
// card of a page: another one on each card, so that a reader of the tables can join
// neither two thanks of one device nor any of them to what it has written.
func (k Key) ThanksDevice(page, card ID) Hash {
	return hash("omdome thanks device", number(page), number(card), k[:])
}

// A ReflectionDeed is what an organizer does to a reflection.
type ReflectionDeed string

// The deeds.
const (
	ReflectionShow   ReflectionDeed = "show"
	ReflectionHide   ReflectionDeed = "hide"
	ReflectionDelete ReflectionDeed = "delete" // for good
)
