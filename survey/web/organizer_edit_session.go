package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// blankSpeakers is how many empty rows stand after the speakers there are.
const blankSpeakers = 2

func (d formData) email(row int) editField {
	f := d.field(survey.Row(survey.FieldSpeakerEmail, row), "email")
	f.Complete = "off"
	return f
}

func (d formData) letterLanguage(row int) editField {
	return d.language(survey.Row(survey.FieldSpeakerIn, row))
}

// language makes a field to choose a language of letters from, each in its own
// name.
func (d formData) language(name string) editField {
	f := d.field(name, "select")
	for _, l := range i18n.LanguagesFor(i18n.Letters) {
		f.Options = append(f.Options, editOption{string(l), i18n.For(l).T("language.name"), string(l) == f.Value})
	}
	return f
}

// sessionForm makes the session's form.
func (o office) sessionForm(e survey.Event, state survey.State, values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	k, attended := d.field(survey.FieldK, "text"), d.field(survey.FieldAttended, "text")
	k.Mode, attended.Mode = "numeric", "numeric"
	if state != survey.StateDraft {
		k.Fixed, k.Hint = true, o.catalog.T("organizer.edit.k.fixed")
	}
	v := editView{
		Button: o.catalog.T("organizer.edit.save"), Back: o.base + "/e/" + string(e.Code), BackText: e.Name,
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
		Groups: []editGroup{
			{Fields: []editField{
				d.needed(survey.FieldTitle, "text"),
				d.choose(survey.FieldKind, "kind.", string(survey.KindTalk), string(survey.KindWorkshop), string(survey.KindWebinar),
					string(survey.KindPanel), string(survey.KindEvent)),
				d.field(survey.FieldRoom, "text"),
			}},
			{Narrow: true, Hint: o.catalog.T("organizer.edit.zone.told", "zone", e.Zone), Fields: []editField{
				d.needed(survey.FieldStarts, "datetime-local"), d.needed(survey.FieldEnds, "datetime-local"),
			}},
		},
	}
	rows := blankSpeakers
	for row := 1; row <= survey.MaxSpeakers; row++ {
		if values[survey.Row(survey.FieldSpeaker, row)]+values[survey.Row(survey.FieldSpeakerEmail, row)] != "" || errs.For(survey.Row(survey.FieldSpeaker, row)) != nil {
			rows = min(row+blankSpeakers, survey.MaxSpeakers)
		}
	}
	for row := 1; row <= rows; row++ {
		v.Groups = append(v.Groups, d.speaker(e, row))
		v.Hidden = append(v.Hidden, editField{Name: survey.Row(survey.FieldNumber, row), Value: values[survey.Row(survey.FieldNumber, row)]})
	}
	v.Groups = append(v.Groups,
		editGroup{Legend: o.catalog.T("organizer.edit.answers"), Fields: []editField{
			d.choose(survey.FieldClock, "organizer.edit.clock.", survey.ClockDefault, survey.ClockOwn, survey.ClockHand),
			d.field(survey.FieldOpens, "datetime-local"), d.field(survey.FieldCloses, "datetime-local"), k,
		}},
		editGroup{Legend: o.catalog.T("organizer.edit.after"), Fields: []editField{attended, d.field(survey.FieldEstimate, "checkbox")}})
	return d, v
}

// speaker makes a row of speakers. An empty one is rated and speaks the event's
// language unless said otherwise.
func (d formData) speaker(e survey.Event, row int) editGroup {
	name := survey.Row(survey.FieldSpeaker, row)
	role := d.choose(survey.Row(survey.FieldRole, row), "role.", string(survey.RoleSpeaker), string(survey.RoleLeader),
		string(survey.RolePanelist), string(survey.RoleModerator))
	rated, in := d.field(survey.Row(survey.FieldRated, row), "checkbox"), d.letterLanguage(row)
	if d.values[name] == "" && d.errs.For(name) == nil {
		rated.Value = "1"
		if in.Value == "" {
			for i := range in.Options {
				in.Options[i].Chosen = in.Options[i].Value == string(e.Language)
			}
		}
		role.Options = append([]editOption{{"", d.o.catalog.T("organizer.edit.role.bykind"), role.Value == ""}}, role.Options...)
	}
	g := editGroup{
		Legend: d.o.catalog.T("organizer.edit.speaker.n", "n", row), Narrow: true,
		Fields: []editField{d.field(name, "text"), d.email(row), role, in, rated},
	}
	if row == 1 {
		g.Hint = d.o.catalog.T("organizer.edit.speakers.hint")
	}
	return g
}

// organizerNewSession is the form of a session that is not there yet. It begins
// where the last one ends.
func (s *server) organizerNewSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	session := survey.Session{Kind: survey.KindTalk, K: e.Event.K}
	for _, st := range e.Sessions {
		if st.Session.Kind != survey.KindEvent && st.Session.Ends.After(session.Starts) {
			session.Starts = st.Session.Ends
		}
	}
	values := survey.SessionFields(e.Event, session, nil)
	values[survey.FieldClock], values[survey.FieldOpens], values[survey.FieldCloses] = survey.ClockDefault, "", ""
	return s.showNewSession(w, r, o, http.StatusOK, e.Event, values, nil)
}

