package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// reflections lets readers of the session's follow-up page write, has one write,
// and returns the page.
func (h *house) reflections(title string) string {
	h.t.Helper()
	page := h.followUp(title)
	if h.stranger().get(page).status == http.StatusNotFound {
		h.setFollowUp("/o"+h.path(title)+"/followup", "audience", "link", "lead-sv", "Tack för i dag!", "changes-sv", "Mer tid för frågor.", "reflections", "1")
		h.reflects(title, "Att börja med målen.", "Åsa", "1")
		h.reviewReflection(title, "show")
		h.reflects(title, "Ring Karin Ek, 018-12 34 56.", "", "")
	}
	return page
}

// reflects has somebody with a device of their own write.
func (h *house) reflects(title, text, name, small string) *visitor {
	h.t.Helper()
	v := h.stranger()
	page := h.followUp(title) + "/reflect"
	v.get(page).want(http.StatusOK)
	v.post(page, url.Values{"reflection": {text}, "firstname": {name}, "small": {small}}).want(http.StatusSeeOther)
	return v
}

// reviewReflection does it to the first reflection on the organizer's page.
func (h *house) reviewReflection(title, do string) {
	h.t.Helper()
	v := h.visitor()
	page := "/o" + h.path(title) + "/followup/reflections"
	id := v.get(page).want(http.StatusOK).Find("input[name=reflection]").First().AttrOr("value", "")
	v.post(page, url.Values{"do": {do}, "reflection": {id}}).want(http.StatusSeeOther)
}

// cards are what the page's wall shows.
func (s seen) cards() []string {
	return s.Find(".wall blockquote").Map(func(_ int, e *goquery.Selection) string { return e.Text() })
}

func TestReflectionsAreShownOnceRead(t *testing.T) {
	t.Parallel()
	h := open(t)
	page, office := h.followUp(webinar), "/o"+h.path(webinar)+"/followup/reflections"
	for range 3 {
		h.stranger().answer(webinar, "q1", "5")
	}
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "link")
	h.stranger().get(page + "/reflect").want(http.StatusOK).says("Det går inte att skriva reflektioner här.")
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "reflections", "1")
	writer := h.reflects(webinar, "Att börja med målen.\nOch att våga.", "Åsa", "")
	writer.get(page+"/reflect").says("Att börja med målen.", "arrangören har inte läst den än")
	reader := h.stranger()
	if cards := reader.get(page).cards(); len(cards) != 0 {
		t.Fatalf("nobody has read %q", cards)
	}
	h.visitor().get(office).says("Väntar på er", "Åsa", "Att börja med målen.")
	h.reviewReflection(webinar, "show")
	if cards := reader.get(page).says("Vad deltagarna tog med sig", "Åsa").cards(); len(cards) != 1 || cards[0] != "Att börja med målen.\nOch att våga." {
		t.Fatalf("the wall shows %q", cards)
	}
	h.reviewReflection(webinar, "hide")
	if cards := reader.get(page).cards(); len(cards) != 0 {
		t.Errorf("hidden is %q", cards)
	}
	h.reviewReflection(webinar, "show")

	reader.get(page + "/reflect")
	own := writer.get(page+"/reflect").Find("form[action$='/withdraw']").AttrOr("action", "")
	reader.post(own, nil).want(http.StatusNotFound)
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "none")
	reader.get(page).want(http.StatusNotFound)
	writer.follow(writer.post(own, nil)).says("Texten är borttagen.") // also from a page that is gone
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "link")
	if cards := reader.get(page).cards(); len(cards) != 0 {
		t.Errorf("withdrawn is %q", cards)
	}
	reader.post(page+"/reflect", url.Values{"reflection": {""}, "firstname": {strings.Repeat("å", 41)}}).want(422).
		says("Skriv vad du tog med dig.", "Namnet är 1 tecken för långt.")
	if h.stranger().post(page+"/reflect", url.Values{"reflection": {"Hej"}}).want(422); len(reader.get(office).cards()) > 0 {
		t.Error("a device without a cookie has written")
	}
}

// Where few have answered, a card is there only with its writer's consent to that.
func TestTheWallOfASmallGroup(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.followUp(webinar)
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "link", "reflections", "1")
	h.reflects(webinar, "Att börja med målen.", "", "1")
	h.reviewReflection(webinar, "show")
	wary := h.reflects(webinar, "Jag var den enda från Ockelbo.", "", "")
	h.reviewReflection(webinar, "show")
	if cards := h.stranger().get(page).cards(); len(cards) != 1 || cards[0] != "Att börja med målen." {
		t.Errorf("the wall of two shows %q", cards)
	}
	wary.get(page + "/reflect").says("visas inte än, eftersom vi är så få")
	h.visitor().get("/o"+h.path(webinar)+"/followup/reflections").says("Bara 2 personer har svarat eller skrivit.", "får visas även i en liten grupp")
	for range 3 {
		h.stranger().answer(webinar, "q1", "5")
	}
	if cards := h.stranger().get(page).cards(); len(cards) != 2 {
		t.Errorf("the wall shows %q", cards)
	}
}
