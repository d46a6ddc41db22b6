package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store/storetest"
)

// noForeign are the organizer's routes that take forms in which nothing of an
// organization's can be named, in the address or in a field, with why.
var noForeign = map[string]string{
	"/o/sign-in": "leads in", "/o/sign-out": "leads out", "/o/setup/{token}": "leads in", "/o/join/{token}": "leads in", "/o/reset/{token}": "leads in",
	"/o/choose":          "names an organizer of one's own: TestChoosingIsAmongOnesOwn",
	"/o/sign-ins/others": "names nothing: all of one's own but this one",
	"/o/organizers":      "an address and a role", "/o/new": "a new event", "/o/new/single": "a new event",
	"/o/letters/words/{language}": "the organization's own", "/o/letters/letterhead": "the organization's own",
	"/o/organization/records": "the organization's own", "/o/organization/accessibility": "the organization's own", "/o/organization/procurement": "the organization's own",
}

// furnish gives the organization one of each thing that forms name.
func (h *house) furnish() {
	h.t.Helper()
	v, m := h.visitor(), h.member(organizer.Owner)
	office := h.store.Office(m)
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	h.signedIn(m)
	h.spokenTo()
	h.answers(webinar)
	h.asks(webinar, "Vad kostar det?", "Bo")
	for range 4 {
		h.visitor().answer(questions, "q1", "5", "q4", "Bra att veta.").want(http.StatusOK)
	}
	h.act(questions, survey.ActionClose, survey.ActionSeal)
	h.material(questions)
	h.reflections(workshop)
	h.setFollowUp("/o/e/"+string(h.event.Code)+"/followup", "audience", "link", "reflections", "1")
	must(h.store.Reflect(h.t.Context(), h.event.Code, survey.Key{7}, followup.Reflection{Text: "Om hela dagen.", Name: "Åsa"}))
	for _, code := range []survey.Code{h.event.Code, h.code[workshop]} {
		found, err := office.Reflections(h.t.Context(), code)
		must(err)
		for i, q := range found.Quotes {
			if i == 0 {
				must(office.Quote(h.t.Context(), code, q.ID, true))
				must(h.store.Thank(h.t.Context(), code, q.ID, survey.Key{9}, true))
			}
		}
		must(office.AddMaterial(h.t.Context(), code, material.Material{Kind: material.KindLink, Title: "Läs mer", Address: "https://example.org/" + string(code)}, nil))
	}
	_, err := office.AddInvitations(h.t.Context(), h.event.ID, 0, []string{"gast@example.org"})
	must(err)
	_, err = office.InviteOrganizer(h.t.Context(), "inbjuden@example.org", organizer.Viewer)
	must(err)
	v.post(h.board(), url.Values{"do": {"door"}}).want(http.StatusSeeOther)
	form, err := office.Form(h.t.Context(), h.code[draft])
	must(err)
	must(office.SaveQuestions(h.t.Context(), h.code[draft], form.Session.Revision, form.Questions[:len(form.Questions)-1]))
	// What is away: an event in the bin, one in the archive, a session in the bin.
	add := func(what string) survey.Event {
		e, one := h.event, survey.ProgrammeSession{Session: form.Session}
		e.ID, e.Code, e.Name, one.Session.ID, one.Session.Code = 0, "", h.event.Name+what, 0, ""
		e, err := office.AddEvent(h.t.Context(), e, []survey.ProgrammeSession{one})
		must(err)
		return e
	}
	must(office.BinEvent(h.t.Context(), add(" i papperskorgen").Code, 1))
	must(office.Archive(h.t.Context(), add(" i arkivet").Code, 1, true))
	e, err := office.Event(h.t.Context(), add(" utan pass").Code)
	must(err)
	must(office.BinSession(h.t.Context(), e.Sessions[0].Session.Code, e.Sessions[0].Session.Revision))
}

// neighbours are two organizations on one installation, both with one of each thing.
func neighbours(t *testing.T, database string) (h, other *house) {
	t.Helper()
	h = openOn(t, database)
	other = h.another(func(text string) string { return neighbourName + " " + text })
	h.furnish()
	other.furnish()
	return h, other
}

