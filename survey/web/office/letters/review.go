package letters

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// A queued comment with its session.
type queued struct {
	survey.Comment
	session survey.SessionState
}

// A reviewQueue is what an organizer has to read: the comments of an event's
// sealed sessions that are not released yet, or those of a draft that sums a
// series.
type reviewQueue struct {
	event    survey.EventSessions
	comments []queued
	// page is the queue's address without a query.
	page string
	// only is the code of the session that the queue is of; empty for all.
	only survey.Code
	// series is the draft; nil for the queue of an event.
	series *seriesDraft
}

// A queueOf reads the queue of a request. only is the session that it is asked for.
type queueOf func(r *http.Request, only string) (reviewQueue, error)

func (o desk) reviewQueue(r *http.Request, only string) (reviewQueue, error) {
	code, err := office.CodeNamed(r)
	if err != nil {
		return reviewQueue{}, err
	}
	q := reviewQueue{page: o.Base + "/e/" + string(code) + "/comments"}
	var comments map[survey.ID][]survey.Comment
	if q.event, comments, err = o.store.Comments(r.Context(), code); err != nil {
		return q, err
	}
	q.only, _ = survey.ParseCode(only)
	for _, st := range q.event.Sessions {
		if st.Session.State != survey.StateClosed || q.only != "" && q.only != st.Session.Code {
			continue
		}
		for _, c := range comments[st.Session.ID] {
			q.comments = append(q.comments, queued{c, st})
		}
	}
	return q, nil
}

// at returns the index of the comment, or -1.
func (q reviewQueue) at(id survey.ID) int {
	return slices.IndexFunc(q.comments, func(c queued) bool { return c.ID == id })
}

// next returns the next comment after the index that nobody has read, from the
// beginning again after the end; or -1.
func (q reviewQueue) next(after int) int {
	for i := range q.comments {
		if at := (after + 1 + i) % len(q.comments); !q.comments[at].Reviewed {
			return at
		}
	}
	return -1
}

// address is that of the queue's page.
func (q reviewQueue) address(pairs ...string) string {
	v := url.Values{}
	if q.only != "" {
		v.Set(office.FieldReviewSession, string(q.only))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	if len(v) == 0 {
		return q.page
	}
	return q.page + "?" + v.Encode()
}

// Comments shows the queue of an event.
func (s *Room) Comments(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showQueue(w, r, o, o.reviewQueue)
}

// Reviewed stores a decision of it.
func (s *Room) Reviewed(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.reviewed(w, r, o, o.reviewQueue)
}

// showQueue shows a queue, one comment at a time: the one that the address names,
// or the first that nobody has read.
func (s *Room) showQueue(w http.ResponseWriter, r *http.Request, o desk, queue queueOf) error {
	query := r.URL.Query()
	q, err := queue(r, query.Get(office.FieldReviewSession))
	if err != nil {
		return err
	}
	at := q.at(commentID(query.Get(office.FieldReviewComment)))
	if at < 0 {
		at = q.next(-1)
	}
	return s.showReview(w, r, o, q, at, "")
}

func commentID(text string) survey.ID {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return survey.ID(id)
}

// reviewed stores a decision of the queue and goes on to the next comment.
func (s *Room) reviewed(w http.ResponseWriter, r *http.Request, o desk, queue queueOf) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	q, err := queue(r, r.PostForm.Get(office.FieldReviewSession))
	if err != nil {
		return err
	}
	at := q.at(commentID(r.PostForm.Get(office.FieldReviewComment)))
	if at < 0 {
		// Released meanwhile, or never there.
		return page.Problem{Status: http.StatusConflict, Key: "problem.conflict"}
	}
	c := q.comments[at]
	review, wrong := c.decided(r.PostForm)
	if wrong != "" {
		return s.showReview(w, r, o, q, at, wrong)
	}
	if q.series != nil {
		draft := q.series.line().Letter
		err = o.store.ReviewSeries(r.Context(), draft.ID, draft.Revision, c.ID, seen(r.PostForm), review)
	} else {
		err = o.store.Review(r.Context(), c.session.Session.Code, c.ID, seen(r.PostForm), review)
	}
	if errors.Is(err, survey.ErrConflict) {
		return s.showReviewedMeanwhile(w, r, o, queue, c.ID)
	}
	if err != nil {
		return err
	}
	if r.PostForm.Get(office.FieldReviewDo) == "undo" {
		http.Redirect(w, r, q.address(office.FieldReviewComment, page.IDText(c.ID)), http.StatusSeeOther)
		return nil
	}
	was, err := reviewText(c.Comment)
	if err != nil {
		return err
	}
	pairs := []string{office.FieldReviewDone, page.IDText(c.ID), office.FieldReviewWas, was}
	q.comments[at].Reviewed = true
	if next := q.next(at); next >= 0 {
		pairs = append(pairs, office.FieldReviewComment, page.IDText(q.comments[next].ID))
	}
	http.Redirect(w, r, q.address(pairs...), http.StatusSeeOther)
	return nil
}

