package survey

import (
	"time"
)

// An OrganizerRole is what an organizer may do in the organization.
type OrganizerRole string

// A viewer reads; an editor also changes events, sessions and comments; an
// owner also invites and removes organizers, and edits the organization.
const (
	RoleViewer OrganizerRole = "viewer"
	RoleEditor OrganizerRole = "editor"
	RoleOwner  OrganizerRole = "owner"
)

// OrganizerRoles are all of them, the one that may least first.
func OrganizerRoles() []OrganizerRole { return []OrganizerRole{RoleViewer, RoleEditor, RoleOwner} }

func (r OrganizerRole) rank() int {
	for i, role := range OrganizerRoles() {
		if r == role {
			return i + 1
		}
	}
	return 0
}

// Valid says whether the role is one of the known ones.
func (r OrganizerRole) Valid() bool { return r.rank() > 0 }

// May says whether the role may do what the least role may.
func (r OrganizerRole) May(least OrganizerRole) bool { return r.Valid() && r.rank() >= least.rank() }

// An Organizer is a person who signs in to one organization. Who works for two
// has two, each with its own password: an owner may give a colleague a new
// password, and that must open nothing elsewhere.
type Organizer struct {
	ID             ID
	OrganizationID ID
	Name           string
	// Email is written as [FoldEmail] writes it.
	Email string
	Role  OrganizerRole
	// Made is when they joined, Used when they were last seen; zero for never.
	// Secured is when the password was last chosen.
	Made, Used, Secured time.Time
}

// A Member is an organizer who is signed in, with the organization.
type Member struct {
	Organizer    Organizer
	Organization Organization
}

// How long a sign-in lasts: SignInIdle without being used, SignInLifetime in
// all. NIST SP 800-63B-4, 2.1.3 wants at most 30 days for its first level; a
// conference is over sooner.
const (
	SignInIdle     = 12 * time.Hour
	SignInLifetime = 7 * 24 * time.Hour
)

// A SignIn is a browser in which an organizer is signed in.
type SignIn struct {
	ID        ID
	Organizer ID
	// Also are the organizers, in other organizations, that the same e-mail and
	// password have opened.
	Also []ID
	// Device is the browser's User-Agent, shortened: it is told in words.
	Device        string
	Started, Used time.Time
}

// SignInHash is what the database keeps of a sign-in's token.
func SignInHash(token string) Hash { return hash("omdome sign-in", []byte(token)) }

// A LinkKind is what an organizer's link is for.
type LinkKind string

const (
	// LinkFirst makes the first owner of an installation that has none.
	LinkFirst LinkKind = "first"
	// LinkSetUp makes an organization, or the first owner of one.
	LinkSetUp LinkKind = "setup"
	// LinkDemo signs in as the owner of the demonstration, again and again.
	LinkDemo LinkKind = "demo"
	// LinkInvite makes a further organizer.
	LinkInvite LinkKind = "invite"
	// LinkReset gives an organizer a new password.
	LinkReset LinkKind = "reset"
)

// How long links are good for.
const (
	SetUpLinkLasts  = 7 * 24 * time.Hour
	InviteLinkLasts = 7 * 24 * time.Hour
	ResetLinkLasts  = 24 * time.Hour
	DemoLinkLasts   = 365 * 24 * time.Hour
)

// An OrganizerLink lets whoever holds its token do one thing, once. The
// database keeps the token's hash.
type OrganizerLink struct {
	ID   ID
	Kind LinkKind
	// OrganizationID is zero for a set-up link that makes the organization.
	OrganizationID ID
	// OrganizerID is whose password a reset link gives.
	OrganizerID ID
	Email       string
	Role        OrganizerRole
	Expires     time.Time
}

// LinkHash is what the database keeps of a link's token.
func (k Key) LinkHash() Hash { return hash("omdome organizer link", k[:]) }

// An Act is a line of an organization's log: which organizer did what, never
// anything about attendees.
type Act struct {
	At time.Time
	// Name is the organizer's at that time; empty for the program itself.
	Name string
	// Action is a word that the catalogs know as "log.ACTION".
	Action string
	// Subject is what it was done to, in words: a title, a name.
	Subject string
}

// MaxEmail is how long an e-mail may be, in bytes (RFC 5321, 4.5.3.1.3, and
// without its angle brackets).
const MaxEmail = 254

// FoldEmail writes an e-mail as it is kept and compared: without space around
// it, in small letters, in one spelling.
func FoldEmail(typed string) string { return SameAddress(typed) }

// A Credential is an organizer with the hash of the password.
type Credential struct {
	Organizer Organizer
	// Password is as survey/web has written it; empty opens nothing.
	Password string
}

// A Linked is an organizer's link with what it is about; zero where it is about
// none.
type Linked struct {
	OrganizerLink
	Organization Organization
	Organizer    Organizer
}