// belongings are all rows of the house's organization.
func (h *house) belongings() []string {
	h.t.Helper()
	return storetest.Belongings(h.t, h.database, int64(h.event.OrganizationID))
}

// named are what forms and addresses name of an organization: each of its ids,
// codes and keys, with what it is of.
type named struct {
	kind  map[string]string   // by what stands in a form
	those map[string][]string // by kind
	few   int                 // how many of a kind are tried
}

var columns = regexp.MustCompile(`(\w+)=(\S+)`)

func namedIn(belongings []string) named {
	n := named{kind: map[string]string{}, those: map[string][]string{}, few: 2}
	for _, line := range belongings {
		table, rest, _ := strings.Cut(line, ":")
		for _, c := range columns.FindAllStringSubmatch(rest, -1) {
			if column, value := c[1], c[2]; slices.Contains([]string{"id", "code", "key", "number"}, column) && len(value) > 5 && n.kind[value] == "" {
				kind := table + "." + column
				n.kind[value], n.those[kind] = kind, append(n.those[kind], value)
			}
		}
	}
	all := strings.Join(belongings, "\n")
	for _, values := range n.those {
		slices.SortStableFunc(values, func(a, b string) int { return strings.Count(all, b) - strings.Count(all, a) })
	}
	return n
}

// foreign are values of the same kind, of these: the few that most hangs on.
func (n named) foreign(kind string) []string { return n.those[kind][:min(n.few, len(n.those[kind]))] }

// A posted is a form as a page has it, with all that its fields may hold.
type posted struct {
	action string
	fields url.Values
	// may are the values that a field may have, of those that can be chosen.
	may map[string][]string
	// buttons are the names of what is pressed to send it.
	buttons map[string]bool
}

// forms are those of the page that post something.
func (s seen) forms(page string) []posted {
	var all []posted
	s.Find("form").Each(func(_ int, e *goquery.Selection) {
		if !strings.EqualFold(e.AttrOr("method", ""), "post") {
			return
		}
		f := posted{action: e.AttrOr("action", page), fields: url.Values{}, may: map[string][]string{}, buttons: map[string]bool{}}
		elsewhere := map[string]bool{}
		controls := e.Find("input, textarea, select, button")
		if id := e.AttrOr("id", ""); id != "" {
			controls = controls.AddSelection(s.Find("[form='" + id + "']"))
		}
		controls.Each(func(_ int, c *goquery.Selection) {
			name, value := c.AttrOr("name", ""), c.AttrOr("value", "")
			if to := c.AttrOr("formaction", ""); to != "" {
				elsewhere[to] = true
			}
			if name == "" {
				return
			}
			switch kind := c.AttrOr("type", ""); {
			case goquery.NodeName(c) == "textarea":
				f.fields.Set(name, c.Text())
			case goquery.NodeName(c) == "select":
				c.Find("option").Each(func(_ int, o *goquery.Selection) { f.may[name] = append(f.may[name], o.AttrOr("value", "")) })
				f.fields.Set(name, c.Find("option[selected]").AttrOr("value", f.may[name][0]))
			case kind == "radio", kind == "checkbox", goquery.NodeName(c) == "button":
				f.may[name] = append(f.may[name], value)
				f.fields.Set(name, value)
				f.buttons[name] = f.buttons[name] || goquery.NodeName(c) == "button"
			case kind != "file":
				f.may[name] = append(f.may[name], value)
				f.fields.Add(name, value)
			}
		})
		all = append(all, f)
		for to := range elsewhere {
			all = append(all, posted{to, f.fields, f.may, f.buttons})
		}
	})
	return all
}

var identifierIn = regexp.MustCompile(`[A-Za-z0-9]{6,}`)

