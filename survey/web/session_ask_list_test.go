package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// list asks for the list of a page as its script does, with the tag that it got
// last.
func (v *visitor) list(page, tag string) seen {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, v.url+page+"/list", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	return v.do(r)
}

// TestPhonesAskForTheListAlone: nothing is sent where nothing has changed, each
// device sees its own question and votes, and what an organizer hides is gone.
func TestPhonesAskForTheListAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.answers(webinar)
	page := h.path(webinar) + "/ask"
	reader, asker := h.stranger(), h.asks(webinar, "Vad kostade det?", "")
	seen := reader.get(page).want(http.StatusOK)
	if from := seen.Find("[data-from]").AttrOr("data-from", ""); from != page+"/list" {
		t.Errorf("the page asks for %q", from)
	}
	first := reader.list(page, "").want(http.StatusOK)
	if got, _ := first.Find("[data-fresh=asked]").Html(); got == "" || !strings.Contains(seen.body, got) {
		t.Errorf("the list is %q, which does not stand on the page", got)
	}
	tag := first.header.Get("ETag")
	if again := reader.list(page, tag); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("nothing has changed, and it gets %d with %q", again.status, again.body)
	}
	if own := asker.list(page, tag); own.status != http.StatusNotModified {
		t.Errorf("%d for another device", own.status)
	}
	if n := asker.list(page, "").Find("form[action$='/withdraw']").Length(); n != 1 {
		t.Errorf("who asked has %d buttons to take it away", n)
	}
	vote := seen.Find("form[action$='/vote']").First().AttrOr("action", "")
	reader.post(vote, url.Values{"vote": {"on"}}).want(http.StatusSeeOther)
	voted := reader.list(page, tag).want(http.StatusOK)
	if voted.Find("button[value=off]").Length() != 1 || asker.list(page, "").Find("button[value=off]").Length() != 0 {
		t.Error("a vote is not its device's alone")
	}
	reader.post(vote, url.Values{"vote": {"off"}}).want(http.StatusSeeOther)
	if back := reader.list(page, voted.header.Get("ETag")).want(http.StatusOK); back.Find("button[value=off]").Length() != 0 || back.header.Get("ETag") != tag {
		t.Error("a vote that was taken back stays")
	}
	h.visitor().press(h.visitor().get("/o"+page+"ed"), "Dölj")
	if list := reader.list(page, tag).want(http.StatusOK).asked(); len(list) != 1 {
		t.Errorf("with one hidden the list has %q", list)
	}
}

// TestTheListIsForThoseInvited where the page is.
func TestTheListIsForThoseInvited(t *testing.T) {
	t.Parallel()
	h := open(t)
	s := h.seminar()
	page := s.first + "/ask"
	h.stranger().list(page, "").want(http.StatusForbidden)
	guest := h.stranger()
	guest.get(s.links(1)[0])
	for range 2 { // the second time nobody looks the link up
		guest.list(page, "").want(http.StatusOK)
	}
	h.stranger().list(page, "").want(http.StatusForbidden)
}

// BenchmarkAskPoll is what a phone costs that asks every five seconds: the whole
// page, the list, and the list where nothing has changed.
func BenchmarkAskPoll(b *testing.B) {
	h := open(b)
	h.answers(webinar)
	page := h.path(webinar) + "/ask"
	for i := range 40 {
		h.devicePost("203.0.113."+string(rune('0'+i%10))+":1", page, url.Values{"inquiry": {strings.Repeat("Hur gick det till? ", 5)}})
	}
	tag := serve(h.handler, httptest.NewRequest(http.MethodGet, page+"/list", nil)).Header().Get("ETag")
	for name, r := range map[string]struct{ path, tag string }{"page": {page, ""}, "list": {page + "/list", ""}, "unchanged": {page + "/list", tag}} {
		b.Run(name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					one := httptest.NewRequest(http.MethodGet, r.path, nil)
					one.Header.Set("If-None-Match", r.tag)
					if w := serve(h.handler, one); w.Code >= 400 {
						b.Fatalf("%d", w.Code)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
