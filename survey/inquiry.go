package survey

import (
	"cmp"
	"slices"
)

// An Inquiry is a question that an attendee asks those who hold a session, in
// writing, for all to see: no part of the questionnaire, and joined to no
// response.
type Inquiry struct {
	ID        ID
	SessionID ID
	// Number says in which order they came, from 1.
	Number int
	// Name is what the asker wants to be called; empty for nobody's name.
	Name  string
	Text  string
	State InquiryState
	// Aloud says that it was answered during the session.
	Aloud bool
	// Answer is what was written afterwards, By who wrote it, and Released says
	// that others may read it.
	Answer, By string
	Released   bool
	// Votes is how many devices want to know, the asker's own among them.
	Votes int
	// Own and Voted say that the device that looks has asked it, and wants to
	// know; false where nobody's device was named.
	Own, Voted bool
	// Revision counts the changes of the answer.
	Revision int
}

// An InquiryState says who may see an inquiry.
type InquiryState string

// The states of an inquiry.
const (
	InquiryWaiting InquiryState = "waiting" // for an organizer to show or hide it
	InquiryShown   InquiryState = "shown"
	InquiryHidden  InquiryState = "hidden"
)

// Inquiring says whether a session's attendees may ask, and who sees it first.
type Inquiring string

// The ways of asking.
const (
	InquiringOff    Inquiring = "off"
	InquiringOpen   Inquiring = "open"   // everybody sees it at once
	InquiringReview Inquiring = "review" // an organizer reads it first
)

// Inquirings are the ways of asking, in the order that pages offer them.
var Inquirings = []Inquiring{InquiringOff, InquiringOpen, InquiringReview}

// TakesInquiries says whether attendees may ask now: from before the session
// until its evaluation closes.
func (s Session) TakesInquiries(i Inquiring) bool {
	return (i == InquiringOpen || i == InquiringReview) && (s.State == StateDraft || s.State == StateOpen)
}

// TakesInquiries is [Session.TakesInquiries] of the form's session.
func (f Form) TakesInquiries() bool { return f.Session.TakesInquiries(f.Inquiring) }

// Inquiries are a session's inquiries with what they are about.
type Inquiries struct {
	Form
	List []Inquiry
	// Key is the unguessable part of the address where its speakers answer; empty
	// where there is no such link.
	Key string
}

// Shown returns the inquiries that everybody sees, those that most want to know
// first and of those the earliest.
func (i Inquiries) Shown() []Inquiry {
	return ByVotes(slices.DeleteFunc(slices.Clone(i.List), func(q Inquiry) bool { return q.State != InquiryShown }))
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
	// MaxInquiry is how many characters an inquiry may have, and MaxInquiryName
	// its asker's name.
	MaxInquiry     = 500
	MaxInquiryName = 40
	// MaxInquiriesEach is how many one device may ask in a session, and
	// MaxInquiries how many there may be in all.
	MaxInquiriesEach = 20
	MaxInquiries     = 2000
)

// An InquiryAnswer is what somebody has written as the answer to an inquiry whose
// answer was at Revision.
type InquiryAnswer struct {
	Inquiry  ID
	Text, By string
	Revision int
}

// InquiryDevice is what the database keeps of the key of a device that asks or
// votes: another one in each session.
func (k Key) InquiryDevice(session ID) Hash {
	return hash("omdome inquiry device", number(session), k[:])
}

// An InquiryDeed is what an organizer does to an inquiry.
type InquiryDeed string

// The deeds.
const (
	InquiryShow     InquiryDeed = "show"
	InquiryHide     InquiryDeed = "hide"
	InquiryAloud    InquiryDeed = "aloud"    // it was answered during the session
	InquiryNotAloud InquiryDeed = "notaloud" // that was a mistake
	InquiryRelease  InquiryDeed = "release"  // others may read its answer
	InquiryKeep     InquiryDeed = "keep"     // or no more
	InquiryDelete   InquiryDeed = "delete"   // for good
)
