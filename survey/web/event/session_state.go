package event

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A StateView says why there is no form, and, when someone sent one all the
// same, gives back what was written.
type StateView struct {
	Heading
	Sentence string
	// Late stands above the texts that did not arrive.
	Late  string
	Texts []KeptText
	// Instead leads to the session held instead of a cancelled one.
	Instead, InsteadAddress string
	// Carried are what was filled in, for Switch, where another session can be
	// chosen for it.
	Carried []CarriedField
	Switch  string
	// Bound says whose form it was, see Bound.
	Bound string
	// Reload offers the form, which has opened again meanwhile.
	Reload bool
}

// A KeptText is what was typed under a question.
type KeptText struct{ Label, Text string }

// SessionState says that the session is not open yet, is cancelled or has
// closed, and when.
func (s *Room) SessionState(w http.ResponseWriter, r *http.Request, v Visit, status int) error {
	return s.ShowState(w, r, v, status, StateView{Heading: v.Heading()})
}

// ShowState shows where the session stands.
func (s *Room) ShowState(w http.ResponseWriter, r *http.Request, v Visit, status int, view StateView) error {
	if view.Sentence == "" {
		view.Sentence = s.StateSentence(v)
	}
	view.Reload = v.Session.Accepts() == nil // opened again meanwhile
	if code := v.Session.ReplacedBy; v.Session.State == survey.StateCancelled && code != "" {
		if other, err := s.store.Form(r.Context(), code); err == nil {
			view.Instead, view.InsteadAddress = other.Session.Title, "/s/"+string(code)
		}
	}
	return s.Show(w, r, v, status, "event/session_state", page.Page{
		Title: v.T("state.title", "title", v.Session.Title), Failed: view.Late != "", Data: view,
	})
}

// StateSentence says where the session stands.
func (s *Room) StateSentence(v Visit) string {
	switch v.Session.State {
	case survey.StateDraft:
		if v.Session.Rehearsal {
			return v.T("rehearsal.state")
		}
		if opens := v.Session.OpensAt; !opens.IsZero() && opens.After(s.Now()) {
			return v.T("state.opens", "time", v.Moment(opens))
		}
		return v.T("state.draft")
	case survey.StateCancelled:
		return v.T("state.cancelled")
	case survey.StateOpen:
		return v.T("state.open")
	}
	return v.T("state.closed", "time", v.Moment(v.Session.Closed))
}

// A CarriedField is a hidden field.
type CarriedField struct{ Name, Value string }
