package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// switched presses "Byt" in the form of one session and then another's button.
func (v *visitor) switched(from, to string, pairs ...string) seen {
	v.t.Helper()
	form := v.fill(from, pairs...)
	form.Del("key") // must not matter
	list := v.post(v.path(from)+"/switch", form).want(http.StatusOK)
	button := list.Find("button.pick:contains('" + to + "')")
	if button.Length() != 1 {
		v.t.Fatalf("the list has no button for %q; it says %q", to, list.text("main"))
	}
	return v.post(button.AttrOr("formaction", ""), list.fields()).want(http.StatusOK)
}

func TestTheWrongSessionIsChangedWithoutRetyping(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	if at := v.get(h.path(workshop)).Find("form[method=post] button[formaction]"); at.AttrOr("formaction", "") != h.path(workshop)+"/switch" || at.Text() != "Byt" {
		t.Fatal("the form has no button to change session")
	}
	comment := "Rad ett\r\n<b>\"två\"</b>"
	page := v.switched(workshop, webinar, "q1", "5", "q2.1", "6", "q3.1", survey.CannotSay, "q4", comment, "p4", "1", "q5", "Mer tid")
	page.says("Vad tyckte du om webbinariet?", "Det du fyllde i för ”"+workshop+"” står nu här.")
	got := page.fields()
	// Karin Ek stands in both; the webinar has another speaker beside her.
	for field, want := range map[string]string{
		"q1": "5", "q2.1": "6", "q3.1": survey.CannotSay, "q2.2": "", "p4": "1", "q5": "Mer tid", "from": "",
	} {
		if got.Get(field) != want {
			t.Errorf("%s is %q, want %q", field, got.Get(field), want)
		}
	}
	if text := writing.Fold(got.Get("q4")); text != writing.Fold(comment) {
		t.Errorf("the comment is %q", text)
	}
	if h.answered(workshop)+h.answered(webinar) != 0 {
		t.Error("changing session stores something")
	}
	v.follow(v.post(h.path(webinar), got)).says("Ditt svar är sparat.")
	if h.answered(webinar) != 1 || h.answered(workshop) != 0 {
		t.Error("the answer did not go to the right session")
	}
}

func TestWhatDoesNotFitTheRightSessionIsSaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	// Own questions to standard ones: the choice is not asked; the comment moves.
	form := v.fill(questions, "q1", "3", "q2", "2", "q4", "Tack för fikat")
	list := v.post(h.path(questions)+"/switch", form)
	page := v.post(h.path(workshop)+"/switched", list.fields())
	page.says("Svaret på ”Hur var du med?” har ingen plats", "Det du skrev under ”Något annat?” står nu under ”Vad kan bli bättre?”.")
	if got := page.fields(); got.Get("q1") != "3" || got.Get("q5") != "Tack för fikat" {
		t.Errorf("the form holds %v", got)
	}
	// Two speakers' ratings to one who is one of them, the other's does not fit.
	page = v.switched(webinar, workshop, "q1", "2", "q2.1", "4", "q2.2", "1")
	page.says("Svaret på ”Johan Åberg: hur var innehållet?” har ingen plats")
	if got := page.fields(); got.Get("q2.1") != "4" {
		t.Errorf("the form holds %v", got)
	}
	// Standard comments to a form with one text question: both move there.
	page = v.switched(workshop, questions, "q4", "Allt", "q5", "Inget", "p4", "1")
	if got := page.fields().Get("q4"); writing.Fold(got) != "Allt\n\nInget" || page.fields().Get("p4") != "" {
		t.Errorf("the comments are %q, public %q", got, page.fields().Get("p4"))
	}
}

func TestChangingSessionFromAnEmptyFormIsTheList(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.follow(v.post(h.path(workshop)+"/switch", v.fill(workshop))).says("Öppet nu", webinar)
	// Back to the session where one came from: everything is still there.
	list := v.post(h.path(workshop)+"/switch", v.fill(workshop, "q1", "4", "q4", "Bra"))
	list.says("Vilket pass gäller det?", draft, "Öppnar kl. 14.45.", "Ingenting är skickat än.")
	if list.Find("button.pick:contains('"+draft+"')").Length() > 0 {
		t.Error("a session that is not open can be chosen")
	}
	back := v.post(list.Find("button.link").AttrOr("formaction", ""), list.fields())
	if got := back.fields(); got.Get("q1") != "4" || got.Get("q4") != "Bra" || back.Find(".carried").Length() > 0 {
		t.Errorf("going back keeps %v", got)
	}
}

