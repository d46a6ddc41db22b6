package questions

import (
	"net/http"

	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/speaker"
)

// Answers is the same page for organizers.
func (s *Room) Answers(w http.ResponseWriter, r *http.Request, o desk) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	return s.showOrganizerAnswers(w, r, o, http.StatusOK, all, speaker.AnswersTyped{})
}

func (s *Room) showOrganizerAnswers(w http.ResponseWriter, r *http.Request, o desk, status int, all inquiry.Inquiries, typed speaker.AnswersTyped) error {
	base := o.Base + "/s/" + string(all.Session.Code) + "/asked"
	view := speaker.AnswersView{Up: o.Catalog.T("organizer.inquiry"), UpAddress: base, Action: base + "/answers"}
	if typed.Values == nil {
		typed.Values = map[string]string{form.FieldAnswerer: all.Organization.Name}
	}
	view.Fill(o.Catalog, all, typed)
	return s.ShowOffice(w, r, o.Desk, status, "office/questions/answers", page.Page{
		Title: o.Catalog.T("inquiry.answers.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// SaveAnswers stores what an organizer has written.
func (s *Room) SaveAnswers(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	code := all.Session.Code
	answers, errs := form.ReadInquiryAnswers(r.PostForm, all.List)
	typed := speaker.AnswersTyped{Values: page.Posted(r), Errs: errs}
	if len(errs) > 0 {
		return s.showOrganizerAnswers(w, r, o, http.StatusUnprocessableEntity, all, typed)
	}
	if typed.Overtaken, err = o.store.AnswerInquiries(r.Context(), code, answers); err != nil {
		return err
	}
	if len(typed.Overtaken) == 0 {
		http.Redirect(w, r, o.Base+"/s/"+string(code)+"/asked?done=answers", http.StatusSeeOther)
		return nil
	}
	if all, err = o.store.Inquiries(r.Context(), code); err != nil {
		return err
	}
	return s.showOrganizerAnswers(w, r, o, http.StatusConflict, all, typed)
}