// swapped are the form once for each thing of its own that it names, in its
// address, a field's name or its value, with one of the other's in its place, and
// each button.
func (f posted) swapped(own, other named) (all []posted) {
	with := func(action string, fields url.Values) { all = append(all, posted{action: action, fields: fields}) }
	for _, id := range identifierIn.FindAllString(f.action, -1) {
		for _, foreign := range other.foreign(own.kind[id]) {
			with(strings.Replace(f.action, id, foreign, 1), f.fields)
		}
	}
	for name, values := range f.fields {
		for _, id := range identifierIn.FindAllString(name, -1) {
			for _, foreign := range other.foreign(own.kind[id]) {
				fields := clone(f.fields)
				fields.Del(name)
				fields[strings.Replace(name, id, foreign, 1)] = values
				with(f.action, fields)
			}
		}
		for _, value := range append(slices.Clone(values), f.may[name]...) {
			for _, foreign := range other.foreign(own.kind[value]) {
				fields := clone(f.fields)
				fields.Set(name, foreign)
				with(f.action, fields)
			}
		}
	}
	for _, one := range slices.Clone(all) { // each with every other button
		for name := range f.buttons {
			for _, value := range f.may[name] {
				if own.kind[value] == "" && f.fields.Get(name) == one.fields.Get(name) && one.fields.Get(name) != value {
					fields := clone(one.fields)
					fields.Set(name, value)
					with(one.action, fields)
				}
			}
		}
	}
	return all
}

func clone(v url.Values) url.Values {
	c := url.Values{}
	for name, values := range v {
		c[name] = slices.Clone(values)
	}
	return c
}

// A crawl is what somebody finds who follows every link.
type crawl struct {
	pages []string
	forms map[string][]posted // by route and what the form holds
}

// crawled follows every link under begin, and takes some of the forms of each sort.
func (v *visitor) crawled(begins []string, own named, under string) crawl {
	v.t.Helper()
	c := crawl{forms: map[string][]posted{}}
	queue, done, alike := slices.Clone(begins), map[string]bool{}, map[string]int{}
	shape := func(address string) string {
		return identifierIn.ReplaceAllStringFunc(address, func(id string) string {
			if kind := own.kind[id]; kind != "" {
				return "{" + kind + "}"
			}
			return id
		})
	}
	for len(queue) > 0 && len(done) < 600 {
		page := queue[0]
		queue = queue[1:]
		if done[page] || alike[shape(page)] >= 5 || strings.Contains(page, "/live") {
			continue
		}
		done[page] = true
		alike[shape(page)]++
		s := v.get(page)
		if s.status != http.StatusOK || !strings.HasPrefix(s.header.Get("Content-Type"), "text/html") {
			continue
		}
		c.pages = append(c.pages, page)
		s.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			href, err := url.Parse(a.AttrOr("href", ""))
			if err == nil && strings.HasPrefix(strings.TrimPrefix(href.String(), v.url), under) {
				href.Fragment = ""
				queue = append(queue, strings.TrimPrefix(href.String(), v.url))
			}
		})
		for _, f := range s.forms(page) {
			key := shape(f.action) + " "
			for name, values := range f.fields {
				key += shape(name) + ","
				if len(f.may[name]) == 1 && own.kind[values[0]] == "" && len(values[0]) < 20 {
					key += "=" + values[0]
				}
			}
			keyed := strings.Split(key, ",")
			slices.Sort(keyed)
			key = strings.Join(keyed, ",")
			if len(c.forms[key]) < 2 {
				c.forms[key] = append(c.forms[key], f)
			}
		}
	}
	return c
}

// naming are the fields in which any form names something, with what.
func (c crawl) naming(own named) map[string]string {
	fields := map[string]string{}
	for _, forms := range c.forms {
		for _, f := range forms {
			for name, values := range f.fields {
				for _, value := range append(slices.Clone(values), f.may[name]...) {
					if kind := own.kind[value]; kind != "" {
						fields[name] = kind
					}
				}
			}
		}
	}
	return fields
}

// with are the form with the fields of all others, as a page may have them in
// another state, naming what is the other's.
func (f posted) with(naming map[string]string, other named) []posted {
	all := posted{action: f.action, fields: clone(f.fields)}
	for name, kind := range naming {
		if foreign := other.foreign(kind); len(foreign) > 0 && !f.fields.Has(name) {
			all.fields.Set(name, foreign[0])
		}
	}
	return []posted{all}
}

