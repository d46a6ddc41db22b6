package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// newZone is where an organization's first event is.
const newZone = "Europe/Stockholm"

// newEvent is what a new event's form begins with: as the organization's others.
func (o office) newEvent(r *http.Request) (survey.Event, error) {
	e := survey.Event{
		Zone: newZone, Language: o.catalog.Language(), Languages: i18n.LanguagesFor(i18n.Organizers),
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
func (o office) eventForm(values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	k := d.field(survey.FieldK, "text")
	k.Mode = "numeric"
	return d, editView{
		Back: o.base + "/", BackText: o.catalog.T("organizer.events"), Button: o.catalog.T("organizer.edit.save"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
		Groups: []editGroup{{Fields: []editField{
			d.needed(survey.FieldName, "text"), d.field(survey.FieldPlace, "text"),
			d.language(survey.FieldLanguage),
			d.needed(survey.FieldZone, "text"), k, d.field(survey.FieldCompare, "checkbox"),
		}}},
	}
}

// organizerNewEvent is the form of an event that is not there yet.
func (s *server) organizerNewEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.newEvent(r)
	if err != nil {
		return err
	}
	return s.showNewEvent(w, r, o, http.StatusOK, survey.EventFields(e), nil)
}

func (s *server) showNewEvent(w http.ResponseWriter, r *http.Request, o office, status int, values map[string]string, errs survey.FieldErrors) error {
	_, v := o.eventForm(values, errs)
	v.Title, v.Action, v.Button = o.catalog.T("organizer.edit.newevent"), o.base+"/new", o.catalog.T("organizer.edit.newevent.do")
	v.Lead = []string{o.catalog.T("organizer.edit.newevent.lead")}
	v.More = []wayOn{{o.base + "/new/single", o.catalog.T("organizer.edit.single.link")}}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerAddEvent stores it and leads to its programme.
func (s *server) organizerAddEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.newEvent(r)
	if err != nil {
		return err
	}
	e, errs := survey.ReadEvent(r.PostForm, e, knownToLetters)
	if len(errs) == 0 {
		if e, err = o.store.AddEvent(r.Context(), e, nil); err == nil {
			http.Redirect(w, r, o.base+"/e/"+string(e.Code)+"/paste?done=event", http.StatusSeeOther)
			return nil
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
	}
	return s.showNewEvent(w, r, o, http.StatusUnprocessableEntity, posted(r), errs)
}

func knownToLetters(l survey.Language) bool { return i18n.KnownTo(i18n.Letters, l) }

// organizerEditEvent is the form of an event.
func (s *server) organizerEditEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	_, v := o.eventForm(survey.EventFields(e.Event), nil)
	return s.showEditEvent(w, r, o, http.StatusOK, e.Event, v)
}

func (s *server) showEditEvent(w http.ResponseWriter, r *http.Request, o office, status int, e survey.Event, v editView) error {
	v.Title, v.Action = o.catalog.T("organizer.edit.event"), o.base+"/e/"+string(e.Code)+"/edit"
	v.Back, v.BackText = o.base+"/e/"+string(e.Code), e.Name
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerSaveEvent stores what was changed.
func (s *server) organizerSaveEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	found, err := o.event(r)
	if err != nil {
		return err
	}
	e, errs := survey.ReadEvent(r.PostForm, found.Event, knownToLetters)
	if len(errs) == 0 {
		err = o.store.SaveEvent(r.Context(), e)
		if err == nil {
			http.Redirect(w, r, o.base+"/e/"+string(e.Code)+"?done=edit", http.StatusSeeOther)
			return nil
		}
		if errors.Is(err, survey.ErrConflict) {
			if found, err = o.event(r); err != nil {
				return err
			}
			d, v := o.eventForm(posted(r), nil)
			d.overtaken(survey.EventFields(found.Event), &v)
			return s.showEditEvent(w, r, o, http.StatusConflict, found.Event, v)
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
	}
	_, v := o.eventForm(posted(r), errs)
	return s.showEditEvent(w, r, o, http.StatusUnprocessableEntity, found.Event, v)
}

// organizerNewSingle is the short form of an event that is one session.
func (s *server) organizerNewSingle(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	return s.showNewSingle(w, r, o, http.StatusOK, map[string]string{
		survey.FieldKind: string(survey.KindWebinar), survey.Row(survey.FieldSpeakerIn, 1): string(o.catalog.Language()),
	}, nil)
}

func (s *server) showNewSingle(w http.ResponseWriter, r *http.Request, o office, status int, values map[string]string, errs survey.FieldErrors) error {
	d := formData{o, values, errs}
	v := editView{
		Back: o.base + "/", BackText: o.catalog.T("organizer.events"), Title: o.catalog.T("organizer.edit.single"),
		Lead: []string{o.catalog.T("organizer.edit.single.lead")}, Action: o.base + "/new/single", Button: o.catalog.T("organizer.edit.single.do"),
		Groups: []editGroup{
			{Fields: []editField{
				d.needed(survey.FieldTitle, "text"),
				d.choose(survey.FieldKind, "kind.", string(survey.KindWebinar), string(survey.KindWorkshop), string(survey.KindTalk), string(survey.KindPanel)),
			}},
			{Narrow: true, Fields: []editField{d.needed(survey.FieldStarts, "datetime-local"), d.needed(survey.FieldEnds, "datetime-local")}},
			{Fields: []editField{
				d.field(survey.Row(survey.FieldSpeaker, 1), "text"), d.email(1), d.letterLanguage(1),
			}},
		},
	}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerAddSingle stores the event with its session and leads to the session.
func (s *server) organizerAddSingle(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.newEvent(r)
	if err != nil {
		return err
	}
	form := r.PostForm
	form.Set(survey.Row(survey.FieldRated, 1), "1")
	p, errs := survey.ReadSession(form, e, survey.Session{State: survey.StateDraft}, knownToLetters)
	if len(errs) == 0 {
		e.Name = p.Session.Title
		if e, err = o.store.AddEvent(r.Context(), e, []survey.ProgrammeSession{p}); err == nil {
			http.Redirect(w, r, o.base+"/e/"+string(e.Code)+"?done=single", http.StatusSeeOther)
			return nil
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
		// The event has the session's title as its name.
		for i := range errs {
			errs[i].Field = survey.FieldTitle
		}
	}
	return s.showNewSingle(w, r, o, http.StatusUnprocessableEntity, posted(r), errs)
}
