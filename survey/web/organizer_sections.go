package web

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// eventSections are the pages of an event, in the order of its day, with the
// texts organizer.section.NAME; the programme is the event's own page.
var eventSections = []string{"programme", "share", "invitations", "board", "comments", "results", "letters", "followup"}

// A section is one of the pages that each of an event's pages leads to.
type section struct {
	Text, Address string
	// Current says that it is this page, Within that it is the section that this
	// page belongs to.
	Current, Within bool
}

// sections are the event's pages for a request of one of them, and none for
// others. The routes /e/{code}/… say which event it is.
func (o office) sections(r *http.Request) []section {
	begin, end, found := strings.Cut(chi.RouteContext(r.Context()).RoutePattern(), "/e/{code}")
	if !found || begin != o.base {
		return nil
	}
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return nil
	}
	here, rest, _ := strings.Cut(strings.TrimPrefix(end, "/"), "/")
	sections := make([]section, len(eventSections))
	for i, name := range eventSections {
		at := &sections[i]
		at.Text, at.Address = o.catalog.T("organizer.section."+name), o.base+"/e/"+string(code)
		if name != "programme" {
			at.Address += "/" + name
			at.Within = here == name
		} else {
			at.Within = here == ""
		}
		at.Current = at.Within && rest == "" && r.Method == http.MethodGet
	}
	return sections
}
