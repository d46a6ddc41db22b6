package web

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// An answersView is where what attendees have asked is answered in writing: by
// the session's speakers with their link, or by an organizer.
type answersView struct {
	Event, Title, Up, UpAddress string
	Action, Done, Summary       string
	Errors                      []formError
	// Who is offered as who answers.
	Who    []editOption
	Groups []answerGroup
}

// An answerGroup is inquiries that have no written answer yet, or have one.
type answerGroup struct {
	Heading   string
	Inquiries []answerField
}

type answerField struct {
	inquiryView
	Field, RevisionField string
	Typed, Error         string
	Revision             int
	// Now is what somebody else has written meanwhile.
	Now string
}

// answerPage is where speakers answer, at its unguessable address or that of
// their letter.
func (s *server) answerPage(w http.ResponseWriter, r *http.Request) error {
	all, err := s.answering(r)
	if err != nil {
		return err
	}
	view := answersView{}
	c := s.answerCatalog(w, r, all)
	if r.URL.Query().Get("done") != "" {
		view.Done = c.T("inquiry.answers.saved")
	}
	return s.showAnswerPage(w, r, c, http.StatusOK, all, view, answersTyped{})
}

// answering are the inquiries that the address lets answer.
func (s *server) answering(r *http.Request) (survey.Inquiries, error) {
	all, err := s.store.InquiriesFor(r.Context(), chi.URLParam(r, "key"))
	return all, s.missedKey(r, err)
}

// answerCatalog is in the reader's language, or the event's.
func (s *server) answerCatalog(w http.ResponseWriter, r *http.Request, all survey.Inquiries) *i18n.Catalog {
	return i18n.For(s.language(w, r, offered(all.Event)))
}

// answersTyped is what was typed and not saved.
type answersTyped struct {
	values    map[string]string
	errs      survey.FieldErrors
	overtaken []survey.ID
}

func (s *server) showAnswerPage(w http.ResponseWriter, r *http.Request, c *i18n.Catalog, status int, all survey.Inquiries, view answersView, typed answersTyped) error {
	view.Action = "/a/" + chi.URLParam(r, "key")
	view.fill(c, all, typed)
	return s.render(w, r, status, "answers", page{
		Language: c.Language(), Offered: offered(all.Event), Event: all.Event.Code,
		Title: c.T("inquiry.answers.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// fill makes the fields: those without an answer first, most wanted first.
func (view *answersView) fill(c *i18n.Catalog, all survey.Inquiries, typed answersTyped) {
	view.Event, view.Title = all.Event.Name, all.Session.Title
	by := typed.values[survey.FieldAnswerer]
	names := make([]string, 0, len(all.Appearances)+1)
	for _, a := range all.Appearances {
		names = append(names, a.Speaker.Name)
	}
	for _, name := range append(names, all.Organization.Name) {
		view.Who = append(view.Who, editOption{name, name, name == by})
	}
	waiting := answerGroup{Heading: c.T("inquiry.answers.waiting")}
	done := answerGroup{Heading: c.T("inquiry.answers.written")}
	for _, q := range survey.ByVotes(slices.Clone(all.List)) {
		if q.State == survey.InquiryHidden {
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

func answerFieldOf(c *i18n.Catalog, q survey.Inquiry, typed answersTyped, view *answersView) answerField {
	id := idText(q.ID)
	f := answerField{
		inquiryView: inquiryShown(c, q, false), Field: survey.FieldInquiryAnswer + id,
		RevisionField: survey.FieldInquiryRevision + id, Typed: q.Answer, Revision: q.Revision,
	}
	f.Answer, f.Answerer = nil, ""
	if value, ok := typed.values[f.Field]; ok {
		f.Typed = value
	}
	if e := typed.errs.For(f.Field); e != nil {
		f.Error = c.T("inquiry.error.answer", "n", e.Args["n"])
		if e.Message == survey.MsgSigns {
			f.Error = c.T("inquiry.error.signs")
		}
	}
	if slices.Contains(typed.overtaken, q.ID) {
		f.Error, f.Now = c.T("inquiry.error.overtaken"), q.Answer
	}
	if f.Error != "" {
		view.Errors = append(view.Errors, formError{Target: f.Field, Text: f.Error})
	}
	return f
}

// answerSave stores what a speaker has written. An answer that somebody else has
// changed meanwhile is shown beside what was typed.
func (s *server) answerSave(w http.ResponseWriter, r *http.Request) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	all, err := s.answering(r)
	if err != nil {
		return err
	}
	answers, errs := survey.ReadInquiryAnswers(r.PostForm, all.List)
	typed := answersTyped{values: posted(r), errs: errs}
	if len(errs) == 0 {
		if typed.overtaken, err = s.store.AnswerInquiries(r.Context(), key, answers); err != nil {
			return err
		}
		if len(typed.overtaken) == 0 {
			http.Redirect(w, r, "/a/"+key+"?done=saved", http.StatusSeeOther)
			return nil
		}
		if all, err = s.store.InquiriesFor(r.Context(), key); err != nil {
			return err
		}
	}
	status := http.StatusUnprocessableEntity
	if len(typed.overtaken) > 0 {
		status = http.StatusConflict
	}
	return s.showAnswerPage(w, r, s.answerCatalog(w, r, all), status, all, answersView{}, typed)
}

// organizerAnswers is the same page for organizers.
func (s *server) organizerAnswers(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	return s.showOrganizerAnswers(w, r, o, http.StatusOK, all, answersTyped{})
}

func (s *server) showOrganizerAnswers(w http.ResponseWriter, r *http.Request, o office, status int, all survey.Inquiries, typed answersTyped) error {
	base := o.base + "/s/" + string(all.Session.Code) + "/asked"
	view := answersView{Up: o.catalog.T("organizer.inquiry"), UpAddress: base, Action: base + "/answers"}
	if typed.values == nil {
		typed.values = map[string]string{survey.FieldAnswerer: all.Organization.Name}
	}
	view.fill(o.catalog, all, typed)
	return s.showOffice(w, r, o, status, "organizer_answers", page{
		Title: o.catalog.T("inquiry.answers.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// organizerSaveAnswers stores what an organizer has written.
func (s *server) organizerSaveAnswers(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	code := all.Session.Code
	answers, errs := survey.ReadInquiryAnswers(r.PostForm, all.List)
	typed := answersTyped{values: posted(r), errs: errs}
	if len(errs) > 0 {
		return s.showOrganizerAnswers(w, r, o, http.StatusUnprocessableEntity, all, typed)
	}
	if typed.overtaken, err = o.store.AnswerInquiries(r.Context(), code, answers); err != nil {
		return err
	}
	if len(typed.overtaken) == 0 {
		http.Redirect(w, r, o.base+"/s/"+string(code)+"/asked?done=answers", http.StatusSeeOther)
		return nil
	}
	if all, err = o.store.Inquiries(r.Context(), code); err != nil {
		return err
	}
	return s.showOrganizerAnswers(w, r, o, http.StatusConflict, all, typed)
}
