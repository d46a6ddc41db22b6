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
	// Mine leads to the form of who is here now, where the one that was sent is
	// somebody else's. Back tells whoever it belongs to, and has no script, how to
	// find it again.
	Mine, Back string
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

// sessionOther refuses a form that was opened by somebody else than uses the device
// now: nobody must answer, or change an answer, in another's name. Nor does it give
// back what was written, as other refusals do: a browser sends a form anew when
// somebody goes back to it, whoever it is.
func (s *server) sessionOther(w http.ResponseWriter, r *http.Request, v visit) error {
	view := invitedView{heading: v.heading()}
	if v.invitation.ID != 0 {
		view.Sentence, view.What = v.t("invite.other.title"), []string{v.t("invite.other.what")}
		view.Mine, view.Back = v.t("invite.other.mine"), v.t("invite.other.back")
	} else {
		view.Sentence, view.What = v.t("another.other.title"), []string{v.t("another.other.what")}
		view.Mine = v.t("another.other.mine")
	}
	return s.showInvited(w, r, v, http.StatusConflict, view)
}

func (s *server) showInvited(w http.ResponseWriter, r *http.Request, v visit, status int, view invitedView) error {
	return s.show(w, r, v, status, "session_invited", page{
		Title: view.Sentence + " " + v.Session.Title, Failed: status != http.StatusOK, Data: view,
	})
}
