package web_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/web"
)

// TestOverHTTPS: where people come over https, every cookie is for https alone,
// and browsers are told to come no other way.
func TestOverHTTPS(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answers(webinar) // so that there is something to ask
	card := h.stranger().get(h.reflections(webinar)).Find(".thank").AttrOr("action", "")
	secure, err := web.New(web.Config{
		Store: h.store, Issuer: h.issuer, URL: "https://svar.example.org", Now: h.clock.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	setUp := "/o/setup/" + h.setUpLink(0)
	owner := url.Values{"organization": {"Ny"}, "name": {"Eva"}, "email": {"eva@example.org"}, "password": {goodPassword}}
	attendee := h.stranger()
	set := map[string]bool{}
	for _, visit := range []struct {
		path string
		form url.Values
	}{
		{setUp, owner},
		{"/o/sign-in", url.Values{"email": {"eva@example.org"}, "password": {goodPassword}}},
		{h.path(webinar), nil},
		{h.path(webinar), attendee.fill(webinar, "q1", "5")},
		{h.path(webinar) + "?lang=en", nil},
		{h.path(webinar) + "/ask", nil},
		{h.followUp(webinar) + "/reflect", nil},
		{card, url.Values{"thanks": {"on"}}},
		{"/healthz", nil},
	} {
		method, body := http.MethodGet, io.Reader(http.NoBody)
		if visit.form != nil {
			method, body = http.MethodPost, strings.NewReader(visit.form.Encode())
		}
		r, err := http.NewRequest(method, visit.path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res := serve(secure, r).Result()
		if res.StatusCode >= http.StatusBadRequest {
			t.Errorf("%s %s: %d", method, visit.path, res.StatusCode)
		}
		if got := res.Header.Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=") {
			t.Errorf("%s does not say that all goes over https", visit.path)
		}
		for _, c := range res.Cookies() {
			set[c.Name] = true
			if !strings.HasPrefix(c.Name, "__Host-") || c.Path != "/" || c.Domain != "" {
				t.Errorf("%s %s sets what another host could plant: %s", method, visit.path, c.Raw)
			}
			if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s %s sets %s without all that guards it: %s", method, visit.path, c.Name, c.Raw)
			}
		}
	}
	if !set[hostSignIn] || len(set) < 4 {
		t.Errorf("only these cookies were set: %v", set)
	}
	plain := h.stranger().get(h.path(webinar))
	if plain.header.Get("Strict-Transport-Security") != "" {
		t.Error("over plain HTTP the page asks for https, which is not there")
	}
}
