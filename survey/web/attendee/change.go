package attendee

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// Change shows this device's answer in the form, to read and to change.
func (s *Room) Change(w http.ResponseWriter, r *http.Request, v Visit) error {
	key, _, ok := v.CookieKey(r)
	if !ok {
		http.Redirect(w, r, v.Base+"/find", http.StatusSeeOther)
		return nil
	}
	response, err := s.store.Response(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		return s.SessionState(w, r, v.Visit, http.StatusOK)
	case errors.Is(err, survey.ErrNotFound):
		if many := s.Missed(r); many != nil {
			return many
		}
		http.Redirect(w, r, v.Base+"/find", http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	}
	return s.showForm(w, r, v, http.StatusOK, FormInput{key: key, fields: fieldsOf(response), change: true})
}

// Save stores a changed answer.
func (s *Room) Save(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseAnswer(w, r); err != nil {
		return err
	}
	if v.Foreign(r) {
		return s.other(w, r, v)
	}
	in, ok, err := s.readForm(r, v)
	if err != nil {
		return err
	}
	in.change = true
	if wait := s.Limits.Answer(r, v.mark(in.key), s.Now()); wait > 0 {
		return s.tooMany(w, r, v, in, wait)
	}
	if !ok {
		if v.TrialOver(r) {
			return s.trialOver(w, r, v)
		}
		if notNow := v.Session.Accepts(); notNow != nil {
			return s.late(w, r, v, notNow)
		}
		return s.showForm(w, r, v, in.status, in)
	}
	switch err := s.store.Change(r.Context(), in.key, in.response); {
	case errors.Is(err, survey.ErrNotFound):
		if many := s.Missed(r); many != nil {
			return many
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return s.notAccepted(w, r, v, in, err)
	}
	s.SetKey(w, v.Visit, in.key, true)
	http.Redirect(w, r, v.Base+"/thanks?was="+wasChanged, http.StatusSeeOther)
	return nil
}
