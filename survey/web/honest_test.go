package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhatNoLinkPreventsIsSaid where links and k are chosen, and where the link is
// shared.
func TestWhatNoLinkPreventsIsSaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	event := "/o/e/" + string(h.event.Code)
	for _, path := range []string{event + "/edit", h.office(draft) + "/edit", event + "/add", "/o/new"} {
		v.get(path).want(http.StatusOK).says("Gränsen hindrar inte den som själv har lämnat alla svar utom ett")
	}
	v.get(event+"/invitations").says("kan inte hindra att någon svarar många gånger", "svarar var och en högst en gång per pass", "kan den räkna ut det sista")
	for _, path := range []string{event + "/share", h.office(workshop) + "/share"} {
		page := v.get(path).says("kan inte hindra att någon svarar fler gånger")
		if page.Find("main a[href='"+event+"/invitations']").Length() == 0 {
			t.Errorf("%s does not lead to personal links", path)
		}
	}
	h.stranger().get(h.path(workshop)).says("Alla som har länken kan svara, och kanske flera gånger.")
	h.stranger().get(h.path(workshop) + "/protection").says("kan vi inte heller hindra att någon svarar flera gånger; det kan en personlig länk")
}

// TestInvitedPeopleAreToldHowManyLinksThereAre, on the form and on the page about
// how answers are protected, in each language; and nobody else is.
func TestInvitedPeopleAreToldHowManyLinksThereAre(t *testing.T) {
	t.Parallel()
	h := open(t)
	s := h.seminar()
	link := s.links(7)[3]
	s.links(5)
	for language, says := range map[string][2]string{
		"sv": {"12 personliga länkar har gjorts.", "har gjort 12 personliga länkar"},
		"en": {"12 personal links were made.", "has made 12 personal links"},
		"fi": {"Henkilökohtaisia linkkejä on tehty 12.", "tehnyt tänne 12 henkilökohtaista linkkiä"},
	} {
		guest := h.stranger()
		guest.language = language
		guest.get(link)
		guest.get(s.first).want(http.StatusOK).says(says[0])
		guest.get(s.first + "/protection").want(http.StatusOK).says(says[1])
		guest.post(s.first, guest.get(s.first).fields()).want(http.StatusUnprocessableEntity).says(says[0])
	}
	if text := h.stranger().get(h.path(workshop)).text("main"); strings.Contains(text, "länkar har gjorts") {
		t.Errorf("with an open link the form says %q", text)
	}
}
