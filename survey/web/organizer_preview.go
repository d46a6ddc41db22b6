package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A previewBar stands above a form that is shown to an organizer and can not be
// sent. It speaks the organizer's language, whatever the form does.
type previewBar struct {
	Language              survey.Language
	Lead, Questions, Back string
	Languages             []languageLink
}

// previewIn says which language the form is shown in. It is not the organizer's
// own, which the address and the cookie name otherwise.
const previewIn = "in"

// previews lead to the form in each of the event's languages.
func (o office) previews(f survey.Form) []wayOn {
	var ways []wayOn
	for _, l := range offered(f.Event) {
		ways = append(ways, wayOn{
			o.base + "/s/" + string(f.Session.Code) + "/preview?" + previewIn + "=" + string(l), i18n.For(l).T("language.name"),
		})
	}
	return ways
}

// organizerPreview shows the form as attendees will see it.
func (s *server) organizerPreview(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	f, err := o.form(r)
	if err != nil {
		return err
	}
	return s.showPreview(w, r, o, f, o.catalog.T("organizer.questions.preview.lead"))
}

// organizerLook shows the form with a question as it was typed, and stores
// nothing. What is wrong with the question is told when it is saved.
func (s *server) organizerLook(w http.ResponseWriter, r *http.Request, m member) error {
	o, f, err := s.editing(w, r, m)
	if err != nil {
		return err
	}
	q := newQuestion(r.PostForm.Get(survey.FieldAsks))
	last := 0
	for _, there := range f.Questions {
		if strconv.Itoa(there.Number) == r.URL.Query().Get("question") {
			q = there
		}
		last = max(last, there.Number)
	}
	read, _ := survey.ReadQuestion(r.PostForm, q, offered(f.Event))
	f.Questions = survey.Numbered(f.Questions, withQuestion(f, read), last)
	return s.showPreview(w, r, o, f, o.catalog.T("organizer.questions.preview.unsaved"))
}

func (s *server) showPreview(w http.ResponseWriter, r *http.Request, o office, f survey.Form, lead string) error {
	f.Session.Rehearsal = false // the form as it will be
	languages := offered(f.Event)
	language := languages[0]
	for _, l := range []survey.Language{o.catalog.Language(), survey.Language(r.URL.Query().Get(previewIn))} {
		if slices.Contains(languages, l) {
			language = l
		}
	}
	v := visit{Form: f, catalog: i18n.For(language), base: "/s/" + string(f.Session.Code)}
	view := v.formView(formInput{})
	if f.Event.Access == survey.AccessInvitation {
		view.Access = v.t("invite.form")
	}
	view.Preview = &previewBar{
		Language: o.catalog.Language(), Lead: lead,
		Questions: o.catalog.T("organizer.questions.preview.back"), Back: o.base + v.base + "/questions",
	}
	for _, l := range languages {
		if r.Method == http.MethodPost {
			break // another language would be of what is stored
		}
		view.Preview.Languages = append(view.Preview.Languages, languageLink{
			Language: l, Name: i18n.For(l).T("language.name"), Address: "?" + previewIn + "=" + string(l), Current: l == language,
		})
	}
	return s.render(w, r, http.StatusOK, "session_form", page{
		Language: language, Event: f.Event.Code, Data: view,
		Title: o.catalog.T("organizer.questions.preview") + ": " + f.Session.Title,
	})
}
