package web

import (
	"errors"
	"net/http"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

// fieldNew is the new password, fieldPassword the one that is to go.
const fieldNew = "new"

// passwordAsk lets an organizer choose another password.
func (s *server) passwordAsk(w http.ResponseWriter, r *http.Request, m member) error {
	return s.showPassword(w, r, m, http.StatusOK, nil)
}

// showPassword shows the form, with what is wrong with which field.
func (s *server) showPassword(w http.ResponseWriter, r *http.Request, m member, status int, wrong map[string]string) error {
	o := s.office(w, r, m)
	d := door{o.catalog}
	if m.Organizer.Email == demoEmail {
		title := d.t("organizer.signin.change")
		return s.showOffice(w, r, o, status, "organizer_door", page{Title: title, Data: doorView{
			Title: title, Lead: []string{d.t("organizer.signin.change.none")},
		}})
	}
	view := doorView{
		Title: d.t("organizer.signin.change"), Action: o.base + "/password", Button: d.t("organizer.signin.change.do"),
		Lead: []string{d.t("organizer.signin.change.lead", "email", m.Organizer.Email, "organization", m.Organization.Name)},
		Fields: []doorField{
			{Name: fieldPassword, Label: d.t("organizer.signin.change.now"), Type: "password", Complete: "current-password"},
			{
				Name: fieldNew, Label: d.t("organizer.signin.password.new"), Type: "password", Complete: "new-password",
				Hint: d.t("organizer.signin.password.hint", "n", survey.MinPassword),
			},
		},
		Username: m.Organizer.Email,
	}
	for i, f := range view.Fields {
		if text := wrong[f.Name]; text != "" {
			view.Fields[i].Error = text
			view.Errors = append(view.Errors, formError{Target: f.Name, Text: text})
		}
	}
	return s.showOffice(w, r, o, status, "organizer_door", page{Title: view.Title, Failed: len(view.Errors) > 0, Data: view})
}

// passwordChange stores it. The old one is asked for, and guesses at it count as
// at the door: a browser that was left open is not the organizer. This sign-in ends
// with all others, and begins anew.
func (s *server) passwordChange(w http.ResponseWriter, r *http.Request, m member) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	c := s.office(w, r, m).catalog
	old, chosen := r.PostForm.Get(fieldPassword), norm.NFC.String(firstBytes(r.PostForm.Get(fieldNew)))
	wrong := map[string]string{}
	if message := checkPassword(chosen, m.Organizer.Name, m.Organizer.Email, m.Organization.Name); message != "" {
		wrong[fieldNew] = c.T(message, "n", survey.MinPassword)
	} else if chosen == norm.NFC.String(firstBytes(old)) {
		wrong[fieldNew] = c.T("organizer.signin.change.same")
	}
	if old == "" || len(old) > survey.MaxPassword {
		wrong[fieldPassword] = c.T("organizer.signin.change.wrong")
	}
	if len(wrong) > 0 {
		return s.showPassword(w, r, m, http.StatusUnprocessableEntity, wrong)
	}
	changed, err := s.changePassword(r, m, old, chosen)
	if err != nil {
		if errors.Is(err, errWrong) || errors.Is(err, survey.ErrConflict) {
			return s.showPassword(w, r, m, http.StatusUnprocessableEntity, map[string]string{fieldPassword: c.T("organizer.signin.change.wrong")})
		}
		status, sentence, err := notOpened(w, c, err)
		if err != nil {
			return err
		}
		return s.showPassword(w, r, m, status, map[string]string{fieldPassword: sentence})
	}
	if err := s.begin(w, r, []survey.Organizer{changed.Organizer}); err != nil {
		return err
	}
	http.Redirect(w, r, officeBase+"/sign-ins?done=password", http.StatusSeeOther)
	return nil
}

// changePassword returns the organizer with the new password, or errors as try does
// where the old one is another.
func (s *server) changePassword(r *http.Request, m member, old, chosen string) (member, error) {
	all, err := s.store.Credentials(r.Context(), m.Organizer.Email)
	if err != nil {
		return member{}, err
	}
	for _, own := range all {
		if own.Organizer.ID != m.Organizer.ID {
			continue
		}
		if _, err := s.try(r, m.Organizer.Email, old, []store.Credential{own}); err != nil {
			return member{}, err
		}
		password, err := s.hash(r, m.Organizer.Email, chosen)
		if err != nil {
			return member{}, err
		}
		return s.store.Office(m).ChangePassword(r.Context(), own.Organizer.Secured, password)
	}
	return member{}, errWrong
}
