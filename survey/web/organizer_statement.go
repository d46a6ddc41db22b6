package web

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// blankFaults is how many empty rows stand after the faults there are.
const blankFaults = 2

// A statementPreview is how the statement would look.
type statementPreview struct {
	Language survey.Language
	Shown    string
	accessibilityView
}

// organizerStatement is the form of the statement on accessibility.
func (s *server) organizerStatement(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	st, err := o.store.Statement(r.Context())
	if err != nil {
		return err
	}
	_, v := o.statementForm(statementFields(organization, st), nil)
	v.Done = o.saved(r)
	return s.showStatement(w, r, o, http.StatusOK, v)
}

// statementFields are what the form holds, with our standard text where the
// organization has none, to begin from, and the supervisor of authorities.
func statementFields(o survey.Organization, st survey.Statement) map[string]string {
	fields := survey.StatementFields(st)
	if st.Revision == 0 && o.Public {
		fields[survey.FieldSupervisor], fields[survey.FieldSupervisorAddress] = survey.Supervisor, survey.SupervisorAddress
	}
	for _, l := range i18n.Languages() {
		if name := moreField(l); fields[name] == "" && st.Status == "" {
			fields[name] = standardStatement(i18n.For(l), o)
		}
	}
	return fields
}

func moreField(l survey.Language) string { return survey.FieldMore + "-" + string(l) }

// statementForm makes the form.
func (o office) statementForm(values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	status := d.choose(survey.FieldStatus, "organizer.statement.status.", string(survey.CompliesFully), string(survey.CompliesPartly), string(survey.CompliesNot))
	status.Options = append([]editOption{{"", o.catalog.T("organizer.statement.status"), status.Value == ""}}, status.Options...)
	method := d.choose(survey.FieldMethod, "organizer.statement.method.", survey.MethodSelf, survey.MethodExternal, survey.MethodBoth)
	method.Options = append([]editOption{{"", o.catalog.T("organizer.statement.method"), method.Value == ""}}, method.Options...)
	days := d.field(survey.FieldReportDays, "text")
	days.Mode = "numeric"
	email := d.field(survey.FieldReportEmail, "email")
	email.Complete = "off"
	groups := []editGroup{
		{Legend: o.catalog.T("organizer.statement.assessment"), Hint: o.catalog.T("organizer.statement.assessment.what"), Narrow: true, Fields: []editField{
			status, method, d.field(survey.FieldAssessed, "date"), d.field(survey.FieldReviewed, "date"),
		}},
		{Legend: o.catalog.T("organizer.statement.report"), Narrow: true, Fields: []editField{email, d.field(survey.FieldReportPhone, "text"), days}},
		{Legend: o.catalog.T("organizer.statement.supervisor"), Hint: o.catalog.T("organizer.statement.supervisor.what"), Narrow: true, Fields: []editField{
			d.field(survey.FieldSupervisor, "text"), d.field(survey.FieldSupervisorAddress, "text"),
		}},
	}
	rows := blankFaults
	for row := 1; row <= survey.MaxFaults; row++ {
		if values[faultField(survey.Swedish, row)]+values[faultField(survey.English, row)]+values[survey.Row(survey.FieldFaultMended, row)] != "" {
			rows = min(row+blankFaults, survey.MaxFaults)
		}
	}
	for row := 1; row <= rows; row++ {
		sv, en := d.field(faultField(survey.Swedish, row), "prose"), d.field(faultField(survey.English, row), "prose")
		sv.Language, en.Language = survey.Swedish, survey.English
		g := editGroup{Legend: o.catalog.T("organizer.statement.fault", "n", row), Narrow: true, Fields: []editField{
			sv, en,
			d.choose(survey.Row(survey.FieldFaultWhy, row), "organizer.statement.why.", survey.FaultUnmended, survey.FaultBurden, survey.FaultExempt),
			d.field(survey.Row(survey.FieldFaultMended, row), "date"),
		}}
		if row == 1 {
			g.Hint = o.catalog.T("organizer.statement.faults.what")
		}
		groups = append(groups, g)
	}
	more := editGroup{Legend: o.catalog.T("organizer.statement.more"), Hint: o.catalog.T("organizer.statement.more.what")}
	for _, l := range i18n.Languages() {
		more.Fields = append(more.Fields, d.prose(moreField(l), l, "organizer.statement.text"))
	}
	return d, o.settingsForm("accessibility", d, append(groups, more))
}

func faultField(l survey.Language, row int) string {
	return survey.Row(survey.FieldFault+string(l), row)
}

// prose makes a field for text in a language, labelled by the key.
func (d formData) prose(name string, l survey.Language, key string) editField {
	f := d.field(name, "prose")
	f.Language, f.Hint = l, ""
	f.Label = d.o.catalog.T(key, "language", i18n.For(l).T("language.name"))
	return f
}

func (s *server) showStatement(w http.ResponseWriter, r *http.Request, o office, status int, v editView) error {
	v.Try, v.More = o.catalog.T("organizer.organization.preview"), []wayOn{{"/accessibility", o.catalog.T("organizer.statement.see")}}
	if events, err := o.store.Events(r.Context()); err == nil && len(events) > 0 {
		v.More[0].Address = "/e/" + string(events[0].Code) + "/accessibility"
	}
	return s.showEdit(w, r, o, status, "organizer_settings", v)
}

// organizerSaveStatement stores the statement, or shows how it would look.
func (s *server) organizerSaveStatement(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseFormOf(w, r, maxProse); err != nil {
		return err
	}
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	st, errs := survey.ReadStatement(r.PostForm, i18n.Languages())
	if len(errs) > 0 {
		_, v := o.statementForm(posted(r), errs)
		return s.showStatement(w, r, o, http.StatusUnprocessableEntity, v)
	}
	for l, text := range st.More {
		if text == standardStatement(i18n.For(l), organization) {
			st.More[l] = "" // ours, and so it can become better
		}
	}
	if r.PostForm.Get(fieldDo) == doPreview {
		_, v := o.statementForm(posted(r), nil)
		for _, l := range i18n.Languages() {
			c := i18n.For(l)
			v.Previews = append(v.Previews, statementPreview{
				Language: l, Shown: o.catalog.T("organizer.organization.shown", "language", c.T("language.name")),
				accessibilityView: statementView(c, organization, st),
			})
		}
		return s.showStatement(w, r, o, http.StatusOK, v)
	}
	err = o.store.SaveStatement(r.Context(), st)
	if errors.Is(err, survey.ErrConflict) {
		now, err := o.store.Statement(r.Context())
		if err != nil {
			return err
		}
		d, v := o.statementForm(posted(r), nil)
		d.overtaken(statementFields(organization, now), &v)
		return s.showStatement(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organization/accessibility?done=organization", http.StatusSeeOther)
	return nil
}

// The button that shows how what is written would look.
const (
	fieldDo   = "do"
	doPreview = "preview"
)
