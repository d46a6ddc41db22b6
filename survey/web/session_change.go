package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// sessionChange shows this device's answer in the form, to read and to change.
func (s *server) sessionChange(w http.ResponseWriter, r *http.Request, v visit) error {
	key, _, ok := v.cookieKey(r)
	if !ok {
		http.Redirect(w, r, v.base+"/find", http.StatusSeeOther)
		return nil
	}
	response, err := s.store.Response(r.Context(), v.Session.ID, key)
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		return s.sessionState(w, r, v, http.StatusOK)
	case errors.Is(err, survey.ErrNotFound):
		if many := s.missed(r); many != nil {
			return many
		}
		http.Redirect(w, r, v.base+"/find", http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	}
	return s.showForm(w, r, v, http.StatusOK, formInput{key: key, fields: fieldsOf(response), change: true})
}

// sessionSave stores a changed answer.
func (s *server) sessionSave(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseAnswer(w, r); err != nil {
		return err
	}
	if v.foreign(r) {
		return s.sessionOther(w, r, v)
	}
	in, ok, err := s.readForm(r, v)
	if err != nil {
		return err
	}
	in.change = true
	if wait := s.limits.answer(r, v.mark(in.key), s.now()); wait > 0 {
		return s.tooMany(w, r, v, in, wait)
	}
	if !ok {
		if v.trialOver(r) {
			return s.sessionTrialOver(w, r, v)
		}
		if notNow := v.Session.Accepts(); notNow != nil {
			return s.sessionLate(w, r, v, notNow)
		}
		return s.showForm(w, r, v, in.status, in)
	}
	switch err := s.store.Change(r.Context(), in.key, in.response); {
	case errors.Is(err, survey.ErrNotFound):
		if many := s.missed(r); many != nil {
			return many
		}
		return s.noAnswer(w, r, v)
	case err != nil:
		return s.notAccepted(w, r, v, in, err)
	}
	s.setKey(w, v, in.key, true)
	http.Redirect(w, r, v.base+"/thanks?was="+wasChanged, http.StatusSeeOther)
	return nil
}
