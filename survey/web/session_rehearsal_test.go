package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

const saysRehearsal = "Alla provsvar tas bort innan utvärderingen öppnar"

// A rehearsal is one from the first page to the last, and who tried the form meets
// a new one at the real opening.
func TestARehearsal(t *testing.T) {
	t.Parallel()
	h := open(t)
	v, tries := h.organizer(organizer.Editor), h.visitor()
	tries.get(h.path(draft)).says("Öppnar")
	page := v.press(v.get(h.office(draft)), "Repetera")
	page.says("Repetitionen har börjat.", "Repetition", "0 provsvar", "personliga länkar går att använda på riktigt")

	form := tries.get(h.path(draft)).says(saysRehearsal)
	late := form.fields("q1", "2", "q4", "Det här skrevs på prov")
	tries.follow(tries.post(h.path(draft), form.fields("q1", "6", "q4", "Prov"))).says(
		"Tack! Ditt provsvar har kommit fram.", saysRehearsal, "medan repetitionen pågår")
	tries.get(h.path(draft)).says("Du har svarat här.", saysRehearsal, "medan repetitionen pågår")
	tries.get(h.path(draft) + "/change").says(saysRehearsal)
	for language, says := range map[string]string{"en": "Every trial answer is deleted", "fi": "Kaikki koevastaukset poistetaan"} {
		other := h.visitor()
		other.language = language
		other.answer(draft, "q1", "4").says(says)
	}
	v.get(h.office(draft)).says("3 provsvar")
	v.get("/o/e/"+string(h.event.Code)).says("3 provsvar", "Repetition")
	v.get("/o/e/"+string(h.event.Code)+"/board").says("3 på prov", "Repetition")
	h.visitor().get("/e/" + string(h.event.Code)).says("Öppnar") // it invites nobody to a rehearsal

	h.clock.advance(4 * time.Hour) // past the opening
	if err := h.store.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.answered(draft); n != 0 || h.state(draft) != survey.StateOpen {
		t.Fatalf("%d answers at the opening of a session that is %s", n, h.state(draft))
	}
	refused := tries.post(h.path(draft), late).want(http.StatusConflict)
	refused.says("formulär från en repetition", "Svaret är inte sparat", "Nu är utvärderingen öppen", "Det här skrevs på prov", "Till formuläret")
	if refused.Find("form[data-draft]").Length() != 0 {
		t.Error("the trial answer stands in a real form")
	}
	if to := tries.get(h.path(draft) + "/thanks").want(http.StatusSeeOther).location; to != h.path(draft) {
		t.Errorf("the thanks of a rehearsal lead to %s", to)
	}
	real := tries.get(h.path(draft)).says("Vad tyckte du om")
	if real.Find(".carried").Length() != 0 || real.Find("[name=rehearsal]").Length() != 0 || real.Find("[checked]").Length() != 0 {
		t.Error("the real form knows of the rehearsal")
	}
	tries.follow(tries.post(h.path(draft), real.fields("q1", "5"))).says("Tack! Ditt svar är sparat.")
	v.get(h.office(draft)).says("1 svar")
	v.get("/o/log") // who may not
	h.visitor().get("/o/log").says("Började repetera")
}

func TestEndingARehearsal(t *testing.T) {
	t.Parallel()
	h := open(t)
	v, tries := h.organizer(organizer.Editor), h.visitor()
	page := v.press(v.get(h.office(draft)), "Repetera")
	late := tries.fill(draft, "q1", "6", "q4", "Skrivet för sent")
	tries.answer(draft, "q1", "6")
	v.press(page, "Avsluta repetitionen").says("Repetitionen är över och provsvaren är borttagna.", "Utkast", "0 svar")
	tries.get(h.path(draft)).says("Öppnar")
	tries.post(h.path(draft), late).want(http.StatusConflict).says("formulär från en repetition", "Skrivet för sent")
	v.post(h.office(draft)+"/rehearsed", nil).want(http.StatusConflict)
	v.post(h.office(workshop)+"/rehearse", nil).want(http.StatusConflict)
	if h.answered(draft) != 0 {
		t.Error("a trial answer is left")
	}
}

// What a browser has kept of a rehearsal, sent or not, never reaches the real form.
func TestARehearsalIsForgottenInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.act(draft, survey.ActionRehearse)
	b := h.browse(t)
	b.visit(h.path(draft))
	b.fillIn()
	// It is sent when the session has opened.
	h.act(draft, survey.ActionOpen)
	b.send()
	b.page("Det här var ett formulär från en repetition")
	b.page("Tydligt.")
	b.nothingKept()
	if h.answered(draft) != 0 {
		t.Fatal("a trial answer is stored")
	}
	b.click("main a[href='" + h.path(draft) + "']")
	b.until("the real form", `!!document.querySelector("form[data-draft]") && !document.querySelector("[name=rehearsal]")`)

	// It was only begun.
	h.act(draft, survey.ActionClose) // and another is rehearsed
	later, err := h.store.Load(t.Context(), rehearsed(h))
	if err != nil {
		t.Fatal(err)
	}
	e, err := h.store.Event(t.Context(), later.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	h.code["Generalrepetition"] = e.Sessions[len(e.Sessions)-1].Session.Code
	h.act("Generalrepetition", survey.ActionRehearse)
	b.visit(h.path("Generalrepetition"))
	b.fillIn()
	h.act("Generalrepetition", survey.ActionOpen)
	b.visit(h.path("Generalrepetition"))
	b.until("an empty form", `document.querySelector("[name=q4]").value === "" && !document.querySelector("input:checked") && localStorage.length === 0`)
}

// rehearsed is a programme with one more session.
func rehearsed(h *house) survey.Programme {
	p := programme(h.event.Location())
	one := p.Sessions[3]
	one.Session.Title = "Generalrepetition"
	p.Sessions = append(p.Sessions, one)
	return p
}
