package survey

import "time"

// A Kept is what an organization keeps for a time of its own.
type Kept string

// What is kept apart. KeptAnswers are ratings and choices, one by one and
// counted; KeptLetters are the letters with all that stands in them.
const (
	KeptAnswers  Kept = "answers"
	KeptComments Kept = "comments"
	KeptLetters  Kept = "letters"
)

// AllKept are all of them. Letters come last: what stands in them goes with them.
func AllKept() []Kept { return []Kept{KeptAnswers, KeptComments, KeptLetters} }

// RetentionNotice is how long nothing is removed after a period was set, so that
// a mistake can be mended.
const RetentionNotice = 7 * 24 * time.Hour

// A Period is how long something is kept. It counts from the day on which the
// session ended, in the event's zone.
type Period struct {
	// Months is 0 for until further notice.
	Months int `json:"months,omitempty"`
	// Decision is the reference of the decision: "KS 2026/123".
	Decision string `json:"decision,omitempty"`
	// Since is when Months was set.
	Since time.Time `json:"since,omitzero"`
}

// Due is when what came of a session that ended then may be removed: at the end
// of the last day of the period, and not before RetentionNotice after the period
// was set. A month that is too short for the day ends on its last.
func (p Period) Due(ends time.Time, zone *time.Location) time.Time {
	y, m, d := ends.In(zone).Date()
	last := time.Date(y, m+time.Month(p.Months)+1, 0, 0, 0, 0, 0, zone).Day()
	due := time.Date(y, m+time.Month(p.Months), min(d, last)+1, 0, 0, 0, 0, zone)
	if notice := p.Since.Add(RetentionNotice); notice.After(due) {
		return notice
	}
	return due
}

// Retention is how long an organization keeps what it keeps. What is not in it
// is kept until further notice.
type Retention map[Kept]Period

// Any says whether anything is removed by itself.
func (r Retention) Any() bool {
	for _, p := range r {
		if p.Months > 0 {
			return true
		}
	}
	return false
}

// A Removal says that something of a session has been removed.
type Removal struct {
	What Kept
	At   time.Time
	// Decision is the reference that it was removed under; may be empty.
	Decision string
}

// Removed returns the removal of the session's answers, comments or letters.
func (r Result) Removed(what Kept) (Removal, bool) {
	for _, removal := range r.Removals {
		if removal.What == what {
			return removal, true
		}
	}
	return Removal{}, false
}

// WithoutRemoved returns the result as the organizer's pages have it: what has
// been removed, and is left only because it stands in a letter, is not in it.
func (r Result) WithoutRemoved() Result {
	if _, gone := r.Removed(KeptAnswers); gone {
		r.Tallies = Tallies{Responses: r.Tallies.Responses}
	}
	if _, gone := r.Removed(KeptComments); gone {
		r.Comments = nil
	}
	return r
}

// A PlannedRemoval is what will be removed, of how many sessions of an event.
type PlannedRemoval struct {
	What     Kept
	Event    Event
	Sessions int
	// On is when the first of them is due, in the event's zone.
	On       time.Time
	Decision string
	// Waiting says that the time has come but the sessions are not closed.
	Waiting bool
}
