package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// A badRequest is a row of the list of bad inputs that is more than a form with
// one wrong field. It leaves nothing stored.
type badRequest struct {
	row   int
	name  string
	check func(t *testing.T, h *house)
}

var badRequests = []badRequest{
	// There is no JSON to post: a body of that sort is refused unread.
	{16, "JSON null", refused("application/json", `{"rating":null}`, nil, 415)},
	{17, "JSON with a key twice", refused("application/json", `{"Rating":1,"rating":6}`, nil, 415)},
	{19, "JSON with a rating of another kind", refused("application/json", `{"rating":"3"}`, nil, 415)},
	{20, "JSON 10 000 deep", refused("application/json", strings.Repeat("[", 10_000), nil, 415)},
	{26, "a comment of nothing that is seen", func(t *testing.T, h *house) {
		v := h.visitor()
		v.post(h.path(workshop), v.fill(workshop, "q4", " \u200b\ufeff\r\n\t ")).want(422)
	}},
	{38, "64 KiB and a byte", refused(formType, "q4="+strings.Repeat("a", 64<<10+1-3), nil, 413)},
	{39, "7 of 100 bytes, then silence", slowBody},
	{41, "1.1 MB of header", func(t *testing.T, h *house) {
		got := raw(t, h, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("a", 1_100_000)+"\r\n\r\n")
		if !strings.Contains(got, " 431 ") {
			t.Errorf("it gets %q, want 431", got)
		}
	}},
	{42, "a gzip of 50 MB", gzipBomb},
	{44, "foreign and missing Host", foreignHost},
	{45, "paths that lead out", badPaths},
	{47, "methods that nobody uses", badMethods},
	{48, "multipart of 10 000 parts", refused("multipart/form-data; boundary=x",
		strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"q1\"\r\n\r\n5\r\n", 10_000)+"--x--\r\n", nil, 400)},
	{48, "a file where text is expected", refused("multipart/form-data; boundary=x",
		"--x\r\nContent-Disposition: form-data; name=\"q4\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhej\r\n--x--\r\n", nil, 400)},
	{53, "a personal link that is only looked at", lookedAt},
	{55, "personal links that are nearly right", nearlyRight},
	{56, "a personal link to another event", otherEvent},
	{58, "codes of answers that are nobody's", nobodysAnswer},
	{59, "other people's addresses", otherPeoples},
	{80, "sent half a minute after closing", func(t *testing.T, h *house) {
		v := h.visitor()
		form := v.fill(webinar, "q1", "5", "q4", "Skrivet före stängning.")
		h.act(webinar, survey.ActionClose)
		h.clock.advance(30 * time.Second)
		v.post(h.path(webinar), form).want(http.StatusGone).says("Svaret hann inte fram.", "Skrivet före stängning.")
		h.act(webinar, survey.ActionReopen)
	}},
}

// elsewhere are the rows that tests of their own are about: 50 and 54 hold that
// what is sent again is one answer, 51 that the first one is kept.
var elsewhere = map[int]string{
	50: "TestTheSameFormManyTimesAtOnceIsOneAnswer",
	51: "TestTheSameFormManyTimesAtOnceIsOneAnswer",
	54: "TestAnAnswerIsSavedOnce",
}

func TestBadRequestsGetASentenceAndStoreNothing(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range badRequests {
				t.Run(fmt.Sprint(c.row, " ", c.name), func(t *testing.T) {
					t.Parallel()
					h := openOn(t, db.new(t)) // of its own: what one row breaks is no other's fault
					start := time.Now()
					c.check(t, h)
					t.Logf("row %d, %s: %v", c.row, c.name, time.Since(start).Round(time.Microsecond))
					if n := h.answered(workshop) + h.answered(webinar); n != 0 {
						t.Errorf("%d answers are stored", n)
					}
				})
			}
		})
	}
}

