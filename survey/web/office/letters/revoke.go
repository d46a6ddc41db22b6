package letters

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

// RevokeAsk asks why a letter is taken back, and says what that means.
func (s *Room) RevokeAsk(w http.ResponseWriter, r *http.Request, o desk, p letterPlace) error {
	if !p.line().Letter.State.Stands() {
		http.Redirect(w, r, o.letterAddress(p, p.line().Letter.ID), http.StatusSeeOther)
		return nil
	}
	return s.showRevoke(w, r, o, p, http.StatusOK, nil, nil)
}

func (s *Room) showRevoke(w http.ResponseWriter, r *http.Request, o desk, p letterPlace, status int, values map[string]string, errs survey.FieldErrors) error {
	here := o.letterAddress(p, p.line().Letter.ID)
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", page.EditView{
		Back: here, BackText: o.Catalog.T("organizer.letters.one", "name", p.line().Letter.Appearance.Speaker.Name),
		Title: o.Catalog.T("organizer.letters.revoke.ask"), Lead: []string{o.Catalog.T("organizer.letters.revoke.what")},
		Action: here + "/revoke", Button: o.Catalog.T("organizer.letters.revoke"),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: strconv.Itoa(p.line().Letter.Revision)}},
		Groups: []page.EditGroup{{Fields: []page.EditField{d.Needed(form.FieldReason, "text")}}},
	})
}

// Revoke takes the letter back.
func (s *Room) Revoke(w http.ResponseWriter, r *http.Request, o desk, p letterPlace) error {
	reason, errs := form.ReadReason(page.ShownText(r.PostForm.Get(form.FieldReason)))
	if len(errs) > 0 {
		return s.showRevoke(w, r, o, p, http.StatusUnprocessableEntity, page.Posted(r), errs)
	}
	ref := p.line().Letter
	err := o.store.Revoke(r.Context(), ref.ID, page.RevisionOf(r), reason)
	if errors.Is(err, survey.ErrConflict) {
		return s.showLetter(w, r, o, p, http.StatusConflict, o.Catalog.T("organizer.letters.conflict"), nil, nil)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.letterAddress(p, ref.ID)+"?done=revoke", http.StatusSeeOther)
	return nil
}
