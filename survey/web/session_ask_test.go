package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
)

// answers lets the session's attendees ask, has one ask, and returns where its
// speakers answer.
func (h *house) answers(title string) string {
	h.t.Helper()
	v := h.visitor()
	asked := "/o" + h.path(title) + "/asked"
	page := v.get(asked)
	if page.Find("a[href*='/a/']").Length() == 0 {
		v.post(asked, url.Values{"do": {"asking"}, "way": {"open"}}).want(http.StatusSeeOther)
		v.post(asked, url.Values{"do": {"link"}}).want(http.StatusSeeOther)
		h.asks(title, "Hur fick ni med ledningen?", "Åsa")
		page = v.get(asked)
	}
	return strings.TrimPrefix(page.Find("a[href*='/a/']").AttrOr("href", ""), h.url)
}

// asks has somebody with a device of their own ask.
func (h *house) asks(title, text, name string) *visitor {
	h.t.Helper()
	v := h.stranger()
	v.get(h.path(title) + "/ask").want(http.StatusOK)
	v.post(h.path(title)+"/ask", url.Values{"inquiry": {text}, "firstname": {name}}).want(http.StatusSeeOther)
	return v
}

// asked are the texts of the page's inquiries, in its order.
func (s seen) asked() []string {
	return s.Find(".inquiries .asked").Map(func(_ int, e *goquery.Selection) string { return e.Text() })
}

func TestAttendeesAskAndVote(t *testing.T) {
	t.Parallel()
	h := open(t)
	page, office := h.path(webinar)+"/ask", "/o"+h.path(webinar)+"/asked"
	organizer := h.visitor()
	stranger := h.stranger()
	stranger.get(page).want(http.StatusOK).says("Här tas inga frågor emot.")
	if strings.Contains(stranger.get(h.path(webinar)).body, page) {
		t.Error("the form leads to where nobody can ask")
	}
	organizer.follow(organizer.post(office, url.Values{"do": {"asking"}, "way": {"review"}}))
	stranger.get(h.path(webinar)).says("Ställ en fråga")
	asker := h.asks(webinar, "Vad kostade det?", "Åsa")
	asker.get(page).says("Vad kostade det?", "Åsa", "arrangören läser frågan först")
	if list := stranger.get(page).asked(); len(list) != 0 {
		t.Errorf("others see %q before the organizer has", list)
	}
	organizer.press(organizer.get(office).says("Väntar på dig"), "Visa")
	h.asks(webinar, "Hur började ni?", "")
	organizer.press(organizer.get(office), "Visa")

	reader := h.stranger()
	seen := reader.get(page)
	if list := seen.asked(); len(list) != 2 || list[0] != "Vad kostade det?" {
		t.Fatalf("asked are %q", list)
	}
	vote := seen.Find(".inquiries form").Eq(1).AttrOr("action", "")
	for range 2 {
		reader.post(vote, url.Values{"vote": {"on"}}).want(http.StatusSeeOther)
	}
	seen = reader.get(page).says("2 personer undrar", "Det undrar jag inte längre")
	if list := seen.asked(); list[0] != "Hur började ni?" {
		t.Errorf("most want to know %q", list[0])
	}
	if h.stranger().post(vote, url.Values{"vote": {"on"}}).location != page+"?done=cookie" {
		t.Error("a device without a cookie votes")
	}
	own := asker.get(page).Find("form[action$='/withdraw']")
	if own.Length() != 1 {
		t.Fatal("who asked cannot take it away")
	}
	reader.post(own.AttrOr("action", ""), nil).want(http.StatusNotFound)
	asker.follow(asker.post(own.AttrOr("action", ""), nil)).says("Frågan är borttagen.")
	if list := reader.get(page).asked(); len(list) != 1 {
		t.Errorf("asked are %q", list)
	}
	reader.post(page, url.Values{"inquiry": {" "}, "firstname": {strings.Repeat("å", 41)}}).want(422).
		says("Skriv en fråga.", "Namnet är 1 tecken för långt.")
	h.act(webinar, survey.ActionClose)
	reader.post(page, url.Values{"inquiry": {"För sent?"}}).want(422).says("Det går inte längre att ställa frågor här.", "För sent?")
}

func TestWrittenAnswersReachTheFollowUpPage(t *testing.T) {
	t.Parallel()
	h := open(t)
	answers, office := h.answers(webinar), "/o"+h.path(webinar)+"/asked"
	organizer, speaker := h.visitor(), h.stranger()
	h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "link")
	page := speaker.get(answers).want(http.StatusOK).says("Hur fick ni med ledningen?")
	first := page.editor()
	field := page.Find("textarea").AttrOr("name", "")
	first.Set(field, "Med siffror.")
	speaker.follow(speaker.post(answers, first)).says("Svaren är sparade.")
	first.Set(field, "Med tålamod.")
	speaker.post(answers, first).want(http.StatusConflict).says("Med siffror.", "Med tålamod.")

	reader := h.stranger()
	follow := h.followUp(webinar)
	reader.get(follow).says("Hur fick ni med ledningen?")
	if strings.Contains(reader.get(follow).body, "Med siffror.") {
		t.Error("the answer is shown before an organizer has chosen so")
	}
	list := organizer.get(office)
	one, all := list.Find("button[value=release]").Closest("form"), list.Find("#answers")
	read := url.Values{}
	for _, in := range one.Find("input").EachIter() {
		read.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	}
	if all.Find("button[value=releaseall]").Length() != 1 || list.Find("input[form=answers]").Length() != 1 {
		t.Fatal("the page does not say which answers it shows")
	}
	again := speaker.get(answers).editor()
	again.Set(field, "Med tålamod.")
	speaker.post(answers, again).want(http.StatusSeeOther)
	for _, do := range []string{"release", "releaseall"} { // of what the organizer has not read
		read.Set("do", do)
		organizer.post(office, read).want(http.StatusConflict).says("Ett av svaren har ändrats", "Med tålamod.")
	}
	if strings.Contains(reader.get(follow).body, "Med tålamod.") {
		t.Error("an answer is shown that no organizer has read")
	}
	organizer.press(organizer.get(office), "Visa svaret")
	reader.get(follow).says("Frågor och svar", "Med tålamod.", "Åsa")
	organizer.follow(organizer.post(office, url.Values{"do": {"nolink"}})).says("Länken fungerar inte längre.")
	speaker.get(answers).want(http.StatusNotFound)
}
