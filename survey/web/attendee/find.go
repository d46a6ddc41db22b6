package attendee

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// findField is the name of the field that takes the code of an answer.
const findField = "answer"

type findView struct {
	event.Heading
	Error string
	// Typed is kept where the code was not looked for at all.
	Typed string
}

// FindAsk asks for the code that the receipt showed.
func (s *Room) FindAsk(w http.ResponseWriter, r *http.Request, v Visit) error {
	if v.Session.Accepts() != nil {
		return s.SessionState(w, r, v.Visit, http.StatusOK)
	}
	return s.showFind(w, r, v, http.StatusOK, findView{})
}

// Find opens the answer of the typed code on this device. The code comes
// in the body and goes into a cookie; it is never part of an address.
func (s *Room) Find(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseForm(w, r); err != nil {
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
		return s.SessionState(w, r, v.Visit, page.ProblemOf(err).Status)
	case errors.Is(err, survey.ErrNotFound):
		if wait := s.Limits.Miss(r, s.Now()); wait > 0 {
			return s.showFind(w, r, v, http.StatusTooManyRequests, findView{
				Error: v.T(page.MsgBusy, "n", page.RetryIn(w, wait)), Typed: page.Shorten(page.ShownText(typed)),
			})
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return err
	}
	s.SetKey(w, v.Visit, key, true)
	http.Redirect(w, r, v.Base+"/change", http.StatusSeeOther)
	return nil
}

// noAnswer says that no answer has this key. Whatever is wrong with a key, the
// page is the same.
func (s *Room) noAnswer(w http.ResponseWriter, r *http.Request, v Visit) error {
	if v.Session.Accepts() != nil {
		return s.SessionState(w, r, v.Visit, http.StatusGone)
	}
	return s.showFind(w, r, v, http.StatusNotFound, findView{Error: v.T("find.none")})
}

func (s *Room) showFind(w http.ResponseWriter, r *http.Request, v Visit, status int, view findView) error {
	view.Heading = v.Heading()
	return s.Show(w, r, v.Visit, status, "attendee/session_find", page.Page{
		Title: v.T("find.title"), Failed: view.Error != "", Data: view,
	})
}
