package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

// TestWhatIsDrawnForAllIsEachOnesOwn: form and thanks are drawn once for all who see
// the same. Everybody's hold their own key and seal, as if drawn for them alone.
func TestWhatIsDrawnForAllIsEachOnesOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	token, invited := h.invite(t, "Bara inbjudna")
	keys := map[string]bool{}
	for _, l := range i18n.Languages() {
		first, second, guest := h.stranger(), h.stranger(), h.stranger()
		second.get(h.path(webinar))
		second.post(h.path(webinar)+"/another", nil)
		guest.get("/i/" + token)
		for _, who := range []struct {
			*visitor
			path string
		}{{first, h.path(webinar)}, {second, h.path(webinar)}, {guest, "/s/" + string(invited)}} {
			who.language = string(l)
			same := func(path string) seen {
				t.Helper()
				page, alone := who.get(path), who.get(path+"?alone=1")
				if got, want := page.body, strings.NewReplacer("alone=1&amp;", "", "&amp;alone=1", "").Replace(alone.body); got != want {
					t.Errorf("%s, %s: drawn for all\n%s\nand for one\n%s", path, l, got, want)
				}
				return page
			}
			form := same(who.path)
			key := form.fields().Get("key")
			if keys[key] || len(key) != 26 {
				t.Errorf("%s, %s: the key is %q", who.path, l, key)
			}
			keys[key] = true
			if who.visitor == guest {
				continue
			}
			who.post(who.path, form.fields("q1", "5")).want(http.StatusSeeOther)
			code, _ := survey.ParseKey(key)
			if thanks := same(who.path + "/thanks"); !strings.Contains(thanks.body, code.Spaced()) {
				t.Errorf("%s, %s: the thanks hold another's code", who.path, l)
			}
			same(who.path)
		}
	}
}

// TestWhatAnotherProgramChangesIsSoonSeen: a program shows what it changed itself at
// once, and what another one on the same database changed within a second or so.
func TestWhatAnotherProgramChangesIsSoonSeen(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.stranger()
	v.get(h.path(webinar)).want(http.StatusOK)
	h.act(webinar, survey.ActionClose)
	if page := v.get(h.path(webinar)); len(page.fields().Get("key")) != 0 {
		t.Error("a form that is closed is shown")
	}
	v.get(h.path(workshop)).want(http.StatusOK)
	other, err := store.Open(t.Context(), h.database, store.Options{Now: h.clock.Now, Files: h.files})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Act(t.Context(), h.code[workshop], survey.ActionClose); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(10 * time.Second); v.get(h.path(workshop)).fields().Get("key") != ""; {
		if time.Now().After(until) {
			t.Fatal("a form that another program has closed is shown for ten seconds")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// BenchmarkForm prints what a form and its thanks cost the processor, all but the
// network, beside the same drawn for each visitor alone.
func BenchmarkForm(b *testing.B) {
	h := open(b)
	v := h.stranger()
	form := v.get(h.path(webinar))
	v.post(h.path(webinar), form.fields("q1", "5")).want(http.StatusSeeOther)
	for b.Loop() {
		fmt.Print("\nprocessor for a page, gzipped, without the network\n")
		for _, page := range []struct {
			name, path string
			cookies    []*http.Cookie
		}{{"form", h.path(webinar), nil}, {"thanks", h.path(webinar) + "/thanks", v.cookiesFor(h.path(webinar) + "/thanks")}} {
			all := h.costs(b, page.path, page.cookies)
			alone := h.costs(b, page.path+"?alone=1", page.cookies)
			fmt.Printf("  %-7s %6.0f µs, drawn for one alone %6.0f µs: %.2f\n", page.name, all*1e6, alone*1e6, all/alone)
			b.ReportMetric(all*1e6, page.name+"-µs")
			b.ReportMetric(all/alone, page.name+"-ratio")
		}
	}
}

// cookiesFor are what the browser sends to the page.
func (v *visitor) cookiesFor(path string) []*http.Cookie {
	u, err := url.Parse(v.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.client.Jar.Cookies(u)
}

// costs is the processor's seconds for one of a thousand requests.
func (h *house) costs(b *testing.B, path string, cookies []*http.Cookie) float64 {
	b.Helper()
	const requests = 2000
	used := func() float64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
	}
	var begun float64
	for i := range requests + 100 {
		if i == 100 {
			begun = used()
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set("Accept-Language", "sv")
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		if h.handler.ServeHTTP(w, r); w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" {
			fmt.Fprintln(os.Stderr, w.Body)
			b.Fatalf("%s: %d", path, w.Code)
		}
	}
	return (used() - begun) / requests
}
