package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// followUpPage is the follow-up page that the address names.
func (o office) followUpPage(r *http.Request) (survey.FollowUpPage, error) {
	code, err := codeNamed(r)
	if err != nil {
		return survey.FollowUpPage{}, err
	}
	return o.store.FollowUp(r.Context(), code)
}

// followUpBase is where the organizer's pages about a follow-up page begin, and
// up the page that they belong to.
func (o office) followUpBase(p survey.FollowUpPage) (base, up, upText string) {
	if p.Session.ID != 0 {
		up, upText = o.base+"/s/"+string(p.Session.Code), p.Session.Title
	} else {
		up, upText = o.base+"/e/"+string(p.Event.Code), p.Event.Name
	}
	return up + "/followup", up, upText
}

// organizerFollowUp is the form of what a follow-up page shows and to whom.
func (s *server) organizerFollowUp(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	_, v := o.followUpForm(p, p.FollowUp.Fields(p.Event), nil)
	if r.URL.Query().Get("done") != "" {
		v.Done = o.catalog.T("organizer.followup.done." + string(audienceOf(p.FollowUp)))
	}
	return s.showEditFollowUp(w, r, o, http.StatusOK, p, v)
}

func audienceOf(f survey.FollowUp) survey.FollowUpAudience {
	if f.Audience == "" {
		return survey.FollowUpNone
	}
	return f.Audience
}

// followUpForm makes the form.
func (o office) followUpForm(p survey.FollowUpPage, values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	base, up, upText := o.followUpBase(p)
	var audiences []string
	for _, a := range survey.FollowUpAudiences(p.Event.Access) {
		audiences = append(audiences, string(a))
	}
	v := editView{
		Back: up, BackText: upText, Title: o.catalog.T("organizer.followup"), Action: base,
		Button: o.catalog.T("organizer.edit.save"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
		Groups: []editGroup{{Fields: []editField{
			d.choose(survey.FieldAudience, "organizer.followup.audience.", audiences...), d.field(survey.FieldUntil, "datetime-local"),
		}}},
	}
	for _, l := range p.Event.Languages {
		name := i18n.For(l).T("language.name")
		lead, changes := d.field(survey.FieldLead+string(l), "area"), d.field(survey.FieldChanges+string(l), "area")
		lead.Label, lead.Hint = o.catalog.T("organizer.followup.lead", "language", name), o.catalog.T("organizer.followup.lead.hint")
		changes.Label, changes.Hint = o.catalog.T("organizer.followup.changes", "language", name), o.catalog.T("organizer.followup.changes.hint")
		v.Groups = append(v.Groups, editGroup{Fields: []editField{lead, changes}})
	}
	shows := editGroup{}
	if p.Session.ID != 0 {
		shows.Fields = append(shows.Fields, d.field(survey.FieldFigures, "checkbox"), d.field(survey.FieldTakeaways, "checkbox"))
	}
	shows.Fields = append(shows.Fields, d.field(survey.FieldReflect, "checkbox"))
	v.Groups = append(v.Groups, shows)
	return d, v
}

// showEditFollowUp shows the form and what leads on from it.
func (s *server) showEditFollowUp(w http.ResponseWriter, r *http.Request, o office, status int, p survey.FollowUpPage, v editView) error {
	base, _, _ := o.followUpBase(p)
	v.Lead = []string{o.catalog.T("organizer.followup.what")}
	v.More = []wayOn{
		{base + "/material", o.catalog.T("organizer.material.way", "n", len(p.Material))},
		{base + "/preview", o.catalog.T("organizer.followup.preview")}, {base + "/reflections", o.catalog.T("organizer.reflections")},
	}
	if p.FollowUp.Shown(s.now()) {
		address := s.url + "/f/" + string(p.Code())
		v.More = append(v.More, wayOn{address, address})
	}
	if p.Session.ID == 0 {
		e, err := o.store.Event(r.Context(), p.Event.Code)
		if err != nil {
			return err
		}
		for _, st := range e.Sessions {
			v.More = append(v.More, wayOn{
				o.base + "/s/" + string(st.Session.Code) + "/followup", o.catalog.T("organizer.followup.of", "title", st.Session.Title),
			})
		}
	}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerSaveFollowUp stores what was set.
func (s *server) organizerSaveFollowUp(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	f, errs := survey.ReadFollowUp(r.PostForm, p.FollowUp, p.Event)
	if len(errs) > 0 {
		_, v := o.followUpForm(p, posted(r), errs)
		return s.showEditFollowUp(w, r, o, http.StatusUnprocessableEntity, p, v)
	}
	err = o.store.SaveFollowUp(r.Context(), p.Code(), f)
	if errors.Is(err, survey.ErrConflict) {
		if p, err = o.followUpPage(r); err != nil {
			return err
		}
		d, v := o.followUpForm(p, posted(r), nil)
		d.overtaken(p.FollowUp.Fields(p.Event), &v)
		return s.showEditFollowUp(w, r, o, http.StatusConflict, p, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"?done=saved", http.StatusSeeOther)
	return nil
}

// organizerPreviewFollowUp shows the page as its readers will see it.
func (s *server) organizerPreviewFollowUp(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	return s.followUp(w, r, followUpVisit{
		FollowUpPage: p, catalog: i18n.For(s.language(w, r, offered(p.Event))), base: "/f/" + string(p.Code()), preview: true, office: base,
	})
}
