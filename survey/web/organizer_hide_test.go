package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey/organizer"
)

// chosen are the values of the boxes that are ticked.
func (s seen) chosen() []string {
	return s.Find("input[name=hide][checked]").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("value", "") })
}

// TestManyQuestionsAreHiddenAtOnce: those of the last minutes are chosen by a link,
// one button asks, one hides, and one shows them again as they were; without a
// script.
func TestManyQuestionsAreHiddenAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answers(webinar) // and one question
	office, page := h.office(webinar)+"/asked", h.path(webinar)+"/ask"
	v := h.visitor()
	v.get(office)
	h.clock.advance(10 * time.Minute)
	v.get(office)
	for i := range 45 {
		w := h.devicePost("203.0.113.7:1", page, url.Values{"inquiry": {"Skräp " + strconv.Itoa(i)}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("a question gets %d", w.Code)
		}
	}
	h.clock.advance(time.Minute)
	if n := len(v.get(office).chosen()); n != 0 {
		t.Errorf("%d are chosen beforehand", n)
	}
	if n := len(v.get(office + "?choose=all").chosen()); n != 46 {
		t.Errorf("%d of all 46 are chosen", n)
	}
	link := v.get(office).Find(".hiding a").FilterFunction(func(_ int, e *goquery.Selection) bool { return e.Text() == "de senaste fem minuterna" })
	address, _, _ := strings.Cut(link.AttrOr("href", ""), "#")
	fresh := v.get(address).chosen()
	if len(fresh) != 45 {
		t.Fatalf("%d of 45 new ones are chosen at %s", len(fresh), address)
	}
	ask := v.post(office, url.Values{"do": {"askhide"}, "hide": fresh}).want(http.StatusOK).says("Dölja 45 frågor?", "Skräp 3", "och 35 till")
	if n := len(h.stranger().get(page).asked()); n != 46 {
		t.Errorf("before it is confirmed %d are shown", n)
	}
	done := v.sent(ask, "Dölj 45 frågor").says("45 frågor är dolda.")
	if list := h.stranger().get(page).asked(); len(list) != 1 || list[0] != "Hur fick ni med ledningen?" {
		t.Errorf("shown are %q", list)
	}
	if list := h.stranger().list(page, "").asked(); len(list) != 1 {
		t.Errorf("phones are sent %q", list)
	}
	v.press(done, "Ångra: visa dem igen").says("Frågorna är som de var igen.")
	if n := len(h.stranger().get(page).asked()); n != 46 {
		t.Errorf("after undoing %d are shown", n)
	}
	v.follow(v.post(office, url.Values{"do": {"askhide"}})).says("Ingen fråga är vald.")
	h.organizer(organizer.Viewer).post(office, url.Values{"do": {"hidemany"}, "hide": fresh}).want(http.StatusForbidden)
	// Another session's are left alone, whoever names them.
	v.post(h.office(workshop)+"/asked", url.Values{"do": {"hidemany"}, "hide": fresh}).want(http.StatusOK).says("0 frågor är dolda.")
	if n := len(h.stranger().get(page).asked()); n != 46 {
		t.Errorf("by another session's page %d are shown", n)
	}
}

// TestWhatWaitedWaitsAgain: undoing shows nothing that nobody had shown.
func TestWhatWaitedWaitsAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	office := h.office(webinar) + "/asked"
	v := h.visitor()
	v.post(office, url.Values{"do": {"asking"}, "way": {"review"}}).want(http.StatusSeeOther)
	h.asks(webinar, "Visas", "")
	v.press(v.get(office), "Visa")
	h.asks(webinar, "Väntar", "")
	all := v.get(office + "?choose=all").chosen()
	done := v.post(office, url.Values{"do": {"hidemany"}, "hide": {strings.Join(all, ",")}}).says("2 frågor är dolda.")
	v.press(done, "Ångra: visa dem igen")
	if list := h.stranger().get(h.path(webinar) + "/ask").asked(); len(list) != 1 || list[0] != "Visas" {
		t.Errorf("shown are %q", list)
	}
}

// TestManyReflectionsAreHiddenAtOnce, those that wait by a link.
func TestManyReflectionsAreHiddenAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.reflections(webinar) // one is shown and one waits
	h.reflects(webinar, "Skräp", "", "")
	v := h.visitor()
	office := h.office(webinar) + "/followup/reflections"
	if n := len(v.get(office + "?choose=waiting").want(http.StatusOK).chosen()); n != 2 {
		t.Errorf("%d of two that wait are chosen", n)
	}
	all := v.get(office + "?choose=all").chosen()
	ask := v.post(office, url.Values{"do": {"askhide"}, "hide": all}).want(http.StatusOK).says("Dölja 3 reflektioner?", "tacken kommer inte tillbaka")
	done := v.sent(ask, "Dölj 3 reflektioner").says("3 reflektioner är dolda.")
	if cards := h.stranger().get(page).cards(); len(cards) != 0 {
		t.Errorf("the wall still shows %q", cards)
	}
	if n := len(v.get(office + "?choose=all").chosen()); n != 0 {
		t.Errorf("%d can still be hidden", n)
	}
	v.press(done, "Ångra: visa dem igen").says("Reflektionerna är som de var igen.", "Väntar på er")
	if cards := h.stranger().get(page).cards(); len(cards) != 1 {
		t.Errorf("after undoing the wall shows %q", cards)
	}
	if n := len(v.get(office + "?choose=waiting").chosen()); n != 2 {
		t.Errorf("after undoing %d wait", n)
	}
}

// sent presses the first button with that text of a page, and returns the answer,
// which leads nowhere.
func (v *visitor) sent(page seen, button string) seen {
	v.t.Helper()
	b := page.Find("main button").FilterFunction(func(_ int, e *goquery.Selection) bool { return strings.TrimSpace(e.Text()) == button }).First()
	form := url.Values{b.AttrOr("name", ""): {b.AttrOr("value", "")}}
	b.Closest("form").Find("input[type=hidden]").Each(func(_ int, e *goquery.Selection) {
		form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	})
	return v.post(b.Closest("form").AttrOr("action", ""), form).want(http.StatusOK)
}
