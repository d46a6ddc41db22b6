package office

import (
	"errors"
	"net/http"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/password"
)

// fieldNew is the new password, fieldPassword the one that is to go.
const fieldNew = "new"

// PasswordAsk lets an organizer choose another password.
func (s *Room) PasswordAsk(w http.ResponseWriter, r *http.Request, o Desk) error {
	return s.showPassword(w, r, o, http.StatusOK, nil)
}

// showPassword shows the form, with what is wrong with which field.
func (s *Room) showPassword(w http.ResponseWriter, r *http.Request, o Desk, status int, wrong map[string]string) error {
	d := door{o.Catalog}
	if o.Member.Organizer.Email == demoEmail {
		title := d.t("organizer.signin.change")
		return s.ShowOffice(w, r, o, status, "office/door", page.Page{Title: title, Data: doorView{
			Title: title, Lead: []string{d.t("organizer.signin.change.none")},
		}})
	}
	view := doorView{
		Title: d.t("organizer.signin.change"), Action: o.Base + "/password", Button: d.t("organizer.signin.change.do"),
		Lead: []string{d.t("organizer.signin.change.lead", "email", o.Member.Organizer.Email, "organization", o.Member.Organization.Name)},
		Fields: []doorField{
			{Name: fieldPassword, Label: d.t("organizer.signin.change.now"), Type: "password", Complete: "current-password"},
			{
				Name: fieldNew, Label: d.t("organizer.signin.password.new"), Type: "password", Complete: "new-password",
				Hint: d.t("organizer.signin.password.hint", "n", organizer.MinPassword),
			},
		},
		Username: o.Member.Organizer.Email,
	}
	for i, f := range view.Fields {
		if text := wrong[f.Name]; text != "" {
			view.Fields[i].Error = text
			view.Errors = append(view.Errors, page.FormError{Target: f.Name, Text: text})
		}
	}
	return s.ShowOffice(w, r, o, status, "office/door", page.Page{Title: view.Title, Failed: len(view.Errors) > 0, Data: view})
}

// PasswordChange stores it. The old one is asked for, and guesses at it count as
// at the door: a browser that was left open is not the organizer. This sign-in ends
// with all others, and begins anew.
func (s *Room) PasswordChange(w http.ResponseWriter, r *http.Request, o Desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	c := o.Catalog
	old, chosen := r.PostForm.Get(fieldPassword), norm.NFC.String(firstBytes(r.PostForm.Get(fieldNew)))
	wrong := map[string]string{}
	if message := password.Check(chosen, o.Member.Organizer.Name, o.Member.Organizer.Email, o.Member.Organization.Name); message != "" {
		wrong[fieldNew] = c.T(message, "n", organizer.MinPassword)
	} else if chosen == norm.NFC.String(firstBytes(old)) {
		wrong[fieldNew] = c.T("organizer.signin.change.same")
	}
	if old == "" || len(old) > organizer.MaxPassword {
		wrong[fieldPassword] = c.T("organizer.signin.change.wrong")
	}
	if len(wrong) > 0 {
		return s.showPassword(w, r, o, http.StatusUnprocessableEntity, wrong)
	}
	changed, err := s.changePassword(r, o, old, chosen)
	if err != nil {
		if errors.Is(err, errWrong) || errors.Is(err, survey.ErrConflict) {
			return s.showPassword(w, r, o, http.StatusUnprocessableEntity, map[string]string{fieldPassword: c.T("organizer.signin.change.wrong")})
		}
		status, sentence, err := notOpened(w, c, err)
		if err != nil {
			return err
		}
		return s.showPassword(w, r, o, status, map[string]string{fieldPassword: sentence})
	}
	if err := s.begin(w, r, []organizer.Organizer{changed.Organizer}); err != nil {
		return err
	}
	http.Redirect(w, r, OfficeBase+"/sign-ins?done=password", http.StatusSeeOther)
	return nil
}

// changePassword returns the organizer with the new password, or errors as try does
// where the old one is another.
func (s *Room) changePassword(r *http.Request, o Desk, old, chosen string) (page.Member, error) {
	all, err := s.store.Credentials(r.Context(), o.Member.Organizer.Email)
	if err != nil {
		return page.Member{}, err
	}
	for _, own := range all {
		if own.Organizer.ID != o.Member.Organizer.ID {
			continue
		}
		if _, err := s.try(r, o.Member.Organizer.Email, old, []organizer.Credential{own}); err != nil {
			return page.Member{}, err
		}
		password, err := s.hash(r, o.Member.Organizer.Email, chosen)
		if err != nil {
			return page.Member{}, err
		}
		return o.store.ChangePassword(r.Context(), own.Organizer.Secured, password)
	}
	return page.Member{}, errWrong
}
