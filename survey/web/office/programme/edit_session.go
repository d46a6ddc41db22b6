package programme

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// blankSpeakers is how many empty rows stand after the speakers there are.
const blankSpeakers = 2

func emailField(d page.FormData, row int) page.EditField {
	f := d.Field(survey.Row(form.FieldSpeakerEmail, row), "email")
	f.Complete = "off"
	return f
}

func letterLanguageField(d page.FormData, row int) page.EditField {
	return languageChoice(d, survey.Row(form.FieldSpeakerIn, row))
}

// languageChoice makes a field to choose a language of letters from, each in its own
// name.
func languageChoice(d page.FormData, name string) page.EditField {
	f := d.Field(name, "select")
	for _, l := range i18n.LanguagesFor(i18n.Letters) {
		f.Options = append(f.Options, page.EditOption{Value: string(l), Text: i18n.For(l).T("language.name"), Chosen: string(l) == f.Value})
	}
	return f
}

// sessionForm makes the session's form.
func (o desk) sessionForm(e survey.Event, state survey.State, values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	k, attended := d.Field(survey.FieldK, "text"), d.Field(form.FieldAttended, "text")
	k.Mode, attended.Mode = "numeric", "numeric"
	if state != survey.StateDraft {
		k.Fixed, k.Hint = true, o.Catalog.T("organizer.edit.k.fixed")
	}
	v := page.EditView{
		Button: o.Catalog.T("organizer.edit.save"), Back: o.Base + "/e/" + string(e.Code), BackText: e.Name,
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: values[form.FieldRevision]}},
		Groups: []page.EditGroup{
			{Fields: []page.EditField{
				d.Needed(form.FieldTitle, "text"),
				page.Choose(d, survey.FieldKind, survey.Kind.Key, survey.Kinds...),
				d.Field(form.FieldRoom, "text"),
			}},
			{Narrow: true, Hint: o.Catalog.T("organizer.edit.zone.told", "zone", e.Zone), Fields: []page.EditField{
				d.Needed(form.FieldStarts, "datetime-local"), d.Needed(form.FieldEnds, "datetime-local"),
			}},
		},
	}
	rows := blankSpeakers
	for row := 1; row <= survey.MaxSpeakers; row++ {
		if values[survey.Row(survey.FieldSpeaker, row)]+values[survey.Row(form.FieldSpeakerEmail, row)] != "" || errs.For(survey.Row(survey.FieldSpeaker, row)) != nil {
			rows = min(row+blankSpeakers, survey.MaxSpeakers)
		}
	}
	for row := 1; row <= rows; row++ {
		v.Groups = append(v.Groups, speakerGroup(d, e, row))
		for _, hidden := range []string{survey.Row(form.FieldNumber, row), survey.Row(form.FieldGreeted, row)} {
			v.Hidden = append(v.Hidden, page.EditField{Name: hidden, Value: values[hidden]})
		}
	}
	v.Groups = append(v.Groups,
		page.EditGroup{Legend: o.Catalog.T("organizer.edit.answers"), Fields: []page.EditField{
			page.Choose(d, form.FieldClock, form.Clock.Key, form.Clocks...),
			d.Field(survey.FieldOpens, "datetime-local"), d.Field(survey.FieldCloses, "datetime-local"), k,
		}},
		page.EditGroup{Legend: o.Catalog.T("organizer.edit.after"), Fields: []page.EditField{attended, d.Field(form.FieldEstimate, "checkbox")}})
	return d, v
}

// speakerGroup makes a row of speakers. An empty one is rated and speaks the event's
// language unless said otherwise.
func speakerGroup(d page.FormData, e survey.Event, row int) page.EditGroup {
	name := survey.Row(survey.FieldSpeaker, row)
	role := page.Choose(d, survey.Row(form.FieldRole, row), survey.Role.Key, survey.Roles...)
	rated, in := d.Field(survey.Row(form.FieldRated, row), "checkbox"), letterLanguageField(d, row)
	if d.Values[name] == "" && d.Errs.For(name) == nil {
		rated.Value = "1"
		if in.Value == "" {
			for i := range in.Options {
				in.Options[i].Chosen = in.Options[i].Value == string(e.Language)
			}
		}
		role.Options = append([]page.EditOption{{Value: "", Text: d.Catalog.T("organizer.edit.role.bykind"), Chosen: role.Value == ""}}, role.Options...)
	}
	g := page.EditGroup{
		Legend: d.Catalog.T("organizer.edit.speaker.n", "n", row), Narrow: true,
		Fields: []page.EditField{d.Field(name, "text"), d.Field(survey.Row(form.FieldGreeting, row), "text"), emailField(d, row), role, in, rated},
	}
	if row == 1 {
		g.Hint = d.Catalog.T("organizer.edit.speakers.hint")
	}
	return g
}

// NewSession is the form of a session that is not there yet. It begins
// where the last one ends.
func (s *Room) NewSession(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	session := survey.Session{Kind: survey.KindTalk, K: e.Event.K}
	for _, st := range e.Sessions {
		if st.Session.Kind != survey.KindEvent && st.Session.Ends.After(session.Starts) {
			session.Starts = st.Session.Ends
		}
	}
	values := form.SessionFields(e.Event, session, nil)
	values[form.FieldClock], values[survey.FieldOpens], values[survey.FieldCloses] = string(form.ClockDefault), "", ""
	return s.showNewSession(w, r, o, http.StatusOK, e.Event, values, nil)
}

