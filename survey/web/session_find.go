package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// findField is the name of the field that takes the code of an answer.
const findField = "answer"

type findView struct {
	heading
	Error string
	// Typed is kept where the code was not looked for at all.
	Typed string
}

// sessionFindAsk asks for the code that the receipt showed.
func (s *server) sessionFindAsk(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.Session.Accepts() != nil {
		return s.sessionState(w, r, v, http.StatusOK)
	}
	return s.showFind(w, r, v, http.StatusOK, findView{})
}

// sessionFind opens the answer of the typed code on this device. The code comes
// in the body and goes into a cookie; it is never part of an address.
func (s *server) sessionFind(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	typed := r.PostForm.Get(findField)
	key, ok := survey.ParseKey(typed)
	if !ok {
		return s.noAnswer(w, r, v)
	}
	_, err := s.store.Response(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		return s.sessionState(w, r, v, problemOf(err).status)
	case errors.Is(err, survey.ErrNotFound):
		if wait := s.limits.miss(r, s.now()); wait > 0 {
			return s.showFind(w, r, v, http.StatusTooManyRequests, findView{
				Error: v.t(msgBusy, "n", retryIn(w, wait)), Typed: shorten(shownText(typed)),
			})
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return err
	}
	s.setKey(w, v, key, true)
	http.Redirect(w, r, v.base+"/change", http.StatusSeeOther)
	return nil
}

// noAnswer says that no answer has this key. Whatever is wrong with a key, the
// page is the same.
func (s *server) noAnswer(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.Session.Accepts() != nil {
		return s.sessionState(w, r, v, http.StatusGone)
	}
	return s.showFind(w, r, v, http.StatusNotFound, findView{Error: v.t("find.none")})
}

func (s *server) showFind(w http.ResponseWriter, r *http.Request, v visit, status int, view findView) error {
	view.heading = v.heading()
	return s.show(w, r, v, status, "session_find", page{
		Title: v.t("find.title"), Failed: view.Error != "", Data: view,
	})
}
