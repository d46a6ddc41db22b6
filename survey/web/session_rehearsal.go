package web

import "net/http"

// fieldRehearsal is the name of the hidden field that says that a form was opened
// in a rehearsal.
const fieldRehearsal = "rehearsal"

// rehearsal says on every page of a session that is rehearsed what that means;
// empty for all others.
func (v visit) rehearsal() string {
	if !v.Session.Rehearsal {
		return ""
	}
	return v.t("rehearsal.what")
}

// trialOver says whether a form comes from a rehearsal that is over. The store
// would refuse it too, by its version.
func (v visit) trialOver(r *http.Request) bool {
	return r.PostForm.Get(fieldRehearsal) != "" && !v.Session.Rehearsal
}

// sessionTrialOver refuses such a form: nothing of it is stored, whatever stands in
// it is there to copy, and the real form is a link away.
func (s *server) sessionTrialOver(w http.ResponseWriter, r *http.Request, v visit) error {
	view := stateView{heading: v.heading(), Late: v.t("rehearsal.over"), Texts: v.keptTexts(r)}
	if v.Session.Accepts() == nil {
		view.Sentence = v.t("rehearsal.open")
	}
	return s.showState(w, r, v, http.StatusConflict, view)
}
