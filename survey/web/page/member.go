package page

import (
	"github.com/omdome/omdome/survey/organizer"
)

// A Member is the organizer who is signed in, with the organization.
type Member = organizer.Member
