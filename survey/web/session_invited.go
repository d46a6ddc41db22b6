package web

import (
	"net/http"
)

// An invitedView says why a personal link does not lead to a form, and gives
// back what was written all the same.
type invitedView struct {
	heading
	Sentence string
	What     []string
	Texts    []keptText
	// Own leads to the answer where this device has its key.
	Own bool
	// Find offers to open the answer with its code.
	Find bool
}

// sessionUsed says that the invitation has answered the session, whatever became
// of the answer.
func (s *server) sessionUsed(w http.ResponseWriter, r *http.Request, v visit, status int) error {
	view := invitedView{
		heading: v.heading(), Sentence: v.t("invite.used.title"), Texts: v.keptTexts(r),
		What: []string{v.t("invite.used.what")}, Find: true,
	}
	if key, _, ok := v.cookieKey(r); ok {
		if _, err := s.store.Response(r.Context(), v.Session.ID, key); err == nil {
			view.Own, view.Find = true, false
		}
	}
	if view.Find {
		view.What = append(view.What, v.t("invite.used.elsewhere"))
	}
	return s.showInvited(w, r, v, status, view)
}

// sessionOther refuses a form that was opened with another invitation: whoever
// uses the device now must not answer, or change an answer, in another's name.
func (s *server) sessionOther(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showInvited(w, r, v, http.StatusConflict, invitedView{
		heading: v.heading(), Sentence: v.t("invite.other.title"), Texts: v.keptTexts(r),
		What: []string{v.t("invite.other.what")},
	})
}

func (s *server) showInvited(w http.ResponseWriter, r *http.Request, v visit, status int, view invitedView) error {
	return s.show(w, r, v, status, "session_invited", page{
		Title: view.Sentence + " " + v.Session.Title, Failed: status != http.StatusOK, Data: view,
	})
}
