package settings

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// Procurement is the form of what a procurement asks.
func (s *Room) Procurement(w http.ResponseWriter, r *http.Request, o desk) error {
	p, err := o.store.Procurement(r.Context())
	if err != nil {
		return err
	}
	_, v := o.procurementForm(form.ProcurementFields(p, i18n.LanguagesFor(i18n.Organizers)), nil)
	v.Done = o.saved(r)
	return s.showProcurement(w, r, o, http.StatusOK, v)
}

// procurementForm makes the form: for each topic what the page says already, and
// what only the organization can answer.
func (o desk) procurementForm(values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	var groups []page.EditGroup
	languages := i18n.LanguagesFor(i18n.Organizers)
	for _, topic := range compliance.Topics() {
		g := page.EditGroup{Legend: o.Catalog.T(topic.Key()), Hint: o.Catalog.T(topic.AskKey())}
		if key := topic.ProgramKey(); o.Catalog.Has(key) {
			g.Given = o.Catalog.T("organizer.procurement.given", "text", o.Catalog.T(key))
		}
		for _, l := range languages {
			f := proseField(d, form.ProcurementField(topic, l), l, "organizer.procurement.answer")
			if f.Value == "" && compliance.OnlyOrganization(topic) {
				g.Missing = o.Catalog.T("organizer.procurement.missing")
			}
			g.Fields = append(g.Fields, f)
		}
		groups = append(groups, g)
	}
	return d, o.settingsForm("procurement", d, groups)
}

func (s *Room) showProcurement(w http.ResponseWriter, r *http.Request, o desk, status int, v page.EditView) error {
	v.More = []page.WayOn{{Address: "/procurement", Text: o.Catalog.T("organizer.procurement.see")}}
	if events, err := o.store.Events(r.Context()); err == nil && len(events) > 0 {
		v.More[0].Address = "/e/" + string(events[0].Code) + "/procurement"
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/settings/settings", v)
}

// SaveProcurement stores what was answered.
func (s *Room) SaveProcurement(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, maxProse); err != nil {
		return err
	}
	languages := i18n.LanguagesFor(i18n.Organizers)
	p, errs := form.ReadProcurement(r.PostForm, languages)
	if len(errs) > 0 {
		_, v := o.procurementForm(page.Posted(r), errs)
		return s.showProcurement(w, r, o, http.StatusUnprocessableEntity, v)
	}
	err := o.store.SaveProcurement(r.Context(), p)
	if errors.Is(err, survey.ErrConflict) {
		now, err := o.store.Procurement(r.Context())
		if err != nil {
			return err
		}
		d, v := o.procurementForm(page.Posted(r), nil)
		d.Overtaken(form.ProcurementFields(now, languages), &v)
		return s.showProcurement(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/organization/procurement?done=organization", http.StatusSeeOther)
	return nil
}

// maxProse is how many bytes a form of such texts may have: in each language as many
// texts as there are topics, each character in up to twelve bytes as forms send them.
const maxProse = 1 << 20
