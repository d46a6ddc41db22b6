package survey

import "time"

// A LetterRef names a letter to one appearance and says where it stands. Key is
// the unguessable part of the speaker's address; Number is what is printed on it,
// and as hard to guess.
type LetterRef struct {
	ID         ID
	Appearance Appearance
	Key        string
	Number     string
	// Made is when the session was released. It decides what the letter is
	// compared with, also for a correction of it.
	Made     time.Time
	State    LetterState
	Revision int
	// Replaces is the number of the letter that this one corrects, and Corrected
	// when that was begun; ReplacedBy and ReplacedKey are those of the letter that
	// has taken this one's place. Empty where there is none.
	Replaces, ReplacedBy, ReplacedKey string
	Corrected                         time.Time
	// Approved and Revoked are when that happened; zero if it has not. ApprovedBy
	// is the organizer's name then, for the organization alone.
	Approved, Revoked time.Time
	ApprovedBy        string
	// Reason is why it was revoked, in words that anyone may read.
	Reason string
	// Series is which series of sessions the letter sums, and Occasions how many
	// there are; 0 for the letter of one session. Its Appearance is in the last.
	Series    ID
	Occasions int
}

// Dated is the day on the letter: when it was made, or corrected.
func (l LetterRef) Dated() time.Time {
	if l.Corrected.IsZero() {
		return l.Made
	}
	return l.Corrected
}

// LetterFacts are all that a letter is made from.
type LetterFacts struct {
	Form
	Letter  LetterRef
	Tallies Tallies
	// Invited is how many were invited, where only they can answer; else 0.
	Invited int
	// Comments are all of the session's, with their states. Empty when fewer
	// than K responded.
	Comments []Comment
	// Partial says that there may be comments that are not among them.
	Partial bool
	// Others are the tallies of the event's released sessions with their own
	// forms, when the event compares; see Comparison. The letter's own session
	// may be among them and counts for nothing.
	Others []Result
	// Fixed is what the letter says of them for good: an approved letter what was
	// approved; a draft what the first letter of its session said that was approved
	// with a comparison. Nil while nothing is fixed.
	Fixed *Comparison
	// Wordings are the organization's own words, by the letter's language.
	Wordings map[Language]Wording
	// Letterhead is how its letters look.
	Letterhead Letterhead
	// PersonalLine is what an organizer has added to this letter; empty for none.
	PersonalLine string
	// Series are the sessions that the letter sums, the first first: see
	// [Series.Sum]. Empty for the letter of one session.
	Series []Occasion
}

// A Result is what the organizer's side sees of a session.
type Result struct {
	Form
	// Tallies hold figures only once the session is released; before that,
	// Responses alone.
	Tallies Tallies
	// Invited is how many were invited, where only they can answer; else 0.
	Invited int
	// Burst is how many answers at least came within BurstWindow; 0 for none that
	// is worth telling.
	Burst int
	// Comments are empty until the session is sealed, and when fewer than K
	// responded.
	Comments []Comment
	// Letters are made at release.
	Letters []LetterRef
	// Removals are what has been removed since, in the order of [AllKept].
	Removals []Removal
}

// Summary returns the summary of a rating item of a released session.
func (r Result) Summary(i Item) Summary {
	return Summarize(r.Tallies.Ratings[i], r.Session.K)
}

// Overall returns the item that asks for the session as a whole.
func (f Form) Overall() (Item, bool) {
	for _, q := range f.Questions {
		if q.Key == QuestionOverall && q.Kind == KindRating {
			return Item{Question: q.Number}, true
		}
	}
	return Item{}, false
}

// A Programme is an event with its sessions as it is loaded from a file.
type Programme struct {
	Organization Organization
	Event        Event
	Sessions     []ProgrammeSession
}

// A ProgrammeSession is a session of a programme, with its speakers and, when
// its organizer changed it, its questionnaire.
type ProgrammeSession struct {
	Session     Session
	Appearances []Appearance
	Questions   []Question
}

// Loaded says what loading a programme did.
type Loaded struct {
	Event Event
	// Added and Kept count sessions: new ones, and those that were there
	// already and were left as they are.
	Added, Kept int
}

// EventSessions is an event with its sessions in the programme's order.
type EventSessions struct {
	Organization Organization
	Event        Event
	Sessions     []SessionState
}

// A SessionState is a session in a list: who holds it and how many have
// answered.
type SessionState struct {
	Session     Session
	Appearances []Appearance
	Responses   int
	// Burst is how many answers at least came within BurstWindow; 0 for none that
	// is worth telling.
	Burst int
}

// A Recount is what counting the responses of a session again found.
type Recount struct {
	Session Session
	// Responses is how many responses there are.
	Responses int
	// Differences say in words where tallies and responses disagree; empty when
	// they agree.
	Differences []string
}
