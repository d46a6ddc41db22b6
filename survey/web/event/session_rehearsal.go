package event

import (
	"net/http"
)

// fieldRehearsal is the name of the hidden field that says that a form was opened
// in a rehearsal.
const fieldRehearsal = "rehearsal"

// rehearsal says on every page of a session that is rehearsed what that means;
// empty for all others.
func (v Visit) rehearsal() string {
	if !v.Session.Rehearsal {
		return ""
	}
	return v.T("rehearsal.what")
}

// TrialOver says whether a form comes from a rehearsal that is over. The store
// would refuse it too, by its version.
func (v Visit) TrialOver(r *http.Request) bool {
	return r.PostForm.Get(fieldRehearsal) != "" && !v.Session.Rehearsal
}