// TestOrganizersFormsReachNothingOfAnother: an owner stands on each of the own
// pages and sends each of its forms with something of the neighbour's in the place
// of each own thing that it names. The neighbour's rows stay as they are, and so
// do its public pages. A form or a field that is new is found by itself; a route
// whose form no page has fails.
func TestOrganizersFormsReachNothingOfAnother(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h, other := neighbours(t, database.new(t))
			m := h.member(organizer.Owner)
			h.signedIn(m)
			v := h.visitorWith(h.signedIn(m)) // signed in twice
			h.toSum(v)
			h.heldSmallAs("Kväll", 2, 3) // and what may be summed still
			before := other.belongings()
			own, theirs := namedIn(h.belongings()), namedIn(before)
			public := other.publicPages()
			c := v.crawled([]string{"/o/e/" + string(h.event.Code), h.office(draft), h.office(cancelled), h.office(draft) + "/questions", "/o/archive", "/o/", "/o/bin", "/o/letters/words/sv"}, own, "/o/")
			reached, sent := map[string]bool{}, 0
			routes := h.handler.(chi.Routes)
			everywhere := c.naming(own)
			for key, forms := range c.forms {
				for i, f := range forms {
					swapped := f.swapped(own, theirs)
					if i == 0 {
						swapped = append(swapped, f.with(everywhere, theirs)...)
					}
					for _, s := range swapped {
						page := v.post(s.action, s.fields)
						sent++
						if strings.Contains(page.body, neighbourName) && !strings.Contains(s.fields.Encode(), neighbourName) {
							t.Errorf("POST %s %v tells of the neighbour", s.action, s.fields)
						}
						if page.status >= http.StatusInternalServerError {
							t.Errorf("POST %s %v: status %d", s.action, s.fields, page.status)
						}
					}
					if at := chi.NewRouteContext(); len(swapped) > 0 && routes.Match(at, http.MethodPost, strings.SplitN(f.action, "?", 2)[0]) {
						reached[strings.ReplaceAll(at.RoutePattern(), "/*/", "/")] = true
					}
				}
				if diff := cmp.Diff(before, other.belongings()); diff != "" {
					t.Fatalf("%s changes the neighbour:\n%s", key, diff)
				}
			}
			for _, page := range c.pages {
				for _, id := range identifierIn.FindAllString(page, -1) {
					for _, foreign := range theirs.foreign(own.kind[id]) {
						if strings.Contains(v.get(strings.Replace(page, id, foreign, 1)).body, neighbourName) {
							t.Errorf("GET %s with %s tells of the neighbour", page, foreign)
						}
					}
				}
			}
			if diff := cmp.Diff(public, other.publicPages()); diff != "" {
				t.Errorf("the neighbour's public pages have changed:\n%s", diff)
			}
			for route := range least {
				method, path, _ := strings.Cut(route, " ")
				if method == http.MethodPost && !reached[path] && noForeign[path] == "" {
					t.Errorf("no page has a form for %s that names something of its own: furnish the house so that one does, or say in noForeign why none can", path)
				}
			}
			t.Logf("%d pages, %d sorts of forms, sent %d times", len(c.pages), len(c.forms), sent)
		})
	}
}

// publicPages are what everybody sees of the organization.
func (h *house) publicPages() map[string]string {
	h.t.Helper()
	v := h.stranger()
	pages := map[string]string{}
	for _, address := range []string{"/f/" + string(h.event.Code), h.followUp(workshop), h.followUp(questions), h.path(webinar) + "/ask", h.eventPath()} {
		pages[address] = v.get(address).text("main")
	}
	for _, l := range h.letters(workshop) {
		pages["/l/"+l.Key] = v.get("/l/" + l.Key).text("main")
	}
	return pages
}

// Who has signed in chooses among the organizations that the same password has
// opened: another organizer is none of them, whatever the form says.
func TestChoosingIsAmongOnesOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	other := h.another(func(text string) string { return neighbourName + " " + text })
	foreign := other.member(organizer.Owner)
	v := h.visitor()
	v.post("/o/choose", url.Values{"organizer": {fmt.Sprint(int64(foreign.Organizer.ID))}}).want(http.StatusNotFound)
	if strings.Contains(v.get("/o/").want(http.StatusOK).body, neighbourName) {
		t.Error("the sign-in has become another organization's")
	}
}
