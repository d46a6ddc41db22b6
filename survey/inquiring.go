package survey

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
