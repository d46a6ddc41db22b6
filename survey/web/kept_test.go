package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// TestWhoReadsTheDatabaseSignsInAsNobody: what opens something for organizers and
// attendees stands there only as what cannot be turned back.
func TestWhoReadsTheDatabaseSignsInAsNobody(t *testing.T) {
	t.Parallel()
	h := open(t)
	link := h.setUpLink(0)
	owner := h.stranger()
	owner.post("/o/setup/"+link, url.Values{"organization": {"Ny"}, "name": {"Eva"}, "email": {eva}, "password": {goodPassword}}).want(http.StatusSeeOther)
	joining := owner.post("/o/organizers", url.Values{"email": {"bo@example.org"}, "role": {"viewer"}}).want(http.StatusOK).text("main code")
	attendee := h.visitor()
	form := attendee.fill(workshop, "q1", "5")
	attendee.post(h.path(workshop), form).want(http.StatusSeeOther)

	var kept []byte
	for _, end := range []string{"", "-wal"} {
		part, err := os.ReadFile(h.database + end)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, part...)
	}
	if !bytes.Contains(kept, []byte("$argon2id$v=19$m=19456,t=2,p=1$")) || !bytes.Contains(kept, []byte(eva)) {
		t.Fatal("the password's hash or its owner is not found where it should be")
	}
	for what, secret := range map[string]string{
		"the password": goodPassword, "the sign-in's token": owner.token(), "the link to set up": link,
		"the link to join": joining[strings.LastIndex(joining, "/")+1:], "the attendee's key": form.Get("key"),
	} {
		if len(secret) < 20 {
			t.Fatalf("%s is %q", what, secret)
		}
		if bytes.Contains(bytes.ToUpper(kept), []byte(strings.ToUpper(secret))) {
			t.Errorf("the database holds %s", what)
		}
		if key, ok := survey.ParseKey(secret); ok && bytes.Contains(kept, key[:]) {
			t.Errorf("the database holds the bytes of %s", what)
		}
	}
}
