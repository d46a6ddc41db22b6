package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

func TestAnAnswerIsSavedOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "6", "q2.1", "5", "q4", "Tydligt.")
	thanks := v.follow(v.post(h.path(workshop), form))
	thanks.want(http.StatusOK).says("Tack! Ditt svar är sparat.", "till fredag 17 april kl. 23.59", "Den visas bara nu")
	again := v.follow(v.post(h.path(workshop), form))
	again.want(http.StatusOK).says("Svaret hade redan kommit fram. Det räknas en gång.")
	if n := h.answered(workshop); n != 1 {
		t.Errorf("%d answers are stored, want 1", n)
	}
	v.get(h.path(workshop)).want(http.StatusOK).says("Du har svarat här.")
}

func TestTheFormAsksWhatTheSessionAsks(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.visitor().get(h.path(webinar)).want(http.StatusOK)
	page.says("Styrning i praktiken", webinar, "Karin Ek, workshopledare", "Johan Åberg, föreläsare",
		"Vad tyckte du om webbinariet?", "Karin Ek, Johan Åberg och Mo var sitt brev", "bara om minst tre har svarat",
		"Hur var webbinariet som helhet?", "Karin Ek: hur var innehållet?", "Johan Åberg: hur var framförandet?",
		"Skriv så att du inte känns igen.")
	if strings.Contains(page.text("form"), "Mo:") {
		t.Error("the moderator is rated")
	}
	if n := page.Find("input[checked]").Length(); n != 0 {
		t.Errorf("%d choices are made beforehand", n)
	}
	if n := page.Find("fieldset").Length(); n != 5 {
		t.Errorf("%d questions with tiles, want 5", n)
	}
	for _, fieldset := range page.Find("fieldset").EachIter() {
		if tiles := fieldset.Find(".tiles input[type=radio]"); tiles.Length() != 6 || tiles.First().AttrOr("value", "") != "1" {
			t.Errorf("%s: not six tiles from 1", fieldset.Find("legend").Text())
		}
		if got := strings.Join(strings.Fields(fieldset.Find(".tiles label").Eq(4).Text()), " "); got != "5, mycket bra" {
			t.Errorf("the fifth tile is called %q", got)
		}
	}
}

func TestOwnQuestionsAreAskedAndKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.post(h.path(questions), v.fill(questions, "q2", "2", "q4", "Tack för fikat.")).want(422)
	page.says("Frågan måste besvaras.", "(måste besvaras)", "Hur var du med?", "Vad tar du med dig?")
	form := page.fields("q1", survey.CannotSay)
	if form.Get("q2") != "2" || form.Get("q4") != "Tack för fikat." {
		t.Errorf("what was typed is lost: %v", form)
	}
	form["q3"] = []string{"1", "2"}
	v.follow(v.post(h.path(questions), form)).says("Ditt svar är sparat.")
	kept := v.get(h.path(questions) + "/change").fields()
	if len(kept["q3"]) != 2 || kept.Get("q2") != "2" || kept.Get("q1") != "" {
		t.Errorf("the answer is %v", kept)
	}
	v = h.visitor()
	v.post(h.path(questions), v.fill(questions, "q1", "4", "q2", "9")).want(422).says("Välj bland alternativen.")
}