// TestNoRowIsUnknown compares what is tested with the whole list of bad inputs,
// where OMDOME_BADINPUTS says in which file it is. Rows of other areas (files,
// addresses to fetch, signing in) are not this room's.
func TestNoRowIsUnknown(t *testing.T) {
	t.Parallel()
	file := os.Getenv("OMDOME_BADINPUTS")
	if file == "" {
		t.Skip("OMDOME_BADINPUTS names no list")
	}
	list, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	known := map[int]bool{}
	for row := range elsewhere {
		known[row] = true
	}
	for _, c := range badInputs {
		known[c.row] = true
	}
	for _, c := range badTexts {
		known[c.row] = true
	}
	for _, c := range badRequests {
		known[c.row] = true
	}
	areas := map[string]bool{"rating": true, "json": true, "text": true, "http": true, "token": true}
	rows := 0
	for _, line := range strings.Split(strings.TrimSpace(string(list)), "\n")[1:] {
		cells := strings.Split(line, "\t")
		n, err := strconv.Atoi(cells[0])
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if areas[cells[1]] {
			rows++
			if !known[n] {
				t.Errorf("row %d (%s: %s) is not tested", n, cells[1], cells[2])
			}
		}
	}
	t.Logf("%d rows are this room's", rows)
}

// refused posts a body that is no form and wants a page that says so.
func refused(kind, body string, header map[string]string, status int) func(*testing.T, *house) {
	return func(t *testing.T, h *house) {
		page := h.visitor().postRaw(h.path(workshop), kind, strings.NewReader(body), header).want(status)
		if page.text("h1") == "" {
			t.Error("the page says nothing")
		}
	}
}

func slowBody(t *testing.T, h *house) {
	got := raw(t, h, "POST "+h.path(workshop)+" HTTP/1.1\r\nHost: x\r\nContent-Type: "+formType+
		"\r\nContent-Length: 100\r\n\r\nq1=5&q2")
	if !strings.Contains(got, " 408 ") {
		t.Errorf("half a form gets %q, want 408", got)
	}
}

