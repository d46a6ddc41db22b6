package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// least says which role each of the organizer's routes takes; "" is for those
// that lead in or out. A route that is not here fails the walk.
var least = map[string]organizer.Role{
	"GET /o/sign-in":                             "",
	"POST /o/sign-in":                            "",
	"POST /o/sign-out":                           "",
	"GET /o/setup/{token}":                       "",
	"POST /o/setup/{token}":                      "",
	"GET /o/join/{token}":                        "",
	"POST /o/join/{token}":                       "",
	"GET /o/reset/{token}":                       "",
	"POST /o/reset/{token}":                      "",
	"GET /o/choose":                              organizer.Viewer,
	"POST /o/choose":                             organizer.Viewer,
	"GET /o/password":                            organizer.Viewer,
	"POST /o/password":                           organizer.Viewer,
	"GET /o/sign-ins":                            organizer.Viewer,
	"POST /o/sign-ins/others":                    organizer.Viewer,
	"POST /o/sign-ins/{signin}/end":              organizer.Viewer,
	"GET /o/organizers":                          organizer.Owner,
	"POST /o/organizers":                         organizer.Owner,
	"POST /o/organizers/invited/{link}/withdraw": organizer.Owner,
	"GET /o/organizers/{organizer}":              organizer.Owner,
	"POST /o/organizers/{organizer}/role":        organizer.Owner,
	"POST /o/organizers/{organizer}/reset":       organizer.Owner,
	"POST /o/organizers/{organizer}/remove":      organizer.Owner,
	"GET /o/log":                                 organizer.Owner,
	"GET /o/":                                    organizer.Viewer,
	"GET /o/organization":                        organizer.Viewer,
	"GET /o/letters/words":                       organizer.Editor,
	"GET /o/letters/words/{language}":            organizer.Editor,
	"POST /o/letters/words/{language}":           organizer.Owner,
	"GET /o/letters/letterhead":                  organizer.Editor,
	"POST /o/letters/letterhead":                 organizer.Owner,
	"GET /o/letters/letterhead/{picture}.png":    organizer.Editor,
	"GET /o/letters/sample/{language}":           organizer.Editor,
	"GET /o/organization/records":                organizer.Viewer,
	"POST /o/organization/records":               organizer.Owner,
	"GET /o/organization/accessibility":          organizer.Viewer,
	"POST /o/organization/accessibility":         organizer.Owner,
	"GET /o/organization/procurement":            organizer.Viewer,
	"POST /o/organization/procurement":           organizer.Owner,
	"GET /o/e/{code}/packet.zip":                 organizer.Viewer,
	"GET /o/s/{code}/packet.zip":                 organizer.Viewer,
	"GET /o/new":                                 organizer.Editor,
	"POST /o/new":                                organizer.Editor,
	"GET /o/new/single":                          organizer.Editor,
	"POST /o/new/single":                         organizer.Editor,
	"GET /o/e/{code}":                            organizer.Viewer,
	"GET /o/e/{code}/edit":                       organizer.Editor,
	"POST /o/e/{code}/edit":                      organizer.Editor,
	"GET /o/e/{code}/copy":                       organizer.Editor,
	"POST /o/e/{code}/copy":                      organizer.Editor,
	"GET /o/e/{code}/archive":                    organizer.Editor,
	"POST /o/e/{code}/archive":                   organizer.Editor,
	"POST /o/e/{code}/unarchive":                 organizer.Editor,
	"GET /o/e/{code}/delete":                     organizer.Editor,
	"POST /o/e/{code}/delete":                    organizer.Editor,
	"GET /o/s/{code}/delete":                     organizer.Editor,
	"POST /o/s/{code}/delete":                    organizer.Editor,
	"GET /o/archive":                             organizer.Viewer,
	"GET /o/bin":                                 organizer.Viewer,
	"POST /o/bin/e/{code}/restore":               organizer.Editor,
	"POST /o/bin/s/{code}/restore":               organizer.Editor,
	"GET /o/bin/e/{code}/remove":                 organizer.Owner,
	"GET /o/bin/s/{code}/remove":                 organizer.Owner,
	"POST /o/bin/e/{code}/remove":                organizer.Owner,
	"POST /o/bin/s/{code}/remove":                organizer.Owner,
	"GET /o/e/{code}/add":                        organizer.Editor,
	"POST /o/e/{code}/add":                       organizer.Editor,
	"GET /o/e/{code}/paste":                      organizer.Editor,
	"POST /o/e/{code}/paste":                     organizer.Editor,
	"GET /o/e/{code}/invitations":                organizer.Viewer,
	"POST /o/e/{code}/invitations/access":        organizer.Editor,
	"POST /o/e/{code}/invitations/addresses":     organizer.Editor,
	"POST /o/e/{code}/invitations/links":         organizer.Editor,
	"POST /o/e/{code}/invitations/slips":         organizer.Editor,
	"GET /o/e/{code}/board":                      organizer.Viewer,
	"POST /o/e/{code}/board":                     organizer.Editor,
	"GET /o/e/{code}/board/live":                 organizer.Viewer,
	"GET /o/e/{code}/comments":                   organizer.Viewer,
	"POST /o/e/{code}/comments":                  organizer.Editor,
	"GET /o/results":                             organizer.Viewer,
	"GET /o/results.{format}":                    organizer.Viewer,
	"GET /o/e/{code}/results":                    organizer.Viewer,
	"GET /o/e/{code}/results.{format}":           organizer.Viewer,
	"GET /o/e/{code}/figures/{figure}":           organizer.Viewer,
	"GET /o/e/{code}/share":                      organizer.Viewer,
	"GET /o/e/{code}/sheet":                      organizer.Viewer,
	"GET /o/e/{code}/followup":                   organizer.Editor,
	"POST /o/e/{code}/followup":                  organizer.Editor,
	"GET /o/e/{code}/followup/reflections":       organizer.Viewer,
	"POST /o/e/{code}/followup/reflections":      organizer.Editor,
	"GET /o/e/{code}/followup/preview":           organizer.Viewer,
	"GET /o/s/{code}/asked":                      organizer.Viewer,
	"POST /o/s/{code}/asked":                     organizer.Editor,
	"GET /o/s/{code}/asked/answers":              organizer.Editor,
	"POST /o/s/{code}/asked/answers":             organizer.Editor,
	"GET /o/s/{code}/followup":                   organizer.Editor,
	"POST /o/s/{code}/followup":                  organizer.Editor,
	"GET /o/s/{code}/followup/reflections":       organizer.Viewer,
	"POST /o/s/{code}/followup/reflections":      organizer.Editor,
	"GET /o/s/{code}/followup/preview":           organizer.Viewer,
	"GET /o/e/{code}/rows":                       organizer.Editor,
	"POST /o/e/{code}/rows":                      organizer.Editor,
	"GET /o/e/{code}/sheets":                     organizer.Viewer,
	"GET /o/s/{code}":                            organizer.Viewer,
	"GET /o/s/{code}/figures/{figure}":           organizer.Viewer,
	"GET /o/s/{code}/share":                      organizer.Viewer,
	"GET /o/s/{code}/sheet":                      organizer.Viewer,
	"GET /o/s/{code}/edit":                       organizer.Editor,
	"POST /o/s/{code}/edit":                      organizer.Editor,
	"POST /o/s/{code}/replacement":               organizer.Editor,
	"GET /o/s/{code}/{action}":                   organizer.Editor,
	"POST /o/s/{code}/{action}":                  organizer.Editor,

	"GET /o/e/{code}/followup/material":                    organizer.Editor,
	"POST /o/e/{code}/followup/material":                   organizer.Editor,
	"GET /o/e/{code}/followup/material/add/{kind}":         organizer.Editor,
	"POST /o/e/{code}/followup/material/add/{kind}":        organizer.Editor,
	"GET /o/e/{code}/followup/material/{material}":         organizer.Editor,
	"POST /o/e/{code}/followup/material/{material}":        organizer.Editor,
	"GET /o/e/{code}/followup/material/{material}/file":    organizer.Viewer,
	"GET /o/e/{code}/followup/material/{material}/picture": organizer.Viewer,
	"GET /o/s/{code}/followup/material":                    organizer.Editor,
	"POST /o/s/{code}/followup/material":                   organizer.Editor,
	"GET /o/s/{code}/followup/material/add/{kind}":         organizer.Editor,
	"POST /o/s/{code}/followup/material/add/{kind}":        organizer.Editor,
	"GET /o/s/{code}/followup/material/{material}":         organizer.Editor,
	"POST /o/s/{code}/followup/material/{material}":        organizer.Editor,
	"GET /o/s/{code}/followup/material/{material}/file":    organizer.Viewer,
	"GET /o/s/{code}/followup/material/{material}/picture": organizer.Viewer,

	"GET /o/s/{code}/preview":                      organizer.Viewer,
	"GET /o/s/{code}/questions":                    organizer.Viewer,
	"GET /o/s/{code}/questions/add":                organizer.Editor,
	"POST /o/s/{code}/questions/add":               organizer.Editor,
	"POST /o/s/{code}/questions/look":              organizer.Editor,
	"POST /o/s/{code}/questions/standard":          organizer.Editor,
	"GET /o/s/{code}/questions/reset":              organizer.Editor,
	"POST /o/s/{code}/questions/reset":             organizer.Editor,
	"GET /o/s/{code}/questions/use":                organizer.Editor,
	"POST /o/s/{code}/questions/use":               organizer.Editor,
	"GET /o/s/{code}/questions/{question}":         organizer.Editor,
	"POST /o/s/{code}/questions/{question}":        organizer.Editor,
	"POST /o/s/{code}/questions/{question}/move":   organizer.Editor,
	"GET /o/s/{code}/questions/{question}/remove":  organizer.Editor,
	"POST /o/s/{code}/questions/{question}/remove": organizer.Editor,
}

