package attendee

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

type withdrawView struct {
	event.Heading
	// Key is empty once the answer is withdrawn, and Bound says whose form it is.
	Key, Bound string
	// Invited says that there is an invitation, which cannot be used again.
	Invited bool
}

// WithdrawAsk asks once more before an answer is deleted.
func (s *Room) WithdrawAsk(w http.ResponseWriter, r *http.Request, v Visit) error {
	if v.Session.Accepts() != nil {
		return s.SessionState(w, r, v.Visit, http.StatusOK)
	}
	key, _, ok := v.CookieKey(r)
	if !ok {
		http.Redirect(w, r, v.Base+"/find", http.StatusSeeOther)
		return nil
	}
	return s.Show(w, r, v.Visit, http.StatusOK, "attendee/session_withdraw", page.Page{
		Title: v.T("withdraw.title"), Data: withdrawView{Heading: v.Heading(), Key: key.Text(), Bound: event.Bound(v.Holder(), key), Invited: v.Invitation.ID != 0},
	})
}

// Withdraw deletes the answer. Deleting what is deleted already changes
// nothing and says the same.
func (s *Room) Withdraw(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	if v.Foreign(r) {
		return s.other(w, r, v)
	}
	key, ok := event.PostedKey(r)
	if !ok {
		return s.noAnswer(w, r, v)
	}
	err := s.store.Withdraw(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		return s.SessionState(w, r, v.Visit, page.ProblemOf(err).Status)
	case errors.Is(err, survey.ErrNotFound):
		if many := s.Missed(r); many != nil {
			return many
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return err
	}
	s.ForgetKey(w, v.Visit)
	http.Redirect(w, r, v.Base+"/withdrawn", http.StatusSeeOther)
	return nil
}

// Withdrawn says that the answer is deleted.
func (s *Room) Withdrawn(w http.ResponseWriter, r *http.Request, v Visit) error {
	if _, _, ok := v.CookieKey(r); ok { // nothing was withdrawn on this device
		http.Redirect(w, r, v.Base, http.StatusSeeOther)
		return nil
	}
	return s.Show(w, r, v.Visit, http.StatusOK, "attendee/session_withdrawn", page.Page{
		Title: v.T("withdrawn.title"), Data: withdrawView{Heading: v.Heading(), Invited: v.Invitation.ID != 0},
	})
}
