package programme

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// newZone is where an organization's first event is.
const newZone = "Europe/Stockholm"

// newEvent is what a new event's form begins with: as the organization's others.
func (o desk) newEvent(r *http.Request) (survey.Event, error) {
	e := survey.Event{
		Zone: newZone, Language: o.Catalog.Language(), Languages: i18n.LanguagesFor(i18n.Organizers),
		K: survey.DefaultK, Access: survey.AccessLink,
	}
	others, err := o.store.Events(r.Context())
	if err == nil && len(others) > 0 {
		last := others[len(others)-1]
		e.Zone, e.Language, e.Languages, e.K = last.Zone, last.Language, last.Languages, last.K
	}
	return e, err
}

// eventForm makes the event's form.
func (o desk) eventForm(values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	k := d.Field(survey.FieldK, "text")
	k.Mode = "numeric"
	return d, page.EditView{
		Back: o.Base + "/", BackText: o.Catalog.T("organizer.events"), Button: o.Catalog.T("organizer.edit.save"),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: values[form.FieldRevision]}},
		Groups: []page.EditGroup{{Fields: []page.EditField{
			d.Needed(form.FieldName, "text"), d.Field(form.FieldPlace, "text"),
			languageChoice(d, form.FieldLanguage),
			d.Needed(form.FieldZone, "text"), k, d.Field(form.FieldCompare, "checkbox"),
		}}},
	}
}

// NewEvent is the form of an event that is not there yet.
func (s *Room) NewEvent(w http.ResponseWriter, r *http.Request, o desk, e survey.Event) error {
	return s.showNewEvent(w, r, o, http.StatusOK, form.EventFields(e), nil)
}

func (s *Room) showNewEvent(w http.ResponseWriter, r *http.Request, o desk, status int, values map[string]string, errs survey.FieldErrors) error {
	_, v := o.eventForm(values, errs)
	v.Title, v.Action, v.Button = o.Catalog.T("organizer.edit.newevent"), o.Base+"/new", o.Catalog.T("organizer.edit.newevent.do")
	v.Lead = []string{o.Catalog.T("organizer.edit.newevent.lead")}
	v.More = []page.WayOn{{Address: o.Base + "/new/single", Text: o.Catalog.T("organizer.edit.single.link")}}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// AddEvent stores it and leads to its programme.
func (s *Room) AddEvent(w http.ResponseWriter, r *http.Request, o desk, e survey.Event) error {
	e, errs := form.ReadEvent(r.PostForm, e, knownToLetters)
	errs, err := page.Stored(errs, func() (err error) {
		e, err = o.store.AddEvent(r.Context(), e, nil)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return s.showNewEvent(w, r, o, http.StatusUnprocessableEntity, page.Posted(r), errs)
	}
	http.Redirect(w, r, o.Base+"/e/"+string(e.Code)+"/paste?done=event", http.StatusSeeOther)
	return nil
}

func knownToLetters(l survey.Language) bool { return i18n.KnownTo(i18n.Letters, l) }

// EditEvent is the form of an event.
func (s *Room) EditEvent(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	_, v := o.eventForm(form.EventFields(e.Event), nil)
	return s.showEditEvent(w, r, o, http.StatusOK, e.Event, v)
}

func (s *Room) showEditEvent(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.Event, v page.EditView) error {
	v.Title, v.Action = o.Catalog.T("organizer.edit.event"), o.Base+"/e/"+string(e.Code)+"/edit"
	v.Back, v.BackText = o.Base+"/e/"+string(e.Code), e.Name
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// SaveEvent stores what was changed.
func (s *Room) SaveEvent(w http.ResponseWriter, r *http.Request, o desk, found survey.EventSessions) error {
	e, errs := form.ReadEvent(r.PostForm, found.Event, knownToLetters)
	errs, err := page.Stored(errs, func() error { return o.store.SaveEvent(r.Context(), e) })
	switch {
	case errors.Is(err, survey.ErrConflict):
		if found, err = o.Event(r); err != nil {
			return err
		}
		d, v := o.eventForm(page.Posted(r), nil)
		d.Overtaken(form.EventFields(found.Event), &v)
		return s.showEditEvent(w, r, o, http.StatusConflict, found.Event, v)
	case err != nil:
		return err
	case len(errs) > 0:
		_, v := o.eventForm(page.Posted(r), errs)
		return s.showEditEvent(w, r, o, http.StatusUnprocessableEntity, found.Event, v)
	}
	http.Redirect(w, r, o.Base+"/e/"+string(e.Code)+"?done=edit", http.StatusSeeOther)
	return nil
}

// NewSingle is the short form of an event that is one session.
func (s *Room) NewSingle(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showNewSingle(w, r, o, http.StatusOK, map[string]string{
		survey.FieldKind: string(survey.KindWebinar), survey.Row(form.FieldSpeakerIn, 1): string(o.Catalog.Language()),
	}, nil)
}

func (s *Room) showNewSingle(w http.ResponseWriter, r *http.Request, o desk, status int, values map[string]string, errs survey.FieldErrors) error {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	v := page.EditView{
		Back: o.Base + "/", BackText: o.Catalog.T("organizer.events"), Title: o.Catalog.T("organizer.edit.single"),
		Lead: []string{o.Catalog.T("organizer.edit.single.lead")}, Action: o.Base + "/new/single", Button: o.Catalog.T("organizer.edit.single.do"),
		Groups: []page.EditGroup{
			{Fields: []page.EditField{
				d.Needed(form.FieldTitle, "text"),
				page.Choose(d, survey.FieldKind, survey.Kind.Key, survey.KindWebinar, survey.KindWorkshop, survey.KindTalk, survey.KindPanel),
			}},
			{Narrow: true, Fields: []page.EditField{d.Needed(form.FieldStarts, "datetime-local"), d.Needed(form.FieldEnds, "datetime-local")}},
			{Fields: []page.EditField{
				d.Field(survey.Row(survey.FieldSpeaker, 1), "text"), emailField(d, 1), letterLanguageField(d, 1),
			}},
		},
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// AddSingle stores the event with its session and leads to the session.
func (s *Room) AddSingle(w http.ResponseWriter, r *http.Request, o desk, e survey.Event) error {
	sent := r.PostForm
	sent.Set(survey.Row(form.FieldRated, 1), "1")
	p, errs := form.ReadSession(sent, e, survey.Session{State: survey.StateDraft}, knownToLetters)
	errs, err := page.Stored(errs, func() (err error) {
		e.Name = p.Session.Title
		e, err = o.store.AddEvent(r.Context(), e, []survey.ProgrammeSession{p})
		wrong, _ := page.Wrong(err)
		for i := range wrong {
			wrong[i].Field = form.FieldTitle // the event has the session's title as its name
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return s.showNewSingle(w, r, o, http.StatusUnprocessableEntity, page.Posted(r), errs)
	}
	http.Redirect(w, r, o.Base+"/e/"+string(e.Code)+"?done=single", http.StatusSeeOther)
	return nil
}
