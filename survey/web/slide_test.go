package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
)

func TestTheSlideShowsWhatAnyoneMayKnow(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	code := h.code[workshop].Spaced()
	short := strings.TrimPrefix(h.url, "http://") + h.path(workshop)
	v.get(h.path(workshop)+"/slide").says(workshop, "Karin Ek", code, short, "Vad tyckte du om workshoppen?",
		"Bli den första som svarar", "Öppet till fredag 17 april kl. 23.59")
	h.visitor().answer(workshop, "q1", "2", "q4", "Hemlig kommentar")
	page := v.get(h.path(workshop) + "/slide").says("1 har svarat")
	if strings.Contains(page.body, h.owner) || strings.Contains(page.body, "Hemlig") {
		t.Error("the slide shows more than anyone may know")
	}
	if page.header.Get("Set-Cookie") != "" {
		t.Error("the slide gives the projector a key")
	}
	page.Find("noscript").Each(func(_ int, s *goquery.Selection) {
		if !strings.Contains(s.Text(), `http-equiv="refresh"`) {
			t.Errorf("without script the slide does not renew itself: %q", s.Text())
		}
	})
	if still := v.get(h.path(workshop) + "/slide?still=1"); strings.Contains(still.body, "refresh\"") || still.Find("script").Length() > 0 {
		t.Error("a slide that is held still moves")
	}
	v.get(h.path(workshop)+"/closing").says("Tack för i dag!", code, "1 har svarat")
	v.get(h.path(draft) + "/slide").says("Öppnar torsdag 16 april kl. 14.45.")
	v.get(h.path(cancelled) + "/slide").says("Inställt.")
	h.act(workshop, survey.ActionClose)
	v.get(h.path(workshop) + "/slide").says("Utvärderingen stängde torsdag")
	v.get(h.eventPath()+"/slide").says("Styrning i praktiken", h.event.Code.Spaced(), "1 svar hittills")
	v.get("/s/000000/slide").want(http.StatusNotFound)
	v.get("/e/000000/slide").want(http.StatusNotFound)
}

func TestTheSlideCountsByItselfInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.do(chromedp.EmulateViewport(1280, 720))
	b.visit(h.path(workshop) + "/slide")
	b.says("Bli den första som svarar")
	b.run(`window.asked = 0; window.fetch = (real => (...all) => { asked++; return real(...all); })(window.fetch)`)
	h.visitor().answer(workshop, "q1", "5")
	look := `document.dispatchEvent(new Event("visibilitychange"))` // as when the meeting's window comes to the front
	b.run(look)
	b.until("the count", "document.getElementById('now').textContent.includes('1 har svarat')")
	b.click("#pause")
	b.says("Räkna igen")
	h.visitor().answer(workshop, "q1", "6")
	before := b.measure("asked")
	b.run(look)
	if now := b.measure("asked"); now != before || now == 0 {
		t.Errorf("before the pause the slide asked %v times, and %v after it", before, now-before)
	}
	b.says("1 har svarat")
	b.click("#pause")
	b.until("the count goes on", "document.getElementById('now').textContent.includes('2 har svarat')")
	// The back row reads what is at least a thirtieth as high as the picture.
	if n := b.measure(`Math.min(...[".code", ".short", ".answered", "h1"].map(s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))) / innerHeight`); n < 1.0/30 {
		t.Errorf("the smallest of the large type is %.3f of the height", n)
	}
}

func TestSheetsForEveryDoor(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.act(questions, survey.ActionClose)
	v := h.visitor()
	sheet := v.get(h.office(workshop) + "/sheet").want(http.StatusOK)
	sheet.says(workshop, "Karin Ek", "Torsdag 16 april 10.30–12.00", "Vad tyckte du?", "What did you think?", h.code[workshop].Spaced(),
		strings.TrimPrefix(h.url, "http://")+h.path(workshop))
	if n := sheet.Find("article.sheet svg").Length(); n != 1 {
		t.Errorf("%d codes on the sheet", n)
	}
	all := v.get("/o"+h.eventPath()+"/sheets").says(workshop, webinar, draft)
	if n := all.Find("article.sheet").Length(); n != 3 {
		t.Errorf("%d sheets, want those of the sessions that can be answered: 3", n)
	}
	v.get("/o"+h.eventPath()+"/sheet").says("Styrning i praktiken", "Vad tyckte du om passen?", h.event.Code.Spaced())
	h.act(workshop, survey.ActionCancel)
	h.act(webinar, survey.ActionCancel)
	h.act(draft, survey.ActionCancel)
	v.get("/o" + h.eventPath() + "/sheets").says("det finns inget att skriva ut")
	v.get("/o/s/000000/sheet").want(http.StatusNotFound)
}

func TestMessagesToPaste(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.follow2(v.get(h.office(workshop)), "Be om svar")
	for _, id := range []string{"before-sv", "end-sv", "after-sv", "before-en", "end-en", "after-en"} {
		text := page.text("#" + id)
		if !strings.Contains(text, h.url+h.path(workshop)) || !strings.Contains(text, h.code[workshop].Spaced()) {
			t.Errorf("%s lacks link or code: %q", id, text)
		}
	}
	if text := page.text("#end-sv"); !strings.Contains(text, "om workshoppen") || !strings.Contains(text, "Du kan svara till fredag 17 april kl. 23.59.") {
		t.Errorf("the message at the end is %q", text)
	}
	if text := page.text("#end-en"); !strings.Contains(text, "of the workshop") || !strings.Contains(text, "until Friday 17 April at 23:59.") {
		t.Errorf("the message at the end is %q", text)
	}
	for _, link := range []string{"Affisch till dörren", "Bild för projektorn", "Slutbild för nätmöten"} {
		to := page.Find("a:contains('"+link+"')").AttrOr("href", "")
		v.get(strings.TrimPrefix(to, h.url)).want(http.StatusOK).says(workshop)
	}
	event := v.follow2(v.get("/o"+h.eventPath()), "Be om svar")
	event.says("Affischer till alla pass", "Tack för att du var med på Styrning i praktiken!")
	if text := event.text("#after-en"); !strings.Contains(text, h.url+h.eventPath()) {
		t.Errorf("the event's message is %q", text)
	}
}

// With script a button copies; without it there is none, and a click selects.
func TestAMessageIsCopiedInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.visit(h.office(workshop) + "/share")
	b.click("[data-copy=end-sv]")
	b.until("it says so", `document.querySelector("[data-copy=end-sv]").textContent === "Kopierat"`)
	b.script(false)
	b.visit(h.office(workshop) + "/share")
	if n := b.measure(`[...document.querySelectorAll("[data-copy]")].filter(e => e.checkVisibility()).length`); n != 0 {
		t.Errorf("without script %v buttons do nothing", n)
	}
	if got := b.measure(`getComputedStyle(document.querySelector("#end-sv")).userSelect === "all" ? 1 : 0`); got != 1 {
		t.Error("a message is not selected whole")
	}
	b.fits("the page")
}