// A neighbour is another organization on the same installation, with one of
// each thing that an address can name.
type neighbour struct {
	h *house
	// name stands in all that it has.
	name  string
	ids   map[string]string
	code  survey.Code
	event survey.Event
}

// neighbourName stands in all that the neighbour has.
const neighbourName = "Grannens"

func newNeighbour(h *house) neighbour {
	h.t.Helper()
	p := programme(h.event.Location())
	p.Organization.Name, p.Event.Name = neighbourName+" förbund", neighbourName+" konferens"
	p.Sessions = p.Sessions[:1]
	p.Sessions[0].Session.Title = neighbourName + " pass"
	loaded, err := h.store.Load(h.t.Context(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.neighbourOf(loaded.Event, neighbourName)
}

// neighbourOf is the organization of the event, as its neighbours see it. The
// name stands in all that it has.
func (h *house) neighbourOf(event survey.Event, name string) neighbour {
	h.t.Helper()
	e, err := h.store.Event(h.t.Context(), event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	// Its letter is a draft, and in the address of the pages of letters.
	for _, a := range []survey.Action{survey.ActionClose, survey.ActionRelease} {
		if _, err := h.store.Act(h.t.Context(), e.Sessions[0].Session.Code, a); err != nil {
			h.t.Fatal(err)
		}
	}
	result, err := h.store.Result(h.t.Context(), e.Sessions[0].Session.Code)
	if err != nil || len(result.Letters) == 0 {
		h.t.Fatal(err, len(result.Letters))
	}
	m := h.memberOf(event.OrganizationID, organizer.Viewer)
	owner := h.memberOf(event.OrganizationID, organizer.Owner)
	h.signedIn(m)
	if _, err := h.store.Office(owner).InviteOrganizer(h.t.Context(), "inbjuden@example.org", organizer.Viewer); err != nil {
		h.t.Fatal(err)
	}
	n := neighbour{h: h, name: name, code: e.Sessions[0].Session.Code, event: event}
	links, err := h.store.Office(m).InvitedOrganizers(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	signIns, err := h.store.Office(m).SignIns(h.t.Context())
	if err != nil || len(signIns) != 1 || len(links) != 1 {
		h.t.Fatal(err, len(signIns), len(links))
	}
	n.ids = map[string]string{
		"{organizer}": fmt.Sprint(int64(m.Organizer.ID)), "{link}": fmt.Sprint(int64(links[0].ID)),
		"{signin}": fmt.Sprint(int64(signIns[0].ID)), "{action}": "close", "{question}": "1", "{figure}": "1", "{format}": "csv", "{kind}": "file", "{material}": "1",
		"{letter}": fmt.Sprint(int64(result.Letters[0].ID)),
	}
	return n
}

// visitors are nobody, and somebody of the organization in every role.
func (n neighbour) visitors() map[organizer.Role]*visitor {
	all := map[organizer.Role]*visitor{"": n.h.stranger()}
	for _, role := range organizer.Roles() {
		all[role] = n.h.visitorWith(n.h.signedIn(n.h.memberOf(n.event.OrganizationID, role)))
	}
	return all
}

// path is the route's address with the neighbour's identifiers; named says
// whether there are any.
func (n neighbour) path(route string) (path string, named bool) {
	path = route
	code := n.code
	if strings.Contains(route, "/e/{code}") {
		code = n.event.Code
	}
	path = strings.ReplaceAll(path, "{code}", string(code))
	for name, id := range n.ids {
		path = strings.ReplaceAll(path, name, id)
	}
	for _, name := range []string{"{code}", "{organizer}", "{link}", "{signin}"} {
		named = named || strings.Contains(route, name)
	}
	return path, named
}

// TestOrganizationsSeeNothingOfEachOther walks every route of the organizer's
// pages, as nobody and in every role of two organizations, each with the other
// organization's identifiers. With -v it says how many that were.
func TestOrganizationsSeeNothingOfEachOther(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			organizationsSeeNothing(t, openOn(t, database.new(t)))
		})
	}
}

func organizationsSeeNothing(t *testing.T, h *house) {
	sides := []neighbour{h.neighbourOf(h.event, h.event.Name), newNeighbour(h)}
	people := []map[organizer.Role]*visitor{sides[0].visitors(), sides[1].visitors()}
	before := []survey.Session{sides[0].session(), sides[1].session()}
	tried, refused, routes := 0, 0, 0
	err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		route = strings.ReplaceAll(route, "/*/", "/")
		if !strings.HasPrefix(route, "/o/") || method == http.MethodHead {
			return nil
		}
		routes++
		role, known := least[method+" "+route]
		if !known {
			t.Errorf("%s %s is no route that the walk knows: say which role it takes", method, route)
			return nil
		}
		if role == "" {
			return nil // what leads in has tests of its own
		}
		for side, n := range sides {
			for as, v := range people[1-side] {
				tried++
				if n.refuses(t, v, as, role, method, route) {
					refused++
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d routes, %d roles and nobody, %d organizations: %d combinations with the other organization's identifiers, %d of them refused, the others lists of their own",
		routes, len(organizer.Roles()), len(sides), tried, refused)
	for side, n := range sides {
		if after := n.session(); after.State != before[side].State || after.Revision != before[side].Revision {
			t.Errorf("a session of %s has changed", n.name)
		}
	}
}

func (n neighbour) session() survey.Session {
	n.h.t.Helper()
	form, err := n.h.store.Form(n.h.t.Context(), n.code)
	if err != nil {
		n.h.t.Fatal(err)
	}
	return form.Session
}

// refuses visits the route with the neighbour's identifiers as somebody of the
// other organization, and says whether it was refused.
func (n neighbour) refuses(t *testing.T, v *visitor, as, role organizer.Role, method, route string) bool {
	t.Helper()
	path, named := n.path(route)
	var page seen
	if method == http.MethodGet {
		page = v.get(path)
	} else {
		page = v.post(path, url.Values{"state": {"included"}, "role": {"owner"}})
	}
	want := 0
	switch {
	case as == "":
		want = http.StatusSeeOther
		if !strings.HasPrefix(page.location, "/o/sign-in") {
			t.Errorf("%s %s leads nobody to %q", method, path, page.location)
		}
	case !as.May(role):
		want = http.StatusForbidden
	case named:
		want = http.StatusNotFound
	}
	if want != 0 && page.status != want {
		t.Errorf("%s %s as %q: status %d, want %d", method, route, as, page.status, want)
	}
	if strings.Contains(page.body, n.name) {
		t.Errorf("%s %s as %q tells of %s", method, route, as, n.name)
	}
	return want != 0
}
