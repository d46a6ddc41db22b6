package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/web"
)

// from sends a request from the address, with the cookies.
func (h *house) from(handler http.Handler, address, method, path string, form url.Values, cookies ...*http.Cookie) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", formType)
	}
	r.RemoteAddr = address
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return serve(handler, r).Result()
}

// tries signs in from the address and returns the status.
func (h *house) tries(address, email, password string, cookies ...*http.Cookie) int {
	return h.from(h.handler, address, http.MethodPost, "/o/sign-in", url.Values{"email": {email}, "password": {password}}, cookies...).StatusCode
}

// restarted is a further program on the same database, as after a restart.
func (h *house) restarted() http.Handler {
	h.t.Helper()
	handler, err := web.New(web.Config{Store: h.store, Issuer: h.issuer, URL: h.url, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.t.Fatal(err)
	}
	return handler
}

// known are the cookies that prove that a device is known.
func known(res *http.Response) (cookies []*http.Cookie) {
	for _, c := range res.Cookies() {
		if strings.Contains(c.Name, "known-") && c.MaxAge > 0 {
			cookies = append(cookies, c)
		}
	}
	return cookies
}

// knownTo signs in with the right password and returns the device's proof.
func (h *house) knownTo(address, email, password string) []*http.Cookie {
	h.t.Helper()
	res := h.from(h.handler, address, http.MethodPost, "/o/sign-in", url.Values{"email": {email}, "password": {password}})
	if res.StatusCode != http.StatusSeeOther || len(known(res)) == 0 {
		h.t.Fatalf("signing in: %d, %v", res.StatusCode, res.Cookies())
	}
	return known(res)
}

const (
	eva   = "eva@example.org"
	wrong = "ett annat lösenord"
)

// TestGuessesAtOnceAreNotAllLookedAt: of a hundred that come together from one
// address, and from a hundred addresses, only as many are looked at as the limit
// lets.
func TestGuessesAtOnceAreNotAllLookedAt(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			h.setUp("Ny arrangör", eva)
			for _, c := range []struct {
				name    string
				most    int32
				address func(i int) string
			}{
				{"one address", 8, func(int) string { return "203.0.113.7:1" }},
				{"a hundred addresses", 60, func(i int) string { return fmt.Sprintf("198.51.100.%d:1", i) }},
			} {
				var looked, refused atomic.Int32
				var all sync.WaitGroup
				for i := range 100 {
					all.Go(func() {
						switch status := h.tries(c.address(i), eva, wrong); status {
						case http.StatusUnprocessableEntity:
							looked.Add(1)
						case http.StatusTooManyRequests, http.StatusServiceUnavailable:
							refused.Add(1)
						default:
							t.Errorf("%s: %d", c.name, status)
						}
					})
				}
				all.Wait()
				if looked.Load() > c.most || looked.Load() == 0 || looked.Load()+refused.Load() != 100 {
					t.Errorf("%s: %d are looked at, want at most %d", c.name, looked.Load(), c.most)
				}
			}
			h.clock.advance(time.Hour)
			for i := range 12 { // what was right does not count
				if status := h.tries("203.0.113.9:1", eva, goodPassword); status != http.StatusSeeOther {
					t.Fatalf("right for the %dth time: %d", i+1, status)
				}
			}
		})
	}
}

// TestNobodyWaitsForOthersGuesses: while 180 wrong passwords come from one address,
// who signs in from another is let in before most of them are looked at.
func TestNobodyWaitsForOthersGuesses(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Ny arrangör", eva)
	var looked atomic.Int32
	var all sync.WaitGroup
	started := make(chan struct{}, 180)
	for i := range 180 {
		all.Go(func() {
			started <- struct{}{}
			if h.tries("203.0.113.7:1", fmt.Sprintf("nobody%d@example.org", i), wrong) == http.StatusUnprocessableEntity {
				looked.Add(1)
			}
		})
	}
	for range 180 {
		<-started
	}
	before := looked.Load()
	if status := h.tries("198.51.100.1:1", eva, goodPassword); status != http.StatusSeeOther {
		t.Errorf("the right password: %d", status)
	}
	if during := looked.Load() - before; during > 20 {
		t.Errorf("%d others' guesses are looked at while one waits", during)
	}
	all.Wait()
	if looked.Load() > 60 {
		t.Errorf("%d of 180 are looked at", looked.Load())
	}
}

