package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// A stateView says why there is no form, and, when someone sent one all the
// same, gives back what was written.
type stateView struct {
	heading
	Sentence string
	// Late stands above the texts that did not arrive.
	Late  string
	Texts []keptText
	// Instead leads to the session held instead of a cancelled one.
	Instead, InsteadAddress string
	// Carried are what was filled in, for Switch, where another session can be
	// chosen for it.
	Carried []carriedField
	Switch  string
	// Bound says whose form it was, see bound.
	Bound string
	// Reload offers the form, which has opened again meanwhile.
	Reload bool
}

// A keptText is what was typed under a question.
type keptText struct{ Label, Text string }

// sessionState says that the session is not open yet, is cancelled or has
// closed, and when.
func (s *server) sessionState(w http.ResponseWriter, r *http.Request, v visit, status int) error {
	return s.showState(w, r, v, status, stateView{heading: v.heading()})
}

// sessionLate answers a response that the session does not take: too late, or
// too early. What was written stands there to copy.
func (s *server) sessionLate(w http.ResponseWriter, r *http.Request, v visit, why error) error {
	view := stateView{heading: v.heading(), Late: v.t("state.late")}
	if errors.Is(why, survey.ErrNotOpen) {
		view.Late = v.t("state.early")
	}
	view.Texts, view.Carried, view.Switch, view.Bound = v.keptTexts(r), v.typed(r), v.base+"/switch", v.unkeyed()
	return s.showState(w, r, v, problemOf(why).status, view)
}

// keptTexts are what a posted form says, to copy.
func (v visit) keptTexts(r *http.Request) []keptText {
	var texts []keptText
	for _, item := range v.Items() {
		value := r.PostForm.Get(item.Field())
		switch item.Asked.Kind {
		case survey.KindText:
			if value = survey.FoldComment(shownText(value)); value != "" {
				texts = append(texts, keptText{v.label(item), value})
			}
		default:
			for _, o := range v.itemView(item, formInput{fields: r.PostForm}).Options {
				text := o.Text
				if item.Asked.Kind == survey.KindRating {
					text = v.t("form.tile", "n", o.Value, "word", o.Text)
				}
				if o.Chosen {
					texts = append(texts, keptText{v.label(item), text})
				}
			}
		}
	}
	return texts
}

func (s *server) showState(w http.ResponseWriter, r *http.Request, v visit, status int, view stateView) error {
	if view.Sentence == "" {
		view.Sentence = s.stateSentence(v)
	}
	view.Reload = v.Session.Accepts() == nil // opened again meanwhile
	if code := v.Session.ReplacedBy; v.Session.State == survey.StateCancelled && code != "" {
		if other, err := s.store.Form(r.Context(), code); err == nil {
			view.Instead, view.InsteadAddress = other.Session.Title, "/s/"+string(code)
		}
	}
	return s.show(w, r, v, status, "session_state", page{
		Title: v.t("state.title", "title", v.Session.Title), Failed: view.Late != "", Data: view,
	})
}

// stateSentence says where the session stands.
func (s *server) stateSentence(v visit) string {
	switch v.Session.State {
	case survey.StateDraft:
		if v.Session.Rehearsal {
			return v.t("rehearsal.state")
		}
		if opens := v.Session.OpensAt; !opens.IsZero() && opens.After(s.now()) {
			return v.t("state.opens", "time", v.moment(opens))
		}
		return v.t("state.draft")
	case survey.StateCancelled:
		return v.t("state.cancelled")
	case survey.StateOpen:
		return v.t("state.open")
	}
	return v.t("state.closed", "time", v.moment(v.Session.Closed))
}
