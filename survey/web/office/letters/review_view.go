package letters

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// A reviewView is the review queue's page, with one comment, or with none.
type reviewView struct {
	// Back is what the comments are of, and where it is.
	Back, BackAddress string
	Says              reviewSays
	// Action is where forms are posted.
	Action   string
	Only     string
	Sessions []reviewSession
	// Progress is how many have been read; empty when there are none.
	Progress string
	// Wrong is why the decision was not stored.
	Wrong string
	Undo  *undoView
	// Comment is nil when there is nothing to read. Again leads to the first
	// comment then, if there is one.
	Comment *reviewComment
	Again   string
	// May says that the organizer may decide.
	May bool
}

// A reviewSays is what the page says that depends on whose queue it is: Lead may be
// empty, Words is what becomes of words that are cut, Read follows when everything
// is read, None stands where there is nothing, and Leave leads back.
type reviewSays struct{ Heading, Lead, Words, Read, None, Leave string }

type reviewSession struct {
	Code, Title string
	Chosen      bool
}

// An undoView is the decision that was just made, to take back.
type undoView struct{ Comment, Was, Seen, Text string }

type reviewComment struct {
	ID string
	// Seen is what has been decided about it so far, for the form.
	Seen                     string
	Session, SessionAddress  string
	Question, State          string
	Public                   bool
	Parts                    []office.TextPart
	Flags                    []string
	Previous, Next, CutWords string
	// ForOrganizer says that the comment can be kept for the organizer.
	ForOrganizer bool
	// Words are the words to cut, while that is being done.
	Words   []wordView
	Letters []letterChoice
	Reasons []reasonKey
}

type wordView struct {
	Number       int
	Text         string
	Cut, Flagged bool
}

type letterChoice struct {
	Number int
	Name   string
	Chosen bool
}

type reasonKey struct {
	office.ReasonView
	Key string
}

// reviewReasons are the reasons in the order of their keys, 1 to 4.
var reviewReasons = []survey.Reason{survey.ReasonAbuse, survey.ReasonNames, survey.ReasonRoom, survey.ReasonEmpty}

// wrongKeys are of what is wrong with what has been decided, by its word.
var wrongKeys = map[string]string{
	"choose": "organizer.review.wrong.choose", "letter": "organizer.review.wrong.letter", "cutall": "organizer.review.wrong.cutall",
	"changed": "organizer.review.wrong.changed", "conflict": "organizer.review.wrong.conflict",
}

// showReview shows the queue with the comment at the index, or with none.
func (s *Room) showReview(w http.ResponseWriter, r *http.Request, o desk, q reviewQueue, at int, wrong string) error {
	view := reviewView{
		Back: q.event.Event.Name, BackAddress: o.Base + "/e/" + string(q.event.Event.Code), Only: string(q.only),
		Action: q.page, May: o.Member.Organizer.Role.May(organizer.Editor), Says: reviewSays{
			Heading: o.Catalog.T("organizer.review"), Words: o.Catalog.T("organizer.review.words.what"),
			Read: o.Catalog.T("organizer.review.all.read"), None: o.Catalog.T("organizer.review.none"), Leave: o.Catalog.T("organizer.review.back"),
		},
	}
	if q.series != nil {
		view.Back, view.BackAddress = o.Catalog.T("organizer.letters.one", "name", q.series.line().Letter.Appearance.Speaker.Name), q.series.address
		view.Says = reviewSays{
			Heading: o.Catalog.T("organizer.series.comments"), Lead: o.Catalog.T("organizer.series.comments.lead"),
			Words: o.Catalog.T("organizer.series.comments.words.what"), Read: o.Catalog.T("organizer.series.comments.all.read"),
			None: o.Catalog.T("organizer.series.comments.none"), Leave: o.Catalog.T("organizer.series.comments.back"),
		}
	}
	for _, st := range q.event.Sessions {
		if st.Session.State == survey.StateClosed && !st.Session.Sealed.IsZero() {
			view.Sessions = append(view.Sessions, reviewSession{string(st.Session.Code), st.Session.Title, st.Session.Code == q.only})
		}
	}
	if len(q.comments) > 0 {
		read := 0
		for _, c := range q.comments {
			if c.Reviewed {
				read++
			}
		}
		view.Progress = o.Catalog.T("organizer.review.progress", "n", read, "of", len(q.comments))
		view.Again = q.address(office.FieldReviewComment, page.IDText(q.comments[0].ID))
		if read > 0 {
			view.Says.Lead = "" // it has been read too
		}
	}
	status := http.StatusOK
	if wrong != "" {
		key := wrongKeys[wrong]
		if wrong == "conflict" && q.series != nil {
			key = "organizer.series.comments.conflict"
		}
		status, view.Wrong = http.StatusUnprocessableEntity, o.Catalog.T(key)
	}
	if done := q.at(commentID(r.URL.Query().Get(office.FieldReviewDone))); done >= 0 && wrong == "" {
		c := q.comments[done]
		now, err := reviewText(c.Comment)
		if err != nil {
			return err
		}
		view.Undo = &undoView{page.IDText(c.ID), r.URL.Query().Get(office.FieldReviewWas), now, o.Catalog.T("organizer.review.done", "state", o.reviewState(c.Comment))}
		if !json.Valid([]byte(view.Undo.Was)) {
			view.Undo = nil
		}
	}
	if at >= 0 {
		form, err := q.form(r, o, at)
		if err != nil {
			return err
		}
		cutting := r.URL.Query().Has(office.FieldReviewCut) || wrong == "cutall"
		view.Comment = o.reviewComment(q, at, form, cutting)
		if view.Comment.Seen, err = reviewText(q.comments[at].Comment); err != nil {
			return err
		}
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/comments", page.Page{
		Title: view.Says.Heading, Failed: wrong != "", Data: view,
	})
}

