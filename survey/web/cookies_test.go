package web_test

import (
	"bytes"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/web"
)

// TestPlantedCookiesAreNotTaken: over https only those count whose names browsers
// guard.
func TestPlantedCookiesAreNotTaken(t *testing.T) {
	t.Parallel()
	h := open(t)
	secure, err := web.New(web.Config{Store: h.store, Issuer: h.issuer, URL: "https://svar.example.org", Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{
		signInCookie: http.StatusSeeOther, "__Secure-" + signInCookie: http.StatusSeeOther, "__Secure-" + signInCookie + "!o": http.StatusSeeOther,
		"__Host-" + signInCookie: http.StatusSeeOther, hostSignIn: http.StatusOK, "__Host-" + signInCookie + "!s": http.StatusSeeOther,
	} {
		if res := h.from(secure, "203.0.113.7:1", http.MethodGet, "/o/", nil, &http.Cookie{Name: name, Value: h.owner}); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, want)
		}
	}
	for name, want := range map[string]string{"lang": "sv", "__Host-lang": "en"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", "sv")
		r.AddCookie(&http.Cookie{Name: name, Value: "en"})
		if body := serve(secure, r).Body.String(); !strings.Contains(body, `lang="`+want+`"`) {
			t.Errorf("with %s the page is not in %s", name, want)
		}
	}
}

// hostSignIn is how a browser knows the cookie of an organizer over https.
const hostSignIn = "__Host-" + signInCookie + "!o"

// TestAPagesCookieIsReadThereAlone: over https browsers send every cookie of ours to
// all of our pages, and so each is read where it is for.
func TestAPagesCookieIsReadThereAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	secure, err := web.New(web.Config{Store: h.store, Issuer: h.issuer, URL: "https://svar.example.org", Now: h.clock.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	answered := h.from(secure, "203.0.113.7:1", http.MethodPost, h.path(workshop), h.stranger().fill(workshop, "q1", "5"))
	var key *http.Cookie
	for _, c := range answered.Cookies() {
		if strings.HasPrefix(c.Name, "__Host-omdome!") {
			key = c
		}
	}
	if key == nil {
		t.Fatalf("the answer gives no key: %v", answered.Cookies())
	}
	change := func(session, name string) int {
		t.Helper()
		return h.from(secure, "203.0.113.7:1", http.MethodGet, h.path(session)+"/change", nil, &http.Cookie{Name: name, Value: key.Value}).StatusCode
	}
	elsewhere := strings.ReplaceAll(h.path(webinar), "/", "!")
	for name, want := range map[string]bool{
		key.Name: true, "__Host-omdome" + elsewhere: false, "omdome": false,
		"__Secure-omdome": false, "__Secure-" + strings.TrimPrefix(key.Name, "__Host-"): false, strings.TrimPrefix(key.Name, "__Host-"): false,
	} {
		if got := change(workshop, name) == http.StatusOK; got != want {
			t.Errorf("with %s the answer opens: %v", name, got)
		}
	}
	if change(webinar, key.Name) == http.StatusOK {
		t.Error("another session's cookie opens this one's answer")
	}
}

// sources are the files of all rooms' pages.
func sources(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

// TestCookiesAreGivenInOnePlace: a cookie that is given elsewhere lacks what stands
// before its name over https, and is then never read again.
func TestCookiesAreGivenInOnePlace(t *testing.T) {
	t.Parallel()
	found := 0
	for _, name := range sources(t) {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(source, []byte("http.SetCookie(")) {
			continue
		}
		if found++; name != filepath.Join("page", "cookies.go") {
			t.Errorf("%s gives a cookie by itself: give it by setCookie", name)
		}
	}
	if found == 0 {
		t.Error("no file gives cookies: the test has not found it")
	}
}
