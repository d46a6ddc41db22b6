// Package organizer is who works for an organization: organizers and what their roles
// let them do, how they sign in and how long that lasts, their passwords, the links
// that are sent to them, and the log of what they have done.
package organizer

import (
	"time"

	"github.com/omdome/omdome/survey"
)

// A Role is what an organizer may do in the organization.
type Role string

// A viewer reads; an editor also changes events, sessions and comments; an
// owner also invites and removes organizers, and edits the organization.
const (
	Viewer Role = "viewer"
	Editor Role = "editor"
	Owner  Role = "owner"
)

// Roles are all of them, the one that may least first.
func Roles() []Role { return []Role{Viewer, Editor, Owner} }

func (r Role) rank() int {
	for i, role := range Roles() {
		if r == role {
			return i + 1
		}
	}
	return 0
}

// Valid says whether the role is one of the known ones.
func (r Role) Valid() bool { return r.rank() > 0 }

// May says whether the role may do what the least role may.
func (r Role) May(least Role) bool { return r.Valid() && r.rank() >= least.rank() }

// An Organizer is a person who signs in to one organization. Who works for two
// has two, each with its own password: an owner may give a colleague a new
// password, and that must open nothing elsewhere.
type Organizer struct {
	ID             survey.ID
	OrganizationID survey.ID
	Name           string
	// Email is written as [writing.FoldAddress] writes it.
	Email string
	Role  Role
	// Made is when they joined, Used when they were last seen; zero for never.
	// Secured is when the password was last chosen.
	Made, Used, Secured time.Time
}

// A Member is an organizer who is signed in, with the organization.
type Member struct {
	Organizer    Organizer
	Organization survey.Organization
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
	ID        survey.ID
	Organizer survey.ID
	// Also are the organizers, in other organizations, that the same e-mail and
	// password have opened.
	Also []survey.ID
	// Device is the browser's User-Agent, shortened: it is told in words.
	Device        string
	Started, Used time.Time
}

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

// A Link lets whoever holds its token do one thing, once. The
// database keeps the token's hash.
type Link struct {
	ID   survey.ID
	Kind LinkKind
	// OrganizationID is zero for a set-up link that makes the organization.
	OrganizationID survey.ID
	// OrganizerID is whose password a reset link gives.
	OrganizerID survey.ID
	Email       string
	Role        Role
	Expires     time.Time
}

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

// A Credential is an organizer with the hash of the password.
type Credential struct {
	Organizer Organizer
	// Password is as survey/web has written it; empty opens nothing.
	Password string
}

// A Linked is an organizer's link with what it is about; zero where it is about
// none.
type Linked struct {
	Link
	Organization survey.Organization
	Organizer    Organizer
}
