package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// organizerProcurement is the form of what a procurement asks.
func (s *server) organizerProcurement(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.store.Procurement(r.Context())
	if err != nil {
		return err
	}
	_, v := o.procurementForm(survey.ProcurementFields(p, i18n.LanguagesFor(i18n.Organizers)), nil)
	v.Done = o.saved(r)
	return s.showProcurement(w, r, o, http.StatusOK, v)
}

// procurementForm makes the form: for each topic what the page says already, and
// what only the organization can answer.
func (o office) procurementForm(values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	var groups []editGroup
	languages := i18n.LanguagesFor(i18n.Organizers)
	for _, topic := range survey.ProcurementTopics() {
		g := editGroup{Legend: o.catalog.T("organizer.procurement." + topic), Hint: o.catalog.T("organizer.procurement." + topic + ".ask")}
		if key := "organizer.procurement." + topic + ".program"; o.catalog.Has(key) {
			g.Given = o.catalog.T("organizer.procurement.given", "text", o.catalog.T(key))
		}
		for _, l := range languages {
			f := d.prose(survey.ProcurementField(topic, l), l, "organizer.procurement.answer")
			if f.Value == "" && survey.OnlyOrganization(topic) {
				g.Missing = o.catalog.T("organizer.procurement.missing")
			}
			g.Fields = append(g.Fields, f)
		}
		groups = append(groups, g)
	}
	return d, o.settingsForm("procurement", d, groups)
}

func (s *server) showProcurement(w http.ResponseWriter, r *http.Request, o office, status int, v editView) error {
	v.More = []wayOn{{"/procurement", o.catalog.T("organizer.procurement.see")}}
	if events, err := o.store.Events(r.Context()); err == nil && len(events) > 0 {
		v.More[0].Address = "/e/" + string(events[0].Code) + "/procurement"
	}
	return s.showEdit(w, r, o, status, "organizer_settings", v)
}

// organizerSaveProcurement stores what was answered.
func (s *server) organizerSaveProcurement(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseFormOf(w, r, maxProse); err != nil {
		return err
	}
	languages := i18n.LanguagesFor(i18n.Organizers)
	p, errs := survey.ReadProcurement(r.PostForm, languages)
	if len(errs) > 0 {
		_, v := o.procurementForm(posted(r), errs)
		return s.showProcurement(w, r, o, http.StatusUnprocessableEntity, v)
	}
	err := o.store.SaveProcurement(r.Context(), p)
	if errors.Is(err, survey.ErrConflict) {
		now, err := o.store.Procurement(r.Context())
		if err != nil {
			return err
		}
		d, v := o.procurementForm(posted(r), nil)
		d.overtaken(survey.ProcurementFields(now, languages), &v)
		return s.showProcurement(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organization/procurement?done=organization", http.StatusSeeOther)
	return nil
}

// maxProse is how many bytes a form of such texts may have: in each language as many
// texts as there are topics, each sign in up to twelve bytes as forms send them.
const maxProse = 1 << 20
