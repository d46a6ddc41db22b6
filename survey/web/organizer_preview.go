package web

import (
	"net/http"
	"slices"

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
		Language: o.catalog.Language(), Lead: o.catalog.T("organizer.questions.preview.lead"),
		Questions: o.catalog.T("organizer.questions.preview.back"), Back: o.base + v.base + "/questions",
	}
	for _, l := range languages {
		view.Preview.Languages = append(view.Preview.Languages, languageLink{
			Language: l, Name: i18n.For(l).T("language.name"), Address: "?" + previewIn + "=" + string(l), Current: l == language,
		})
	}
	return s.render(w, r, http.StatusOK, "session_form", page{
		Language: language, Event: f.Event.Code, Data: view,
		Title: o.catalog.T("organizer.questions.preview") + ": " + f.Session.Title,
	})
}
