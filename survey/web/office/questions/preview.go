package questions

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/attendee"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// previewIn says which language the form is shown in. It is not the organizer's
// own, which the address and the cookie name otherwise.
const previewIn = "in"

// previews lead to the form in each of the event's languages.
func (o desk) previews(f survey.Form) []page.WayOn {
	var ways []page.WayOn
	for _, l := range page.Offered(f.Event) {
		ways = append(ways, page.WayOn{
			Address: o.Base + "/s/" + string(f.Session.Code) + "/preview?" + previewIn + "=" + string(l), Text: i18n.For(l).T("language.name"),
		})
	}
	return ways
}

// Preview shows the form as attendees will see it.
func (s *Room) Preview(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.showPreview(w, r, o, f, o.Catalog.T("organizer.questions.preview.lead"))
}

// Look shows the form with a question as it was typed, and stores
// nothing. What is wrong with the question is told when it is saved.
func (s *Room) Look(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q := newQuestion(r.PostForm.Get(form.FieldAsks))
	last := 0
	for _, there := range f.Questions {
		if strconv.Itoa(there.Number) == r.URL.Query().Get("question") {
			q = there
		}
		last = max(last, there.Number)
	}
	read, _ := form.ReadQuestion(r.PostForm, q, page.Offered(f.Event))
	f.Questions = survey.Numbered(f.Questions, withQuestion(f, read), last)
	return s.showPreview(w, r, o, f, o.Catalog.T("organizer.questions.preview.unsaved"))
}

func (s *Room) showPreview(w http.ResponseWriter, r *http.Request, o desk, f survey.Form, lead string) error {
	f.Session.Rehearsal = false // the form as it will be
	languages := page.Offered(f.Event)
	language := languages[0]
	for _, l := range []survey.Language{o.Catalog.Language(), survey.Language(r.URL.Query().Get(previewIn))} {
		if slices.Contains(languages, l) {
			language = l
		}
	}
	v := attendee.Visit{Visit: event.Visit{Form: f, Catalog: i18n.For(language), Base: "/s/" + string(f.Session.Code)}}
	view := v.FormView(attendee.FormInput{})
	if f.Event.Access == survey.AccessInvitation {
		view.Access = v.T("invite.form")
	}
	view.Preview = &attendee.PreviewBar{
		Language: o.Catalog.Language(), Lead: lead,
		Questions: o.Catalog.T("organizer.questions.preview.back"), Back: o.Base + v.Base + "/questions",
	}
	for _, l := range languages {
		if r.Method == http.MethodPost {
			break // another language would be of what is stored
		}
		view.Preview.Languages = append(view.Preview.Languages, page.LanguageLink{
			Language: l, Name: i18n.For(l).T("language.name"), Address: "?" + previewIn + "=" + string(l), Current: l == language,
		})
	}
	return s.Render(w, r, http.StatusOK, "attendee/session_form", page.Page{
		Language: language, Event: f.Event.Code, Data: view,
		Title: o.Catalog.T("organizer.questions.preview") + ": " + f.Session.Title,
	})
}
