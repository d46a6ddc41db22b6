package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/omdome/omdome/survey"
)

// A seriesCommentsView is where the comments of a draft that sums are gone through.
type seriesCommentsView struct {
	Back, BackText string
	Action         string
	Revision       int
	Comments       []seriesComment
}

// A seriesComment is one of them. ID is the name of its field.
type seriesComment struct {
	ID, Text string
	Options  []editOption
}

// organizerSeriesComments shows the comments of a draft that sums a series.
func (s *server) organizerSeriesComments(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, facts, err := s.seriesDraft(r, o)
	if err != nil {
		return err
	}
	here := o.letterAddress(p, p.line().Letter.ID)
	view := seriesCommentsView{
		Back: here, BackText: o.catalog.T("organizer.letters.one", "name", p.line().Letter.Appearance.Speaker.Name),
		Action: here + "/comments", Revision: p.line().Letter.Revision,
	}
	for _, c := range facts.Comments {
		if c.IsFor(p.line().Letter.Appearance.Number) {
			view.Comments = append(view.Comments, seriesComment{"c" + idText(c.ID), c.Text, o.seriesOptions(c)})
		}
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_series_comments", page{
		Title: o.catalog.T("organizer.series.comments"), Data: view,
	})
}

// inLetter is the choice that puts a comment in the letter; the others are reasons.
const inLetter = "in"

func (o office) seriesOptions(c survey.Comment) []editOption {
	options := []editOption{{inLetter, o.catalog.T("organizer.series.comments.in"), c.State == survey.CommentIncluded}}
	for _, reason := range survey.Reasons {
		options = append(options, editOption{
			string(reason), o.catalog.T("organizer.series.comments." + string(reason)), c.State != survey.CommentIncluded && c.Reason == reason,
		})
	}
	return options
}

// seriesDraft is the draft of a series that the address names, with its facts.
func (s *server) seriesDraft(r *http.Request, o office) (letterPlace, survey.LetterFacts, error) {
	p, err := o.letterPlace(r)
	if err != nil {
		return p, survey.LetterFacts{}, err
	}
	if ref := p.line().Letter; ref.Series == 0 || ref.State != survey.LetterDraft {
		return p, survey.LetterFacts{}, survey.ErrNotFound
	}
	_, facts, _, err := s.shownLetter(r, o, p)
	return p, facts, err
}

// organizerReviewSeries stores what becomes of the comments.
func (s *server) organizerReviewSeries(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	p, facts, err := s.seriesDraft(r, o)
	if err != nil {
		return err
	}
	decided := map[survey.ID]survey.Review{}
	for _, c := range facts.Comments {
		if review, ok := reviewTyped(r.PostForm, "c"+idText(c.ID)); ok {
			decided[c.ID] = review
		}
	}
	err = o.store.ReviewSeries(r.Context(), p.line().Letter.ID, revisionOf(r), decided)
	if errors.Is(err, survey.ErrConflict) {
		return s.showLetter(w, r, o, p, http.StatusConflict, o.catalog.T("organizer.letters.conflict"), nil, nil)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.letterAddress(p, p.line().Letter.ID)+"?done=comments", http.StatusSeeOther)
	return nil
}

// reviewTyped is what was chosen for a comment; ok is false when nothing was.
func reviewTyped(form url.Values, field string) (review survey.Review, ok bool) {
	switch typed := form.Get(field); typed {
	case "":
		return review, false
	case inLetter:
		return survey.Review{State: survey.CommentIncluded}, true
	default:
		return survey.Review{State: survey.CommentLeftOut, Reason: survey.Reason(typed)}, true
	}
}
