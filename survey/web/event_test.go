package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// another presses "another person on this device" and returns the page that it
// leads to.
func (v *visitor) another(path string) seen {
	v.t.Helper()
	on := v.post(path+"/another", nil).want(http.StatusTemporaryRedirect)
	return v.follow(v.post(on.location, nil))
}

// eventPath is the event's own page.
func (h *house) eventPath() string { return "/e/" + string(h.event.Code) }

// line is the text of the session's line on the event's page.
func (s seen) line(title string) string {
	s.t.Helper()
	for _, li := range s.Find(".list > li").EachIter() {
		if li.Find("a").First().Text() == title {
			return strings.Join(strings.Fields(li.Text()), " ")
		}
	}
	s.t.Fatalf("%q is not listed; the page says %q", title, s.text("main"))
	return ""
}

func TestTheEventMarksWhatIsAnsweredHere(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	thanks := v.answer(workshop, "q1", "5")
	page := v.follow2(thanks, "Nästa pass")
	if got := page.line(workshop); !strings.Contains(got, "Du har svarat") {
		t.Errorf("the answered session's line is %q", got)
	}
	if page.Find(".now a:contains('"+workshop+"')").Length() > 0 {
		t.Error("what is answered stands among what is open")
	}
	if strings.Contains(page.line(webinar), "Du har svarat") || strings.Contains(h.visitor().get(h.eventPath()).text("main"), "Du har svarat") {
		t.Error("what is not answered is marked")
	}
	v.answer(webinar, "q1", "4")
	v.answer(questions, "q1", "4")
	v.get(h.eventPath()).says("Du har svarat på allt som är öppet.")

	withdraw := v.get(h.path(workshop) + "/withdraw").want(http.StatusOK)
	v.follow(v.post(h.path(workshop)+"/withdraw", withdraw.fields()))
	if got := v.get(h.eventPath()).line(workshop); strings.Contains(got, "Du har svarat") {
		t.Errorf("a withdrawn answer is marked: %q", got)
	}
}

// The mark goes to the event's page and holds no key.
func TestAMarkHoldsNoKey(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "5")
	var marks []string
	for _, c := range v.post(h.path(workshop), form).header.Values("Set-Cookie") {
		if strings.Contains(c, "Path=/e/") {
			marks = append(marks, c)
			if strings.Contains(c, form.Get("key")) || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
				t.Errorf("the mark is %s", c)
			}
		}
	}
	if len(marks) != 1 || !strings.Contains(marks[0], string(h.code[workshop])) {
		t.Errorf("the marks are %q", marks)
	}
}

func TestAnotherPersonMeetsNothingOfTheLast(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(workshop, "q1", "5")
	v.answer(webinar, "q1", "4")
	v.get(h.path(workshop)).says("Du har svarat här.")
	// From the thanks of one session: both are forgotten.
	v.another(h.path(webinar)).says("Vad tyckte du om webbinariet?")
	v.get(h.path(workshop)).says("Vad tyckte du om workshoppen?")
	if page := v.get(h.eventPath()); strings.Contains(page.text("main"), "Du har svarat") || page.Find("form").Length() > 0 {
		t.Errorf("the next person meets the last one's marks: %s", page.text("main"))
	}
	// From the event's page.
	v.answer(workshop, "q1", "2")
	page := v.get(h.eventPath())
	if page.Find("form[method=post]").AttrOr("action", "") != h.eventPath()+"/another" {
		t.Fatal("the event's page does not offer it")
	}
	v.follow(v.post(h.eventPath()+"/another", nil)).says("Öppet nu")
	v.answer(workshop, "q1", "6")
	if n := h.answered(workshop); n != 3 {
		t.Errorf("%d answers are stored, want 3", n)
	}
	v.post("/e/000000/another", nil).want(http.StatusNotFound)
	if to := v.post(h.eventPath()+"/another?again=//evil.example", nil).location; to != h.eventPath() {
		t.Errorf("it leads to %q", to)
	}
}

