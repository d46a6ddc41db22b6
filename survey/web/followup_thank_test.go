package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// A thankable is a card with its button.
type thankable struct {
	action, value, pressed, text string
	// own is what the card says in the button's place.
	own string
}

// thankable is the page's card with the text.
func (s seen) thankable(text string) thankable {
	s.t.Helper()
	for _, e := range s.Find(".wall li").EachIter() {
		if e.Find("blockquote").Text() != text {
			continue
		}
		b := e.Find(".thank button")
		if id := e.Find("blockquote").AttrOr("id", ""); b.Length() > 0 && b.AttrOr("aria-describedby", "") != id {
			s.t.Errorf("the button does not say that it belongs to %s", id)
		}
		return thankable{
			action: e.Find(".thank").AttrOr("action", ""), value: b.AttrOr("value", ""), pressed: b.AttrOr("aria-pressed", ""),
			text: b.Text(), own: e.Find(".mine").Text(),
		}
	}
	s.t.Fatalf("there is no card %q", text)
	return thankable{}
}

// thank presses the button of the page's card with the text, and returns where that
// leads. A device that has no cookie yet is asked once more.
func (v *visitor) thank(page, text string) seen {
	v.t.Helper()
	return v.thanks(v.get(page).want(http.StatusOK).thankable(text))
}

// thanks sends what the card's button does.
func (v *visitor) thanks(card thankable) seen {
	v.t.Helper()
	form := url.Values{"thanks": {card.value}}
	answer := v.post(card.action, form)
	if answer.status == http.StatusTemporaryRedirect {
		answer = v.post(answer.location, form)
	}
	return answer
}

// showReflection shows the reflection with the text, and returns its id.
func (h *house) showReflection(title, text string) string {
	h.t.Helper()
	v, office := h.visitor(), "/o"+h.path(title)+"/followup/reflections"
	id := v.get(office).Find("li:contains('"+text+"') input[name=reflection]").AttrOr("value", "")
	v.post(office, url.Values{"do": {"show"}, "reflection": {id}}).want(http.StatusSeeOther)
	return id
}

