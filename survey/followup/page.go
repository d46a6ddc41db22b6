// Package followup is the page that shows what is left of a session or an event when
// it is over, with what its readers write there. What its organizer has set for it is
// a survey.FollowUp.
package followup

import (
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/material"
)

// A Page is a follow-up page with what it belongs to. Session is the zero
// value for the page of the event as a whole.
type Page struct {
	FollowUp     survey.FollowUp
	Organization survey.Organization
	Event        survey.Event
	Session      survey.Session
	Appearances  []survey.Appearance
	// Agreed says that all of the session's speakers who have got a letter let its
	// figures be shown here, and that none of them waits for one. False where
	// nobody has a letter.
	Agreed bool
	// Takeaways are what the session's speakers take with them, where both they and
	// the organizer show it; in the order of the appearances.
	Takeaways []survey.Takeaway
	// Material is what the page offers, in its order.
	Material []material.Material
	// From and To are when the event's first and last sessions begin; zero on a
	// session's page.
	From, To time.Time
	// Sessions are the event's follow-up pages that are shown, on the event's own
	// page; in the programme's order.
	Sessions []Page
}

// Code is the code in the page's address: the session's, or the event's.
func (p Page) Code() survey.Code {
	if p.Session.ID != 0 {
		return p.Session.Code
	}
	return p.Event.Code
}

// Title is what the page is about: the session's title, or the event's name.
func (p Page) Title() string {
	if p.Session.ID != 0 {
		return p.Session.Title
	}
	return p.Event.Name
}

// MaxText is how many characters the lead or the changes may have.
const MaxText = 4000
