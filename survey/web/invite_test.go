package web_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// A seminar is an event for invited people, with two open sessions, beside the
// house's own event.
type seminar struct {
	*house
	event         survey.EventSessions
	first, second string // the sessions' paths
}

func (h *house) seminar() *seminar {
	h.t.Helper()
	p := programme(time.UTC)
	p.Event.Name, p.Event.Access = "Internt seminarium", survey.AccessInvitation
	p.Sessions = p.Sessions[:3:3]
	p.Sessions = append(p.Sessions[:1], p.Sessions[2])
	for i := range p.Sessions {
		p.Sessions[i].Session.Code = ""
	}
	p.Sessions[0].Session.Title = "Hemligt pass"
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	event, err := h.store.Event(context.Background(), loaded.Event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	s := &seminar{house: h, event: event}
	s.first, s.second = "/s/"+string(event.Sessions[0].Session.Code), "/s/"+string(event.Sessions[1].Session.Code)
	return s
}

func (s *seminar) page() string { return "/e/" + string(s.event.Event.Code) }

func (s *seminar) office() string { return "/o" + s.page() + "/invitations" }

// links invites n people without an address and returns a link for each.
func (s *seminar) links(n int) []string {
	s.t.Helper()
	return linksOf(s.invite(make([]survey.Invitation, n)))
}

func (s *seminar) invite(to []survey.Invitation) []survey.Invited {
	s.t.Helper()
	invited, err := s.store.Invite(context.Background(), s.event.Event.ID, to)
	if err != nil {
		s.t.Fatal(err)
	}
	return invited
}

func linksOf(invited []survey.Invited) []string {
	var links []string
	for _, i := range invited {
		links = append(links, "/i/"+i.Token)
	}
	return links
}

func (s *seminar) count(session int) int {
	s.t.Helper()
	n, err := s.store.Answered(context.Background(), s.event.Sessions[session].Session.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestWithoutAnInvitationNothingIsRevealed(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	v := s.visitor()
	v.get(s.links(1)[0]).want(http.StatusSeeOther)
	stranger := s.visitor()
	for _, path := range []string{
		s.first, s.first + "/thanks", s.first + "/change", s.first + "/withdraw", s.first + "/withdrawn", s.first + "/find",
		s.first + "/protection", s.page(),
	} {
		page := stranger.get(path).want(http.StatusForbidden).says("öppna den med din personliga länk")
		for _, what := range []string{"Hemligt", "seminarium", "Karin", "Forum"} {
			if strings.Contains(page.body, what) {
				t.Errorf("%s reveals %s", path, what)
			}
		}
		v.get(path) // does not fail
	}
	page := stranger.post(s.first, url.Values{"q1": {"5"}, "q4": {"Det jag skrev."}}).want(http.StatusForbidden)
	page.says("Det jag skrev.")
	if n := s.count(0); n != 0 {
		t.Errorf("%d answers without an invitation", n)
	}
	// With one to another event nobody comes in either.
	other := s.visitor()
	other.get(s.links(1)[0])
	invited, err := s.store.Invite(context.Background(), s.house.event.ID, make([]survey.Invitation, 1))
	if err != nil {
		t.Fatal(err)
	}
	third := s.visitor()
	third.get("/i/" + invited[0].Token).want(http.StatusSeeOther)
	third.get(s.first).want(http.StatusForbidden)
	third.get(s.path(workshop)).want(http.StatusOK).says("personlig länk")
	// A cookie made by hand, with the right name and a token of another event.
	r, _ := http.NewRequest(http.MethodGet, s.url+s.first, nil)
	r.AddCookie(&http.Cookie{Name: "invited-" + string(s.event.Event.Code), Value: invited[0].Token})
	s.visitor().do(r).want(http.StatusForbidden)
}

func TestOpeningALinkRedeemsNothing(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	link := s.links(1)[0]
	for _, header := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
		r, _ := http.NewRequest(http.MethodGet, s.url+link, nil)
		r.Header.Set(header, "prefetch;prerender")
		page := s.visitor().do(r).want(http.StatusServiceUnavailable)
		if len(page.header["Set-Cookie"]) > 0 {
			t.Errorf("%s: a cookie is set for a page that nobody has chosen", header)
		}
	}
	for range 3 {
		r, _ := http.NewRequest(http.MethodHead, s.url+link, nil)
		if page := s.visitor().do(r).want(http.StatusSeeOther); len(page.header["Set-Cookie"]) > 0 {
			t.Error("a scanner's HEAD gets a cookie")
		}
		s.visitor().get(link).want(http.StatusSeeOther)
	}
	v := s.visitor()
	page := v.follow(v.get(link))
	page.says("Du är inbjuden med en personlig länk", "Hemligt pass")
	v.get(s.first).want(http.StatusOK).says("Du svarar med en personlig länk: vi sparar att du har svarat, inte vad.")
	v.get(s.path(workshop)).want(http.StatusOK).says("Vi räknar ett svar per enhet, så gott det går.")
}

func TestAWrongTokenIsAPageThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	link := s.links(1)[0]
	nothing := s.visitor().get("/nothing").want(http.StatusNotFound)
	token := strings.TrimPrefix(link, "/i/")
	changed := "0" + token[1:]
	if changed == token {
		changed = "1" + token[1:]
	}
	for _, wrong := range []string{
		changed, strings.ToLower(token), token + ".", token + "%2E", token[:25], token + "0", "-" + token, "x", "%00",
		strings.Repeat("X", 500<<10),
	} {
		v := s.visitor()
		page := v.get("/i/" + wrong).want(http.StatusNotFound)
		if page.text("main") != nothing.text("main") || len(page.header["Set-Cookie"]) > 0 {
			t.Errorf("/i/%.40s answers otherwise than a page that is not there", wrong)
		}
	}
	if strings.Contains(s.log.String(), token) || strings.Contains(s.log.String(), changed) {
		t.Error("a token is logged")
	}
}

func TestTheCodeOfASlipCanBeTyped(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	link := s.links(1)[0]
	key, _ := survey.ParseKey(strings.TrimPrefix(link, "/i/"))
	for _, typed := range []string{key.Spaced(), strings.ToLower(key.Text()), strings.ReplaceAll(key.Spaced(), "-", " ")} {
		v := s.visitor()
		if page := v.get("/?code=" + url.QueryEscape(typed)); page.location != link {
			t.Errorf("%q leads to %q", typed, page.location)
		}
	}
}

func TestAnInvitationAnswersOnce(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	invited := s.invite(make([]survey.Invitation, 1))
	again := s.invite([]survey.Invitation{invited[0].Invitation}) // a reminder
	phone, laptop := s.visitor(), s.visitor()
	phone.get(linksOf(invited)[0])
	laptop.get(linksOf(again)[0])
	form, other := phone.get(s.first).fields("q1", "5", "q4", "Skrivet."), laptop.get(s.first).fields("q1", "2", "q4", "Två gånger.")

	var wg sync.WaitGroup
	for range 8 { // double taps, and both tabs of the phone
		wg.Go(func() {
			r, _ := http.NewRequest(http.MethodPost, s.url+s.first, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if res, err := phone.client.Do(r); err != nil || res.StatusCode != http.StatusSeeOther {
				t.Errorf("%v, %v", res, err)
			} else {
				res.Body.Close()
			}
		})
	}
	wg.Wait()
	phone.get(s.first+"/thanks").want(http.StatusOK).says("Ditt svar är sparat", "Nästa person öppnar sin egen länk")
	phone.get(s.first).says("Du har svarat här.")
	phone.follow(phone.post(s.first, form)).says("Svaret hade redan kommit fram.")

	// The laptop's form was opened before, with a key of its own.
	laptop.post(s.first, other).want(http.StatusConflict).
		says("har redan använts", "Svaret räknas en gång", "Två gånger.", "Öppna ditt svar med koden")
	laptop.get(s.first).want(http.StatusOK).says("har redan använts")
	if n := s.count(0); n != 1 {
		t.Errorf("%d responses", n)
	}
	// With the code from the phone's receipt the laptop can change it.
	code := phone.get(s.first + "/thanks").text(".code")
	page := laptop.follow(laptop.post(s.first+"/find", url.Values{"answer": {code}}))
	if got := page.Find("input[name=q1][checked]").AttrOr("value", ""); got != "5" {
		t.Errorf("the laptop reads %q", got)
	}
	laptop.follow(laptop.post(s.first+"/change", page.fields("q1", "4"))).says("Ändringen är sparad.")
	// The other session is answered for itself, and the old link goes on working.
	phone.get(linksOf(invited)[0]).want(http.StatusSeeOther)
	phone.follow(phone.post(s.second, phone.get(s.second).fields("q1", "6")))
	if s.count(0) != 1 || s.count(1) != 1 {
		t.Errorf("%d and %d responses", s.count(0), s.count(1))
	}
}

func TestAWithdrawnAnswerUsesTheInvitationUp(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	v := s.visitor()
	v.get(s.links(1)[0])
	v.follow(v.post(s.first, v.get(s.first).fields("q1", "5")))
	ask := v.get(s.first + "/withdraw").says("så du kan inte svara på nytt")
	page := v.follow(v.post(s.first+"/withdraw", ask.fields()))
	page.says("Svaret är borttaget.")
	if strings.Contains(page.text("main"), "på nytt") {
		t.Error("answering again is offered")
	}
	v.get(s.first).says("har redan använts", "är det raderat")
	if n := s.count(0); n != 0 {
		t.Errorf("%d responses", n)
	}
}

// People who share a device never meet each other's answers.
func TestAnotherPersonsLinkOnTheSameDevice(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	links := s.links(2)
	v := s.visitor()
	v.get(links[0])
	v.follow(v.post(s.first, v.get(s.first).fields("q1", "5", "q4", "Den första.")))
	change := v.get(s.first + "/change")
	withdraw := v.get(s.first + "/withdraw")
	unsent := v.get(s.second).fields("q1", "1", "q4", "Inte skickat.")

	v.get(links[1])
	for _, path := range []string{s.page(), s.first, s.first + "/find", s.second} {
		page := v.get(path).want(http.StatusOK)
		for _, what := range []string{"Den första.", "Du har svarat här", "Besvarad", "redan använts"} {
			if strings.Contains(page.text("main"), what) {
				t.Errorf("%s shows the second person %q", path, what)
			}
		}
	}
	for _, path := range []string{s.first + "/thanks", s.first + "/change", s.first + "/withdraw"} {
		page := v.get(path)
		if path != s.first+"/withdraw" { // which asks, and would delete nothing
			page.want(http.StatusSeeOther)
		}
		if strings.Contains(page.body, "Den första.") || strings.Contains(page.body, withdraw.fields().Get("key")) {
			t.Errorf("%s gives the second person the first one's answer", path)
		}
	}
	// What the first one's tabs still hold is sent as nobody's, and shown to nobody:
	// browsers send a form anew when somebody goes back to it.
	if page := v.post(s.second, unsent).want(http.StatusConflict).says("en annan personlig länk", "Öppna din egen länk"); strings.Contains(page.body, "Inte skickat.") {
		t.Error("the second person is shown what the first one has written")
	}
	v.post(s.first+"/change", change.fields("q1", "1")).want(http.StatusConflict)
	v.post(s.first+"/withdraw", withdraw.fields()).want(http.StatusConflict)
	v.follow(v.post(s.first, v.get(s.first).fields("q1", "2"))).says("Ditt svar är sparat")
	if s.count(0) != 2 || s.count(1) != 0 {
		t.Errorf("%d and %d responses, want 2 and 0", s.count(0), s.count(1))
	}
	// Back on the first one's link, the tabs are good again.
	v.get(links[0])
	v.follow(v.post(s.second, unsent)).says("Ditt svar är sparat")
}

func TestAnInvitationToOneSessionIsToThatSession(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	invited := s.invite([]survey.Invitation{{SessionID: s.event.Sessions[1].Session.ID}})
	v := s.visitor()
	v.follow(v.get(linksOf(invited)[0])).says("Vad tyckte du om")
	v.get(s.first).want(http.StatusForbidden)
	v.follow(v.post(s.second, v.get(s.second).fields("q1", "4"))).says("Ditt svar är sparat")
}

func TestTheOrganizerInvitesAndReminds(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	v := s.visitor()
	v.follow2(v.get("/o"+s.page()), "Personliga länkar").says("Bara inbjudna kan svara", "Ingen är inbjuden än.")
	typed := "anna@example.org\r\nbo\r\n=1+1\r\nAnna Ek <ANNA@example.org>"
	v.post(s.office()+"/addresses", url.Values{"addresses": {typed}}).want(422).
		says("Ingen har lagts till än", "Rad 2: ”bo” är ingen e-postadress.", "Rad 3: ”=1+1” är ingen e-postadress.", "Ingen är inbjuden än.", "anna@example.org")
	page := v.follow(v.post(s.office()+"/addresses", url.Values{"addresses": {"dag@example.org\nanna@example.org\nANNA@example.org\nbo@example.org"}}))
	page.says("3 är nu inbjudna. 1 rad upprepade en adress och räknas inte.", "anna@example.org stod flera gånger i listan.", "3 inbjudna, 0 har svarat, 3 har inte svarat", "Länkar till nya (3)")
	v.follow(v.post(s.office()+"/addresses", url.Values{"addresses": {"bo@example.org\ncy@example.org"}})).
		says("1 är nu inbjuden. 1 var det redan.", "bo@example.org var redan inbjuden.", "Länkar till nya (4)")

	first := v.table(s.office(), "new")
	if strings.Join(first.addresses, " ") != "anna@example.org bo@example.org cy@example.org dag@example.org" {
		t.Errorf("links for %v", first.addresses)
	}
	bo := s.visitor()
	bo.get(first.links[1])
	bo.follow(bo.post(s.first, bo.get(s.first).fields("q1", "5")))
	v.get(s.office()).says("4 inbjudna, 1 har svarat, 3 har inte svarat", "Påminnelse till dem som inte har svarat (3)")
	if text := v.get(s.office()).text("main"); strings.Contains(text, "bo@example.org") || strings.Contains(text, "Länkar till nya") {
		t.Errorf("the page tells more than reminders need: %s", text)
	}
	v.post(s.office()+"/links", url.Values{"links": {"new"}}).want(http.StatusSeeOther)
	second := v.table(s.office(), "unused")
	if strings.Join(second.addresses, " ") != "anna@example.org cy@example.org dag@example.org" || second.links[0] == first.links[0] {
		t.Errorf("reminders to %v", second.addresses)
	}
	// For one session all are to be reminded.
	form := url.Values{"links": {"unused"}, "for": {string(s.event.Sessions[1].Session.Code)}}
	if n := strings.Count(v.post(s.office()+"/links", form).want(http.StatusOK).body, "/i/"); n != 4 {
		t.Errorf("%d reminders for the second session", n)
	}
	// Both of a person's links are the same invitation.
	anna := s.visitor()
	anna.get(first.links[0])
	anna.follow(anna.post(s.first, anna.get(s.first).fields("q1", "5")))
	late := s.visitor()
	late.get(second.links[0])
	late.get(s.first).says("har redan använts")
	v.get("/o" + s.first).says("2 av 4 inbjudna har svarat")
	for _, path := range []string{"/addresses", "/links", "/slips"} {
		s.stranger().post(s.office()+path, nil).want(http.StatusSeeOther)
		v.post(s.office()+path, url.Values{"for": {"000000"}}).want(http.StatusNotFound)
	}
}

// A linkTable is the file of links.
type linkTable struct{ addresses, links []string }

func (v *visitor) table(office, which string) linkTable {
	v.t.Helper()
	file := v.post(office+"/links", url.Values{"links": {which}}).want(http.StatusOK)
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment;") || file.header.Get("Cache-Control") != "no-store" {
		v.t.Errorf("the file: %v", file.header)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		v.t.Fatal(err)
	}
	var table linkTable
	for _, row := range rows[1:] {
		table.addresses = append(table.addresses, row[0])
		table.links = append(table.links, strings.TrimPrefix(row[1], v.url))
	}
	return table
}

func TestASheetOfSlips(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	v := s.visitor()
	sheet := v.get(s.office()).Find("input[name=sheet]").AttrOr("value", "")
	for _, n := range []string{"", "0", "-1", "401", "tio", "1e2", "99999999999999999999"} {
		v.post(s.office()+"/slips", url.Values{"slips": {n}, "sheet": {sheet}}).want(422).says("Skriv ett antal från 1 till 400.")
	}
	var codes []string
	for range 2 { // sent twice, as browsers do
		page := v.post(s.office()+"/slips", url.Values{"slips": {"10"}, "sheet": {sheet}}).want(http.StatusOK)
		page.says("Internt seminarium", "10 lappar.", "Koderna sparas inte")
		if page.Find(".slip").Length() != 10 || page.Find(".sheet").Length() != 2 || page.Find(".slip svg").Length() != 10 {
			t.Errorf("%d slips on %d pages", page.Find(".slip").Length(), page.Find(".sheet").Length())
		}
		for _, code := range page.Find(".slip .code").EachIter() {
			codes = append(codes, strings.Join(strings.Fields(code.Text()), ""))
		}
	}
	v.get(s.office()).says("10 inbjudna, 0 har svarat", "10 lappar utan adress")
	for _, code := range codes {
		p := s.visitor()
		p.follow(p.get("/i/" + code)).says("Hemligt pass")
	}
}

// Nothing that is stored or logged holds a token, and no page but the sheet.
func TestTokensStandNowhere(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	v := s.visitor()
	link := s.links(1)[0]
	token := strings.TrimPrefix(link, "/i/")
	page := v.follow(v.get(link))
	pages := []seen{page, v.get(s.first), v.post(s.first, v.get(s.first).fields("q1", "9"))}
	pages = append(pages, v.follow(v.post(s.first, v.get(s.first).fields("q1", "5"))), v.get(s.first), v.get(s.first+"/change"), v.get(s.office()))
	for i, p := range pages {
		if strings.Contains(p.body, token) {
			t.Errorf("page %d holds the token", i)
		}
		if got := p.header.Get("Referrer-Policy"); got != "same-origin" {
			t.Errorf("page %d has the referrer policy %q", i, got)
		}
	}
	if strings.Contains(s.log.String(), token) {
		t.Error("the token is logged")
	}
}

func TestTheOrganizerChoosesWhoMayAnswer(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := programme(time.UTC)
	p.Event.Name, p.Sessions = "Nästa konferens", p.Sessions[:1]
	p.Sessions[0].Session.State = survey.StateDraft
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	v, office := h.visitor(), "/o/e/"+string(loaded.Event.Code)+"/invitations"
	page := v.press(v.get(office).says("öppet för alla som har länken"), "Låt bara inbjudna svara").says("Bara inbjudna kan svara")
	v.get("/e/" + string(loaded.Event.Code)).want(http.StatusForbidden)
	v.press(page, "Låt alla som har länken svara").says("öppet för alla som har länken")
	v.get("/e/" + string(loaded.Event.Code)).want(http.StatusOK)
	v.post(office+"/access", url.Values{"access": {"everyone"}}).want(http.StatusBadRequest)
	// A session of the house's own event is open: what attendees were told stays.
	office = "/o/e/" + string(h.event.Code) + "/invitations"
	if v.get(office).want(http.StatusOK).Find("form[action$='/access']").Length() > 0 {
		t.Error("it can be changed while a session is open")
	}
	v.post(office+"/access", url.Values{"access": {"invitation"}}).want(http.StatusConflict)
}