// showReviewedMeanwhile shows the comment as somebody else has just decided it.
func (s *Room) showReviewedMeanwhile(w http.ResponseWriter, r *http.Request, o desk, queue queueOf, c survey.ID) error {
	q, err := queue(r, r.PostForm.Get(office.FieldReviewSession))
	if err != nil {
		return err
	}
	at := q.at(c)
	if at < 0 {
		return page.Problem{Status: http.StatusConflict, Key: "problem.conflict"}
	}
	wrong := "conflict"
	if !q.comments[at].Review().Equal(seen(r.PostForm)) {
		wrong = "changed"
	}
	return s.showReview(w, r, o, q, at, wrong)
}

// seen is what the form's page said of the comment.
func seen(form url.Values) survey.Review {
	var review survey.Review
	if json.Unmarshal([]byte(form.Get(office.FieldReviewSeen)), &review) != nil {
		return survey.Review{} // like no stored one: a conflict
	}
	return review
}

// reviewText is what has been decided about a comment, for a form.
func reviewText(c survey.Comment) (string, error) {
	text, err := json.Marshal(c.Review())
	return string(text), err
}

// decided reads what a button of the queue says; wrong names what is missing.
func (c queued) decided(form url.Values) (review survey.Review, wrong string) {
	review = c.Review()
	review.Reviewed = true
	if form.Has("letters") {
		review.Letters = nil
		for _, number := range form[office.FieldReviewLetter] {
			if n, err := strconv.Atoi(number); err == nil {
				review.Letters = append(review.Letters, n)
			}
		}
		if len(review.Letters) == 0 && form.Get(office.FieldReviewDo) == "include" {
			return review, "letter"
		}
		if len(review.Letters) == len(c.session.Appearances) {
			review.Letters = nil
		}
	}
	do, reason, _ := strings.Cut(form.Get(office.FieldReviewDo), ".")
	switch do {
	case "include":
		review.State, review.Reason = survey.CommentIncluded, ""
	case "leave":
		review.State, review.Reason = survey.CommentLeftOut, survey.Reason(reason)
	case "organizer":
		review.State, review.Reason = survey.CommentOrganizer, survey.ReasonRoom
	case "cut":
		review.State, review.Reason = survey.CommentIncluded, ""
		review.Cuts = c.CutWords(numbers(form[office.FieldReviewCut]))
		if !c.CheckReview(review, c.session.Appearances) {
			return review, "cutall"
		}
	case "undo":
		review = survey.Review{}
		if err := json.Unmarshal([]byte(form.Get(office.FieldReviewWas)), &review); err != nil {
			return review, "conflict"
		}
	default:
		return review, "choose"
	}
	if !c.CheckReview(review, c.session.Appearances) {
		return review, "choose"
	}
	return review, ""
}

func numbers(texts []string) []int {
	var ns []int
	for _, t := range texts {
		if n, err := strconv.Atoi(t); err == nil {
			ns = append(ns, n)
		}
	}
	return ns
}
