package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// A recordsView stands beside the form on public records and retention.
type recordsView struct {
	// Told is what attendees are told now.
	Told []string
	// Planned is what will be removed, by event.
	Planned []plannedLine
	// Any says that something is removed by itself.
	Any bool
}

type plannedLine struct{ What, Event, Address, When string }

// plannedShown is how many lines of what will be removed the page shows.
const plannedShown = 30

// organizerRecords is the form on public records and retention, with what will
// be removed next.
func (s *server) organizerRecords(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	_, v := o.recordsForm(survey.RecordsFields(organization), nil)
	v.Done = o.saved(r)
	return s.showRecords(w, r, o, http.StatusOK, v)
}

// recordsForm makes the form.
func (o office) recordsForm(values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	groups := []editGroup{{Fields: []editField{d.field(survey.FieldPublic, "checkbox"), d.field(survey.FieldController, "text")}}}
	for _, what := range survey.AllKept() {
		keep := d.field(survey.RecordsField(survey.FieldKeep, what), "text")
		keep.Mode = "numeric"
		groups = append(groups, editGroup{
			Legend: o.catalog.T("organizer.records." + string(what)), Hint: o.catalog.T("organizer.records." + string(what) + ".what"), Narrow: true,
			Fields: []editField{
				keep, d.choose(survey.RecordsField(survey.FieldUnit, what), "organizer.edit.unit.", survey.UnitYears, survey.UnitMonths),
				d.field(survey.RecordsField(survey.FieldDecision, what), "text"),
			},
		})
	}
	return d, o.settingsForm("records", d, groups)
}

func (s *server) showRecords(w http.ResponseWriter, r *http.Request, o office, status int, v editView) error {
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	planned, err := o.store.PlannedRemovals(r.Context())
	if err != nil {
		return err
	}
	view := &recordsView{Any: organization.Retention.Any()}
	if organization.Public {
		view.Told = append(view.Told, o.catalog.T("protection.records"))
	}
	view.Told = append(view.Told, kept(o.catalog, organization, true, o.catalog.T("organizer.records.the"))...)
	for _, p := range planned[:min(len(planned), plannedShown)] {
		when := o.catalog.T("organizer.records.planned", "date", o.catalog.Date(p.On.In(p.Event.Location())), "n", p.Sessions)
		if p.Waiting {
			when = o.catalog.T("organizer.records.waiting", "n", p.Sessions)
		}
		view.Planned = append(view.Planned, plannedLine{
			What:  o.catalog.T("organizer.records."+string(p.What)) + by(o.catalog, p.Decision),
			Event: p.Event.Name, Address: o.base + "/e/" + string(p.Event.Code), When: when,
		})
	}
	v.Records = view
	return s.showEdit(w, r, o, status, "organizer_settings", v)
}

// organizerSaveRecords stores what was changed.
func (s *server) organizerSaveRecords(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	now, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	organization, errs := survey.ReadRecords(r.PostForm, now)
	if len(errs) > 0 {
		_, v := o.recordsForm(posted(r), errs)
		return s.showRecords(w, r, o, http.StatusUnprocessableEntity, v)
	}
	err = o.store.SaveRecords(r.Context(), organization)
	if errors.Is(err, survey.ErrConflict) {
		if now, err = o.store.Organization(r.Context()); err != nil {
			return err
		}
		d, v := o.recordsForm(posted(r), nil)
		d.overtaken(survey.RecordsFields(now), &v)
		return s.showRecords(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organization/records?done=organization", http.StatusSeeOther)
	return nil
}
