package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// binPages are the pages of archiving, deleting and bringing back, with an event
// and a session in the bin.
func binPages(h *house) []string {
	h.t.Helper()
	p := programme(h.event.Location())
	p.Sessions = p.Sessions[3:]
	codes := map[string]survey.Code{}
	for _, name := range []string{"Ett borttaget evenemang", "Ett evenemang i arkivet"} {
		p.Event.Name = name
		loaded, err := h.store.Load(h.t.Context(), p)
		if err != nil {
			h.t.Fatal(err)
		}
		e, err := h.store.Event(h.t.Context(), loaded.Event.Code)
		if err != nil {
			h.t.Fatal(err)
		}
		codes[name] = e.Event.Code
		o := h.store.Office(h.member(organizer.Editor))
		if name == "Ett borttaget evenemang" {
			err = o.BinEvent(h.t.Context(), e.Event.Code, e.Event.Revision)
		} else {
			codes["Senare i dag"] = e.Sessions[0].Session.Code
			if err = o.BinSession(h.t.Context(), e.Sessions[0].Session.Code, e.Sessions[0].Session.Revision); err == nil && e.Event.Archived.IsZero() {
				err = o.Archive(h.t.Context(), e.Event.Code, e.Event.Revision, true)
			}
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	event := "/o/e/" + string(h.event.Code)
	return []string{
		event + "/archive", event + "/delete", "/o" + h.path(workshop) + "/delete", "/o/archive", "/o/bin", "/o/bin?done=deleted",
		"/o/e/" + string(codes["Ett evenemang i arkivet"]) + "?done=archived",
		"/o/bin/e/" + string(codes["Ett borttaget evenemang"]) + "/remove", "/o/bin/s/" + string(codes["Senare i dag"]) + "/remove",
	}
}

func TestAnArchivedEventIsOutOfTheWay(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.organizer(organizer.Editor)
	v.get("/o/archive").want(http.StatusOK).says("Inget är arkiverat")
	event := "/o/e/" + string(h.event.Code)
	page := v.follow2(v.get(event), "Arkivera evenemanget")
	page.says("öppnar inte längre av sig själva", "Du kan när som helst ta fram")
	stale := page.fields()
	if page = v.press(page, "Arkivera"); page.Find(".message form").Length() != 1 {
		t.Errorf("it is not said how to take it out again: %s", page.text("main"))
	}
	page.says("Evenemanget är arkiverat.", "Utkast öppnar inte", workshop)
	if v.get("/o/").Find("a[href='"+event+"']").Length() != 0 {
		t.Error("an archived event is listed among the others")
	}
	v.get("/o/archive").says(h.event.Name)
	h.clock.advance(4 * time.Hour)
	if err := h.store.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.state(draft) != survey.StateDraft {
		t.Error("the clock has opened a session of an archived event")
	}
	h.visitor().get(h.path(workshop)).says("Vad tyckte du om")
	v.press(v.get(event), "Ta fram ur arkivet").says("Evenemanget står bland de andra igen.")
	v.post(event+"/archive", stale).want(http.StatusConflict).says("Inget är gjort.")
	v.get("/o/").says(h.event.Name)
}

// Who deletes is told what that takes, can take it back, and the attendee and the
// speaker meet nothing meanwhile.
func TestDeletingAndBringingBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.organizer(organizer.Editor)
	event := "/o/e/" + string(h.event.Code)
	attendee := h.visitor()
	typed := attendee.fill(webinar, "q1", "5", "q4", "Ord som inte får försvinna")
	letter := h.letter(workshop)
	v.get(letter).want(http.StatusOK)

	page := v.follow2(v.get(event), "Ta bort evenemanget")
	page.says("5 pass", "4 svar", "4 kommentarer", "1 brev", "2 pass är öppna", "Brevens länkar slutar också fungera", "30 dagar")
	stale := page.fields()
	page = v.press(page, "Ta bort evenemanget").says("Borttaget.", h.event.Name, "Kan hämtas tillbaka till")
	if page.Find("a[href$='/remove']").Length() != 0 {
		t.Error("an editor is offered to delete for good")
	}
	for _, path := range []string{event, "/o" + h.path(workshop), "/o" + h.path(workshop) + "/delete", event + "/board"} {
		v.get(path).want(http.StatusNotFound)
	}
	for _, path := range []string{h.path(webinar), "/e/" + string(h.event.Code), letter, letter + "/letter.pdf", h.path(webinar) + "/slide"} {
		attendee.get(path).want(http.StatusNotFound)
	}
	attendee.post(h.path(webinar), typed).want(http.StatusNotFound).says("Ord som inte får försvinna")

	h.clock.advance(2 * time.Hour)
	v.press(page, "Hämta tillbaka").says("Hämtat ur papperskorgen.", workshop, webinar, "Stängt")
	attendee.get(letter).want(http.StatusOK).says("Karin")
	v.post(event+"/delete", stale).want(http.StatusConflict).says("Inget är borttaget.", "4 svar")

	// One session, its name taken meanwhile, and for good.
	v.press(v.follow2(v.get("/o"+h.path(workshop)), "Ta bort passet").says("4 svar", "1 brev"), "Ta bort passet").says("Pass i " + h.event.Name)
	v.get(event).want(http.StatusOK)
	if strings.Contains(v.get(event).text("main"), workshop) {
		t.Error("a deleted session is in the programme")
	}
	loaded, err := h.store.Load(t.Context(), programme(h.event.Location()))
	if err != nil || loaded.Added != 1 {
		t.Fatal(loaded, err)
	}
	v.post("/o/bin/s/"+string(h.code[workshop])+"/restore", nil).want(http.StatusConflict).says("Det går inte att hämta tillbaka")
	v.get("/o/bin/s/" + string(h.code[workshop]) + "/remove").want(http.StatusForbidden)
	owner := h.organizer(organizer.Owner)
	ask := owner.get("/o/bin").Find("a[href$='/remove']").AttrOr("href", "")
	owner.press(owner.get(ask).says("för gott?", "Ingen kan hämta tillbaka det"), "Ta bort för gott").says("Borttaget för gott.", "Papperskorgen är tom")
	owner.get("/o/log").says("Tog bort för gott passet", "Hämtade tillbaka evenemanget", "Tog bort evenemanget")
}

// Another organization's bin is nobody else's.
func TestABinIsItsOrganizations(t *testing.T) {
	t.Parallel()
	h := open(t)
	n := newNeighbour(h)
	form, err := h.store.Form(t.Context(), n.code)
	if err != nil {
		t.Fatal(err)
	}
	o := h.store.Office(h.memberOf(form.Organization.ID, organizer.Owner))
	if err := o.BinEvent(t.Context(), form.Event.Code, form.Event.Revision); err != nil {
		t.Fatal(err)
	}
	v := h.visitor()
	if body := v.get("/o/bin").want(http.StatusOK).body; strings.Contains(body, neighbourName) {
		t.Error("the neighbour's bin is shown")
	}
	for _, do := range []string{"restore", "remove"} {
		v.post("/o/bin/e/"+string(form.Event.Code)+"/"+do, nil).want(http.StatusNotFound)
	}
	if bin, err := o.Bin(t.Context()); err != nil || len(bin) != 1 {
		t.Errorf("the neighbour's bin holds %v, %v", bin, err)
	}
}

// How many came is often known only afterwards; once the letters are written it
// stands.
func TestAttendanceIsEnteredUntilTheLettersAreWritten(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answerWorkshop()
	v := h.visitor()
	h.act(workshop, survey.ActionClose, survey.ActionSeal)
	edit := h.office(workshop) + "/edit"
	v.post(edit, v.get(edit).editor("attended", "")).want(http.StatusSeeOther)
	v.get(h.office(workshop) + "/release").says("Antalet deltagare är inte ifyllt")
	v.follow(v.post(edit, v.get(edit).editor("attended", "57", "about", "1"))).says("omkring 57 personer deltog, 4 svar")
	if strings.Contains(v.get(h.office(workshop)+"/release").text("main"), "inte ifyllt") {
		t.Error("what is filled in is asked for")
	}
	h.act(workshop, survey.ActionRelease)
	v.get(edit).says("inte heller antalet deltagare")
	v.get(h.letter(workshop)).says("57 personer deltog")
}
