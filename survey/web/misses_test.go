package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// misses uses up what an address may look for in vain.
func (h *house) misses(address string) {
	h.t.Helper()
	for _, path := range []string{"/s/AAAAA%c", "/i/%c"} {
		last := 0
		for i := range 2100 {
			res := h.from(h.handler, address, http.MethodGet, fmt.Sprintf(path, "0123456789AHKMRWXY"[i%18]), nil)
			if last = res.StatusCode; last == http.StatusTooManyRequests {
				break
			}
		}
		if last != http.StatusTooManyRequests {
			h.t.Fatalf("%s: misses have no limit, the last got %d", path, last)
		}
	}
}

// TestMissesHoldUpNothingThatIsRight: at every public address that a code, a key, a
// token or a number opens, one who has looked for too many that are none is told so,
// and the right one opens all the same. So it does where nobody's address is known.
func TestMissesHoldUpNothingThatIsRight(t *testing.T) {
	t.Parallel()
	h := open(t)
	identifiers := h.identifiers()
	wrongs := strings.NewReplacer("{code}", "AAAAAA", "{key}", survey.Key{9}.Text(), "{token}", survey.Key{9}.Text(), "{number}", "AAAA-BBBB-CCCC",
		"{inquiry}", "1", "{reflection}", "1", "{card}", "1", "{material}", "1")
	for _, address := range []string{"203.0.113.7:1", "127.0.0.1:1"} {
		h.misses(address)
		looked := 0
		err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
			route = strings.ReplaceAll(route, "/*/", "/")
			office := strings.HasPrefix(route, "/o/")
			if !strings.ContainsAny(route, "{") || office && !strings.Contains(route, "{token}") || strings.HasPrefix(route, "/assets/") || strings.HasPrefix(route, "/accent/") {
				return nil
			}
			looked++
			if res := h.from(h.handler, address, method, wrongs.Replace(route), url.Values{}); res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
				t.Errorf("%s: %s %s, after too many misses: %d", address, method, route, res.StatusCode)
			}
			if office || method+route == "POST/l/{key}/key" || strings.HasPrefix(route, "/b/{key}/live") || strings.HasPrefix(route, "/p/") || strings.HasPrefix(route, "/i/") {
				return nil
			}
			// All but what replaces the key or goes on for ever opens to its own.
			opens := openedBy[route[:strings.Index(route, "{")]]
			right := strings.NewReplacer("{code}", identifiers[opens[0]], "{key}", identifiers[opens[0]], "{number}", identifiers["number"],
				"{inquiry}", "1", "{reflection}", "1", "{card}", "1", "{material}", "1").Replace(route)
			if res := h.from(h.handler, address, method, right, url.Values{}); res.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s %s is right and held up", address, method, route)
			}
			return nil
		})
		if err != nil || looked < 40 {
			t.Errorf("%d addresses, %v", looked, err)
		}
		for _, path := range []string{h.path(webinar), "/e/" + string(h.event.Code), "/l/" + identifiers["letter"], "/verify/" + identifiers["number"], "/o/join/none"} {
			want := http.StatusOK
			if strings.HasSuffix(path, "none") {
				want = http.StatusTooManyRequests
			}
			if res := h.from(h.handler, address, http.MethodGet, path, nil); res.StatusCode != want {
				t.Errorf("%s: %s gets %d, want %d", address, path, res.StatusCode, want)
			}
		}
		if res := h.from(h.handler, address, http.MethodGet, "/o/setup/"+strings.ToLower(identifiers["set-up link"]), nil); res.StatusCode != http.StatusOK {
			t.Errorf("a right link to set up: %d", res.StatusCode)
		}
	}
}

// TestCodesHaveALimitOnMisses: of 3,000 that come at once from one address some are
// only told that there were too many, while a hall behind it gets in.
func TestCodesHaveALimitOnMisses(t *testing.T) {
	t.Parallel()
	h := open(t)
	var told, refused, held atomic.Int32
	var all sync.WaitGroup
	for worker := range 6 {
		all.Go(func() {
			for i := range 500 {
				code := fmt.Sprintf("%c%c%c%c%c0", 'H', "AHKMRWXY"[worker], "0123456789"[i/100], "0123456789"[i/10%10], "0123456789"[i%10])
				switch h.from(h.handler, "203.0.113.7:1", http.MethodGet, "/s/"+code, nil).StatusCode {
				case http.StatusNotFound:
					told.Add(1)
				case http.StatusTooManyRequests:
					refused.Add(1)
				}
				if i%50 == 0 && h.from(h.handler, "203.0.113.7:2", http.MethodGet, h.path(webinar), nil).StatusCode != http.StatusOK {
					held.Add(1)
				}
			}
		})
	}
	all.Wait()
	if told.Load() != 2000 || refused.Load() != 1000 {
		t.Errorf("%d are looked for and %d refused", told.Load(), refused.Load())
	}
	if held.Load() > 0 {
		t.Errorf("%d times somebody with the right code is held up", held.Load())
	}
	page := h.stranger()
	for range 2100 {
		if res := h.from(h.handler, "127.0.0.1:1", http.MethodGet, "/e/HHHHHH", nil); res.StatusCode == http.StatusTooManyRequests {
			break
		}
	}
	page.get("/e/HHHHHH").want(http.StatusTooManyRequests).says("En rätt kod fungerar hela tiden.")
	if s := page.get("/s/HHHHHH").want(http.StatusTooManyRequests); s.Find("form input[name=code]").Length() != 1 {
		t.Error("the page has no field to try again with")
	}
}
