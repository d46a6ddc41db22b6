package office

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A sectioned is what has pages of its own: the routes' part that names it, and
// the names of its pages in the order in which they are needed. The first is the
// thing's own page; of the others each is at the address with its name. Their
// texts are those of sectionKeys.
type sectioned struct {
	route    string
	sections []string
}

var sectioneds = []sectioned{
	{"/e/{code}", []string{"programme", "share", "invitations", "board", "comments", "results", "letters", "followup"}},
	{"/s/{code}", []string{"session", "questions", "share", "asked", "followup", "edit"}},
}

// sectionKeys are of the sections' names.
var sectionKeys = map[string]string{
	"programme": "organizer.section.programme", "share": "organizer.section.share", "invitations": "organizer.section.invitations",
	"board": "organizer.section.board", "comments": "organizer.section.comments", "results": "organizer.section.results",
	"letters": "organizer.section.letters", "followup": "organizer.section.followup", "session": "organizer.section.session",
	"questions": "organizer.section.questions", "asked": "organizer.section.asked", "edit": "organizer.section.edit",
}

// editorSections are those that only editors may open.
var editorSections = []string{"followup", "edit"}

// sections are the pages of the event or the session that is asked for, and none
// for other requests.
func (o Desk) sections(r *http.Request) []page.Section {
	pattern := chi.RouteContext(r.Context()).RoutePattern()
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	for _, of := range sectioneds {
		begin, end, found := strings.Cut(pattern, of.route)
		if !ok || !found || begin != o.Base {
			continue
		}
		here, rest, _ := strings.Cut(strings.TrimPrefix(end, "/"), "/")
		var sections []page.Section
		for i, name := range of.sections {
			if slices.Contains(editorSections, name) && o.May(name) == "" {
				continue
			}
			at := page.Section{
				Text:    o.Catalog.T(sectionKeys[name]),
				Address: o.Base + strings.Replace(of.route, "{code}", string(code), 1),
				Within:  here == name || i == 0 && here == "",
			}
			if i > 0 {
				at.Address += "/" + name
			}
			at.Current = at.Within && rest == "" && r.Method == http.MethodGet
			sections = append(sections, at)
		}
		return sections
	}
	return nil
}
