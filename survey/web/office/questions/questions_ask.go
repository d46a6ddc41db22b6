package questions

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// questionsAsk makes a page that asks before something of the questionnaire goes.
func (o desk) questionsAsk(f survey.Form, title, do, action string, lead []string) page.EditView {
	base := o.Base + "/s/" + string(f.Session.Code) + "/questions"
	return page.EditView{
		Back: base, BackText: o.Catalog.T("organizer.questions.of", "title", f.Session.Title),
		Title: o.Catalog.T(title), Lead: lead, Action: base + action,
		Button: o.Catalog.T(do),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: strconv.Itoa(f.Session.Revision)}},
	}
}

// RemoveQuestionAsk asks before a question is removed.
func (s *Room) RemoveQuestionAsk(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	key := "organizer.questions.remove.own"
	switch q.Key {
	case "":
	case survey.QuestionOverall:
		key = "organizer.questions.remove.overall"
	default:
		key = "organizer.questions.remove.standard"
	}
	lead := []string{o.asked(f, q), o.Catalog.T(key)}
	return s.ShowEdit(w, r, o.Desk, http.StatusOK, "office/edit", o.questionsAsk(f, "organizer.questions.remove", "organizer.questions.remove.do", "/"+strconv.Itoa(q.Number)+"/remove", lead))
}

// RemoveQuestion removes it.
func (s *Room) RemoveQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(f.Questions), func(b survey.Question) bool { return b.Number == q.Number })
	return s.saveQuestions(w, r, o, f, rest, "removed")
}

// organizerResetAsk asks before the standard questionnaire takes the place of an
// own one, and says what goes.
func (s *Room) ResetAsk(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	lead := []string{o.Catalog.T("organizer.questions.reset.what")}
	var gone, there []string
	for _, q := range f.Questions {
		if q.Key == "" {
			gone = append(gone, "”"+o.asked(f, q)+"”")
		}
	}
	for _, q := range f.Standard() {
		there = append(there, "”"+o.asked(f, q)+"”")
	}
	lead = append(lead, o.Catalog.T("organizer.questions.reset.asks", "questions", o.Catalog.List(there)))
	if len(gone) > 0 {
		lead = append(lead, o.Catalog.T("organizer.questions.reset.gone", "questions", o.Catalog.List(gone)))
	}
	return s.ShowEdit(w, r, o.Desk, http.StatusOK, "office/edit", o.questionsAsk(f, "organizer.questions.reset", "organizer.questions.reset.do", "/reset", lead))
}

// ResetQuestions goes back to the standard questionnaire.
func (s *Room) ResetQuestions(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.saveQuestions(w, r, o, f, f.Standard(), "reset")
}

// fieldUse and fieldUseAt are, for each other session, whether it gets the
// questionnaire, and the revision that the page was made from.
const (
	fieldUse   = "use-"
	fieldUseAt = "use-at-"
)

// UseAsk asks which of the event's other drafts get this questionnaire.
func (s *Room) UseAsk(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.showUse(w, r, o, http.StatusOK, f, "")
}

func (s *Room) showUse(w http.ResponseWriter, r *http.Request, o desk, status int, f survey.Form, refused string) error {
	e, err := o.store.Event(r.Context(), f.Event.Code)
	if err != nil {
		return err
	}
	v := o.questionsAsk(f, "organizer.questions.use", "organizer.questions.use.do", "/use", []string{o.Catalog.T("organizer.questions.use.lead", "title", f.Session.Title)})
	v.Summary = refused
	group := page.EditGroup{Legend: o.Catalog.T("organizer.questions.use.which")}
	for _, st := range e.Sessions {
		if st.Session.State != survey.StateDraft || st.Session.ID == f.Session.ID {
			continue
		}
		other, err := o.store.Form(r.Context(), st.Session.Code)
		if err != nil {
			return err
		}
		field := page.EditField{
			Name: fieldUse + string(st.Session.Code), Kind: "checkbox",
			Label: st.Session.Title + ", " + o.Moment(e.Event, st.Session.Starts),
		}
		switch alike := (st.Session.Kind == survey.KindEvent) == (f.Session.Kind == survey.KindEvent); {
		case !other.IsStandard():
			field.Hint = o.Catalog.T("organizer.questions.use.own")
		case alike:
			field.Value = "1"
		}
		if refused != "" {
			field.Value = r.PostForm.Get(field.Name)
		}
		group.Fields = append(group.Fields, field)
		v.Hidden = append(v.Hidden, page.EditField{Name: fieldUseAt + string(st.Session.Code), Value: strconv.Itoa(other.Session.Revision)})
	}
	v.Groups = []page.EditGroup{group}
	if len(group.Fields) == 0 {
		v.Groups, v.Hidden, v.Fixed = nil, nil, true
		v.Lead = []string{o.Catalog.T("organizer.questions.use.none")}
		v.More = []page.WayOn{{Address: v.Back, Text: v.BackText}}
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// UseQuestions gives them the questionnaire.
func (s *Room) UseQuestions(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	e, err := o.store.Event(r.Context(), f.Event.Code)
	if err != nil {
		return err
	}
	var others []survey.Session
	for _, st := range e.Sessions {
		if code := string(st.Session.Code); r.PostForm.Get(fieldUse+code) != "" && st.Session.ID != f.Session.ID {
			revision, _ := strconv.Atoi(r.PostForm.Get(fieldUseAt + code))
			others = append(others, survey.Session{Code: st.Session.Code, Revision: revision})
		}
	}
	if len(others) == 0 {
		return s.showUse(w, r, o, http.StatusUnprocessableEntity, f, o.Catalog.T("organizer.questions.use.choose"))
	}
	err = o.store.UseQuestions(r.Context(), f.Session.Code, others)
	if _, ok := office.Refused(err); ok {
		return s.showUse(w, r, o, http.StatusConflict, f, o.Catalog.T("organizer.questions.use.overtaken"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/s/"+string(f.Session.Code)+"/questions?done="+strconv.Itoa(len(others)), http.StatusSeeOther)
	return nil
}