func TestTheLanguageIsTheReaders(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.language = "en-GB,en;q=0.9,sv;q=0.5"
	page := v.get(h.path(workshop)).says("What did you think of the workshop?", "How was the workshop overall?", "Can’t say")
	if lang := page.Find("html").AttrOr("lang", ""); lang != "en" {
		t.Errorf("the page's language is %q", lang)
	}
	v.get(h.path(workshop) + "?lang=sv").says("Vad tyckte du om workshoppen?")
	v.get(h.path(workshop)).says("Vad tyckte du om workshoppen?")
	v.get(h.path(workshop) + "?lang=tlh").says("Vad tyckte du om workshoppen?")
	v = h.visitor()
	v.language = "de"
	v.get(h.path(workshop)).says("Vad tyckte du om workshoppen?")
}

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	code := string(h.code[workshop])
	typed := strings.ToLower(strings.ReplaceAll(code[:3]+" "+code[3:], "0", "o"))
	if page := v.get("/?code=" + url.QueryEscape(typed)); page.location != "/s/"+code {
		t.Errorf("%q leads to %q", typed, page.location)
	}
	if page := v.get("/s/" + url.PathEscape(typed)); page.location != "/s/"+code {
		t.Errorf("/s/%q leads to %q", typed, page.location)
	}
	v.get("/").want(http.StatusOK).says("Svara på en utvärdering")
	v.get("/?code=000000").want(http.StatusSeeOther)
	if page := v.get("/s/" + string(h.event.Code)); page.location != "/e/"+string(h.event.Code) {
		t.Errorf("the event's code leads to %q", page.location)
	}
	v.get("/s/000000").want(http.StatusNotFound).says("Ingen utvärdering har koden 000000.")
	wrong := v.get("/?code=" + url.QueryEscape("<b>hej")).want(http.StatusNotFound)
	wrong.says("Ingen utvärdering har koden <b>hej.")
	if kept := wrong.fields().Get("code"); kept != "<b>hej" {
		t.Errorf("the typed code is %q on the page", kept)
	}
}

func TestSessionsThatAreNotOpenSaySo(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "2", "q5", "Mer tid\nför övning.")
	v.get(h.path(draft)).want(http.StatusOK).says("Öppnar torsdag 16 april kl. 14.45.")
	v.get(h.path(cancelled)).want(http.StatusOK).
		says("Inställt. Det finns inget att utvärdera.", "I stället hålls "+webinar)
	early := v.post(h.path(draft), form)
	early.want(http.StatusConflict).says("Svaret kan inte tas emot nu.", "Mer tid för övning.", "Öppnar torsdag")

	v.answer(webinar, "q1", "4")
	h.act(workshop, survey.ActionClose)
	h.act(webinar, survey.ActionClose)
	v.get(h.path(workshop)).want(http.StatusOK).
		says("Utvärderingen stängde torsdag 16 april kl. 11.50. Svar kan inte längre lämnas eller ändras.")
	late := v.post(h.path(workshop), form)
	late.want(http.StatusGone).says("Svaret hann inte fram. Här är din text att kopiera.", "Mer tid för övning.", "2, mindre bra")
	v.post(h.path(workshop), url.Values{"q1": {"9"}, "q4": {"kvar"}}).want(http.StatusGone).says("kvar")
	v.get(h.path(webinar)+"/thanks").want(http.StatusOK).says("Ditt svar är sparat.", "Svar kan inte längre")
	for _, path := range []string{"/change", "/withdraw", "/find"} {
		v.get(h.path(webinar) + path).want(http.StatusOK).says("Utvärderingen stängde")
	}
	h.clock.advance(time.Hour)
	h.act(webinar, survey.ActionRelease)
	v.get(h.path(webinar)).want(http.StatusOK).says("Utvärderingen stängde")
}

func TestWhoHasAnsweredWhatIsCancelledIsToldSo(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(webinar, "q1", "4")
	h.act(webinar, survey.ActionCancel)
	v.follow(v.get(h.path(webinar) + "/thanks")).want(http.StatusOK).says("Inställt. Det finns inget att utvärdera.")
	for _, path := range []string{"", "/change", "/withdraw", "/find"} {
		v.get(h.path(webinar) + path).want(http.StatusOK).says("Inställt. Det finns inget att utvärdera.")
	}
}

func TestTheFormSaysHowAnAnswerIsProtected(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.get(h.path(workshop)+"/protection").want(http.StatusOK).says("Så skyddas ditt svar",
		"Har färre än tre svarat på en fråga visas inget från den.", "Dina egna ord kan ändå avslöja dig.")
}

func TestTheEventListsWhatIsOpen(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.get("/e/" + string(h.event.Code)).want(http.StatusOK)
	page.says("Styrning i praktiken", "Öppet nu", workshop, "Torsdag 16 april", draft, "Öppnar kl. 14.45.")
	if to := page.Find("a:contains('"+workshop+"')").AttrOr("href", ""); to != h.path(workshop) {
		t.Errorf("the session's link leads to %q", to)
	}
	v.get("/e/000000").want(http.StatusNotFound)
}
