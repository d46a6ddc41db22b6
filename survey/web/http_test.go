package web_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web"
)

const formType = "application/x-www-form-urlencoded"

func TestRequestsThatAreNoForms(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "5").Encode()
	parts := strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"q1\"\r\n\r\n5\r\n", 500) + "--x--\r\n"
	cases := []struct {
		name, kind, body string
		header           map[string]string
		status           int
	}{
		{"one byte over 64 KiB", formType, "q4=" + strings.Repeat("a", 64<<10+1-3), nil, 413},
		{"gzip", formType, form, map[string]string{"Content-Encoding": "gzip"}, 415},
		{"identity", formType, form, map[string]string{"Content-Encoding": "identity"}, 303},
		{"JSON", "application/json", `{"q1":5}`, nil, 415},
		{"no type", "", form, nil, 415},
		{"multipart", "multipart/form-data; boundary=x", parts, nil, 400},
		{"bad escape", formType, "q1=%zz", nil, 400},
		{"semicolons", formType, "q1=5;q2=5", nil, 400},
		{"from another site", formType, form, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"from another site, old browser", formType, form, map[string]string{"Origin": "http://evil.example"}, 403},
		{"from this site", formType, form, map[string]string{"Origin": h.url}, 303},
	}
	for _, c := range cases {
		page := v.postRaw(h.path(workshop), c.kind, strings.NewReader(c.body), c.header)
		if page.status != c.status {
			t.Errorf("%s: status %d, want %d", c.name, page.status, c.status)
		}
		if c.status != 303 && page.text("h1") == "" {
			t.Errorf("%s: no sentence on the page", c.name)
		}
	}
	if n := h.answered(workshop); n != 1 {
		t.Errorf("%d answers are stored, want 1", n)
	}
}

func TestMethodsAndPathsThatDoNotExist(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"TRACE", h.path(workshop), 405, "GET, HEAD, POST"},
		{"PUT", h.path(workshop), 405, "GET, HEAD, POST"},
		{"BREW", h.path(workshop), 405, "GET, HEAD, POST"},
		{"POST", "/accessibility", 405, "GET, HEAD"},
		{"GET", h.path(workshop) + "/another", 405, "POST"},
		{"DELETE", "/nothing", 404, ""},
		{"GET", "/nothing", 404, ""},
		{"GET", "/..%2f..%2fetc/passwd", 404, ""},
		{"GET", "/s/%00", 404, ""},
		{"GET", "/s/%2e%2e", 404, ""},
		{"GET", "/s/" + strings.Repeat("A", 10000), 404, ""},
		{"GET", "/assets/..%2fform.css", 404, ""},
		{"GET", "/l/" + strings.Repeat("x", 5000), 404, ""},
		{"GET", "/l/%00", 404, ""},
		{"GET", "/l/", 404, ""},
		{"GET", "/o//", 404, ""},
	} {
		r, err := http.NewRequest(c.method, h.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		page := v.do(r)
		if page.status != c.status || page.header.Get("Allow") != c.allow {
			t.Errorf("%s %.40s: status %d, allow %q", c.method, c.path, page.status, page.header.Get("Allow"))
		}
	}
	if got := raw(t, h, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.Contains(got, " 400 ") {
		t.Errorf("a bad escape gets %q", got)
	}
}

func TestAFormThatStopsHalfWayStoresNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	got := raw(t, h, "POST "+h.path(workshop)+" HTTP/1.1\r\nHost: x\r\nContent-Type: "+formType+
		"\r\nContent-Length: 100\r\n\r\nq1=5&q2")
	if !strings.Contains(got, " 408 ") {
		t.Errorf("half a form gets %q, want 408", got)
	}
	if n := h.answered(workshop); n != 0 {
		t.Errorf("%d answers are stored", n)
	}
}