func TestReadersThank(t *testing.T) {
	t.Parallel()
	h := open(t)
	page, office := h.reflections(webinar), "/o"+h.path(webinar)+"/followup/reflections"
	const text = "Att våga fråga."
	writer := h.reflects(webinar, text, "Åsa", "1")
	organizer := h.visitor()
	id := h.showReflection(webinar, text)
	if got := organizer.get(office).text("main"); strings.Contains(got, "någon har tackat") {
		t.Error("organizers are told of thanks that there are not")
	}
	if got := writer.get(page).thankable(text); got != (thankable{own: "Du har skrivit det här."}) {
		t.Errorf("its writer sees %+v", got)
	}

	readers := []*visitor{h.stranger(), h.stranger()}
	for _, reader := range readers {
		first := reader.get(page).says("Den som skrev, och arrangören, ser då att någon har tackat, men inte vem eller hur många.")
		if len(first.header.Values("Set-Cookie")) > 0 {
			t.Error("who only reads gets a cookie")
		}
		if got := first.thankable(text); got.text != "Tacka" || got.value != "on" || got.pressed != "false" {
			t.Errorf("a reader sees %+v", got)
		}
		to := reader.thank(page, text).want(http.StatusSeeOther).location
		if to != page+"#c"+id || reader.get(page).Find("#c"+id).Length() != 1 {
			t.Errorf("thanking leads to %s", to)
		}
		if got := reader.get(page).thankable(text); got.text != "Du har tackat" || got.value != "off" || got.pressed != "true" {
			t.Errorf("who has thanked sees %+v", got)
		}
	}
	reader := readers[0]

	// Everybody else sees the same page as before, and no number.
	other := h.stranger().get(page)
	if got := other.thankable(text); got.text != "Tacka" || got.pressed != "false" || got.own != "" {
		t.Errorf("others see %+v", got)
	}
	if regexp.MustCompile(`\d`).MatchString(other.text(".wall")) || strings.Contains(other.body, "Du har tackat") {
		t.Errorf("the wall says %q", other.text(".wall"))
	}
	const thanked = "Någon har tackat dig för det här."
	if got := writer.get(page).thankable(text); got != (thankable{own: thanked}) {
		t.Errorf("its writer sees %+v", got)
	}
	writer.get(page + "/reflect").says(thanked)
	if line := organizer.get(office).text("#t" + id); !strings.Contains(line, "någon har tackat") || strings.Contains(line, "2") {
		t.Errorf("organizers read %q", line)
	}

	for _, reader := range readers {
		reader.thank(page, text).want(http.StatusSeeOther)
	}
	if got := reader.get(page).thankable(text); got.text != "Tacka" || got.pressed != "false" {
		t.Errorf("who has taken it back sees %+v", got)
	}
	if got := writer.get(page).thankable(text); got.own != "Du har skrivit det här." {
		t.Errorf("after all took it back its writer sees %+v", got)
	}
	own := thankable{action: page + "/thank/" + id, value: "on"}
	writer.thanks(own).want(http.StatusConflict).says("Den texten har du skrivit själv.")
	if got := writer.get(page).thankable(text); got.own != "Du har skrivit det här." {
		t.Errorf("who thanks oneself sees %+v", got)
	}

	// Gone is gone, also under the button that is still on a screen.
	card := reader.get(page).thankable(text)
	organizer.post(office, url.Values{"do": {"hide"}, "reflection": {id}}).want(http.StatusSeeOther)
	gone := reader.thanks(card).want(http.StatusNotFound).says("Texten finns inte längre på sidan. Ditt tack har inte sparats.")
	if gone.Find("[role=status]").Length() != 1 || len(gone.cards()) == 0 {
		t.Error("the rest of the page is gone too")
	}
	organizer.post(office, url.Values{"do": {"show"}, "reflection": {id}}).want(http.StatusSeeOther)
	if got := writer.get(page).thankable(text); got.own != "Du har skrivit det här." {
		t.Errorf("shown again, its writer sees %+v", got)
	}
	for _, no := range []string{"x", "-", "99999999999999999999"} {
		reader.thanks(thankable{action: page + "/thank/" + no, value: "on"}).want(http.StatusNotFound)
	}
}

// Where thanks may not come from, nothing is stored.
func TestThanksAreForReadersOfThePage(t *testing.T) {
	t.Parallel()
	h := open(t)
	const text = "Att börja med målen."
	page, settings, office := h.reflections(webinar), "/o"+h.path(webinar)+"/followup", "/o"+h.path(webinar)+"/followup/reflections"
	reader := h.stranger()
	card := reader.get(page).thankable(text)
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"},
	} {
		reader.postRaw(card.action, "application/x-www-form-urlencoded", strings.NewReader("thanks=on"), header).want(http.StatusForbidden)
	}
	reader.postRaw(card.action, "text/plain", strings.NewReader("thanks=on"), nil).want(http.StatusUnsupportedMediaType)

	// A device that keeps no cookies is told so, and leaves nothing behind.
	wary := h.stranger()
	wary.client.Jar = nil
	answer := wary.thanks(card).want(http.StatusSeeOther)
	wary.get(answer.location).says("Ditt tack har inte sparats, för din webbläsare tar inte emot kakor.")

	other := h.followUp(questions)
	h.setFollowUp("/o"+h.path(questions)+"/followup", "audience", "link")
	reader.thanks(thankable{action: strings.Replace(card.action, page, other, 1), value: "on"}).want(http.StatusNotFound)

	h.setFollowUp(settings, "audience", "none")
	reader.thanks(card).want(http.StatusNotFound).says("Det finns ingen uppföljningssida")
	h.setFollowUp(settings, "audience", "link", "until", "2026-04-16T12:00")
	h.clock.advance(30 * time.Minute)
	reader.thanks(card).want(http.StatusNotFound)
	h.setFollowUp(settings, "until", "")
	if line := h.visitor().get(office).text("main"); strings.Contains(line, "någon har tackat") {
		t.Errorf("something was stored: %q", line)
	}
	reader.thanks(card).want(http.StatusSeeOther)
	h.visitor().get(office).says("någon har tackat")
	if preview := h.visitor().get(settings + "/preview").want(http.StatusOK); preview.Find(".thank, .seen, .mine").Length() != 0 || len(preview.cards()) == 0 {
		t.Error("organizers can thank in the preview")
	}
}

