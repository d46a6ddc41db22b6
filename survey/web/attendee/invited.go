package attendee

import (
	"net/http"

	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// An invitedView says why a personal link does not lead to a form, and gives
// back what was written all the same.
type invitedView struct {
	event.Heading
	Sentence string
	What     []string
	Texts    []event.KeptText
	// Own leads to the answer where this device has its key.
	Own bool
	// Find offers to open the answer with its code.
	Find bool
	// Mine leads to the form of who is here now, where the one that was sent is
	// somebody else's. Back tells whoever it belongs to, and has no script, how to
	// find it again.
	Mine, Back string
}

// used says that the invitation has answered the session, whatever became
// of the answer.
func (s *Room) used(w http.ResponseWriter, r *http.Request, v Visit, status int) error {
	view := invitedView{
		Heading: v.Heading(), Sentence: v.T("invite.used.title"), Texts: v.keptTexts(r),
		What: []string{v.T("invite.used.what")}, Find: true,
	}
	if key, _, ok := v.CookieKey(r); ok {
		if _, err := s.store.Response(r.Context(), v.Session.ID, key); err == nil {
			view.Own, view.Find = true, false
		}
	}
	if view.Find {
		view.What = append(view.What, v.T("invite.used.elsewhere"))
	}
	return s.showInvited(w, r, v, status, view)
}

// other refuses a form that was opened by somebody else than uses the device
// now: nobody must answer, or change an answer, in another's name. Nor does it give
// back what was written, as other refusals do: a browser sends a form anew when
// somebody goes back to it, whoever it is.
func (s *Room) other(w http.ResponseWriter, r *http.Request, v Visit) error {
	view := invitedView{Heading: v.Heading()}
	if v.Invitation.ID != 0 {
		view.Sentence, view.What = v.T("invite.other.title"), []string{v.T("invite.other.what")}
		view.Mine, view.Back = v.T("invite.other.mine"), v.T("invite.other.back")
	} else {
		view.Sentence, view.What = v.T("another.other.title"), []string{v.T("another.other.what")}
		view.Mine = v.T("another.other.mine")
	}
	return s.showInvited(w, r, v, http.StatusConflict, view)
}

func (s *Room) showInvited(w http.ResponseWriter, r *http.Request, v Visit, status int, view invitedView) error {
	return s.Show(w, r, v.Visit, status, "attendee/session_invited", page.Page{
		Title: view.Sentence + " " + v.Session.Title, Failed: status != http.StatusOK, Data: view,
	})
}