// form is what the comment at the index was written in.
func (q reviewQueue) form(r *http.Request, o desk, at int) (survey.Form, error) {
	if q.series != nil {
		return q.series.facts.Form, nil
	}
	return o.store.Form(r.Context(), q.comments[at].session.Session.Code)
}

func (o desk) reviewComment(q reviewQueue, at int, form survey.Form, cutting bool) *reviewComment {
	c := q.comments[at]
	people := []string{form.Organization.Signer}
	for _, a := range form.Appearances {
		people = append(people, a.Speaker.Name)
	}
	flags := survey.Flags(c.Text, form.Event.Language, people)
	step := func(by int) string {
		n := len(q.comments)
		if n < 2 {
			return ""
		}
		return q.address(office.FieldReviewComment, page.IDText(q.comments[(at+by+n)%n].ID))
	}
	v := &reviewComment{
		ID: page.IDText(c.ID), Session: form.Session.Title, SessionAddress: o.Base + "/s/" + string(form.Session.Code),
		State: o.reviewState(c.Comment), Public: c.Public, Parts: o.Parts(c.Comment, flags),
		Previous: step(-1), Next: step(1), CutWords: q.address(office.FieldReviewComment, page.IDText(c.ID), office.FieldReviewCut, ""),
		ForOrganizer: q.series == nil,
	}
	if q.series != nil {
		v.SessionAddress = q.series.address
	}
	for _, item := range form.Items() {
		if item.Item == c.Item {
			v.Question = o.Label(form, item)
		}
	}
	for _, f := range flags {
		if text := o.Catalog.T(f.Kind.Key(), "text", string([]rune(c.Text)[f.From:f.To])); !slices.Contains(v.Flags, text) {
			v.Flags = append(v.Flags, text)
		}
	}
	if cutting {
		for i, word := range survey.Words(c.Text) {
			flagged := slices.ContainsFunc(flags, func(f survey.Flag) bool { return word.Touches([]survey.Cut{f.Cut}) })
			v.Words = append(v.Words, wordView{i, word.Text, word.Touches(c.Cuts), flagged})
		}
	}
	if len(form.Appearances) > 1 && c.Item.Appearance == 0 {
		for _, a := range form.Appearances {
			v.Letters = append(v.Letters, letterChoice{a.Number, a.Speaker.Name, c.IsFor(a.Number)})
		}
	}
	for i, reason := range reviewReasons {
		v.Reasons = append(v.Reasons, reasonKey{
			office.ReasonView{Reason: reason, Text: o.Catalog.T(reason.ReviewKey())}, string(rune('1' + i)),
		})
	}
	return v
}

// reviewState says where a comment goes, and why, or that nobody has read it.
func (o desk) reviewState(c survey.Comment) string {
	if !c.Reviewed {
		return o.Catalog.T("organizer.review.unread")
	}
	state := o.Catalog.T(c.State.Key())
	switch {
	case c.State == survey.CommentLeftOut:
		return o.Catalog.T("organizer.comment.why", "state", state, "reason", o.Catalog.T(c.Reason.Key()))
	case len(c.Cuts) > 0:
		return o.Catalog.T("organizer.review.withcuts", "state", state)
	}
	return state
}
