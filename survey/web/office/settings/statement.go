package settings

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/statement"
)

// blankFaults is how many empty rows stand after the faults there are.
const blankFaults = 2

// A statementPreview is how the statement would look.
type statementPreview struct {
	Language survey.Language
	Shown    string
	statement.AccessibilityView
}

// Statement is the form of the statement on accessibility.
func (s *Room) Statement(w http.ResponseWriter, r *http.Request, o desk) error {
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
func statementFields(o survey.Organization, st compliance.Statement) map[string]string {
	fields := form.StatementFields(st)
	if st.Revision == 0 && o.Public {
		fields[form.FieldSupervisor], fields[form.FieldSupervisorAddress] = compliance.Supervisor, compliance.SupervisorAddress
	}
	for _, l := range i18n.Languages() {
		if name := moreField(l); fields[name] == "" && st.Status == "" {
			fields[name] = statement.StandardStatement(i18n.For(l), o)
		}
	}
	return fields
}

func moreField(l survey.Language) string { return form.FieldMore + "-" + string(l) }

// statementForm makes the form.
func (o desk) statementForm(values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	status := page.Choose(d, form.FieldStatus, compliance.Status.ChoiceKey, compliance.Statuses...)
	status.Options = append([]page.EditOption{{Value: "", Text: o.Catalog.T("organizer.statement.status"), Chosen: status.Value == ""}}, status.Options...)
	method := page.Choose(d, form.FieldMethod, compliance.Method.ChoiceKey, compliance.Methods...)
	method.Options = append([]page.EditOption{{Value: "", Text: o.Catalog.T("organizer.statement.method"), Chosen: method.Value == ""}}, method.Options...)
	days := d.Field(form.FieldReportDays, "text")
	days.Mode = "numeric"
	email := d.Field(form.FieldReportEmail, "email")
	email.Complete = "off"
	groups := []page.EditGroup{
		{Legend: o.Catalog.T("organizer.statement.assessment"), Hint: o.Catalog.T("organizer.statement.assessment.what"), Narrow: true, Fields: []page.EditField{
			status, method, d.Field(form.FieldAssessed, "date"), d.Field(form.FieldReviewed, "date"),
		}},
		{Legend: o.Catalog.T("organizer.statement.report"), Narrow: true, Fields: []page.EditField{email, d.Field(form.FieldReportPhone, "text"), days}},
		{Legend: o.Catalog.T("organizer.statement.supervisor"), Hint: o.Catalog.T("organizer.statement.supervisor.what"), Narrow: true, Fields: []page.EditField{
			d.Field(form.FieldSupervisor, "text"), d.Field(form.FieldSupervisorAddress, "text"),
		}},
	}
	rows := blankFaults
	for row := 1; row <= compliance.MaxFaults; row++ {
		if values[faultField(survey.Swedish, row)]+values[faultField(survey.English, row)]+values[survey.Row(form.FieldFaultMended, row)] != "" {
			rows = min(row+blankFaults, compliance.MaxFaults)
		}
	}
	for row := 1; row <= rows; row++ {
		sv, en := d.Field(faultField(survey.Swedish, row), "prose"), d.Field(faultField(survey.English, row), "prose")
		sv.Language, en.Language = survey.Swedish, survey.English
		g := page.EditGroup{Legend: o.Catalog.T("organizer.statement.fault", "n", row), Narrow: true, Fields: []page.EditField{
			sv, en,
			page.Choose(d, survey.Row(form.FieldFaultWhy, row), compliance.Why.ChoiceKey, compliance.Whys...),
			d.Field(survey.Row(form.FieldFaultMended, row), "date"),
		}}
		if row == 1 {
			g.Hint = o.Catalog.T("organizer.statement.faults.what")
		}
		groups = append(groups, g)
	}
	more := page.EditGroup{Legend: o.Catalog.T("organizer.statement.more"), Hint: o.Catalog.T("organizer.statement.more.what")}
	for _, l := range i18n.Languages() {
		more.Fields = append(more.Fields, proseField(d, moreField(l), l, "organizer.statement.text"))
	}
	return d, o.settingsForm("accessibility", d, append(groups, more))
}

func faultField(l survey.Language, row int) string {
	return survey.Row(form.FieldFault+string(l), row)
}

// proseField makes a field for text in a language, labelled by the key.
func proseField(d page.FormData, name string, l survey.Language, key string) page.EditField {
	f := d.Field(name, "prose")
	f.Language, f.Hint = l, ""
	f.Label = d.Catalog.T(key, "language", i18n.For(l).T("language.name"))
	return f
}

func (s *Room) showStatement(w http.ResponseWriter, r *http.Request, o desk, status int, v page.EditView) error {
	v.Try, v.More = o.Catalog.T("organizer.organization.preview"), []page.WayOn{{Address: "/accessibility", Text: o.Catalog.T("organizer.statement.see")}}
	if events, err := o.store.Events(r.Context()); err == nil && len(events) > 0 {
		v.More[0].Address = "/e/" + string(events[0].Code) + "/accessibility"
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/settings/settings", v)
}

// SaveStatement stores the statement, or shows how it would look.
func (s *Room) SaveStatement(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, maxProse); err != nil {
		return err
	}
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	st, errs := form.ReadStatement(r.PostForm, i18n.Languages())
	if len(errs) > 0 {
		_, v := o.statementForm(page.Posted(r), errs)
		return s.showStatement(w, r, o, http.StatusUnprocessableEntity, v)
	}
	for l, text := range st.More {
		if text == statement.StandardStatement(i18n.For(l), organization) {
			st.More[l] = "" // ours, and so it can become better
		}
	}
	if r.PostForm.Get(page.FieldDo) == page.DoPreview {
		_, v := o.statementForm(page.Posted(r), nil)
		var previews []statementPreview
		for _, l := range i18n.Languages() {
			c := i18n.For(l)
			previews = append(previews, statementPreview{
				Language: l, Shown: o.Catalog.T("organizer.organization.shown", "language", c.T("language.name")),
				AccessibilityView: statement.StatementView(c, organization, st),
			})
		}
		v.Previews = previews
		return s.showStatement(w, r, o, http.StatusOK, v)
	}
	err = o.store.SaveStatement(r.Context(), st)
	if errors.Is(err, survey.ErrConflict) {
		now, err := o.store.Statement(r.Context())
		if err != nil {
			return err
		}
		d, v := o.statementForm(page.Posted(r), nil)
		d.Overtaken(statementFields(organization, now), &v)
		return s.showStatement(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/organization/accessibility?done=organization", http.StatusSeeOther)
	return nil
}
