package material

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
	followups "github.com/omdome/omdome/survey/web/followup"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// followUpPage is the follow-up page that the address names.
func (o desk) followUpPage(r *http.Request) (followup.Page, error) {
	code, err := office.CodeNamed(r)
	if err != nil {
		return followup.Page{}, err
	}
	return o.store.FollowUp(r.Context(), code)
}

// followUpBase is where the organizer's pages about a follow-up page begin, and
// up the page that they belong to.
func (o desk) followUpBase(p followup.Page) (base, up, upText string) {
	if p.Session.ID != 0 {
		up, upText = o.Base+"/s/"+string(p.Session.Code), p.Session.Title
	} else {
		up, upText = o.Base+"/e/"+string(p.Event.Code), p.Event.Name
	}
	return up + "/followup", up, upText
}

// FollowUp is the form of what a follow-up page shows and to whom.
func (s *Room) FollowUp(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	_, v := o.followUpForm(p, form.FollowUpFields(p.FollowUp, p.Event), nil)
	if r.URL.Query().Get("done") != "" {
		v.Done = o.Catalog.T(audienceOf(p.FollowUp).DoneKey())
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
func (o desk) followUpForm(p followup.Page, values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	base, up, upText := o.followUpBase(p)
	who := page.EditGroup{Legend: o.Catalog.T("organizer.followup.who"), Fields: []page.EditField{
		page.Choose(d, form.FieldAudience, survey.FollowUpAudience.ChoiceKey, survey.FollowUpAudiences(p.Event.Access)...), d.Field(form.FieldUntil, "datetime-local"),
	}}
	shows := page.EditGroup{Legend: o.Catalog.T("organizer.followup.shows")}
	if p.Session.ID != 0 {
		figures := d.Field(form.FieldFigures, "checkbox")
		if p.FollowUp.Figures && !p.Agreed {
			figures.Hint += " " + o.Catalog.T("organizer.followup.disagreed")
		}
		shows.Fields = append(shows.Fields, figures, d.Field(form.FieldTakeaways, "checkbox"))
	}
	shows.Fields = append(shows.Fields, d.Field(form.FieldReflect, "checkbox"))
	v := page.EditView{
		Back: up, BackText: upText, Title: o.Catalog.T("organizer.followup"), Action: base,
		Button: o.Catalog.T("organizer.edit.save"),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: values[form.FieldRevision]}},
		Groups: append(append([]page.EditGroup{who}, followUpTexts(d, p.Event)...), shows),
	}
	return d, v
}

// followUpTexts are the page's texts in the event's own language, and in the others
// folded away where nothing is wrong in them.
func followUpTexts(d page.FormData, e survey.Event) []page.EditGroup {
	var own, others []page.EditGroup
	for _, l := range e.Languages {
		name := i18n.For(l).T("language.name")
		g := page.EditGroup{Legend: d.Catalog.T("organizer.followup.texts", "language", name)}
		written, wrong := false, false
		for _, part := range [][2]string{{form.FieldLead, "organizer.followup.lead"}, {form.FieldChanges, "organizer.followup.changes"}} {
			f := d.Field(part[0]+string(l), "prose")
			f.Language = l
			f.Label, f.Hint = d.Catalog.T(part[1]), d.Catalog.T(part[1]+".hint")
			written, wrong = written || f.Value != "", wrong || f.Error != ""
			g.Fields = append(g.Fields, f)
		}
		if l == e.Language {
			own = append(own, g)
			continue
		}
		if g.Folded = !wrong; written {
			g.Legend = d.Catalog.T("organizer.followup.texts.written", "language", name)
		}
		others = append(others, g)
	}
	return append(own, others...)
}

