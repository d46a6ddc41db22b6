package questions

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// questionForm makes the form of a question.
func (o desk) questionForm(f survey.Form, q survey.Question, answered bool, values map[string]string, errs survey.FieldErrors) (page.FormData, page.EditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	address := o.Base + "/s/" + string(f.Session.Code)
	languages := page.Offered(f.Event)
	v := page.EditView{
		Back: address + "/questions", BackText: o.Catalog.T("organizer.questions.of", "title", f.Session.Title),
		Button: o.Catalog.T("organizer.edit.save"),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: values[form.FieldRevision]}},
	}
	about := page.EditGroup{Fields: []page.EditField{d.Field(form.FieldRequired, "checkbox")}}
	if q.Key != "" {
		v.Lead = append(v.Lead, o.Catalog.T("organizer.questions.standard.words"))
	} else {
		v.Groups = append(v.Groups, inLanguages(d, o.Catalog.T("organizer.questions.text"), "", form.FieldQuestion, languages, true))
	}
	if o.asksOfSpeakers(f, q) && !answered {
		asked := page.Choose(d, form.FieldAsked, survey.About.Key, survey.Abouts...)
		if q.Key != "" {
			asked.Hint = "" // it is about how to write one's own
		}
		about.Fields = append([]page.EditField{asked}, about.Fields...)
	}
	choice := q.Kind == survey.KindChoice || q.Kind == survey.KindChoices
	switch {
	case q.Key == "" && choice && (!answered || q.Number == 0):
		about.Fields = append([]page.EditField{page.Choose(d, form.FieldAsks, survey.QuestionKind.Key, survey.KindChoice, survey.KindChoices)}, about.Fields...)
	case q.Key == "":
		v.Hidden = append(v.Hidden, page.EditField{Name: form.FieldAsks, Value: string(q.Kind)})
	}
	if choice {
		v.Groups = append(v.Groups, optionsGroup(d, q, languages, answered, &v))
	}
	v.Groups = append(v.Groups, about)
	return d, v
}

// asksOfSpeakers says whether a question may be asked of each speaker: some are
// rated, or it is asked so already.
func (o desk) asksOfSpeakers(f survey.Form, q survey.Question) bool {
	return q.Key != survey.QuestionOverall && f.Session.Kind != survey.KindEvent && (q.About == survey.AboutSpeaker ||
		slices.ContainsFunc(f.Appearances, func(a survey.Appearance) bool { return a.Rated }))
}

// inLanguages makes a group of fields for one text, a field for each language.
func inLanguages(d page.FormData, legend, hint, name string, languages []survey.Language, need bool) page.EditGroup {
	g := page.EditGroup{Legend: legend, Hint: hint}
	for i, l := range languages {
		field := textField(d, form.InLanguage(name, l), i18n.For(l).T("language.name"))
		field.Needed = need && i == 0
		g.Fields = append(g.Fields, field)
	}
	return g
}

// textField makes a field of one line with a label of its own.
func textField(d page.FormData, name, label string) page.EditField {
	f := page.EditField{Name: name, Kind: "text", Value: d.Values[name], Label: label, Complete: "off"}
	if e := d.Errs.For(name); e != nil {
		f.Error = page.Said(d.Catalog, *e)
	}
	return f
}

// optionsGroup makes the rows of what there is to choose from.
func optionsGroup(d page.FormData, q survey.Question, languages []survey.Language, answered bool, v *page.EditView) page.EditGroup {
	hint := "organizer.questions.options.hint"
	if answered && q.Number > 0 {
		hint = "organizer.questions.options.stay"
	}
	g := page.EditGroup{Legend: d.Catalog.T("organizer.questions.options"), Hint: d.Catalog.T(hint), Narrow: len(languages) == 2}
	rows := form.OptionRows(len(q.Options))
	for row := 1; row <= survey.MaxOptions; row++ {
		name := survey.Row(form.FieldOption, row)
		for _, l := range languages {
			if d.Values[form.InLanguage(name, l)] != "" {
				rows = max(rows, row)
			}
		}
	}
	for row := 1; row <= rows; row++ {
		for _, l := range languages {
			label := d.Catalog.T("organizer.questions.option", "n", row)
			if len(languages) > 1 {
				label += ", " + i18n.For(l).T("language.name")
			}
			g.Fields = append(g.Fields, textField(d, form.InLanguage(survey.Row(form.FieldOption, row), l), label))
		}
		is := survey.Row(form.FieldOptionIs, row)
		v.Hidden = append(v.Hidden, page.EditField{Name: is, Value: d.Values[is]})
	}
	return g
}

// questionValues is what the form of a question holds.
func questionValues(f survey.Form, q survey.Question) map[string]string {
	values := form.QuestionFields(q, page.Offered(f.Event))
	values[form.FieldRevision] = strconv.Itoa(f.Session.Revision)
	return values
}

// Question is the form of a question.
func (s *Room) Question(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	return s.showQuestion(w, r, o, http.StatusOK, f, q, questionValues(f, q), nil, nil)
}

