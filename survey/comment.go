package survey

// A CommentState says where a comment goes.
type CommentState string

// The states of a comment.
const (
	CommentIncluded  CommentState = "included"  // in the letter
	CommentLeftOut   CommentState = "leftout"   // not in the letter, with a reason
	CommentOrganizer CommentState = "organizer" // for the organizer: room, sound, food
)

// CommentStates are the states.
var CommentStates = []CommentState{CommentIncluded, CommentLeftOut, CommentOrganizer}

// A Reason says why a comment is not in the letter; letters count them by it.
type Reason string

// The reasons for leaving a comment out.
const (
	ReasonAbuse Reason = "abuse" // insulting
	ReasonNames Reason = "names" // names or points out a person
	ReasonRoom  Reason = "room"  // about room, sound, food
	ReasonEmpty Reason = "empty" // says nothing
)

// Reasons are all reasons, in the order that pages offer and letters count them.
var Reasons = []Reason{ReasonRoom, ReasonNames, ReasonAbuse, ReasonEmpty}

// Valid says whether the reason is one of the known ones.
func (r Reason) Valid() bool {
	return r == ReasonAbuse || r == ReasonNames || r == ReasonRoom || r == ReasonEmpty
}

// A Comment is the answer to a text question. Its ID changes when responses are
// shuffled and sealed.
type Comment struct {
	ID     ID
	Item   Item
	Text   string
	Public bool
	State  CommentState
	Reason Reason
	// Cuts, Letters and Reviewed are those of [Review].
	Cuts     []Cut
	Letters  []int
	Reviewed bool
}

// goTogether says whether a comment may be given this state and reason: a
// reason goes with leaving out, and only with it (for the organizer it is
// always ReasonRoom).
func goTogether(state CommentState, reason Reason) bool {
	switch state {
	case CommentIncluded:
		return reason == ""
	case CommentLeftOut:
		return reason.Valid()
	case CommentOrganizer:
		return reason == ReasonRoom
	}
	return false
}
