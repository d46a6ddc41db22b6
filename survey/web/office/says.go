package office

import (
	"github.com/omdome/omdome/survey"
)

// A SpeakerSays is what a speaker takes with them, and who may read it.
type SpeakerSays struct{ Heading, Text, Readers, Agreed string }

// Says is what a speaker takes with them, as organizers read it.
func (o Desk) Says(t survey.Takeaway) SpeakerSays {
	says := SpeakerSays{Heading: o.Catalog.T("organizer.letters.takeaway", "name", t.Appearance.Speaker.Name), Text: t.Text}
	switch {
	case t.Shared:
		says.Readers = o.Catalog.T("organizer.letters.takeaway.shared")
	case t.Text != "":
		says.Readers = o.Catalog.T("organizer.letters.takeaway.own")
	}
	return says
}

// LetterState is where a letter stands, in a word.
func (o Desk) LetterState(s survey.LetterState) string {
	return o.Catalog.T(s.Key())
}

// The fields of the review queue.
const (
	FieldReviewSession = "session" // whose comments alone are in the queue
	FieldReviewComment = "c"
	FieldReviewDone    = "done" // the comment that was just decided
	FieldReviewWas     = "was"  // what had been decided about it before
	FieldReviewSeen    = "seen" // what was decided about the comment when its page was made
	FieldReviewCut     = "cut"
	FieldReviewDo      = "do"
	FieldReviewLetter  = "letter"
)

// A ReasonView is why a comment was left out, to choose from.
type ReasonView struct {
	Reason survey.Reason
	Text   string
}

// Label names what was asked: in short for the standard questions, in the
// organizer's own words for the others.
func (o Desk) Label(form survey.Form, item survey.FormItem) string {
	q := item.Asked
	name := q.Text.In(o.Catalog.Language(), form.Event.Language)
	if name == "" {
		name = o.Catalog.T(survey.QuestionNameKey(q.Key))
	}
	rated := 0
	for _, a := range form.Appearances {
		if a.Rated {
			rated++
		}
	}
	if item.Appearance != nil && rated > 1 {
		return o.Catalog.T("question.about", "name", item.Appearance.Speaker.Name, "question", name)
	}
	return name
}