// showQuestion shows the form of a question, or of a new one. now is what
// somebody else has written meanwhile.
func (s *Room) showQuestion(w http.ResponseWriter, r *http.Request, o desk, status int, f survey.Form, q survey.Question, values map[string]string, errs survey.FieldErrors, now map[string]string) error {
	responses, err := o.store.Answered(r.Context(), f.Session.ID)
	if err != nil {
		return err
	}
	answered := responses > 0 && !f.Session.Rehearsal
	d, v := o.questionForm(f, q, answered, values, errs)
	base := o.Base + "/s/" + string(f.Session.Code) + "/questions"
	if q.Number == 0 {
		v.Title, v.Action, v.Button = o.Catalog.T(q.Kind.NewKey()), base+"/add", o.Catalog.T("organizer.questions.add")
	} else {
		v.Title, v.Action = o.Catalog.T("organizer.questions.edit"), base+"/"+strconv.Itoa(q.Number)
		if q.Key != "" {
			v.Lead = append([]string{o.asked(f, q)}, v.Lead...)
		}
		if q.Key == "" && answered {
			v.Lead = append(v.Lead, o.Catalog.T("organizer.questions.rule.words"))
		}
	}
	if f.Session.State != survey.StateDraft && f.Session.State != survey.StateOpen {
		v.Groups, v.Hidden, v.Fixed = nil, nil, true
		v.Lead = []string{o.Catalog.T("organizer.questions.rule.fixed")}
	}
	for _, l := range page.Offered(f.Event) {
		v.Looks = append(v.Looks, page.WayOn{
			Address: base + "/look?question=" + strconv.Itoa(q.Number) + "&" + previewIn + "=" + string(l), Text: i18n.For(l).T("language.name"),
		})
	}
	if e := errs.For(survey.FieldForm); e != nil {
		v.Summary = o.Said(*e)
	}
	if now != nil {
		d.Overtaken(now, &v)
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// SaveQuestion stores a question.
func (s *Room) SaveQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	read, errs := form.ReadQuestion(r.PostForm, q, page.Offered(f.Event))
	if len(errs) > 0 {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, page.Posted(r), errs, nil)
	}
	return s.storeQuestion(w, r, o, f, q, withQuestion(f, read), "saved")
}

// NewQuestion is the form of a question that is not there yet.
func (s *Room) NewQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q := newQuestion(r.URL.Query().Get(form.FieldAsks))
	return s.showQuestion(w, r, o, http.StatusOK, f, q, questionValues(f, q), nil, nil)
}

func newQuestion(kind string) survey.Question {
	q := survey.Question{Kind: survey.QuestionKind(kind), About: survey.AboutSession}
	if !q.Kind.Valid() {
		q.Kind = survey.KindRating
	}
	return q
}

// withQuestion returns the questionnaire with the question in its place. A new one
// comes after the others, but before the texts, which come last, unless it is one.
func withQuestion(f survey.Form, q survey.Question) []survey.Question {
	questions := slices.Clone(f.Questions)
	if q.Number == 0 {
		at := len(questions)
		for q.Kind != survey.KindText && at > 0 && questions[at-1].Kind == survey.KindText {
			at--
		}
		return slices.Insert(questions, at, q)
	}
	for i := range questions {
		if questions[i].Number == q.Number {
			questions[i] = q
		}
	}
	return questions
}

// AddQuestion stores it.
func (s *Room) AddQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q := newQuestion(r.PostForm.Get(form.FieldAsks))
	read, errs := form.ReadQuestion(r.PostForm, q, page.Offered(f.Event))
	if len(errs) > 0 {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, page.Posted(r), errs, nil)
	}
	return s.storeQuestion(w, r, o, f, q, withQuestion(f, read), "added")
}

// storeQuestion stores what a question's form has made of the questionnaire; or
// shows the form again, with what was typed, and why it was not stored.
func (s *Room) storeQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form, q survey.Question, questions []survey.Question, done string) error {
	revision := page.RevisionOf(r)
	err := o.store.SaveQuestions(r.Context(), f.Session.Code, revision, questions)
	if err == nil {
		if q.Number > 0 {
			done += "#q" + strconv.Itoa(q.Number)
		}
		http.Redirect(w, r, o.Base+"/s/"+string(f.Session.Code)+"/questions?done="+done, http.StatusSeeOther)
		return nil
	}
	if errs, ok := page.Wrong(err); ok {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, page.Posted(r), errs, nil)
	}
	if !errors.Is(err, survey.ErrConflict) && !errors.Is(err, survey.ErrInUse) {
		return err
	}
	if f, err = o.store.Form(r.Context(), f.Session.Code); err != nil {
		return err
	}
	now := map[string]string{form.FieldRevision: strconv.Itoa(f.Session.Revision)}
	at := slices.IndexFunc(f.Questions, func(b survey.Question) bool { return b.Number == q.Number })
	switch {
	case at >= 0:
		q = f.Questions[at]
		now = questionValues(f, q)
	case q.Number > 0: // somebody has removed it
		return s.questionsRefused(w, r, o, f, survey.ErrConflict)
	default:
		for name, value := range page.Posted(r) {
			if name != form.FieldRevision {
				now[name] = value
			}
		}
	}
	return s.showQuestion(w, r, o, http.StatusConflict, f, q, page.Posted(r), nil, now)
}