func TestTheEventSaysWhereEachSessionStands(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	h.act(questions, survey.ActionClose)
	v := h.visitor()
	page := v.get(h.eventPath())
	for title, want := range map[string]string{
		workshop:  "10.30–12.00 Från mål till avtal Karin Ek Stängde kl. 11.50. Resultatet är klart.",
		questions: "Stängde kl. 11.50.",
		draft:     "Öppnar kl. 14.45.",
		cancelled: "Inställt. I stället hålls " + webinar,
	} {
		if got := page.line(title); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
	page.says("Torsdag 16 april", "Tiderna gäller i Stockholm.")
	if to := page.Find("a:contains('"+webinar+"')").Last().AttrOr("href", ""); to != h.path(webinar) {
		t.Errorf("the replacement leads to %q", to)
	}
	v.get(h.path(cancelled)).says("Inställt.", "I stället hålls "+webinar)
	v.get(h.path(draft)).says("Öppnar torsdag 16 april kl. 14.45.")
	v.get(h.path(questions)).says("Utvärderingen stängde torsdag 16 april kl. 11.50.")
	v.language = "en"
	v.get(h.eventPath()).says("Thursday 16 April", "Opens at 14:45.", "Times are local to Stockholm.", "Closed at 11:50. The result is ready.")
	if to := v.get("/e/" + strings.ToLower(string(h.event.Code)[:3]) + "%20" + string(h.event.Code)[3:]).location; to != h.eventPath() {
		t.Errorf("a code typed in another way leads to %q", to)
	}
}

// longProgramme loads an event of n sessions on two days in two rooms.
func (h *house) longProgramme(n int) survey.Event {
	h.t.Helper()
	p := programme(h.event.Location())
	p.Event.Name = "Långt program"
	template := p.Sessions[0]
	p.Sessions = nil
	names := []string{"Målen i förvaltningen", "Samverkan", "Über Verträge", "Åldrande vägar", "Data i drift"}
	for i := range n {
		s := template
		s.Session.State = survey.StateOpen
		if i >= n/2 {
			s.Session.State = survey.StateDraft
			s.Session.Starts = s.Session.Starts.AddDate(0, 0, 1)
		}
		s.Session.Title = names[i%len(names)] + " " + strings.Repeat("I", i/len(names)+1)
		s.Session.Starts = s.Session.Starts.Add(time.Duration(i) * time.Minute)
		s.Session.Ends = s.Session.Starts.Add(time.Hour)
		s.Session.Room = []string{"Sal Å", "Sal B"}[i%2]
		p.Sessions = append(p.Sessions, s)
	}
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	return loaded.Event
}

func TestWhatGoesOnAnotherDaySaysUntilWhen(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := programme(h.event.Location())
	p.Event.Name, p.Sessions = "Två dagar", p.Sessions[:1]
	late := p.Sessions[0]
	late.Session.Title = "Kvällspass"
	late.Session.Starts = late.Session.Starts.Add(12 * time.Hour)
	late.Session.Ends = late.Session.Starts.Add(2 * time.Hour)
	p.Sessions[0].Session.Ends = p.Sessions[0].Session.Starts.Add(30 * time.Hour)
	p.Sessions = append(p.Sessions, late)
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	h.visitor().get("/e/"+string(loaded.Event.Code)).says("10.30 – 17 april kl. 16.30", "22.30–00.30")
}

func TestALongProgrammeCanBeSearched(t *testing.T) {
	t.Parallel()
	h := open(t)
	event := h.longProgramme(40)
	v := h.visitor()
	if v.get(h.eventPath()).Find("#q").Length() != 0 {
		t.Error("a short programme has a search")
	}
	path := "/e/" + string(event.Code)
	page := v.get(path).want(http.StatusOK)
	if page.Find("form[role=search] #q").Length() != 1 {
		t.Fatal("a long programme has no search")
	}
	if n := page.Find(".now li").Length(); n != 8 {
		t.Errorf("%d sessions stand on top, want 8", n)
	}
	if n := page.Find(".list li").Length(); n != 40 {
		t.Errorf("%d sessions are listed, want each once: 40", n)
	}
	for typed, want := range map[string]int{
		"målen": 8, "MALEN": 8, "  måLEN  ": 8, "uber": 8, "ÜBER": 8, "åldrande": 8, "aldrande väg": 8, "ålen": 8, "sämverkan": 0,
		"samverkan karin": 8, "karin": 40, "sal b": 20, "sal å målen": 4, "finns inte": 0,
		"ma\u030alen": 8, string(findCode(h, event, "Samverkan II")): 1,
	} {
		page := v.get(path + "?q=" + url.QueryEscape(typed)).want(http.StatusOK)
		if n := page.Find(".list li").Length(); n != want {
			t.Errorf("%q finds %d sessions, want %d", typed, n, want)
		}
		if want == 0 {
			page.says("Inget pass för ”" + strings.TrimSpace(typed) + "”.")
		}
	}
	if page := v.get(path + "?q=%3Cb%3E%00%ff"); strings.Contains(page.body, "<b>") && page.Find("main b").Length() > 0 {
		t.Error("what was typed is not escaped")
	}
}

func findCode(h *house, event survey.Event, title string) survey.Code {
	h.t.Helper()
	all, err := h.store.Event(context.Background(), event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, st := range all.Sessions {
		if st.Session.Title == title {
			return st.Session.Code
		}
	}
	h.t.Fatalf("no session %q", title)
	return ""
}

func TestAVeryLongProgrammeIsShownByDay(t *testing.T) {
	t.Parallel()
	h := open(t)
	event := h.longProgramme(230)
	v := h.visitor()
	path := "/e/" + string(event.Code)
	page := v.get(path).says("Torsdag 16 april", "Fredag 17 april", "Fler pass den dagen")
	if n := page.Find(".list li").Length(); n != 108 {
		t.Errorf("%d sessions are listed, want 8 on top and 100 of the day", n)
	}
	page = v.follow2(page, "Fler pass den dagen")
	if n := page.Find(".list:not(.now) li").Length(); n != 7 {
		t.Errorf("%d more sessions are listed, want 7", n)
	}
	page = v.follow2(v.get(path), "Fredag 17 april")
	if n := page.Find(".list:not(.now) li").Length(); n != 100 {
		t.Errorf("%d sessions of the next day are listed", n)
	}
	for _, odd := range []string{"?day=2026-13-45", "?day=none&from=-1", "?from=99999999999999999999", "?day=2026-04-17&from=500"} {
		v.get(path + odd).want(http.StatusOK).says("april")
	}
	h.clock.advance(24 * time.Hour)
	if current := v.get(path).text(".days b"); current != "Fredag 17 april" {
		t.Errorf("the next day the page shows %q", current)
	}
}

// TestEveryWayToTypeACode leads from what people type to where they mean.
func TestEveryWayToTypeACode(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	session, event := "HMKR42", string(h.event.Code)
	for _, typed := range []string{
		session, "hmkr42", " HMK R42 ", "hmk-r42", "hmk.r42", "HMK\u00a0R42", h.url + "/s/" + session, h.url + "/s/" + session + "/",
		strings.TrimPrefix(h.url, "http://") + "/s/hmkr42",
	} {
		if to := v.get("/?code=" + url.QueryEscape(typed)).location; to != "/s/"+session {
			t.Errorf("%q leads to %q", typed, to)
		}
		if to := v.post("/", url.Values{"code": {typed}}).location; to != "/s/"+session {
			t.Errorf("%q, posted, leads to %q", typed, to)
		}
	}
	misread := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(event))
	for _, typed := range []string{event, misread, strings.ReplaceAll(misread, "l", "I"), h.url + "/e/" + event} {
		page := v.follow(v.get("/?code=" + url.QueryEscape(typed)))
		if page.status == http.StatusSeeOther {
			page = v.follow(page)
		}
		page.says("Styrning i praktiken", "Öppet nu")
	}
	for _, typed := range []string{"/", "//", "x/y", "http://", "/s/"} {
		v.get("/?code=" + url.QueryEscape(typed))
	}
	v.get("/?code=x/y").want(http.StatusNotFound)
}

// TestAnAnswersCodeTypedAtTheStart is not put in an address, nor on the page, and
// who typed it is told where it belongs.
func TestAnAnswersCodeTypedAtTheStart(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	if v.get("/").Find("form").AttrOr("method", "") != "post" {
		t.Error("the form puts what is typed in an address")
	}
	code := v.answer(workshop, "q1", "5").text(".code")
	page := v.post("/", url.Values{"code": {code}}).want(http.StatusNotFound)
	page.says("Är det koden till ett svar som du har skickat?")
	if body, _ := page.Html(); len(code) < 26 || strings.Contains(body, code) || page.location != "" {
		t.Errorf("the code %q stands on the page, or leads to %q", code, page.location)
	}
}

// TestAnEventForInvitedPeopleShowsItselfToThemAlone, but its slide to the room.
func TestAnEventForInvitedPeopleShowsItselfToThemAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := programme(h.event.Location())
	p.Event.Name, p.Event.Access = "Slutet evenemang", survey.AccessInvitation
	for i := range p.Sessions {
		p.Sessions[i].Session.Code, p.Sessions[i].Session.ReplacedBy = "", ""
	}
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	path := "/e/" + string(loaded.Event.Code)
	v := h.visitor()
	if page := v.get(path).want(http.StatusForbidden); strings.Contains(page.body, workshop) || strings.Contains(page.body, "Slutet") {
		t.Error("the event shows itself to everybody")
	}
	session := "/s/" + string(findCode(h, loaded.Event, workshop))
	v.get(session + "/slide").want(http.StatusOK).says("Öppna din personliga länk")
	v.get(session + "/qr.svg").want(http.StatusOK)
	share := v.get("/o" + session + "/share").says("Bara den som har en personlig länk kan svara.")
	if text := share.text("#end-sv"); !strings.Contains(text, "öppna den personliga länk som du har fått av oss") || strings.Contains(text, session) {
		t.Errorf("the message is %q", text)
	}
	invited, err := h.store.Invite(context.Background(), loaded.Event.ID, []survey.Invitation{{}})
	if err != nil {
		t.Fatal(err)
	}
	v.follow(v.get("/i/"+invited[0].Token)).says("Slutet evenemang", workshop)
}
