package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
)

// TestTooManyFormsAreToldWhenToComeAgain: with everything that was typed kept,
// and only for the one who sends them.
func TestTooManyFormsAreToldWhenToComeAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "5", "q4", "Kvar.")
	var page seen
	for range 100 {
		if page = v.post(h.path(workshop), form); page.status != http.StatusSeeOther {
			break
		}
	}
	page.want(http.StatusTooManyRequests).says("Många svarar just nu. Försök igen om 2 sekunder.")
	if page.header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After is %q", page.header.Get("Retry-After"))
	}
	if kept := page.fields(); kept.Get("q1") != "5" || kept.Get("q4") != "Kvar." || kept.Get("key") != form.Get("key") {
		t.Errorf("the page keeps %v", kept)
	}
	h.visitor().answer(workshop, "q1", "4").says("Ditt svar är sparat.")
	h.clock.advance(2 * time.Second)
	v.follow(v.post(h.path(workshop), form)).says("Svaret hade redan kommit fram.")
	if log := h.log.String(); strings.Contains(log, form.Get("key")) || strings.Contains(log, "127.0.0.1") {
		t.Error("the log holds a key or an address")
	}
}

// TestKeysAreNotGuessed: wrong ones are counted for the address, right ones are
// not.
func TestKeysAreNotGuessed(t *testing.T) {
	t.Parallel()
	h := open(t)
	code := h.visitor().answer(workshop, "q1", "5").text(".code")
	find := func(address, typed string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, h.path(workshop)+"/find", strings.NewReader(url.Values{"answer": {typed}}.Encode()))
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Accept-Language", "sv")
		r.RemoteAddr = address
		return serve(h.handler, r)
	}
	for range 300 {
		if w := find("203.0.113.7:1", code); w.Code != http.StatusSeeOther {
			t.Fatalf("the right code gets %d", w.Code)
		}
	}
	refused := 0
	for i := range 2300 {
		w := find("203.0.113.8:1", survey.Key{byte(i), byte(i >> 8), 1}.Text())
		if w.Code != http.StatusTooManyRequests {
			continue
		}
		if refused++; refused > 1 {
			continue
		}
		page, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.Find(".errors").Text(); !strings.Contains(got, "Många svarar just nu. Försök igen om 2 sekunder.") ||
			page.Find("#answer").AttrOr("value", "") == "" || w.Header().Get("Retry-After") == "" {
			t.Errorf("the page says %q and keeps %q", got, page.Find("#answer").AttrOr("value", ""))
		}
	}
	if refused != 300 {
		t.Errorf("%d of 2,300 guesses are refused, want 300", refused)
	}
	r := httptest.NewRequest(http.MethodGet, "/i/"+survey.Key{1}.Text(), nil)
	r.RemoteAddr = "203.0.113.8:2"
	if w := serve(h.handler, r); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("a guessed personal link gets %d", w.Code)
	}
	if w := find("203.0.113.7:1", code); w.Code != http.StatusSeeOther {
		t.Errorf("somebody else's right code gets %d", w.Code)
	}
}
