package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// questionForm makes the form of a question.
func (o office) questionForm(f survey.Form, q survey.Question, answered bool, values map[string]string, errs survey.FieldErrors) (formData, editView) {
	d := formData{o, values, errs}
	address := o.base + "/s/" + string(f.Session.Code)
	languages := offered(f.Event)
	v := editView{
		Back: address + "/questions", BackText: o.catalog.T("organizer.questions.of", "title", f.Session.Title),
		Button: o.catalog.T("organizer.edit.save"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
	}
	about := editGroup{Fields: []editField{d.field(survey.FieldRequired, "checkbox")}}
	if q.Key != "" {
		v.Lead = append(v.Lead, o.catalog.T("organizer.questions.standard.words"))
	} else {
		v.Groups = append(v.Groups, d.inLanguages(o.catalog.T("organizer.questions.text"), "", survey.FieldQuestion, languages, true))
	}
	if o.asksOfSpeakers(f, q) && !answered {
		asked := d.choose(survey.FieldAsked, "organizer.questions.asked.", string(survey.AboutSession), string(survey.AboutSpeaker))
		if q.Key != "" {
			asked.Hint = "" // it is about how to write one's own
		}
		about.Fields = append([]editField{asked}, about.Fields...)
	}
	choice := q.Kind == survey.KindChoice || q.Kind == survey.KindChoices
	switch {
	case q.Key == "" && choice && (!answered || q.Number == 0):
		about.Fields = append([]editField{d.choose(survey.FieldAsks, "organizer.questions.kind.", string(survey.KindChoice), string(survey.KindChoices))}, about.Fields...)
	case q.Key == "":
		v.Hidden = append(v.Hidden, editField{Name: survey.FieldAsks, Value: string(q.Kind)})
	}
	if choice {
		v.Groups = append(v.Groups, d.options(q, languages, answered, &v))
	}
	v.Groups = append(v.Groups, about)
	return d, v
}

// asksOfSpeakers says whether a question may be asked of each speaker: some are
// rated, or it is asked so already.
func (o office) asksOfSpeakers(f survey.Form, q survey.Question) bool {
	return q.Key != survey.QuestionOverall && f.Session.Kind != survey.KindEvent && (q.About == survey.AboutSpeaker ||
		slices.ContainsFunc(f.Appearances, func(a survey.Appearance) bool { return a.Rated }))
}

// inLanguages makes a group of fields for one text, a field for each language.
func (d formData) inLanguages(legend, hint, name string, languages []survey.Language, need bool) editGroup {
	g := editGroup{Legend: legend, Hint: hint}
	for i, l := range languages {
		field := d.text(survey.InLanguage(name, l), i18n.For(l).T("language.name"))
		field.Needed = need && i == 0
		g.Fields = append(g.Fields, field)
	}
	return g
}

// text makes a field of one line with a label of its own.
func (d formData) text(name, label string) editField {
	f := editField{Name: name, Kind: "text", Value: d.values[name], Label: label, Complete: "off"}
	if e := d.errs.For(name); e != nil {
		f.Error = d.o.said(*e)
	}
	return f
}

// options makes the rows of what there is to choose from.
func (d formData) options(q survey.Question, languages []survey.Language, answered bool, v *editView) editGroup {
	hint := "organizer.questions.options.hint"
	if answered && q.Number > 0 {
		hint = "organizer.questions.options.stay"
	}
	g := editGroup{Legend: d.o.catalog.T("organizer.questions.options"), Hint: d.o.catalog.T(hint), Narrow: len(languages) == 2}
	rows := survey.OptionRows(len(q.Options))
	for row := 1; row <= survey.MaxOptions; row++ {
		name := survey.Row(survey.FieldOption, row)
		for _, l := range languages {
			if d.values[survey.InLanguage(name, l)] != "" {
				rows = max(rows, row)
			}
		}
	}
	for row := 1; row <= rows; row++ {
		for _, l := range languages {
			label := d.o.catalog.T("organizer.questions.option", "n", row)
			if len(languages) > 1 {
				label += ", " + i18n.For(l).T("language.name")
			}
			g.Fields = append(g.Fields, d.text(survey.InLanguage(survey.Row(survey.FieldOption, row), l), label))
		}
		is := survey.Row(survey.FieldOptionIs, row)
		v.Hidden = append(v.Hidden, editField{Name: is, Value: d.values[is]})
	}
	return g
}

// questionValues is what the form of a question holds.
func questionValues(f survey.Form, q survey.Question) map[string]string {
	values := survey.QuestionFields(q, offered(f.Event))
	values[survey.FieldRevision] = strconv.Itoa(f.Session.Revision)
	return values
}

// organizerQuestion is the form of a question.
func (s *server) organizerQuestion(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	f, err := o.form(r)
	if err != nil {
		return err
	}
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	return s.showQuestion(w, r, o, http.StatusOK, f, q, questionValues(f, q), nil, nil)
}

// showQuestion shows the form of a question, or of a new one. now is what
// somebody else has written meanwhile.
func (s *server) showQuestion(w http.ResponseWriter, r *http.Request, o office, status int, f survey.Form, q survey.Question, values map[string]string, errs survey.FieldErrors, now map[string]string) error {
	responses, err := s.store.Answered(r.Context(), f.Session.ID)
	if err != nil {
		return err
	}
	answered := responses > 0 && !f.Session.Rehearsal
	d, v := o.questionForm(f, q, answered, values, errs)
	base := o.base + "/s/" + string(f.Session.Code) + "/questions"
	if q.Number == 0 {
		v.Title, v.Action, v.Button = o.catalog.T("organizer.questions.new."+string(q.Kind)), base+"/add", o.catalog.T("organizer.questions.add")
	} else {
		v.Title, v.Action = o.catalog.T("organizer.questions.edit"), base+"/"+strconv.Itoa(q.Number)
		if q.Key != "" {
			v.Lead = append([]string{o.asked(f, q)}, v.Lead...)
		}
		if q.Key == "" && answered {
			v.Lead = append(v.Lead, o.catalog.T("organizer.questions.rule.words"))
		}
	}
	if f.Session.State != survey.StateDraft && f.Session.State != survey.StateOpen {
		v.Groups, v.Hidden, v.Fixed = nil, nil, true
		v.Lead = []string{o.catalog.T("organizer.questions.rule.fixed")}
	}
	for _, l := range offered(f.Event) {
		v.Looks = append(v.Looks, wayOn{
			base + "/look?question=" + strconv.Itoa(q.Number) + "&" + previewIn + "=" + string(l), i18n.For(l).T("language.name"),
		})
	}
	if e := errs.For(survey.FieldForm); e != nil {
		v.Summary = o.said(*e)
	}
	if now != nil {
		d.overtaken(now, &v)
	}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerSaveQuestion stores a question.
func (s *server) organizerSaveQuestion(w http.ResponseWriter, r *http.Request, m member) error {
	o, f, err := s.editing(w, r, m)
	if err != nil {
		return err
	}
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	read, errs := survey.ReadQuestion(r.PostForm, q, offered(f.Event))
	if len(errs) > 0 {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, posted(r), errs, nil)
	}
	return s.storeQuestion(w, r, o, f, q, withQuestion(f, read), "saved")
}

// organizerNewQuestion is the form of a question that is not there yet.
func (s *server) organizerNewQuestion(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	f, err := o.form(r)
	if err != nil {
		return err
	}
	q := newQuestion(r.URL.Query().Get(survey.FieldAsks))
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

// organizerAddQuestion stores it.
func (s *server) organizerAddQuestion(w http.ResponseWriter, r *http.Request, m member) error {
	o, f, err := s.editing(w, r, m)
	if err != nil {
		return err
	}
	q := newQuestion(r.PostForm.Get(survey.FieldAsks))
	read, errs := survey.ReadQuestion(r.PostForm, q, offered(f.Event))
	if len(errs) > 0 {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, posted(r), errs, nil)
	}
	return s.storeQuestion(w, r, o, f, q, withQuestion(f, read), "added")
}

// storeQuestion stores what a question's form has made of the questionnaire; or
// shows the form again, with what was typed, and why it was not stored.
func (s *server) storeQuestion(w http.ResponseWriter, r *http.Request, o office, f survey.Form, q survey.Question, questions []survey.Question, done string) error {
	revision := revisionOf(r)
	err := o.store.SaveQuestions(r.Context(), f.Session.Code, revision, questions)
	if err == nil {
		if q.Number > 0 {
			done += "#q" + strconv.Itoa(q.Number)
		}
		http.Redirect(w, r, o.base+"/s/"+string(f.Session.Code)+"/questions?done="+done, http.StatusSeeOther)
		return nil
	}
	if errs, ok := wrong(err); ok {
		return s.showQuestion(w, r, o, http.StatusUnprocessableEntity, f, q, posted(r), errs, nil)
	}
	if !errors.Is(err, survey.ErrConflict) && !errors.Is(err, survey.ErrInUse) {
		return err
	}
	if f, err = o.store.Form(r.Context(), f.Session.Code); err != nil {
		return err
	}
	now := map[string]string{survey.FieldRevision: strconv.Itoa(f.Session.Revision)}
	at := slices.IndexFunc(f.Questions, func(b survey.Question) bool { return b.Number == q.Number })
	switch {
	case at >= 0:
		q = f.Questions[at]
		now = questionValues(f, q)
	case q.Number > 0: // somebody has removed it
		return s.questionsRefused(w, r, o, f, survey.ErrConflict)
	default:
		for name, value := range posted(r) {
			if name != survey.FieldRevision {
				now[name] = value
			}
		}
	}
	return s.showQuestion(w, r, o, http.StatusConflict, f, q, posted(r), nil, now)
}
