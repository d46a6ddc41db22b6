package web_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestAnAnswerCanBeChanged(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(workshop, "q1", "3", "q4", "Först.", "p4", "1")
	change := v.get(h.path(workshop) + "/change").want(http.StatusOK).says("Så här svarade du.")
	form := change.fields()
	if form.Get("q1") != "3" || form.Get("q4") != "Först." || form.Get("p4") != "1" {
		t.Fatalf("the form shows %v", form)
	}
	form.Set("q1", "7")
	form = v.post(h.path(workshop)+"/change", form).want(422).says("Ändringen är inte sparad än.").fields("q1", "6")
	form.Del("p4")
	v.follow(v.post(h.path(workshop)+"/change", form)).says("Ändringen är sparad.")
	kept := v.get(h.path(workshop) + "/change").fields()
	if kept.Get("q1") != "6" || kept.Get("p4") != "" || h.answered(workshop) != 1 {
		t.Errorf("stored are %d answers; this one is %v", h.answered(workshop), kept)
	}
	form.Set("version", "0")
	v.post(h.path(workshop)+"/change", form).want(409).says("Formuläret har ändrats.")
}

func TestAnAnswerCanBeDeleted(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	sent := v.fill(workshop, "q1", "3")
	v.follow(v.post(h.path(workshop), sent))
	ask := v.get(h.path(workshop) + "/withdraw").want(http.StatusOK).says("Ta bort ditt svar?")
	v.follow(v.post(h.path(workshop)+"/withdraw", ask.fields())).want(http.StatusOK).says("Svaret är borttaget.")
	if n := h.answered(workshop); n != 0 {
		t.Errorf("%d answers are stored, want none", n)
	}
	// Deleting again, from a page that was left open, says the same.
	v.follow(v.post(h.path(workshop)+"/withdraw", ask.fields())).says("Svaret är borttaget.")

	late := v.post(h.path(workshop), sent).want(409).says("Det här svaret har tagits bort.")
	if late.fields().Get("q1") != "3" {
		t.Error("what was typed is lost")
	}
	if h.answered(workshop) != 0 {
		t.Error("a late retry has brought the answer back")
	}
	v.follow(v.post(h.path(workshop), late.fields())).says("Ditt svar är sparat.")
}

func TestAnAnswerIsFoundByItsCode(t *testing.T) {
	t.Parallel()
	h := open(t)
	code := h.visitor().answer(workshop, "q1", "4").text(".code")
	other := h.visitor()
	other.get(h.path(workshop) + "/find").want(http.StatusOK).says("Öppna ditt svar")
	found := other.follow(other.post(h.path(workshop)+"/find", url.Values{"answer": {" " + code + " "}}))
	if found.fields().Get("q1") != "4" {
		t.Errorf("the answer that was found shows %v", found.fields())
	}
	changed := "0" + code[1:]
	if changed == code {
		changed = "1" + code[1:]
	}
	none := other.get(h.path(workshop) + "/find")
	for _, wrong := range []string{
		"", code[1:], code + "A", changed, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-A0", "💥", "x\x00",
	} {
		none = other.post(h.path(workshop)+"/find", url.Values{"answer": {wrong}})
		none.want(http.StatusNotFound).says("Inget svar har den koden.")
	}
	none.says("Öppna ditt svar")
	other.post(h.path(webinar)+"/find", url.Values{"answer": {code}}).want(http.StatusNotFound)
	other.post(h.path(workshop)+"/withdraw", url.Values{"key": {"x"}}).want(http.StatusNotFound)
}

func TestAnotherPersonOnTheSameDevice(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(workshop, "q1", "4")
	v.get(h.path(workshop)).says("Du har svarat här.", "En person till på samma enhet")
	v.another(h.path(workshop)).says("Vad tyckte du om workshoppen?")
	v.answer(workshop, "q1", "2")
	if n := h.answered(workshop); n != 2 {
		t.Errorf("%d answers are stored, want 2", n)
	}
}

func TestTwoTabsAreOneAnswer(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	first, second := v.fill(workshop, "q1", "4"), v.fill(workshop, "q1", "5")
	v.follow(v.post(h.path(workshop), first)).says("Ditt svar är sparat.")
	v.follow(v.post(h.path(workshop), second)).says("Det räknas en gång.")
	if n := h.answered(workshop); n != 1 {
		t.Errorf("%d answers are stored, want 1", n)
	}
}

func TestWithoutCookiesAnAnswerIsSavedAndSaidSo(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.client.Jar = nil
	v.answer(workshop, "q1", "4").want(http.StatusOK).says("Tack!", "Om du just skickade ett svar är det sparat.")
	v.get(h.path(workshop) + "/change").want(http.StatusSeeOther)
	v.get(h.path(workshop) + "/withdraw").want(http.StatusSeeOther)
}
