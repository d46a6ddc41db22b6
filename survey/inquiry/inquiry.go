// Package inquiry is what attendees ask those who hold a session: who may see it, how
// it is voted for, and what is written as a reply.
package inquiry

import (
	"cmp"
	"slices"

	"github.com/omdome/omdome/survey"
)

// An Inquiry is a question that an attendee asks those who hold a session, in
// writing, for all to see: no part of the questionnaire, and joined to no
// response.
type Inquiry struct {
	ID        survey.ID
	SessionID survey.ID
	// Number says in which order they came, from 1.
	Number int
	// Name is what the asker wants to be called; empty for nobody's name.
	Name  string
	Text  string
	State State
	// Aloud says that it was answered during the session.
	Aloud bool
	// Reply is what was written afterwards, By who wrote it, and Released says
	// that others may read it.
	Reply, By string
	Released  bool
	// Votes is how many devices want to know, the asker's own among them.
	Votes int
	// Own and Voted say that the device that looks has asked it, and wants to
	// know; false where nobody's device was named.
	Own, Voted bool
	// Revision counts the changes of the reply.
	Revision int
}

// A State says who may see an inquiry.
type State string

// The states of an inquiry.
const (
	Waiting State = "waiting" // for an organizer to show or hide it
	Shown   State = "shown"
	Hidden  State = "hidden"
)

// States are the states.
var States = []State{Waiting, Shown, Hidden}

// Inquiries are a session's inquiries with what they are about.
type Inquiries struct {
	survey.Form
	List []Inquiry
	// Key is the unguessable part of the address where its speakers reply; empty
	// where there is no such link.
	Key string
}

// Shown returns the inquiries that everybody sees, those that most want to know
// first and of those the earliest.
func (i Inquiries) Shown() []Inquiry {
	return ByVotes(slices.DeleteFunc(slices.Clone(i.List), func(q Inquiry) bool { return q.State != Shown }))
}

// ByVotes sorts the inquiries, those that most want to know first and of those
// the earliest.
func ByVotes(list []Inquiry) []Inquiry {
	slices.SortFunc(list, func(a, b Inquiry) int {
		return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(a.Number, b.Number))
	})
	return list
}

const (
	// MaxText is how many characters an inquiry may have, and MaxName
	// its asker's name.
	MaxText = 500
	MaxName = 40
	// MaxEach is how many one device may ask in a session, and
	// MaxInAll how many there may be in all.
	MaxEach  = 20
	MaxInAll = 2000
)

// A Reply is what somebody has written as the reply to an inquiry
// whose reply was at Revision before.
type Reply struct {
	Inquiry  survey.ID
	Text, By string
	Revision int
}

// A Deed is what an organizer does to an inquiry.
type Deed string

// The deeds.
const (
	Show     Deed = "show"
	Hide     Deed = "hide"
	Aloud    Deed = "aloud"    // it was answered during the session
	NotAloud Deed = "notaloud" // that was a mistake
	Release  Deed = "release"  // others may read its reply
	Keep     Deed = "keep"     // or no more
	Delete   Deed = "delete"   // for good
)

// Deeds are the deeds.
var Deeds = []Deed{Show, Hide, Aloud, NotAloud, Release, Keep, Delete}