func gzipBomb(t *testing.T, h *house) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.CopyN(z, zeros{}, 50<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	refused(formType, b.String(), map[string]string{"Content-Encoding": "gzip"}, 415)(t, h)
	runtime.ReadMemStats(&after)
	t.Logf("%d bytes on the wire; %d KB allocated, ours and the test's", b.Len(), (after.TotalAlloc-before.TotalAlloc)>>10)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func foreignHost(t *testing.T, h *house) {
	if got := raw(t, h, "GET / HTTP/1.1\r\n\r\n"); !strings.Contains(got, " 400 ") {
		t.Errorf("no Host gets %q", got)
	}
	for _, path := range []string{h.path(workshop), "/e/" + string(h.event.Code), h.office(workshop), "/"} {
		r, err := http.NewRequest(http.MethodGet, h.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "evil.example"
		r.AddCookie(&http.Cookie{Name: signInCookie, Value: h.owner}) // a jar goes by the Host
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set("Forwarded", "host=evil.example")
		page := h.visitor().do(r).want(http.StatusOK)
		if strings.Contains(page.body+fmt.Sprint(page.header), "evil.example") {
			t.Errorf("%s speaks of the Host of the request", path)
		}
	}
}

func badPaths(t *testing.T, h *house) {
	for _, path := range []string{"/%zz", "/s/%zz"} {
		if got := raw(t, h, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.Contains(got, " 400 ") {
			t.Errorf("%s gets %q", path, got)
		}
	}
	v := h.visitor()
	for _, path := range []string{"/..%2f..%2fetc/passwd", "/i/%00", "/s/%00", "/e/%ff", "/l/%00", "/assets/%2e%2e%2fform.css"} {
		v.get(path).want(http.StatusNotFound)
	}
}

func badMethods(t *testing.T, h *house) {
	for _, method := range []string{"TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECTED"} {
		for path, allow := range map[string]string{h.path(workshop): "GET, HEAD, POST", "/e/" + string(h.event.Code): "GET, HEAD"} {
			r, err := http.NewRequest(method, h.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if page := h.visitor().do(r).want(http.StatusMethodNotAllowed); page.header.Get("Allow") != allow {
				t.Errorf("%s %s: allowed is %q", method, path, page.header.Get("Allow"))
			}
		}
	}
}

// invite makes a personal link to an event of its own, which only invited people
// can answer, and returns the token with the event's session.
func (h *house) invite(t *testing.T, event string) (token string, session survey.Code) {
	t.Helper()
	p := programme(h.event.Location())
	p.Event.Name, p.Event.Access = event, survey.AccessInvitation
	p.Sessions = p.Sessions[:1]
	loaded, err := h.store.Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	invited, err := h.store.Invite(t.Context(), loaded.Event.ID, []survey.Invitation{{Address: "a@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := h.store.Event(t.Context(), loaded.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	return invited[0].Token, e.Sessions[0].Session.Code
}

func (h *house) used(t *testing.T, token string) bool {
	t.Helper()
	i, err := h.store.Invitation(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	states, err := h.store.Invitations(t.Context(), i.EventID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range states {
		if s.ID == i.ID {
			return s.Answered
		}
	}
	t.Fatal("the invitation is gone")
	return false
}

func lookedAt(t *testing.T, h *house) {
	token, session := h.invite(t, "Inbjudna 53")
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		for _, purpose := range []string{"", "prefetch", "prefetch;prerender"} {
			r, err := http.NewRequest(method, h.url+"/i/"+token, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Sec-Purpose", purpose)
			h.visitor().do(r)
		}
	}
	if h.used(t, token) {
		t.Error("looking at a link uses it up")
	}
	v := h.visitor()
	v.follow(v.get("/i/" + token)).want(http.StatusOK)
	v.get("/s/" + string(session)).want(http.StatusOK)
	if h.used(t, token) {
		t.Error("opening the form uses the link up")
	}
}

func nearlyRight(t *testing.T, h *house) {
	token, _ := h.invite(t, "Inbjudna 55")
	changed := "0" + token[1:]
	if changed == token {
		changed = "1" + token[1:]
	}
	other := strings.ToLower(token)
	if other == token {
		other = strings.ToUpper(token)
	}
	first := h.visitor().get("/i/" + changed).want(http.StatusNotFound)
	for _, wrong := range []string{other, token + ".", token + "%20", token[:len(token)-1], token + "0", strings.Repeat("A", 500_000)} {
		page := h.visitor().get("/i/" + wrong)
		if page.status != http.StatusNotFound || page.body != first.body || len(page.header["Set-Cookie"]) > 0 {
			t.Errorf("%.40q: status %d, another page than for one changed character: %v", wrong, page.status, page.body != first.body)
		}
	}
}

func otherEvent(t *testing.T, h *house) {
	token, _ := h.invite(t, "Inbjudna 56 A")
	_, session := h.invite(t, "Inbjudna 56 B")
	v := h.visitor()
	v.get("/i/" + token)
	page := v.get("/s/" + string(session))
	if page.status == http.StatusOK || page.Find("form[method=post]").Length() > 0 {
		t.Errorf("another event's link opens the form: status %d", page.status)
	}
	v.post("/s/"+string(session), url.Values{"key": {"00000000000000000000000000"}, "version": {"1"}, "q1": {"5"}})
	if h.used(t, token) {
		t.Error("another event's link has been used")
	}
}

func nobodysAnswer(t *testing.T, h *house) {
	v := h.visitor()
	for _, code := range []string{"", "0123456789ABCDEFGHJKMNPQRS", "0123456789ABCDEFGHJKMNPQR", strings.Repeat("0", 10_000)} {
		v.post(h.path(workshop)+"/find", url.Values{"answer": {code}}).want(http.StatusNotFound)
		v.post(h.path(workshop)+"/change", url.Values{"key": {code}, "version": {"1"}, "q1": {"5"}})
	}
	if got := v.get(h.path(workshop) + "/change"); got.location != h.path(workshop)+"/find" {
		t.Errorf("changing nobody's answer leads to %q", got.location)
	}
}

// otherPeoples asks for every page of the organizer's without being signed in,
// and for letters by what is not their key.
func otherPeoples(t *testing.T, h *house) {
	v := h.stranger()
	for _, path := range officePages(h) {
		if public(path) {
			continue
		}
		if to := v.get(path).want(http.StatusSeeOther).location; !strings.HasPrefix(to, "/o/sign-in") {
			t.Errorf("%s leads a stranger to %s", path, to)
		}
	}
	for _, path := range []string{"/close", "/release"} {
		v.post("/o"+h.path(workshop)+path, url.Values{}).want(http.StatusSeeOther)
	}
	v.post("/o/organization/records", url.Values{}).want(http.StatusSeeOther)
	if h.state(workshop) != survey.StateOpen {
		t.Error("a stranger has closed a session")
	}
	for _, key := range []string{"1", string(h.code[workshop]), "2026-0001", strings.Repeat("0", 26)} {
		v.get("/l/" + key).want(http.StatusNotFound)
		v.get("/l/" + key + "/letter.pdf").want(http.StatusNotFound)
	}
}