func (s *server) showNewSession(w http.ResponseWriter, r *http.Request, o office, status int, e survey.Event, values map[string]string, errs survey.FieldErrors) error {
	_, v := o.sessionForm(e, survey.StateDraft, values, errs)
	v.Title, v.Action, v.Button = o.catalog.T("organizer.edit.newsession"), v.Back+"/add", o.catalog.T("organizer.edit.newsession.do")
	v.More = []wayOn{{v.Back + "/paste", o.catalog.T("organizer.edit.paste.link")}}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerAddSession stores it.
func (s *server) organizerAddSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	p, errs := survey.ReadSession(r.PostForm, e.Event, survey.Session{State: survey.StateDraft}, knownToLetters)
	if len(errs) == 0 {
		if _, err = o.store.SaveProgramme(r.Context(), e.Event.Code, []survey.ProgrammeSession{p}, nil); err == nil {
			http.Redirect(w, r, o.base+"/e/"+string(e.Event.Code)+"?done=session", http.StatusSeeOther)
			return nil
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
	}
	return s.showNewSession(w, r, o, http.StatusUnprocessableEntity, e.Event, posted(r), errs)
}

// organizerEditSession is the form of a session.
func (s *server) organizerEditSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	f, err := o.form(r)
	if err != nil {
		return err
	}
	_, v := o.sessionForm(f.Event, f.Session.State, survey.SessionFields(f.Event, f.Session, f.Appearances), nil)
	return s.showEditSession(w, r, o, http.StatusOK, f, v)
}

func (s *server) showEditSession(w http.ResponseWriter, r *http.Request, o office, status int, f survey.Form, v editView) error {
	address := o.base + "/s/" + string(f.Session.Code)
	v.Title, v.Action = o.catalog.T("organizer.edit.session"), address+"/edit"
	v.Back, v.BackText = address, f.Session.Title
	if f.Session.Editable() == nil {
		return s.showEdit(w, r, o, status, "organizer_edit", v)
	}
	v.Groups, v.Hidden, v.Fixed = nil, nil, true
	v.Lead = []string{o.catalog.T("organizer.edit.fixed." + string(f.Session.State))}
	if f.Session.State == survey.StateCancelled {
		if err := o.replacing(r, f, &v); err != nil {
			return err
		}
	}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// fieldReplacedBy is the session that is held instead of a cancelled one.
const fieldReplacedBy = "replacement"

// replacing makes the form that says what is held instead.
func (o office) replacing(r *http.Request, f survey.Form, v *editView) error {
	e, err := o.store.Event(r.Context(), f.Event.Code)
	if err != nil {
		return err
	}
	d := formData{o, map[string]string{fieldReplacedBy: string(f.Session.ReplacedBy)}, nil}
	field := d.field(fieldReplacedBy, "select")
	field.Options = []editOption{{"", o.catalog.T("organizer.edit.replacement.none"), f.Session.ReplacedBy == ""}}
	for _, st := range e.Sessions {
		if st.Session.ID != f.Session.ID && st.Session.State != survey.StateCancelled {
			text := st.Session.Title + ", " + o.moment(e.Event, st.Session.Starts)
			field.Options = append(field.Options, editOption{string(st.Session.Code), text, st.Session.Code == f.Session.ReplacedBy})
		}
	}
	v.Fixed, v.Action = false, o.base+"/s/"+string(f.Session.Code)+"/replacement"
	v.Groups = []editGroup{{Fields: []editField{field}}}
	v.More = []wayOn{{o.base + "/e/" + string(f.Event.Code) + "/add", o.catalog.T("organizer.edit.newsession")}}
	return nil
}

// organizerReplace stores what is held instead of a cancelled session.
func (s *server) organizerReplace(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	f, err := o.form(r)
	if err != nil {
		return err
	}
	if err := o.store.Replace(r.Context(), f.Session.Code, survey.Code(r.PostForm.Get(fieldReplacedBy))); err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/s/"+string(f.Session.Code)+"?done=edit", http.StatusSeeOther)
	return nil
}

// organizerSaveSession stores what was changed.
func (s *server) organizerSaveSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	f, err := o.form(r)
	if err != nil {
		return err
	}
	p, errs := survey.ReadSession(r.PostForm, f.Event, f.Session, knownToLetters)
	if len(errs) == 0 {
		err = o.store.SaveSession(r.Context(), p)
		if err == nil {
			http.Redirect(w, r, o.base+"/s/"+string(f.Session.Code)+"?done=edit", http.StatusSeeOther)
			return nil
		}
		if errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrInUse) {
			if f, err = o.form(r); err != nil {
				return err
			}
			d, v := o.sessionForm(f.Event, f.Session.State, posted(r), nil)
			d.overtaken(survey.SessionFields(f.Event, f.Session, f.Appearances), &v)
			return s.showEditSession(w, r, o, http.StatusConflict, f, v)
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
	}
	_, v := o.sessionForm(f.Event, f.Session.State, posted(r), errs)
	return s.showEditSession(w, r, o, http.StatusUnprocessableEntity, f, v)
}
