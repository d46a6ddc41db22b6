package settings

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/statement"
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

// Records is the form on public records and retention, with what will
// be removed next.
func (s *Room) Records(w http.ResponseWriter, r *http.Request, o desk) error {
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	_, v := o.recordsForm(form.RecordsFields(organization), nil)
	v.Done = o.saved(r)
	return s.showRecords(w, r, o, http.StatusOK, v)
}

// recordsForm makes the form.
func (o desk) recordsForm(values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	groups := []page.EditGroup{{Fields: []page.EditField{d.Field(form.FieldPublic, "checkbox"), d.Field(form.FieldController, "text")}}}
	for _, what := range survey.AllKept() {
		keep := d.Field(form.RecordsField(form.FieldKeep, what), "text")
		keep.Mode = "numeric"
		groups = append(groups, page.EditGroup{
			Legend: o.Catalog.T(what.Key()), Hint: o.Catalog.T(what.WhatKey()), Narrow: true,
			Fields: []page.EditField{
				keep, page.Choose(d, form.RecordsField(form.FieldUnit, what), form.Unit.Key, form.Units...),
				d.Field(form.RecordsField(form.FieldDecision, what), "text"),
			},
		})
	}
	return d, o.settingsForm("records", d, groups)
}

func (s *Room) showRecords(w http.ResponseWriter, r *http.Request, o desk, status int, v page.EditView) error {
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
		view.Told = append(view.Told, o.Catalog.T("protection.records"))
	}
	view.Told = append(view.Told, statement.Kept(o.Catalog, organization, true, o.Catalog.T("organizer.records.the"))...)
	for _, p := range planned[:min(len(planned), plannedShown)] {
		when := o.Catalog.T("organizer.records.planned", "date", o.Catalog.Date(p.On.In(p.Event.Location())), "n", p.Sessions)
		if p.Waiting {
			when = o.Catalog.T("organizer.records.waiting", "n", p.Sessions)
		}
		view.Planned = append(view.Planned, plannedLine{
			What:  o.Catalog.T(p.What.Key()) + statement.By(o.Catalog, p.Decision),
			Event: p.Event.Name, Address: o.Base + "/e/" + string(p.Event.Code), When: when,
		})
	}
	v.Records = view
	return s.ShowEdit(w, r, o.Desk, status, "office/settings/settings", v)
}

// SaveRecords stores what was changed.
func (s *Room) SaveRecords(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	now, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	organization, errs := form.ReadRecords(r.PostForm, now)
	if len(errs) > 0 {
		_, v := o.recordsForm(page.Posted(r), errs)
		return s.showRecords(w, r, o, http.StatusUnprocessableEntity, v)
	}
	err = o.store.SaveRecords(r.Context(), organization)
	if errors.Is(err, survey.ErrConflict) {
		if now, err = o.store.Organization(r.Context()); err != nil {
			return err
		}
		d, v := o.recordsForm(page.Posted(r), nil)
		d.Overtaken(form.RecordsFields(now), &v)
		return s.showRecords(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/organization/records?done=organization", http.StatusSeeOther)
	return nil
}
