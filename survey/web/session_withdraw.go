package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

type withdrawView struct {
	heading
	// Key is empty once the answer is withdrawn, and Bound says whose form it is.
	Key, Bound string
	// Invited says that there is an invitation, which cannot be used again.
	Invited bool
}

// sessionWithdrawAsk asks once more before an answer is deleted.
func (s *server) sessionWithdrawAsk(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.Session.Accepts() != nil {
		return s.sessionState(w, r, v, http.StatusOK)
	}
	key, _, ok := v.cookieKey(r)
	if !ok {
		http.Redirect(w, r, v.base+"/find", http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, v, http.StatusOK, "session_withdraw", page{
		Title: v.t("withdraw.title"), Data: withdrawView{heading: v.heading(), Key: key.Text(), Bound: bound(v.holder(), key), Invited: v.invitation.ID != 0},
	})
}

// sessionWithdraw deletes the answer. Deleting what is deleted already changes
// nothing and says the same.
func (s *server) sessionWithdraw(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	if v.foreign(r) {
		return s.sessionOther(w, r, v)
	}
	key, ok := postedKey(r)
	if !ok {
		return s.noAnswer(w, r, v)
	}
	err := s.store.Withdraw(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		return s.sessionState(w, r, v, problemOf(err).status)
	case errors.Is(err, survey.ErrNotFound):
		if many := s.missed(r); many != nil {
			return many
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return err
	}
	s.forgetKey(w, v)
	http.Redirect(w, r, v.base+"/withdrawn", http.StatusSeeOther)
	return nil
}

// sessionWithdrawn says that the answer is deleted.
func (s *server) sessionWithdrawn(w http.ResponseWriter, r *http.Request, v visit) error {
	if _, _, ok := v.cookieKey(r); ok { // nothing was withdrawn on this device
		http.Redirect(w, r, v.base, http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, v, http.StatusOK, "session_withdrawn", page{
		Title: v.t("withdrawn.title"), Data: withdrawView{heading: v.heading(), Invited: v.invitation.ID != 0},
	})
}