// TestAStrangerKeepsNoOwnerOut: one who guesses from ever changing addresses uses up
// what strangers may try, and nothing of a device on which the owner has signed in.
func TestAStrangerKeepsNoOwnerOut(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			owner := h.setUp("Ny arrangör", eva)
			h.setUp("En annan arrangör", "ulf@example.org")
			device, other := h.knownTo("192.0.2.1:1", eva, goodPassword), h.knownTo("192.0.2.2:1", "ulf@example.org", goodPassword)
			for i := range 70 {
				h.tries(fmt.Sprintf("198.51.100.%d:1", i), eva, wrong)
			}
			for i := range 3 {
				h.clock.advance(10 * time.Second)
				h.tries(fmt.Sprintf("203.0.113.%d:1", i), eva, wrong)
				if status := h.tries("192.0.2.1:1", eva, goodPassword); status != http.StatusTooManyRequests {
					t.Errorf("on a device that is not known: %d", status)
				}
				if status := h.tries("192.0.2.1:1", eva, goodPassword, device...); status != http.StatusSeeOther {
					t.Errorf("on the owner's device: %d", status)
				}
			}
			for _, c := range other {
				if status := h.tries("192.0.2.2:1", eva, goodPassword, c); status != http.StatusTooManyRequests {
					t.Errorf("with another organizer's proof: %d", status)
				}
				if status := h.tries("192.0.2.2:1", eva, goodPassword, &http.Cookie{Name: device[0].Name, Value: c.Value}); status != http.StatusTooManyRequests {
					t.Errorf("with another organizer's proof under the owner's name: %d", status)
				}
			}
			if forged := []*http.Cookie{{Name: device[0].Name, Value: device[0].Value[:len(device[0].Value)-1] + "x"}}; h.tries("192.0.2.1:1", eva, goodPassword, forged...) != http.StatusTooManyRequests {
				t.Error("a forged proof is taken")
			}

			// Nor does one behind the same proxy that nobody has named.
			for range 10 {
				h.tries("127.0.0.1:1", eva, wrong)
			}
			if status := h.tries("127.0.0.1:1", eva, goodPassword, device...); status != http.StatusSeeOther {
				t.Errorf("on the owner's device behind the same proxy: %d", status)
			}

			// The proof holds after a restart, but has a limit of its own.
			again := h.restarted()
			for i := range 20 {
				res := h.from(again, "192.0.2.1:1", http.MethodPost, "/o/sign-in", url.Values{"email": {eva}, "password": {wrong}}, device...)
				if want := i >= 10; (res.StatusCode == http.StatusTooManyRequests) != want {
					t.Fatalf("guess %d on a known device: %d", i+1, res.StatusCode)
				}
			}
			// It ends with the password.
			owner.follow(owner.post("/o/password", url.Values{"password": {goodPassword}, "new": {"elva gröna paraplyer"}})).says("Ditt nya lösenord är sparat")
			if status := h.tries("192.0.2.1:1", eva, "elva gröna paraplyer", device...); status != http.StatusTooManyRequests {
				t.Errorf("with a proof from before the password was chosen: %d", status)
			}
		})
	}
}

// TestADevicesProofTellsNobodyWhoseItIs: it is another on each device, and holds no
// e-mail, name or number.
func TestADevicesProofTellsNobodyWhoseItIs(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Ny arrangör", eva)
	one, two := h.knownTo("192.0.2.1:1", eva, goodPassword), h.knownTo("192.0.2.1:1", eva, goodPassword)
	if len(one) != 1 || one[0].Value == two[0].Value || !one[0].HttpOnly {
		t.Errorf("%v and %v", one, two)
	}
	all, err := h.store.Credentials(t.Context(), eva)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	for _, told := range []string{"eva", "Eva", fmt.Sprint(int64(all[0].Organizer.ID)), fmt.Sprintf("%x", int64(all[0].Organizer.ID))} {
		if strings.Contains(one[0].String(), told) {
			t.Errorf("the cookie tells %q: %s", told, one[0])
		}
	}
}

// TestAnotherOrganizationsPasswordTellsNothing: whoever has made an organizer of the
// same e-mail elsewhere, and so signs in as often as they like, does not thereby try
// passwords of the first without a limit.
func TestAnotherOrganizationsPasswordTellsNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Ny arrangör", eva)
	token := "/o/setup/" + strings.ToLower(h.setUpLink(0))
	elsewhere := "elva gröna paraplyer"
	h.stranger().post(token, url.Values{"organization": {"Illvilja"}, "name": {"X"}, "email": {eva}, "password": {elsewhere}}).want(http.StatusSeeOther)
	let := 0
	for range 20 {
		if h.tries("203.0.113.7:1", eva, elsewhere) == http.StatusSeeOther {
			let++
		}
	}
	if let > 8 {
		t.Errorf("%d guesses at the other password are looked at", let)
	}
	// A device that is known to the second is not to the first.
	h.clock.advance(time.Hour)
	device := h.knownTo("203.0.113.7:1", eva, elsewhere)
	guesses := 0
	for range 100 {
		if h.tries("203.0.113.7:1", eva, wrong, device...) == http.StatusUnprocessableEntity {
			guesses++
		}
	}
	if guesses > 20 {
		t.Errorf("%d guesses from a device that is known elsewhere are looked at", guesses)
	}
}
