package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// openedBy says whose identifiers open the public addresses that begin so. All
// others must open nothing there. An event's code, typed as a session's, leads
// to the event; a letter's key opens where its speaker answers, too.
var openedBy = map[string][]string{
	"/e/": {"event"}, "/s/": {"session", "event"}, "/f/": {"event", "session"}, "/p/": nil, "/i/": nil,
	"/a/": {"answers", "letter"}, "/b/": {"door"}, "/l/": {"letter"}, "/verify/": {"number"},
}

// identifiers are one of each thing that has one: those of attendees, of
// speakers, of who stands at the door and of organizers.
func (h *house) identifiers() map[string]string {
	h.t.Helper()
	h.releasedWorkshop()
	v := h.visitor()
	v.post(h.board(), url.Values{"do": {"door"}}).want(http.StatusSeeOther)
	letter := h.letter(workshop)
	ref := h.letters(workshop)[0]
	m := h.member(organizer.Owner)
	form, err := h.store.Form(h.t.Context(), h.code[webinar])
	if err != nil {
		h.t.Fatal(err)
	}
	id := func(i survey.ID) string { return fmt.Sprint(int64(i)) }
	return map[string]string{
		"event": string(h.event.Code), "session": string(h.code[webinar]),
		"answers": path.Base(h.answers(webinar)), "door": path.Base(v.get(h.board()).Find("a[href*='/b/']").AttrOr("href", "")),
		"letter": path.Base(letter), "number": ref.Number,
		"letter's id": id(ref.ID), "event's id": id(form.Event.ID), "session's id": id(form.Session.ID),
		"organization's id": id(m.Organization.ID), "organizer's id": id(m.Organizer.ID),
		"sign-in": h.signedIn(m), "set-up link": h.setUpLink(m.Organization.ID),
	}
}

// TestPublicAddressesOpenToTheirOwnAlone: an identifier of another kind, an
// organizer's above all, opens no public page, whoever comes with it.
func TestPublicAddressesOpenToTheirOwnAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	identifiers := h.identifiers()
	people := map[string]*visitor{"nobody": h.stranger(), "an owner": h.visitor()}
	parameter := strings.NewReplacer("{inquiry}", "1", "{reflection}", "1", "{card}", "1", "{material}", "1")
	tried := 0
	err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		route = strings.TrimSuffix(strings.ReplaceAll(route, "/*/", "/"), "/")
		begin, rest, named := strings.Cut(route, "{")
		_, rest, _ = strings.Cut(rest, "}")
		if !named || begin == "/assets/" || begin == "/accent/" || strings.HasPrefix(route, "/o/") || method == http.MethodHead {
			return nil
		}
		kinds, known := openedBy[begin]
		if !known {
			t.Errorf("%s %s is no address that the walk knows: say what opens it", method, route)
		}
		for kind, identifier := range identifiers {
			if slices.Contains(kinds, kind) {
				continue
			}
			for who, v := range people {
				tried++
				address := begin + identifier + parameter.Replace(rest)
				var page seen
				if method == http.MethodGet {
					page = v.get(address)
				} else {
					page = v.post(address, url.Values{})
				}
				if page.status != http.StatusNotFound || strings.Contains(page.body, "Karin Ek") {
					t.Errorf("%s %s as %s with the %s: status %d, to %q", method, route, who, kind, page.status, page.location)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d combinations", tried)
	if tried < 500 {
		t.Errorf("%d combinations: the walk has not found the addresses", tried)
	}
}

// TestThingsOpenUnderTheirOwnSessionAlone: what belongs to one session is not
// found under another one's code, not by who wrote it either.
func TestThingsOpenUnderTheirOwnSessionAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	file := h.stranger().get(h.material(questions)).address("Bilderna")
	h.stranger().get(file).want(http.StatusOK)
	h.reflections(webinar)
	h.setFollowUp("/o/e/"+string(h.event.Code)+"/followup", "audience", "link")
	for _, code := range []survey.Code{h.code[webinar], h.event.Code} {
		other := strings.Replace(file, string(h.code[questions]), string(code), 1)
		h.stranger().get(other).want(http.StatusNotFound)
		h.stranger().get(other + "/picture").want(http.StatusNotFound)
	}

	card := h.stranger().get(h.reflections(webinar)).Find(".thank").AttrOr("action", "")
	for _, code := range []survey.Code{h.code[questions], h.event.Code} {
		h.stranger().thanks(thankable{action: strings.Replace(card, string(h.code[webinar]), string(code), 1), value: "on"}).want(http.StatusNotFound)
	}

	h.answers(webinar)
	h.visitor().post("/o"+h.path(questions)+"/asked", url.Values{"do": {"asking"}, "way": {"open"}}).want(http.StatusSeeOther)
	writer := h.asks(webinar, "Vad kostar det?", "")
	own := writer.get(h.path(webinar)+"/ask").Find("form[action$='/withdraw']").AttrOr("action", "")
	if own == "" {
		t.Fatal("who asks cannot withdraw it")
	}
	writer.get(h.path(questions) + "/ask").want(http.StatusOK)
	foreign := strings.Replace(own, string(h.code[webinar]), string(h.code[questions]), 1)
	for _, address := range []string{foreign, strings.Replace(foreign, "/withdraw", "/vote", 1)} {
		writer.post(address, url.Values{"vote": {"on"}}).want(http.StatusNotFound)
	}
	writer.get(h.path(webinar) + "/ask").says("Vad kostar det?")
	writer.post(own, url.Values{}).want(http.StatusSeeOther)
}
