package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
)

func TestNobodySeesTheOfficeWithoutSigningIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.visitor().get("/o/").want(http.StatusOK).says("Styrning i praktiken")
	for _, v := range []*visitor{h.stranger(), h.visitorWith("wrong"), h.visitorWith(strings.ToLower(h.owner))} {
		if to := v.get("/o/").want(http.StatusSeeOther).location; to != "/o/sign-in" {
			t.Errorf("a stranger is led to %s", to)
		}
		if to := v.get("/o" + h.path(workshop)).want(http.StatusSeeOther).location; to != "/o/sign-in?next="+url.QueryEscape("/o"+h.path(workshop)) {
			t.Errorf("a stranger is led to %s", to)
		}
		v.post("/o"+h.path(workshop)+"/close", nil).want(http.StatusSeeOther)
	}
	h.visitor().get("/ox/").want(http.StatusNotFound)
	h.visitor().get(h.path(workshop)).says("Vad tyckte du om")
}

func TestASessionFromOpenToLetter(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answerWorkshop()
	v := h.visitor()
	event := v.follow2(v.get("/o/"), "Styrning i praktiken")
	event.says(workshop, "Öppet", "4 svar", "Utkast", "Inställt")
	page := v.follow2(event, workshop)
	page.says("61 personer deltog, 4 svar", "Siffrorna visas först", "Kommentarerna kan läsas när svaren är låsta")
	if page.Find("svg").Length() > 0 || strings.Contains(page.text("main"), "Kommentar 0") {
		t.Error("an open session shows how people answered")
	}

	page = v.press(page, "Stäng").says("Passet är stängt.", "Går till torsdag 16 april kl. 12.20.")
	page = v.press(page, "Öppna igen").says("Passet är öppet igen.")
	page = v.press(page, "Stäng")
	page = v.press(v.follow2(page, "Lås och läs kommentarerna").says("Det kan inte ångras."), "Lås och läs kommentarerna")
	page.says("Svaren är låsta.", "Svaren låstes torsdag", "Kommentar 0", "Med i brevet", "Siffrorna visas när du väljer")

	queue := v.follow2(page, "Granska").says("0 av 4 är granskade", "Kommentar")
	v.press(queue, "gäller lokal, ljud eller mat").says("1 av 4 är granskade")
	page = v.get(h.office(workshop)).says("Inte med: gäller lokal, ljud eller mat")

	page = v.press(v.follow2(page, "Visa resultatet").says("4 svar låses för gott"), "Visa resultatet")
	page.says("Resultat visas", "Resultatet visas och breven är skrivna som utkast.", "Karin Ek", "Helhet: 5,0 i medelvärde, 4 svar")
	if page.Find("main button").Length() > 0 {
		t.Errorf("a released session has buttons: %s", page.text("main button"))
	}
	if stills, tables := page.Find(".chart svg").Length(), page.Find("table").Length(); stills != 2 || tables != 2 {
		t.Errorf("%d charts and %d tables, want 2 and 2 (overall and content; delivery has no answers)", stills, tables)
	}
	page.says("Färre än tre har svarat")
	v.follow2(page, "Läs brevet").says("Karin", workshop, "5,0")
}

// follow2 goes where the page's link with that text leads.
func (v *visitor) follow2(page seen, link string) seen {
	v.t.Helper()
	for _, a := range page.Find("main a, nav.sections a").EachIter() {
		if strings.TrimSpace(a.Text()) == link {
			return v.get(a.AttrOr("href", "")).want(http.StatusOK)
		}
	}
	v.t.Fatalf("the page has no link %q; it says %q", link, page.text("main"))
	return page
}

// press presses the first button with that text and goes where it leads.
func (v *visitor) press(page seen, button string) seen {
	v.t.Helper()
	for _, b := range page.Find("main button").EachIter() {
		if strings.TrimSpace(b.Text()) != button {
			continue
		}
		form := url.Values{}
		if name := b.AttrOr("name", ""); name != "" {
			form.Set(name, b.AttrOr("value", ""))
		}
		in := b.Closest("form")
		in.Find("input[type=hidden]").Each(func(_ int, e *goquery.Selection) {
			form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
		})
		return v.follow(v.post(in.AttrOr("action", ""), form)).want(http.StatusOK)
	}
	v.t.Fatalf("the page has no button %q; it says %q", button, page.text("main"))
	return page
}

func TestWhatIsTooLateIsSaidAndNotDone(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answerWorkshop()
	v := h.visitor()
	v.post(h.office(workshop)+"/release", nil).want(http.StatusConflict).says("något har ändrats", "Öppet")
	h.act(workshop, survey.ActionClose)
	h.clock.advance(survey.ReopenWindow + time.Minute)
	v.post(h.office(workshop)+"/reopen", nil).want(http.StatusConflict).says("Passet kan inte öppnas igen.", "Stängt")
	v.get(h.office(workshop) + "/release").want(http.StatusOK).says("Visa resultatet?")
	h.act(workshop, survey.ActionRelease)
	v.get(h.office(workshop) + "/release").want(http.StatusConflict).says("Resultat visas")
	v.get(h.office(workshop) + "/open").want(http.StatusSeeOther)
	v.get(h.office(workshop) + "/explode").want(http.StatusNotFound)
	v.post(h.office(workshop)+"/explode", nil).want(http.StatusNotFound)
	v.get("/o/s/000000").want(http.StatusNotFound)
	v.get("/o/s/xyz").want(http.StatusNotFound)
	v.get("/o/e/000000").want(http.StatusNotFound)
}

func TestTooFewAnswersShowNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 2 {
		h.visitor().answer(workshop, "q1", "1", "q4", "Ensam")
	}
	h.act(workshop, survey.ActionClose, survey.ActionRelease)
	page := h.visitor().get(h.office(workshop)).says("2 svar", "Färre än tre har svarat")
	if text := page.text("main"); strings.Contains(text, "Ensam") || strings.Contains(text, "1,0") || page.Find("svg, table").Length() > 0 {
		t.Errorf("a result of two answers is shown: %s", text)
	}
}

func TestChoicesAreCounted(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i := range 4 {
		h.visitor().answer(questions, "q1", "4", "q2", []string{"1", "2", "1", "1"}[i])
	}
	h.act(questions, survey.ActionClose, survey.ActionRelease)
	h.visitor().get(h.office(questions)).says("Hur var du med?", "På plats", "75 %", "Vad tar du med dig? Färre än tre har svarat")
}

func TestALetterHasItsPageAndItsPDF(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.visitor()
	v.language = "en" // the letter is in its speaker's language all the same
	address := h.letter(workshop)
	page := v.get(address).want(http.StatusOK).says("Hej Karin", "5,0", "Save or print as a PDF")
	if page.Find("html").AttrOr("lang", "") != "en" || page.Find("article.letter").AttrOr("lang", "") != "sv" {
		t.Error("the letter is not in its own language, or what stands around it not in the reader's")
	}
	pdf := v.get(address + "/letter.pdf").want(http.StatusOK)
	if !strings.HasPrefix(pdf.body, "%PDF-") || pdf.header.Get("Content-Type") != "application/pdf" ||
		!strings.HasPrefix(pdf.header.Get("Content-Disposition"), "inline; filename") {
		t.Errorf("the PDF: %v", pdf.header)
	}
	for _, wrong := range []string{address + "x", strings.ToLower(address), address[:len(address)-1], address + ".", "/l/x"} {
		v.get(wrong).want(http.StatusNotFound)
		v.get(wrong + "/letter.pdf").want(http.StatusNotFound)
	}
}