func (s *Room) showNewSession(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.Event, values map[string]string, errs survey.FieldErrors) error {
	_, v := o.sessionForm(e, survey.StateDraft, values, errs)
	v.Title, v.Action, v.Button = o.Catalog.T("organizer.edit.newsession"), v.Back+"/add", o.Catalog.T("organizer.edit.newsession.do")
	v.More = []page.WayOn{{Address: v.Back + "/paste", Text: o.Catalog.T("organizer.edit.paste.link")}}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// AddSession stores it.
func (s *Room) AddSession(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	p, errs := form.ReadSession(r.PostForm, e.Event, survey.Session{State: survey.StateDraft}, knownToLetters)
	errs, err := page.Stored(errs, func() error {
		_, err := o.store.SaveProgramme(r.Context(), e.Event.Code, []survey.ProgrammeSession{p}, nil)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return s.showNewSession(w, r, o, http.StatusUnprocessableEntity, e.Event, page.Posted(r), errs)
	}
	http.Redirect(w, r, o.Base+"/e/"+string(e.Event.Code)+"?done=session", http.StatusSeeOther)
	return nil
}

// EditSession is the form of a session.
func (s *Room) EditSession(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	_, v := o.sessionForm(f.Event, f.Session.State, form.SessionFields(f.Event, f.Session, f.Appearances), nil)
	return s.showEditSession(w, r, o, http.StatusOK, f, v)
}

func (s *Room) showEditSession(w http.ResponseWriter, r *http.Request, o desk, status int, f survey.Form, v page.EditView) error {
	address := o.Base + "/s/" + string(f.Session.Code)
	v.Title, v.Action = o.Catalog.T("organizer.edit.session"), address+"/edit"
	v.Back, v.BackText = address, f.Session.Title
	if f.Session.Editable() == nil {
		return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
	}
	v.Groups, v.Hidden, v.Fixed = nil, nil, true
	v.Lead = []string{o.Catalog.T(f.Session.State.FixedKey())}
	if f.Session.State == survey.StateCancelled {
		if err := o.replacing(r, f, &v); err != nil {
			return err
		}
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// fieldReplacedBy is the session that is held instead of a cancelled one.
const fieldReplacedBy = "replacement"

// replacing makes the form that says what is held instead.
func (o desk) replacing(r *http.Request, f survey.Form, v *page.EditView) error {
	e, err := o.store.Event(r.Context(), f.Event.Code)
	if err != nil {
		return err
	}
	d := page.FormData{Catalog: o.Catalog, Values: map[string]string{fieldReplacedBy: string(f.Session.ReplacedBy)}, Errs: nil}
	field := d.Field(fieldReplacedBy, "select")
	field.Options = []page.EditOption{{Value: "", Text: o.Catalog.T("organizer.edit.replacement.none"), Chosen: f.Session.ReplacedBy == ""}}
	for _, st := range e.Sessions {
		if st.Session.ID != f.Session.ID && st.Session.State != survey.StateCancelled {
			text := st.Session.Title + ", " + o.Moment(e.Event, st.Session.Starts)
			field.Options = append(field.Options, page.EditOption{Value: string(st.Session.Code), Text: text, Chosen: st.Session.Code == f.Session.ReplacedBy})
		}
	}
	v.Fixed, v.Action = false, o.Base+"/s/"+string(f.Session.Code)+"/replacement"
	v.Groups = []page.EditGroup{{Fields: []page.EditField{field}}}
	v.More = []page.WayOn{{Address: o.Base + "/e/" + string(f.Event.Code) + "/add", Text: o.Catalog.T("organizer.edit.newsession")}}
	return nil
}

// Replace stores what is held instead of a cancelled session.
func (s *Room) Replace(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	if err := o.store.Replace(r.Context(), f.Session.Code, survey.Code(r.PostForm.Get(fieldReplacedBy))); err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/s/"+string(f.Session.Code)+"?done=edit", http.StatusSeeOther)
	return nil
}

// SaveSession stores what was changed.
func (s *Room) SaveSession(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	p, errs := form.ReadSession(r.PostForm, f.Event, f.Session, knownToLetters)
	errs, err := page.Stored(errs, func() error { return o.store.SaveSession(r.Context(), p) })
	switch {
	case errors.Is(err, survey.ErrConflict), errors.Is(err, survey.ErrInUse):
		if f, err = o.Form(r); err != nil {
			return err
		}
		d, v := o.sessionForm(f.Event, f.Session.State, page.Posted(r), nil)
		d.Overtaken(form.SessionFields(f.Event, f.Session, f.Appearances), &v)
		return s.showEditSession(w, r, o, http.StatusConflict, f, v)
	case err != nil:
		return err
	case len(errs) > 0:
		_, v := o.sessionForm(f.Event, f.Session.State, page.Posted(r), errs)
		return s.showEditSession(w, r, o, http.StatusUnprocessableEntity, f, v)
	}
	http.Redirect(w, r, o.Base+"/s/"+string(f.Session.Code)+"?done=edit", http.StatusSeeOther)
	return nil
}
