package web

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// The fields of the organization's page.
const (
	fieldDo   = "do" // what the pressed button is for
	doPreview = "preview"
)

type organizationsView struct {
	Saved         bool
	Organizations []organizationView
}

// An organizationView is the form with an organization's texts.
type organizationView struct {
	Name   string
	Action string
	Errors []formError
	Texts  []accessibilityText
	// Preview says that what is written is shown as well.
	Preview bool
}

// An accessibilityText is the statement in one language.
type accessibilityText struct {
	Language survey.Language
	// ID is the control's, Field its name; Label and Shown head it and its preview.
	ID, Field, Label, Shown string
	Text, Error             string
	Blocks                  []block
}

// organizerOrganization shows what the organization says about accessibility, to
// be changed.
func (s *server) organizerOrganization(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	own, err := o.store.Accessibility(r.Context())
	if err != nil {
		return err
	}
	view := organizationsView{Saved: r.URL.Query().Get("done") == "organization"}
	view.Organizations = append(view.Organizations, o.organization(m.Organization, own, nil))
	return s.showOrganizations(w, r, o, http.StatusOK, view)
}

func (s *server) showOrganizations(w http.ResponseWriter, r *http.Request, o office, status int, view organizationsView) error {
	return s.showOffice(w, r, o, status, "organizer_organization", page{
		Title: o.catalog.T("organizer.organization"), Failed: status != http.StatusOK, Data: view,
	})
}

// organization makes the form. Where the organization has no text of its own the
// standard one stands there, to begin from; sent back unchanged it stays ours.
func (o office) organization(organization survey.Organization, text survey.Text, errs survey.FieldErrors) organizationView {
	view := organizationView{Name: organization.Name, Action: o.base + "/organization"}
	for _, l := range i18n.Languages() {
		t := accessibilityText{
			Language: l, Field: textField(l), ID: textField(l) + "-" + strconv.FormatInt(int64(organization.ID), 10),
			Label: o.catalog.T("organizer.organization.text", "language", i18n.For(l).T("language.name")),
			Shown: o.catalog.T("organizer.organization.shown", "language", i18n.For(l).T("language.name")),
			Text:  text[l],
		}
		if t.Text == "" {
			t.Text = statement(i18n.For(l), organization)
		}
		t.Blocks = blocks(t.Text)
		if e := errs.For(t.Field); e != nil {
			t.Error = o.catalog.T(e.Message, "n", e.Args["n"], "language", i18n.For(l).T("language.name"))
			view.Errors = append(view.Errors, formError{Target: t.ID, Text: t.Error})
		}
		view.Texts = append(view.Texts, t)
	}
	return view
}

func textField(l survey.Language) string { return "text-" + string(l) }

// organizerSaveOrganization stores the texts, or shows how they would look.
func (s *server) organizerSaveOrganization(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	organization := m.Organization
	text, errs := postedTexts(r)
	if len(errs) > 0 || r.PostForm.Get(fieldDo) == doPreview {
		status := http.StatusOK
		if len(errs) > 0 {
			status = http.StatusUnprocessableEntity
		}
		view := o.organization(organization, text, errs)
		view.Preview = len(errs) == 0
		return s.showOrganizations(w, r, o, status, organizationsView{Organizations: []organizationView{view}})
	}
	for l, t := range text {
		if t == statement(i18n.For(l), organization) {
			text[l] = "" // ours, and so it can become better
		}
	}
	if err := o.store.SetAccessibility(r.Context(), text); err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organization?done=organization", http.StatusSeeOther)
	return nil
}

// postedTexts reads the texts, and says what is wrong with them.
func postedTexts(r *http.Request) (survey.Text, survey.FieldErrors) {
	text, errs := survey.Text{}, survey.FieldErrors(nil)
	for _, l := range i18n.Languages() {
		field := textField(l)
		value := r.PostForm.Get(field)
		if !survey.IsText(value) {
			errs = append(errs, survey.FieldError{Field: field, Message: "organizer.organization.signs"})
			value = shownText(value)
		}
		text[l] = strings.TrimSpace(survey.FoldText(value))
		if over := utf8.RuneCountInString(text[l]) - survey.MaxComment; over > 0 {
			errs = append(errs, survey.FieldError{
				Field: field, Message: "organizer.organization.long", Args: map[string]any{"n": over},
			})
		}
	}
	return text, errs
}
