package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// listed are the questions on the organizer's list.
func (s seen) listed() []string {
	var list []string
	s.Find(".questions .title").Each(func(_ int, e *goquery.Selection) { list = append(list, e.Text()) })
	return list
}

// pressOn posts the button's form as it stands on the page.
func (v *visitor) pressOn(s seen, button string) seen {
	v.t.Helper()
	b := s.Find(button).First()
	form := b.Closest("form")
	values := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, e *goquery.Selection) { values.Set(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	values.Set(b.AttrOr("name", "none"), b.AttrOr("value", ""))
	return v.post(form.AttrOr("action", ""), values)
}

func TestADraftsQuestionsAreEdited(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	address := h.office(draft) + "/questions"
	page := v.get(v.get(h.office(draft)).Find("nav.sections a[href$='/questions']").AttrOr("href", "")).want(http.StatusOK)
	page.says("Passet har inte öppnat, så allt går att ändra.", "Hur var föreläsningen som helhet?")
	if page.Find("a[href$='/reset'], .warned").Length() != 0 {
		t.Error("the standard form is warned about, or can be gone back to")
	}

	form := v.get(page.Find("a[href$='asks=choice']").AttrOr("href", "")).want(http.StatusOK)
	add := form.Find(".editor").AttrOr("action", "")
	bad := v.post(add, form.editor("question-en", "How did you attend?", "option-1-sv", "På plats")).wrong("question-sv", "option-2-sv")
	if bad.Find("#question-en").AttrOr("value", "") != "How did you attend?" {
		t.Error("what was typed is gone")
	}
	look := v.post(bad.Find("button[formaction$='in=en']").AttrOr("formaction", ""), bad.editor("option-2-sv", "På distans")).want(http.StatusOK)
	look.says("How did you attend?", "På distans", "Frågan är inte sparad än")
	if n := len(v.get(address).listed()); n != 5 || look.Find("main form").Length() != 0 {
		t.Errorf("looking has stored a question: %d", n)
	}
	page = v.follow(v.post(add, bad.editor("question-sv", "Hur deltog du?", "option-2-sv", "På distans", "required", "1")))
	page.says("Frågan är tillagd.", "Ett av flera alternativ · måste besvaras", "På plats / På distans", "Text saknas: English, Suomi", "En fråga måste besvaras")
	want := []string{"Hur var föreläsningen som helhet?", "Hur var innehållet?", "Hur var framförandet?", "Hur deltog du?", "Vad var bäst?", "Vad kan bli bättre?"}
	if got := page.listed(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}

	page = v.follow(v.pressOn(page, "#q6 button[value=up]"))
	if got := page.says("Frågan är flyttad.").listed(); got[2] != "Hur deltog du?" {
		t.Errorf("%q", got)
	}
	if page.Find("#q1 button, #q2 button[value=up]").Length() != 0 {
		t.Error("overall can be moved")
	}
	ask := v.get(address + "/1/remove").want(http.StatusOK).says("Helheten är det mått")
	page = v.follow(v.post(address+"/1/remove", ask.editor()))
	page.says("Frågan är borttagen.", "Helheten är borttagen.")
	page = v.follow(v.pressOn(page, "button[value=overall]"))
	if got := page.says("Standardfrågan är tillbaka.").listed(); got[0] != want[0] || len(got) != 6 {
		t.Errorf("%q", got)
	}
	ask = v.get(address + "/reset").want(http.StatusOK).says("De egna frågorna försvinner: ”Hur deltog du?”")
	page = v.follow(v.post(address+"/reset", ask.editor())).says("Passet har standardformuläret igen.")
	if got := page.listed(); len(got) != 5 || got[0] != want[0] {
		t.Errorf("%q", got)
	}
	if n := len(actsOf(h, "session.questions")); n != 5 {
		t.Errorf("%d lines of the log, want 5", n)
	}
}

// actsOf are the log's lines of the action.
func actsOf(h *house, action string) (acts []organizer.Act) {
	h.t.Helper()
	all, err := h.store.Office(h.member(organizer.Owner)).Acts(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, a := range all {
		if a.Action == action {
			acts = append(acts, a)
		}
	}
	return acts
}

// While a session is open, whoever has the form is told that it has changed, and
// what has been answered stays.
func TestQuestionsOfAnOpenSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	v, attendee := h.visitor(), h.visitor()
	address := h.office(questions) + "/questions"
	filled := attendee.fill(questions, "q1", "5", "q4", "Mitt ord")
	h.visitor().answer(questions, "q1", "4", "q2", "1")
	page := v.get(address).want(http.StatusOK).says("Det finns svar.", "får veta det och skickar igen")
	if page.Find("a[href$='/remove'], a[href$='/reset']").Length() != 0 {
		t.Error("what has been answered can be removed")
	}
	v.post(address+"/2/remove", url.Values{"revision": {"1"}}).want(http.StatusConflict).says("måste stå kvar")

	form := v.get(address + "/2").want(http.StatusOK).says("Rätta stavfel")
	v.post(address+"/2", form.editor("option-2-sv", "", "option-2-en", "", "option-2-fi", "", "option-3-sv", "Hemma")).
		want(http.StatusUnprocessableEntity).says("måste stå kvar")
	v.follow(v.post(address+"/2", form.editor("question-sv", "Hur var du med i dag?"))).says("Frågan är sparad.", "Hur var du med i dag?")
	told := attendee.post(h.path(questions), filled).want(http.StatusConflict).says("Formuläret har ändrats. Dina övriga svar finns kvar.")
	if told.Find("#q1-5[checked]").Length() != 1 || strings.TrimSpace(told.Find("#q4").Text()) != "Mitt ord" {
		t.Error("what the attendee filled in is gone")
	}
	attendee.post(h.path(questions), told.fields("q1", "5", "q4", "Mitt ord")).want(http.StatusSeeOther)

	h.act(questions, survey.ActionClose)
	page = v.get(address).want(http.StatusOK).says("Passet tar inte längre emot svar")
	if page.Find("a[href$='/2'], main button").Length() != 0 {
		t.Error("a closed session's questions can be changed")
	}
	v.post(address+"/2", form.editor("question-sv", "Sent")).want(http.StatusConflict)
	v.get(address + "/2").want(http.StatusOK).says("Passet tar inte längre emot svar")
}

func TestTheSecondWhoEditsAQuestionIsTold(t *testing.T) {
	t.Parallel()
	h := open(t)
	first, second := h.visitor(), h.visitor()
	address := h.office(questions) + "/questions"
	list, form := second.get(address), second.get(address+"/4")
	first.post(address+"/4", first.get(address+"/4").editor("question-sv", "Något mer?")).want(http.StatusSeeOther)
	told := second.post(address+"/4", form.editor("question-sv", "Övrigt?")).want(http.StatusConflict)
	told.says("Någon annan har ändrat det här medan du skrev", "Svenska: Något mer?")
	if told.Find("#question-sv").AttrOr("value", "") != "Övrigt?" {
		t.Error("what was typed is gone")
	}
	second.pressOn(list, "#q3 button[value=up]").want(http.StatusConflict).says("Inget är ändrat.", "Något mer?")
	second.post(address+"/4", told.editor()).want(http.StatusSeeOther)
	form = second.get(address + "/4")
	ask := first.get(address + "/4/remove")
	first.post(address+"/4/remove", ask.editor()).want(http.StatusSeeOther)
	second.post(address+"/4", form.editor("question-sv", "Borta?")).want(http.StatusNotFound)
}

func TestTheFormIsPreviewedInEveryLanguage(t *testing.T) {
	t.Parallel()
	h := open(t)
	reader := h.organizer(organizer.Viewer)
	page := reader.get(h.office(draft) + "/questions").want(http.StatusOK)
	if page.Find("main form, a[href$='/add?asks=text'], a[href$='/use']").Length() != 0 {
		t.Error("who may only look can edit")
	}
	for language, sentence := range map[string]string{
		"sv": "Hur var föreläsningen som helhet?", "en": "How was the talk overall?", "fi": "Millainen luento oli kokonaisuutena?",
	} {
		preview := reader.get(page.Find("a[href$='in="+language+"']").AttrOr("href", "")).want(http.StatusOK)
		preview.says(sentence, "Härifrån går inget att skicka.")
		if preview.Find("html").AttrOr("lang", "") != language || preview.Find("main form, script").Length() != 0 ||
			preview.Find(".tiles input[type=radio]").Length() != 18 {
			t.Errorf("%s is not the form as it is, or can be sent", language)
		}
	}
	if reader.get(h.office(draft)).Find("a[href$='/preview']").Length() != 1 {
		t.Error("the session's page leads to no preview")
	}
}

func TestOneFormForTheOtherSessions(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	event := "/o/e/" + string(h.event.Code)
	for _, title := range []string{"Första", "Hela dagen"} {
		kind := "talk"
		if title == "Hela dagen" {
			kind = "event"
		}
		page := v.get(event + "/add")
		v.post(event+"/add", page.editor("title", title, "kind", kind, "starts", "2026-04-17T09:00", "ends", "2026-04-17T16:00")).want(http.StatusSeeOther)
	}
	e, _ := h.store.Event(t.Context(), h.event.Code)
	for _, st := range e.Sessions {
		h.code[st.Session.Title] = st.Session.Code
	}
	whole := v.get(h.office("Hela dagen") + "/preview").want(http.StatusOK)
	whole.says("Hur var evenemanget som helhet?", "Hur var lokalerna?", "Hur var maten?", "Hur var ljudet?", "Vad var bäst?")

	address := h.office(draft) + "/questions"
	form := v.get(address + "/add?asks=text")
	v.post(address+"/add", form.editor("question-sv", "Vad saknade du?")).want(http.StatusSeeOther)
	page := v.get(address + "/use").want(http.StatusOK)
	first, day := "use-"+string(h.code["Första"]), "use-"+string(h.code["Hela dagen"])
	if page.Find("#"+first+"[checked]").Length() != 1 || page.Find("#"+day+":not([checked])").Length() != 1 || page.Find("main input[type=checkbox]").Length() != 2 {
		t.Errorf("the choice is %s", page.text("fieldset"))
	}
	typed := page.editor()
	typed.Del(first)
	v.post(address+"/use", typed).want(http.StatusUnprocessableEntity).says("Välj minst ett pass.")
	v.follow(v.post(address+"/use", page.editor())).says("Ett pass till har fått det här formuläret.")
	if got := v.get(h.office("Första") + "/questions").listed(); got[len(got)-1] != "Vad saknade du?" {
		t.Errorf("%q", got)
	}
	v.post(address+"/use", page.editor()).want(http.StatusConflict).says("Något av passen har öppnat eller ändrats")
	v.get(address + "/use").says("Har egna frågor, som ersätts.")
}
