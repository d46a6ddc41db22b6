package survey

import (
	"time"
)

// An Organization arranges events and owns everything below.
type Organization struct {
	ID   ID
	Name string
	// Address is the letterhead's lines under the name.
	Address []string
	// Place is where letters are dated: "Uppsala".
	Place string
	// Contact is whom a speaker may call: name and telephone.
	Contact string
	// Signer and SignerTitle close the letter.
	Signer      string
	SignerTitle string
	// Public says that it is a public authority: answers may be public records.
	Public bool
	// Controller is how to reach whoever is responsible for personal data: an
	// e-mail, a telephone number, a data protection officer.
	Controller string
	Retention  Retention
	// Revision counts the organizers' changes of the organization, as
	// Event.Revision does.
	Revision int
}

// An Event is a conference, or the frame of a single webinar or workshop.
type Event struct {
	ID             ID
	OrganizationID ID
	Code           Code
	Name           string
	Place          string
	// Zone is an IANA time zone; every time on the event's pages is told in it.
	Zone string
	// Language is the event's own; Languages are all that its pages offer,
	// in order, Language among them.
	Language  Language
	Languages []Language
	// K is what sessions get unless they choose: see Session.K.
	K int
	// Compare lets the event's letters show the event's own figure beside the
	// session's, once enough other sessions are released.
	Compare bool
	// Access says who may answer.
	Access Access
	// Archived is when the event was put away; zero if it is not. It is read as
	// before, but the clock opens none of its drafts.
	Archived time.Time
	// Revision counts the organizers' changes; a form carries it, so that nobody
	// overwrites what somebody else has changed since.
	Revision int
}

// Location returns the event's time zone, or UTC when the machine does not
// know it.
func (e Event) Location() *time.Location {
	if l, err := time.LoadLocation(e.Zone); err == nil {
		return l
	}
	return time.UTC
}

// Access says who may answer an event's sessions.
type Access string

const (
	// AccessLink: anyone with the link; one answer for each device, best effort.
	AccessLink Access = "link"
	// AccessInvitation: only with a personal invitation, once for each session.
	AccessInvitation Access = "invitation"
)

// Accesses are both ways.
var Accesses = []Access{AccessLink, AccessInvitation}

// A Speaker is a person who holds sessions of an organization.
type Speaker struct {
	ID             ID
	OrganizationID ID
	Name           string
	// Language is the letter's.
	Language Language
	Email    string
	Greeting Greeting
}

// A Greeting is what letters call a speaker. Until somebody has said it, it is guessed
// from the name.
type Greeting struct {
	Told bool
	// Name is empty for a greeting without one.
	Name string
}

// A Role is what a speaker does in a session.
type Role string

// The roles that letters and pages have words for.
const (
	RoleSpeaker   Role = "speaker"
	RoleLeader    Role = "leader" // of a workshop
	RolePanelist  Role = "panelist"
	RoleModerator Role = "moderator"
)

// Roles are the roles.
var Roles = []Role{RoleSpeaker, RoleLeader, RolePanelist, RoleModerator}

// Valid says whether the role is one of the known ones.
func (r Role) Valid() bool {
	return r == RoleSpeaker || r == RoleLeader || r == RolePanelist || r == RoleModerator
}

// An Appearance is one speaker in one session. Number is its place in the
// session, from 1, and never changes or is used again.
type Appearance struct {
	ID        ID
	SessionID ID
	Number    int
	Speaker   Speaker
	Role      Role
	// Rated says whether the questionnaire asks about this speaker.
	Rated bool
}

// EventDays are when the first session of an event starts and the last one ends.
type EventDays struct{ First, Last time.Time }
