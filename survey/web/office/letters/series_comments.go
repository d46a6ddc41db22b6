package letters

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// A seriesDraft is a draft that sums a series, with what it is made from.
type seriesDraft struct {
	letterPlace
	facts   survey.LetterFacts
	address string // of the letter's page
}

// seriesQueue is the queue of a draft that sums a series. Its comments are in
// random order, and nothing tells which session one is from. When the draft has
// been approved meanwhile it is a conflict.
func (s *Room) seriesQueue(o desk) queueOf {
	return func(r *http.Request, _ string) (reviewQueue, error) {
		p, err := o.letterPlace(r)
		if err != nil {
			return reviewQueue{}, err
		}
		ref := p.line().Letter
		switch {
		case ref.Series == 0:
			return reviewQueue{}, survey.ErrNotFound
		case ref.State != survey.LetterDraft:
			return reviewQueue{}, page.Problem{Status: http.StatusConflict, Key: "problem.conflict"}
		}
		draft := &seriesDraft{letterPlace: p, address: o.letterAddress(p, ref.ID)}
		if _, draft.facts, _, err = s.shownLetter(r, o, p); err != nil {
			return reviewQueue{}, err
		}
		q := reviewQueue{event: survey.EventSessions{Event: p.event.Event}, page: draft.address + "/comments", series: draft}
		for _, c := range draft.facts.Comments {
			if writing.FoldComment(c.Text) != "" { // of some the words have been removed
				q.comments = append(q.comments, queued{c, survey.SessionState{
					Session: draft.facts.Session, Appearances: draft.facts.Appearances,
				}})
			}
		}
		return q, nil
	}
}

// SeriesComments shows the comments of a draft that sums a series.
func (s *Room) SeriesComments(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showQueue(w, r, o, s.seriesQueue(o))
}

// ReviewSeries stores what becomes of one of them.
func (s *Room) ReviewSeries(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.reviewed(w, r, o, s.seriesQueue(o))
}
