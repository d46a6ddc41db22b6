package speaker

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
)

// An AnswersView is where what attendees have asked is answered in writing: by
// the session's speakers with their link, or by an organizer.
type AnswersView struct {
	Event, Title, Up, UpAddress string
	Action, Done, Summary       string
	Errors                      []page.FormError
	// Who is offered as who answers.
	Who    []page.EditOption
	Groups []answerGroup
}

// An answerGroup is inquiries that have no written answer yet, or have one.
type answerGroup struct {
	Heading   string
	Inquiries []answerField
}

type answerField struct {
	page.InquiryView
	Field, RevisionField string
	Typed, Error         string
	Revision             int
	// Now is what somebody else has written meanwhile.
	Now string
}

// AnswerPage is where speakers answer, at its unguessable address or that of
// their letter.
func (s *Room) AnswerPage(w http.ResponseWriter, r *http.Request) error {
	all, err := s.answering(r)
	if err != nil {
		return err
	}
	view := AnswersView{}
	c := s.answerCatalog(w, r, all)
	if r.URL.Query().Get("done") != "" {
		view.Done = c.T("inquiry.answers.saved")
	}
	return s.showAnswerPage(w, r, c, http.StatusOK, all, view, AnswersTyped{})
}

// answering are the inquiries that the address lets answer.
func (s *Room) answering(r *http.Request) (inquiry.Inquiries, error) {
	all, err := s.store.InquiriesFor(r.Context(), chi.URLParam(r, "key"))
	return all, s.MissedKey(r, err)
}

// answerCatalog is in the reader's language, or the event's.
func (s *Room) answerCatalog(w http.ResponseWriter, r *http.Request, all inquiry.Inquiries) *i18n.Catalog {
	return i18n.For(s.Language(w, r, page.Offered(all.Event)))
}

// AnswersTyped is what was typed and not saved.
type AnswersTyped struct {
	Values    map[string]string
	Errs      survey.FieldErrors
	Overtaken []survey.ID
}

func (s *Room) showAnswerPage(w http.ResponseWriter, r *http.Request, c *i18n.Catalog, status int, all inquiry.Inquiries, view AnswersView, typed AnswersTyped) error {
	view.Action = "/a/" + chi.URLParam(r, "key")
	view.Fill(c, all, typed)
	return s.Render(w, r, status, "speaker/answers", page.Page{
		Language: c.Language(), Offered: page.Offered(all.Event), Event: all.Event.Code,
		Title: c.T("inquiry.answers.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// Fill makes the fields: those without an answer first, most wanted first.
func (view *AnswersView) Fill(c *i18n.Catalog, all inquiry.Inquiries, typed AnswersTyped) {
	view.Event, view.Title = all.Event.Name, all.Session.Title
	by := typed.Values[form.FieldAnswerer]
	names := make([]string, 0, len(all.Appearances)+1)
	for _, a := range all.Appearances {
		names = append(names, a.Speaker.Name)
	}
	for _, name := range append(names, all.Organization.Name) {
		view.Who = append(view.Who, page.EditOption{Value: name, Text: name, Chosen: name == by})
	}
	waiting := answerGroup{Heading: c.T("inquiry.answers.waiting")}
	done := answerGroup{Heading: c.T("inquiry.answers.written")}
	for _, q := range inquiry.ByVotes(slices.Clone(all.List)) {
		if q.State == inquiry.Hidden {
			continue
		}
		f := answerFieldOf(c, q, typed, view)
		if q.Answer == "" {
			waiting.Inquiries = append(waiting.Inquiries, f)
		} else {
			done.Inquiries = append(done.Inquiries, f)
		}
	}
	for _, g := range []answerGroup{waiting, done} {
		if len(g.Inquiries) > 0 {
			view.Groups = append(view.Groups, g)
		}
	}
	if len(view.Errors) > 0 {
		view.Summary = c.T("inquiry.answers.wrong")
	}
}

func answerFieldOf(c *i18n.Catalog, q inquiry.Inquiry, typed AnswersTyped, view *AnswersView) answerField {
	id := page.IDText(q.ID)
	f := answerField{
		InquiryView: page.InquiryShown(c, q, false), Field: form.FieldInquiryAnswer + id,
		RevisionField: form.FieldInquiryRevision + id, Typed: q.Answer, Revision: q.Revision,
	}
	f.Answer, f.Answerer = nil, ""
	if value, ok := typed.Values[f.Field]; ok {
		f.Typed = value
	}
	if e := typed.Errs.For(f.Field); e != nil {
		f.Error = c.T("inquiry.error.answer", "n", e.Args["n"])
		if e.Message == survey.MsgCharacters {
			f.Error = c.T("inquiry.error.characters")
		}
	}
	if slices.Contains(typed.Overtaken, q.ID) {
		f.Error, f.Now = c.T("inquiry.error.overtaken"), q.Answer
	}
	if f.Error != "" {
		view.Errors = append(view.Errors, page.FormError{Target: f.Field, Text: f.Error})
	}
	return f
}

// AnswerSave stores what a speaker has written. An answer that somebody else has
// changed meanwhile is shown beside what was typed.
func (s *Room) AnswerSave(w http.ResponseWriter, r *http.Request) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	all, err := s.answering(r)
	if err != nil {
		return err
	}
	answers, errs := form.ReadInquiryAnswers(r.PostForm, all.List)
	typed := AnswersTyped{Values: page.Posted(r), Errs: errs}
	if len(errs) == 0 {
		if typed.Overtaken, err = s.store.AnswerInquiries(r.Context(), key, answers); err != nil {
			return err
		}
		if len(typed.Overtaken) == 0 {
			http.Redirect(w, r, "/a/"+key+"?done=saved", http.StatusSeeOther)
			return nil
		}
		if all, err = s.store.InquiriesFor(r.Context(), key); err != nil {
			return err
		}
	}
	status := http.StatusUnprocessableEntity
	if len(typed.Overtaken) > 0 {
		status = http.StatusConflict
	}
	return s.showAnswerPage(w, r, s.answerCatalog(w, r, all), status, all, AnswersView{}, typed)
}
