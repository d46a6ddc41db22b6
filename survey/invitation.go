package survey

// An Invitation is one attendee's personal right to answer: each session of the
// event once, or only SessionID where that is set. Address is where it was sent,
// empty for a printed slip, and once it has been removed.
type Invitation struct {
	ID        ID
	EventID   ID
	SessionID ID
	Address   string
}

// For says whether the invitation is a right to answer the session.
func (i Invitation) For(s Session) bool {
	return i.ID != 0 && i.EventID == s.EventID && (i.SessionID == 0 || i.SessionID == s.ID)
}

// Seal names the invitation on its holder's own device, so that a key or a form
// that belongs to one invitation is never taken for another's. It is no secret
// and finds nothing; empty for no invitation.
func (i Invitation) Seal() string {
	if i.ID == 0 {
		return ""
	}
	h := hash("omdome invitation seal", number(i.ID))
	return Key(h[:16]).Text()
}

// SlipID returns the id of the n-th invitation of a printed sheet that is known
// by a random key: the same sheet asked for twice is the same invitations.
func SlipID(sheet Key, event, session ID, n int) ID {
	h := hash("omdome slip", sheet[:], number(event), number(session), number(ID(n)))
	id := ID(0)
	for _, b := range h[:8] {
		id = id<<8 | ID(b)
	}
	return max(id&(1<<63-1), 1)
}

// An InvitationState is an invitation with what reminders need to know, and
// nothing else.
type InvitationState struct {
	Invitation
	// Linked says that a link has been made for it.
	Linked bool
	// Answered says that it has been used: for the session asked about, or for
	// any of the event's.
	Answered bool
}

// MaxSlips is how many slips one sheet may have.
const MaxSlips = 400

// Invited is an invitation with a new token for it. The token stands nowhere
// else: the database keeps its hash.
type Invited struct {
	Invitation Invitation
	Token      string
}
