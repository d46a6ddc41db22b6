package attendee

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A PreviewBar stands above a form that is shown to an organizer and can not be
// sent. It speaks the organizer's language, whatever the form does.
type PreviewBar struct {
	Language              survey.Language
	Lead, Questions, Back string
	Languages             []page.LanguageLink
}
