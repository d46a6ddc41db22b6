package attendee

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// trialOver refuses such a form: nothing of it is stored, whatever stands in
// it is there to copy, and the real form is a link away.
func (s *Room) trialOver(w http.ResponseWriter, r *http.Request, v Visit) error {
	view := event.StateView{Heading: v.Heading(), Late: v.T("rehearsal.over"), Texts: v.keptTexts(r)}
	if v.Session.Accepts() == nil {
		view.Sentence = v.T("rehearsal.open")
	}
	return s.ShowState(w, r, v.Visit, http.StatusConflict, view)
}

// late answers a response that the session does not take: too late, or
// too early. What was written stands there to copy.
func (s *Room) late(w http.ResponseWriter, r *http.Request, v Visit, why error) error {
	view := event.StateView{Heading: v.Heading(), Late: v.T("state.late")}
	if errors.Is(why, survey.ErrNotOpen) {
		view.Late = v.T("state.early")
	}
	view.Texts, view.Carried, view.Switch, view.Bound = v.keptTexts(r), v.typed(r), v.Base+"/switch", v.Unkeyed()
	return s.ShowState(w, r, v.Visit, page.ProblemOf(why).Status, view)
}

// keptTexts are what a posted form says, to copy.
func (v Visit) keptTexts(r *http.Request) []event.KeptText {
	var texts []event.KeptText
	for _, item := range v.Items() {
		value := r.PostForm.Get(item.Field())
		switch item.Asked.Kind {
		case survey.KindText:
			if value = writing.FoldComment(page.ShownText(value)); value != "" {
				texts = append(texts, event.KeptText{Label: v.Label(item), Text: value})
			}
		default:
			for _, o := range v.itemView(item, FormInput{fields: r.PostForm}).Options {
				if !o.Chosen {
					continue
				}
				text := o.Text
				if item.Asked.Kind == survey.KindRating {
					text = v.T("form.tile", "n", o.Value, "word", o.Text)
				}
				texts = append(texts, event.KeptText{Label: v.Label(item), Text: text})
			}
		}
	}
	return texts
}