// showEditFollowUp shows the form, what else belongs to the page, and how all of
// that stands.
func (s *Room) showEditFollowUp(w http.ResponseWriter, r *http.Request, o desk, status int, p followup.Page, v page.EditView) error {
	base, _, _ := o.followUpBase(p)
	v.Lead = []string{o.Catalog.T("organizer.followup.what")}
	var err error
	if v.Parts, err = s.followUpParts(r, o, p); err != nil {
		return err
	}
	look := page.EditPart{Address: base + "/preview", Text: o.Catalog.T("organizer.followup.preview"), State: o.Catalog.T("organizer.followup.state.none")}
	if p.FollowUp.Shown(s.Now()) {
		look = page.EditPart{Address: s.URL + "/f/" + string(p.Code()), Text: o.Catalog.T("organizer.followup.open"), State: o.Catalog.T(p.FollowUp.Audience.Key())}
	} else if until := p.FollowUp.Until; !until.IsZero() && !s.Now().Before(until) {
		look.State = o.Catalog.T("organizer.followup.state.gone", "date", o.Catalog.Date(until.Add(survey.FollowUpKept).In(p.Event.Location())))
		look.Waits = true
	}
	v.Parts = append(v.Parts, look)
	if p.Session.ID == 0 {
		e, err := o.store.Event(r.Context(), p.Event.Code)
		if err != nil {
			return err
		}
		for _, st := range e.Sessions {
			v.More = append(v.More, page.WayOn{Address: o.Base + "/s/" + string(st.Session.Code) + "/followup", Text: st.Session.Title})
		}
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/material/followup", v)
}

// followUpParts are what the page gathers.
func (s *Room) followUpParts(r *http.Request, o desk, p followup.Page) ([]page.EditPart, error) {
	base, up, _ := o.followUpBase(p)
	parts := []page.EditPart{{Address: base + "/material", Text: o.Catalog.T("organizer.followup.material"), State: o.Catalog.T("organizer.followup.pieces", "n", len(p.Material))}}
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
	written := page.EditPart{Address: base + "/reflections", Text: o.Catalog.T("organizer.reflections"), State: o.Catalog.T("organizer.followup.cards", "n", len(found.Wall()))}
	if n := found.Waiting(); n > 0 {
		written.State, written.Waits = o.Catalog.T("organizer.followup.waits", "n", n), true
	}
	return append(parts, written), nil
}

// askedPart is the inquiries: those that wait to be shown, or else those that have
// no answer, or an answer that nobody sees.
func (o desk) askedPart(address string, asked inquiry.Inquiries) page.EditPart {
	part := page.EditPart{Address: address, Text: o.Catalog.T("organizer.inquiry")}
	waiting, open, kept := 0, 0, 0
	for _, q := range asked.List {
		switch {
		case q.State == inquiry.Waiting:
			waiting++
		case q.State == inquiry.Hidden || q.Aloud:
		case q.Reply == "":
			open++
		case !q.Released:
			kept++
		}
	}
	switch {
	case waiting > 0:
		part.State, part.Waits = o.Catalog.T("organizer.followup.asked.waits", "n", waiting), true
	case kept > 0:
		part.State, part.Waits = o.Catalog.T("organizer.followup.asked.kept", "n", kept), true
	case open > 0:
		part.State, part.Waits = o.Catalog.T("organizer.followup.asked.open", "n", open), true
	default:
		part.State = o.Catalog.T("organizer.followup.asked", "n", len(asked.List))
	}
	return part
}

// SaveFollowUp stores what was set.
func (s *Room) SaveFollowUp(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	f, errs := form.ReadFollowUp(r.PostForm, p.FollowUp, p.Event)
	if len(errs) > 0 {
		_, v := o.followUpForm(p, page.Posted(r), errs)
		return s.showEditFollowUp(w, r, o, http.StatusUnprocessableEntity, p, v)
	}
	err := o.store.SaveFollowUp(r.Context(), p.Code(), f)
	if errors.Is(err, survey.ErrConflict) {
		if p, err = o.followUpPage(r); err != nil {
			return err
		}
		d, v := o.followUpForm(p, page.Posted(r), nil)
		d.Overtaken(form.FollowUpFields(p.FollowUp, p.Event), &v)
		return s.showEditFollowUp(w, r, o, http.StatusConflict, p, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"?done=saved", http.StatusSeeOther)
	return nil
}

// PreviewFollowUp shows the page as its readers will see it.
func (s *Room) PreviewFollowUp(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	base, _, _ := o.followUpBase(p)
	return s.followUps.FollowUp(w, r, followups.FollowUpVisit{
		Page: p, Catalog: i18n.For(s.Language(w, r, page.Offered(p.Event))), Base: "/f/" + string(p.Code()), Preview: true, Office: base,
	})
}