// raw sends bytes and returns the answer's first line, or nothing when the door
// closes before one comes.
func raw(t *testing.T, h *house, request string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(h.url, "http://"), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(conn, request) }() // the door may close before all is said
	line, err := bufio.NewReader(conn).ReadString('\n')
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	return line
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.visitor()
	letter := h.letter(workshop)
	for _, path := range []string{
		"/", "/nothing", "/e/" + string(h.event.Code), h.path(webinar), h.path(workshop), h.path(webinar) + "/find",
		letter, letter + "/letter.pdf", "/o/", h.office(workshop), h.office(webinar), "/healthz",
	} {
		page := v.get(path)
		csp := page.header.Get("Content-Security-Policy")
		for _, part := range []string{
			"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'",
		} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s", path, part)
			}
		}
		if strings.Contains(csp, "unsafe") || page.header.Get("X-Content-Type-Options") != "nosniff" ||
			page.header.Get("Permissions-Policy") == "" {
			t.Errorf("%s: headers %v", path, page.header)
		}
		if page.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by caches: %q", path, page.header.Get("Cache-Control"))
		}
		if hidden := page.header.Get("X-Robots-Tag") != ""; hidden != (path != "/") {
			t.Errorf("%s: hidden from search engines: %v", path, hidden)
		}
		checkNothingInline(t, path, page)
	}
}

var onEvent = regexp.MustCompile(`(?i)<[^>]+\s(on[a-z]+|style)\s*=`)

// checkNothingInline says whether the page holds anything that its policy would
// block: the page would then look or work otherwise than it was made.
func checkNothingInline(t *testing.T, path string, page seen) {
	t.Helper()
	if strings.HasSuffix(path, ".pdf") {
		return
	}
	if at := onEvent.FindString(page.body); at != "" {
		t.Errorf("%s has an inline style or handler: %s", path, at)
	}
	if n := page.Find("style").Length(); n > 0 {
		t.Errorf("%s has %d inline styles", path, n)
	}
	for _, script := range page.Find("script").EachIter() {
		if src, ok := script.Attr("src"); !ok && script.AttrOr("type", "") != "application/json" || strings.Contains(src, "//") {
			t.Errorf("%s has a script that stands inline or comes from elsewhere", path)
		}
	}
	for _, e := range page.Find("link[href], img[src]").EachIter() {
		if a := e.AttrOr("href", e.AttrOr("src", "")); !strings.HasPrefix(a, "/assets/") && !strings.HasPrefix(a, "data:image/svg+xml,") {
			t.Errorf("%s loads %q", path, a)
		}
	}
}

func TestLogsHoldNoKeysCodesOrAddresses(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.fill(workshop, "q1", "5", "q4", "Hemlig kommentar")
	spaced := v.follow(v.post(h.path(workshop), form)).text(".code")
	v.post(h.path(workshop)+"/find", url.Values{"answer": {spaced}})
	form.Set("q1", "9")
	v.post(h.path(workshop), form).want(422)
	v.get("/s/000000")
	v.get("/l/ABCDEFGH")
	v.get("/o/")
	if log := h.log.String(); strings.Contains(log, "/s/{code}") {
		t.Errorf("a line for an attendee's request tells when it came:\n%s", log)
	}
	h.clock.advance(10 * time.Minute)
	v.get(h.path(workshop))
	log := h.log.String()
	for _, word := range []string{
		form.Get("key"), spaced, string(h.code[workshop]), h.owner, "ABCDEFGH", "000000", "127.0.0.1", "Hemlig",
	} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q", word)
		}
	}
	for _, line := range []string{`msg=requests route="POST /s/{code}" status=303 n=1`, `msg=requests route="POST /s/{code}" status=422 n=1`, `msg=request route="GET /o"`} {
		if !strings.Contains(log, line) {
			t.Errorf("the log does not tell %s:\n%s", line, log)
		}
	}
}

func TestCookiesAreTheSessionsOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	header := v.post(h.path(workshop), v.fill(workshop, "q1", "5")).header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=" + h.path(workshop), "Max-Age="} {
		if !strings.Contains(header, part) {
			t.Errorf("the cookie lacks %s: %s", part, header)
		}
	}
	if strings.Contains(header, "Secure") {
		t.Error("over plain HTTP the cookie would never come back")
	}
	secure, err := web.New(web.Config{Store: h.store, Issuer: h.issuer, URL: "https://svar.example.org", Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodGet, h.path(workshop), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := serve(secure, r).Header().Get("Set-Cookie"); !strings.Contains(c, "Secure") {
		t.Errorf("over https the cookie is %s", c)
	}
}

func TestForeignHostsAreNeverUsedInLinks(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	r, err := http.NewRequest(http.MethodGet, h.url+h.office(workshop), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	r.AddCookie(&http.Cookie{Name: signInCookie, Value: h.owner}) // a jar goes by the Host
	r.Header.Set("X-Forwarded-Host", "evil.example")
	if page := v.do(r).want(http.StatusOK); strings.Contains(page.body, "evil.example") || !strings.Contains(page.body, h.url) {
		t.Error("the page links to the Host of the request")
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if said := v.get(path).want(http.StatusOK).body; said != want {
			t.Errorf("%s says %q", path, said)
		}
	}
}

func TestAConfigurationThatLacksSomethingIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, c := range []web.Config{
		{URL: "http://x"},
		{Store: h.store, Issuer: h.issuer},
		{Store: h.store, URL: "http://x"},
		{Store: h.store, Issuer: h.issuer, URL: "svar.example.org"},
		{Store: h.store, Issuer: h.issuer, URL: "ftp://x"},
		{Store: h.store, Issuer: h.issuer, URL: "http://x/path"},
	} {
		if _, err := web.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestTheFormWeighsLittle holds the form with all that it loads to its limit.
func TestTheFormWeighsLittle(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.language = "en"
	const limit, mostRequests = 14_000, 3
	for _, path := range []string{h.path(workshop), h.path(webinar)} {
		total, requests := v.weigh(path)
		t.Logf("form: %d bytes in %d requests", total, requests)
		if total > limit || requests > mostRequests {
			t.Errorf("%s: %d bytes in %d requests, want at most %d in %d", path, total, requests, limit, mostRequests)
		}
	}
}

func TestTheThanksWeighLittle(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.answer(workshop, "q1", "5")
	total, requests := v.weigh(h.path(workshop) + "/thanks")
	t.Logf("thanks: %d bytes in %d requests", total, requests)
	if total > 14_000 || requests > 3 {
		t.Errorf("the thanks are %d bytes in %d requests", total, requests)
	}
}

// weigh returns how many bytes a page and all that it loads are on the wire,
// bodies as they travel, and in how many requests.
func (v *visitor) weigh(path string) (bytes, requests int) {
	v.t.Helper()
	load := func(path string) (wire int, text string) {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, v.url+path, nil)
		if err != nil {
			v.t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		res, err := v.client.Do(r)
		if err != nil {
			v.t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			v.t.Fatal(err)
		}
		if res.Header.Get("Content-Encoding") != "gzip" {
			return len(body), string(body)
		}
		z, err := gzip.NewReader(strings.NewReader(string(body)))
		if err != nil {
			v.t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil {
			v.t.Fatal(err)
		}
		return len(body), string(plain)
	}
	wire, page := load(path)
	bytes, requests = wire, 1
	for _, m := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		wire, _ := load(m[1])
		bytes, requests = bytes+wire, requests+1
	}
	return bytes, requests
}

func TestAssetsNeverChangeUnderTheirAddress(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	css := v.get("/").Find("link[rel=stylesheet]").AttrOr("href", "")
	page := v.get(css).want(http.StatusOK)
	if page.header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		!strings.HasPrefix(page.header.Get("Content-Type"), "text/css") {
		t.Errorf("%s: %v", css, page.header)
	}
	v.get("/assets/form.css").want(http.StatusNotFound)
}

// releasedWorkshop answers the workshop four times and shows its result.
func (h *house) releasedWorkshop() {
	h.t.Helper()
	h.answerWorkshop()
	h.act(workshop, survey.ActionClose, survey.ActionRelease)
}

func (h *house) answerWorkshop() {
	h.t.Helper()
	for i, rating := range []string{"6", "5", "5", "4"} {
		h.visitor().answer(workshop, "q1", rating, "q2.1", "5", "q4", fmt.Sprintf("Kommentar %d", i)).want(http.StatusOK)
	}
}

func serve(handler http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}
