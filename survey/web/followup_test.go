package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// followUp is the address of the session's follow-up page.
func (h *house) followUp(title string) string { return "/f" + strings.TrimPrefix(h.path(title), "/s") }

// setFollowUp sets the follow-up page as an organizer does, with some fields
// changed.
func (h *house) setFollowUp(address string, pairs ...string) {
	h.t.Helper()
	v := h.visitor()
	v.post(address, v.get(address).want(http.StatusOK).editor(pairs...)).want(http.StatusSeeOther)
}

func TestFollowUpPageIsForThoseItIsFor(t *testing.T) {
	t.Parallel()
	h := open(t)
	page, settings := h.followUp(workshop), "/o"+h.path(workshop)+"/followup"
	event, eventSettings := "/f/"+string(h.event.Code), "/o/e/"+string(h.event.Code)+"/followup"
	reader := h.stranger()

	reader.get(page).want(http.StatusNotFound).says("Det finns ingen uppföljningssida")
	h.visitor().get(settings+"/preview").want(http.StatusOK).says("Här finns inget än.", "Bara ni arrangörer ser")

	h.setFollowUp(settings, "audience", "link", "lead-sv", "Tack för en fin dag!", "changes-sv", "Mer tid för frågor.")
	h.setFollowUp(eventSettings, "audience", "public", "lead-sv", "Två dagar om styrning.")
	seen := reader.get(page).want(http.StatusOK)
	seen.says("Tack för en fin dag!", "Det här ändrar vi", "Mer tid för frågor.")
	if seen.header.Get("X-Robots-Tag") == "" {
		t.Error("search engines may list a page that is for those with the link")
	}
	whole := reader.get(event).want(http.StatusOK).says("Två dagar om styrning.")
	if whole.header.Get("X-Robots-Tag") != "" {
		t.Error("search engines may not list a public page")
	}
	if strings.Contains(whole.body, page) {
		t.Error("the event's page leads to one that only those with the link find")
	}
	h.setFollowUp(settings, "audience", "public", "until", "2026-04-30T12:00")
	if !strings.Contains(reader.get(event).body, page) {
		t.Error("the event's page does not lead to the session's")
	}
	h.clock.advance(30 * 24 * time.Hour)
	reader.get(page).want(http.StatusNotFound)
	if strings.Contains(reader.get(event).body, page) {
		t.Error("the event's page leads to one that is gone")
	}
}

func TestFollowUpPageForTheInvited(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	page := "/f" + strings.TrimPrefix(s.first, "/s")
	s.setFollowUp("/o"+s.first+"/followup", "audience", "invited", "lead-sv", "Bara för er.")
	s.stranger().get(page).want(http.StatusForbidden)
	guest := s.stranger()
	guest.get(s.links(1)[0])
	guest.get(page).want(http.StatusOK).says("Bara för er.")
}

func TestFollowUpPageIsNotOverwritten(t *testing.T) {
	t.Parallel()
	h := open(t)
	settings := "/o" + h.path(workshop) + "/followup"
	v := h.visitor()
	first := v.get(settings).editor("lead-sv", "Mitt")
	h.setFollowUp(settings, "lead-sv", "Ditt")
	second := v.post(settings, first).want(http.StatusConflict)
	second.says("Ditt")
	v.post(settings, second.editor()).want(http.StatusSeeOther)
	if got := v.get(settings).Find("#lead-sv").Text(); !strings.Contains(got, "Mitt") {
		t.Errorf("the opening is %q", got)
	}
	v.post(settings, v.get(settings).editor("until", "2026-02-30T10:00", "lead-sv", strings.Repeat("å", 4001))).wrong("until", "lead-sv")
}
