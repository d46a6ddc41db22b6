package web_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// devicePost posts a form from the address, by a device that nobody has seen.
func (h *house) devicePost(address, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	key, err := survey.NewKey(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Accept-Language", "sv")
	r.RemoteAddr = address
	r.AddCookie(&http.Cookie{Name: "device", Value: key.Text()})
	return serve(h.handler, r)
}

// TestOneMachineIsNoHall: its votes and questions with a fresh device each time
// are soon refused, with what was typed kept, and a neighbour's are not.
func TestOneMachineIsNoHall(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answers(webinar)
	page := h.path(webinar) + "/ask"
	vote := h.stranger().get(page).Find("form[action$='/vote']").AttrOr("action", "")
	votes := 0
	for range 100 {
		w := h.devicePost("203.0.113.7:1", vote, url.Values{"vote": {"on"}})
		switch w.Code {
		case http.StatusSeeOther:
			votes++
		case http.StatusTooManyRequests:
			if w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "Många svarar just nu.") {
				t.Fatalf("refused with %v: %s", w.Header(), w.Body)
			}
		default:
			t.Fatalf("a vote gets %d", w.Code)
		}
	}
	if votes != 50 {
		t.Errorf("%d of 100 votes from one machine are counted", votes)
	}
	asked := 0
	var last *httptest.ResponseRecorder
	for i := range 300 {
		last = h.devicePost("203.0.113.8:1", page, url.Values{"inquiry": {"Fråga " + strconv.Itoa(i)}})
		if last.Code == http.StatusSeeOther {
			asked++
		}
	}
	if asked != 50 || last.Code != http.StatusTooManyRequests || !strings.Contains(last.Body.String(), "Fråga 299") {
		t.Errorf("%d of 300 questions from one machine are taken; the last gets %d", asked, last.Code)
	}
	if w := h.devicePost("198.51.100.1:1", page, url.Values{"inquiry": {"Från en annan plats"}}); w.Code != http.StatusSeeOther {
		t.Errorf("a neighbour's question gets %d", w.Code)
	}
	if log := h.log.String(); strings.Contains(log, "203.0.113") {
		t.Error("the log holds an address")
	}
}
