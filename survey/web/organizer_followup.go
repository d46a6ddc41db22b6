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
	who := editGroup{Legend: o.catalog.T("organizer.followup.who"), Fields: []editField{
		d.choose(survey.FieldAudience, "organizer.followup.audience.", audiences...), d.field(survey.FieldUntil, "datetime-local"),
	}}
	shows := editGroup{Legend: o.catalog.T("organizer.followup.shows")}
	if p.Session.ID != 0 {
		figures := d.field(survey.FieldFigures, "checkbox")
		if p.FollowUp.Figures && !p.Agreed {
			figures.Hint += " " + o.catalog.T("organizer.followup.disagreed")
		}
		shows.Fields = append(shows.Fields, figures, d.field(survey.FieldTakeaways, "checkbox"))
	}
	shows.Fields = append(shows.Fields, d.field(survey.FieldReflect, "checkbox"))
	v := editView{
		Back: up, BackText: upText, Title: o.catalog.T("organizer.followup"), Action: base,
		Button: o.catalog.T("organizer.edit.save"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
		Groups: append(append([]editGroup{who}, d.followUpTexts(p.Event)...), shows),
	}
	return d, v
}

// followUpTexts are the page's texts in the event's own language, and in the others
// folded away where nothing is wrong in them.
func (d formData) followUpTexts(e survey.Event) []editGroup {
	var own, others []editGroup
	for _, l := range e.Languages {
		name := i18n.For(l).T("language.name")
		g := editGroup{Legend: d.o.catalog.T("organizer.followup.texts", "language", name)}
		written, wrong := false, false
		for _, part := range [][2]string{{survey.FieldLead, "lead"}, {survey.FieldChanges, "changes"}} {
			f := d.field(part[0]+string(l), "prose")
			f.Language = l
			f.Label, f.Hint = d.o.catalog.T("organizer.followup."+part[1]), d.o.catalog.T("organizer.followup."+part[1]+".hint")
			written, wrong = written || f.Value != "", wrong || f.Error != ""
			g.Fields = append(g.Fields, f)
		}
		if l == e.Language {
			own = append(own, g)
			continue
		}
		if g.Folded = !wrong; written {
			g.Legend = d.o.catalog.T("organizer.followup.texts.written", "language", name)
		}
		others = append(others, g)
	}
	return append(own, others...)
}

// showEditFollowUp shows the form, what else belongs to the page, and how all of
// that stands.
func (s *server) showEditFollowUp(w http.ResponseWriter, r *http.Request, o office, status int, p survey.FollowUpPage, v editView) error {
	base, _, _ := o.followUpBase(p)
	v.Lead = []string{o.catalog.T("organizer.followup.what")}
	var err error
	if v.Parts, err = s.followUpParts(r, o, p); err != nil {
		return err
	}
	look := editPart{Address: base + "/preview", Text: o.catalog.T("organizer.followup.preview"), State: o.catalog.T("organizer.followup.state.none")}
	if p.FollowUp.Shown(s.now()) {
		look = editPart{Address: s.url + "/f/" + string(p.Code()), Text: o.catalog.T("organizer.followup.open"), State: o.catalog.T("organizer.followup.state." + string(p.FollowUp.Audience))}
	} else if until := p.FollowUp.Until; !until.IsZero() && !s.now().Before(until) {
		look.State = o.catalog.T("organizer.followup.state.gone", "date", o.catalog.Date(until.Add(survey.FollowUpKept).In(p.Event.Location())))
		look.Waits = true
	}
	v.Parts = append(v.Parts, look)
	if p.Session.ID == 0 {
		e, err := o.store.Event(r.Context(), p.Event.Code)
		if err != nil {
			return err
		}
		for _, st := range e.Sessions {
			v.More = append(v.More, wayOn{o.base + "/s/" + string(st.Session.Code) + "/followup", st.Session.Title})
		}
	}
	return s.showEdit(w, r, o, status, "organizer_followup", v)
}

// followUpParts are what the page gathers.
func (s *server) followUpParts(r *http.Request, o office, p survey.FollowUpPage) ([]editPart, error) {
	base, up, _ := o.followUpBase(p)
	parts := []editPart{{Address: base + "/material", Text: o.catalog.T("organizer.followup.material"), State: o.catalog.T("organizer.followup.pieces", "n", len(p.Material))}}
	if p.Session.ID != 0 {
		asked, err := o.store.Inquiries(r.Context(), p.Session.Code)
		if err != nil {
			return nil, err
		}
		parts = append(parts, o.askedPart(up+"/asked", asked))
	}
	found, err := o.store.Reflections(r.Context(), p.Code())
	if err != nil {
		return nil, err
	}
	written := editPart{Address: base + "/reflections", Text: o.catalog.T("organizer.reflections"), State: o.catalog.T("organizer.followup.cards", "n", len(found.Wall()))}
	if n := found.Waiting(); n > 0 {
		written.State, written.Waits = o.catalog.T("organizer.followup.waits", "n", n), true
	}
	return append(parts, written), nil
}

// askedPart is the inquiries: those that wait to be shown, or else those that have
// no answer, or an answer that nobody sees.
func (o office) askedPart(address string, asked survey.Inquiries) editPart {
	part := editPart{Address: address, Text: o.catalog.T("organizer.inquiry")}
	waiting, open, kept := 0, 0, 0
	for _, q := range asked.List {
		switch {
		case q.State == survey.InquiryWaiting:
			waiting++
		case q.State == survey.InquiryHidden || q.Aloud:
		case q.Answer == "":
			open++
		case !q.Released:
			kept++
		}
	}
	switch {
	case waiting > 0:
		part.State, part.Waits = o.catalog.T("organizer.followup.asked.waits", "n", waiting), true
	case kept > 0:
		part.State, part.Waits = o.catalog.T("organizer.followup.asked.kept", "n", kept), true
	case open > 0:
		part.State, part.Waits = o.catalog.T("organizer.followup.asked.open", "n", open), true
	default:
		part.State = o.catalog.T("organizer.followup.asked", "n", len(asked.List))
	}
	return part
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
