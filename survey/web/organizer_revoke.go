package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// organizerRevokeAsk asks why a letter is taken back, and says what that means.
func (s *server) organizerRevokeAsk(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.letterPlace(r)
	if err != nil {
		return err
	}
	if !p.line().Letter.State.Stands() {
		http.Redirect(w, r, o.letterAddress(p, p.line().Letter.ID), http.StatusSeeOther)
		return nil
	}
	return s.showRevoke(w, r, o, p, http.StatusOK, nil, nil)
}

func (s *server) showRevoke(w http.ResponseWriter, r *http.Request, o office, p letterPlace, status int, values map[string]string, errs survey.FieldErrors) error {
	here := o.letterAddress(p, p.line().Letter.ID)
	d := formData{o, values, errs}
	return s.showEdit(w, r, o, status, "organizer_edit", editView{
		Back: here, BackText: o.catalog.T("organizer.letters.one", "name", p.line().Letter.Appearance.Speaker.Name),
		Title: o.catalog.T("organizer.letters.revoke.ask"), Lead: []string{o.catalog.T("organizer.letters.revoke.what")},
		Action: here + "/revoke", Button: o.catalog.T("organizer.letters.revoke"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: strconv.Itoa(p.line().Letter.Revision)}},
		Groups: []editGroup{{Fields: []editField{d.needed(survey.FieldReason, "text")}}},
	})
}

// organizerRevoke takes the letter back.
func (s *server) organizerRevoke(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	p, err := o.letterPlace(r)
	if err != nil {
		return err
	}
	reason, errs := survey.ReadReason(shownText(r.PostForm.Get(survey.FieldReason)))
	if len(errs) > 0 {
		return s.showRevoke(w, r, o, p, http.StatusUnprocessableEntity, posted(r), errs)
	}
	ref := p.line().Letter
	err = o.store.Revoke(r.Context(), ref.ID, revisionOf(r), reason)
	if errors.Is(err, survey.ErrConflict) {
		return s.showLetter(w, r, o, p, http.StatusConflict, o.catalog.T("organizer.letters.conflict"), nil, nil)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.letterAddress(p, ref.ID)+"?done=revoke", http.StatusSeeOther)
	return nil
}