func TestThanksAreForTheInvited(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	page, settings := "/f"+strings.TrimPrefix(s.first, "/s"), "/o"+s.first+"/followup"
	s.setFollowUp(settings, "audience", "invited", "reflections", "1")
	links := s.links(2)
	writer, guest := s.stranger(), s.stranger()
	writer.get(links[0])
	guest.get(links[1])
	writer.get(page + "/reflect").want(http.StatusOK)
	writer.post(page+"/reflect", url.Values{"reflection": {"Mod."}, "small": {"1"}}).want(http.StatusSeeOther)
	office := settings + "/reflections"
	id := s.visitor().get(office).Find("input[name=reflection]").AttrOr("value", "")
	s.visitor().post(office, url.Values{"do": {"show"}, "reflection": {id}}).want(http.StatusSeeOther)
	card := guest.get(page).thankable("Mod.")
	s.stranger().thanks(card).want(http.StatusForbidden)
	if got := writer.get(page).thankable("Mod."); got.own != "Du har skrivit det här." {
		t.Errorf("after one who was not invited: %+v", got)
	}
	guest.thanks(card).want(http.StatusSeeOther)
	if got := writer.get(page).thankable("Mod."); got.own != "Någon har tackat dig för det här." {
		t.Errorf("after one who was invited: %+v", got)
	}
}

// Thanks for quoted comments reach organizers alone, and the page says so.
func TestReadersThankForQuotes(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 3 {
		h.stranger().answer(workshop, "q1", "5", "q4", "Bra upplägg.", "p4", "1")
	}
	h.act(workshop, survey.ActionClose, survey.ActionRelease)
	h.setFollowUp("/o"+h.path(workshop)+"/followup", "audience", "link")
	page, office := h.followUp(workshop), "/o"+h.path(workshop)+"/followup/reflections"
	organizer, reader := h.visitor(), h.stranger()
	id := organizer.get(office).Find("input[name=comment]").First().AttrOr("value", "")
	organizer.post(office, url.Values{"do": {"quote"}, "comment": {id}}).want(http.StatusSeeOther)
	reader.get(page).says("Vem som skrev i utvärderingen vet ingen, så bara arrangören ser att någon har tackat")
	reader.thank(page, "Bra upplägg.").want(http.StatusSeeOther)
	if got := reader.get(page).thankable("Bra upplägg."); got.pressed != "true" {
		t.Errorf("who has thanked sees %+v", got)
	}
	if line := organizer.get(office).text("#t" + id); !strings.Contains(line, "citeras på sidan · någon har tackat") {
		t.Errorf("organizers read %q", line)
	}
	card := reader.get(page).thankable("Bra upplägg.")
	organizer.post(office, url.Values{"do": {"unquote"}, "comment": {id}}).want(http.StatusSeeOther)
	card.value = "on"
	reader.thanks(card).want(http.StatusNotFound)
}

// One device that thanks on and on is asked to wait.
func TestThanksAreLimited(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.reflections(webinar)
	reader := h.stranger()
	card := reader.get(page).thankable("Att börja med målen.")
	last := 0
	for range 100 {
		if last = reader.thanks(card).status; last != http.StatusSeeOther {
			break
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the last of a hundred times had status %d", last)
	}
	h.stranger().thanks(card).want(http.StatusSeeOther)
}

// A browser thanks and takes it back, with scripts and without.
func TestThanksInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.reflections(webinar)
	b := h.browse(t)
	for _, scripts := range []bool{true, false} {
		for _, pressed := range []string{"true", "false"} {
			b.visit(page)
			b.script(scripts)
			b.click(".thank button")
			b.script(true)
			b.until("the button", `document.readyState == "complete" && location.hash.startsWith("#c") &&
				document.querySelector(".thank button").getAttribute("aria-pressed") == "`+pressed+`"`)
		}
	}
	if blocked := b.blocked(); blocked != "" {
		t.Errorf("the browser refused %s", blocked)
	}
}
