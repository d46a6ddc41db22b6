package web_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// One printed code serves before, during and after.
func TestOneCodeBeforeDuringAndAfter(t *testing.T) {
	t.Parallel()
	h := open(t)
	code, after, office := h.path(draft), h.followUp(draft), "/o"+h.path(draft)
	organizer := h.visitor()
	organizer.follow(organizer.post(office+"/asked", url.Values{"do": {"asking"}, "way": {"open"}}))
	leads := func(page seen, to string) bool { return page.Find("main a[href='"+to+"']").Length() == 1 }
	attendee := h.stranger()

	before := attendee.get(code).want(http.StatusOK).says("Öppnar torsdag 16 april kl. 14.45.")
	if !leads(before, code+"/ask") || leads(before, after) {
		t.Error("before it begins, the code does not lead to asking, or leads to what is not there")
	}
	h.act(draft, survey.ActionOpen)
	during := attendee.get(code)
	if during.Find("input[name=q1]").Length() == 0 || !leads(during, code+"/ask") || leads(during, after) {
		t.Error("while it is open, the code does not lead to the form and to asking alone")
	}
	attendee.answer(draft, "q1", "5")
	h.setFollowUp(office+"/followup", "audience", "link")
	if !leads(attendee.get(code), after) || !leads(h.stranger().get(code), after) {
		t.Error("with the follow-up page there, neither form nor thanks lead to it")
	}
	h.act(draft, survey.ActionClose)
	if page := h.stranger().get(code); !leads(page, after) || leads(page, code+"/ask") {
		t.Error("afterwards the code does not lead to the follow-up page alone")
	}
	event := "/e/" + string(h.event.Code)
	if leads(attendee.get(event), after) {
		t.Error("the programme leads to a page that is only for those who have its address")
	}
	h.setFollowUp(office+"/followup", "audience", "public")
	h.setFollowUp("/o"+event+"/followup", "audience", "public")
	if page := attendee.get(event); !leads(page, after) || !leads(page, "/f/"+string(h.event.Code)) {
		t.Error("the programme does not lead to public follow-up pages")
	}
	h.setFollowUp(office+"/followup", "audience", "none")
	if leads(attendee.get(event), after) || leads(attendee.get(code), after) {
		t.Error("a page that is not shown is led to")
	}
}

func TestWhatIsSharedOfAFollowUpPage(t *testing.T) {
	t.Parallel()
	h := open(t)
	page, settings := h.followUp(workshop), "/o"+h.path(workshop)+"/followup"
	h.setFollowUp(settings, "audience", "link", "lead-sv", "En förmiddag om mål.\r\n\r\n"+strings.Repeat("Och om avtal. ", 40))
	meta := func(s seen, name string) string {
		return s.Find("meta[property='"+name+"'], meta[name='"+name+"']").AttrOr("content", "")
	}
	reader := h.stranger()
	seen := reader.get(page)
	if d := meta(seen, "og:description"); !strings.HasPrefix(d, "En förmiddag om mål. Och om") || len([]rune(d)) > 200 {
		t.Errorf("shared is %q", d)
	}
	if meta(seen, "og:title") != workshop || meta(seen, "robots") != "noindex" || seen.Find("link[rel=canonical]").AttrOr("href", "") != h.url+page {
		t.Error("what is shared lacks its title or address, or may be found by all")
	}
	picture := reader.get(strings.TrimPrefix(meta(seen, "og:image"), h.url)).want(http.StatusOK)
	if c, err := png.DecodeConfig(bytes.NewReader([]byte(picture.body))); err != nil || c.Width != 1200 || c.Height != 630 {
		t.Errorf("the picture is %d by %d pixels, %v", c.Width, c.Height, err)
	}
	if picture.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Error("other sites cannot show the picture")
	}
	h.setFollowUp(settings, "audience", "public", "until", "2026-04-30T12:00")
	if meta(reader.get(page), "robots") != "" {
		t.Error("search engines are kept from a public page")
	}
	h.clock.advance(30 * 24 * time.Hour)
	reader.get(page + "/picture.png").want(http.StatusNotFound)
}
