package page

import (
	"github.com/omdome/omdome/survey"
)

// A Member is the organizer who is signed in, with the organization.
type Member = survey.Member