func TestTheRightSessionMayTakeNoAnswer(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(webinar, "q1", "6")
	form := url.Values{"q1": {"4"}, "q4": {"Mina ord"}, "from": {string(h.code[workshop])}}
	v.post(h.path(webinar)+"/switched", form).want(http.StatusConflict).
		says("Du har redan svarat på det här passet", "Mina ord", "4, bra")
	h.act(questions, survey.ActionClose)
	v.post(h.path(questions)+"/switched", form).want(http.StatusGone).says("Utvärderingen stängde", "Mina ord")
	v.post(h.path(draft)+"/switched", form).want(http.StatusConflict).says("Öppnar", "Mina ord")
	for _, from := range []string{"", "x", string(h.event.Code), "000000"} {
		form.Set("from", from)
		if page := v.post(h.path(workshop)+"/switched", form); page.status != 400 && page.status != 404 {
			t.Errorf("from %q: %d", from, page.status)
		}
	}
	other := h.longProgramme(14)
	form.Set("from", string(findCode(h, other, "Samverkan I")))
	v.post(h.path(workshop)+"/switched", form).want(http.StatusBadRequest).says("Mina ord")
	if h.answered(workshop) != 0 {
		t.Error("something is stored")
	}
}

func TestWhatCameTooLateCanGoToTheRightSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "5", "q4", "Mina ord", "p4", "1")
	h.act(workshop, survey.ActionClose)
	late := v.post(h.path(workshop), form).want(http.StatusGone).says("Mina ord", "Fel pass?")
	list := v.post(late.Find("form:contains('Byt')").AttrOr("action", ""), late.fields())
	page := v.post(list.Find("button.pick:contains('"+webinar+"')").AttrOr("formaction", ""), list.fields()).want(http.StatusOK)
	if got := page.fields(); got.Get("q1") != "5" || got.Get("q4") != "Mina ord" || got.Get("p4") != "1" {
		t.Errorf("the form holds %v", got)
	}
}

func TestALongListOfSessionsToChangeToCanBeSearched(t *testing.T) {
	t.Parallel()
	h := open(t)
	event := h.longProgramme(100)
	v := h.visitor()
	path := "/s/" + string(findCode(h, event, "Samverkan I"))
	form := v.get(path).fields("q1", "5", "q4", "Bra")
	list := v.post(path+"/switch", form).says("Här är de 30 öppna pass som ligger närmast i tid.")
	if n := list.Find("button.pick").Length(); n != 30 {
		t.Errorf("%d sessions can be chosen, want 30", n)
	}
	found := v.post(path+"/switch", list.fields("find", "malen iii"))
	if n := found.Find("button.pick").Length(); n == 0 || n > 10 {
		t.Errorf("the search finds %d sessions", n)
	}
	if got := found.fields(); got.Get("q4") != "Bra" || got.Get("q1") != "5" {
		t.Errorf("searching loses what was typed: %v", got)
	}
	v.post(path+"/switch", list.fields("find", "finns inte")).says("Inget öppet pass för ”finns inte”.")
}

// Two taps in a browser, with script and without, and the draft of the wrong
// session is not left behind.
func TestTwoTapsToTheRightSessionInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, script := range []bool{true, false} {
		b := h.browse(t)
		b.script(script)
		b.visit(h.path(workshop))
		b.click("label:has([name=q1][value='5'])")
		b.write("[name=q4]", "Lärorikt")
		b.press("button[formaction$='/switch']")
		b.press("button[formaction='" + h.path(webinar) + "/switched']")
		b.says("Det du fyllde i för ”" + workshop + "” står nu här.")
		if value := b.value("[name=q4]"); value != "Lärorikt" {
			t.Errorf("script %v: the comment is %q", script, value)
		}
		if n := b.measure(`document.querySelectorAll("[name=q1][value='5']:checked").length`); n != 1 {
			t.Errorf("script %v: the rating did not come along", script)
		}
		before := h.answered(webinar)
		b.click(".send button")
		b.found(".code")
		b.says("Ditt svar är sparat.")
		if n := h.answered(webinar) - before; n != 1 || h.answered(workshop) != 0 {
			t.Errorf("script %v: %d answers came", script, n)
		}
		b.visit(h.path(workshop))
		if value := b.value("[name=q4]"); strings.TrimSpace(value) != "" {
			t.Errorf("script %v: the wrong session still holds %q", script, value)
		}
	}
}
