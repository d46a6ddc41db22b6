package web_test

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web"
)

func (h *house) board() string { return "/o/e/" + string(h.event.Code) + "/board" }

func TestBoard(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v := h.visitor()
	page := v.get(h.board()).want(http.StatusOK)
	page.says("Samtal om hållbar upphandling: 3 kommentarer att granska", "5 % av deltagarna")
	if got := page.text("#n-" + string(h.code[webinar]) + " b"); got != "3" {
		t.Errorf("%s answers", got)
	}
	// Close two at once, and one that cannot be closed.
	form := url.Values{"do": {"close"}, "session": {string(h.code[workshop]), string(h.code[questions]), string(h.code[webinar])}}
	v.follow(v.post(h.board(), form)).says("Klart.")
	for _, title := range []string{workshop, questions} {
		if h.state(title) != survey.StateClosed {
			t.Errorf("%s is %s", title, h.state(title))
		}
	}
	v.follow(v.post(h.board(), form)).says("Inget ändrades.")
	v.post(h.board(), url.Values{"do": {"release"}, "session": form["session"]}).want(http.StatusBadRequest)
	looking := h.organizer(organizer.Viewer)
	looking.post(h.board(), form).want(http.StatusForbidden)
	if n := looking.get(h.board()).want(http.StatusOK).Find("main button, main input[name=session]").Length(); n != 0 {
		t.Errorf("who only looks has %d buttons", n)
	}
}

func TestDoor(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v, nobody := h.visitor(), h.stranger()
	v.follow(v.post(h.board(), url.Values{"do": {"door"}}))
	door := strings.TrimPrefix(v.get(h.board()).Find("a[href*='/b/']").AttrOr("href", ""), h.url)
	page := nobody.get(door).want(http.StatusOK)
	page.says("Samtal om hållbar upphandling", "3")
	if page.Find("main button, main input[name], #attention").Length() != 0 || strings.Contains(page.body, "/o/") || strings.Contains(page.text("main"), "granska") {
		t.Errorf("the door sees more than counts: %s", page.text("main"))
	}
	if strings.Contains(h.log.String(), strings.TrimPrefix(door, "/b/")) {
		t.Error("the key is in the log")
	}
	nobody.get("/b/nothing").want(http.StatusNotFound)
	nobody.get("/b/nothing/live").want(http.StatusNotFound)
	if h.organizer(organizer.Viewer).get(h.board()).Find("a[href*='/b/']").Length() != 0 {
		t.Error("who only looks sees the link")
	}
	v.follow(v.post(h.board(), url.Values{"do": {"nodoor"}}))
	nobody.get(door).want(http.StatusNotFound)
	v.follow(v.post(h.board(), url.Values{"do": {"door"}}))
	nobody.get(door).want(http.StatusNotFound)
}

// listen opens the stream on a server that cuts pages off after a second, and
// returns what it says, line by line.
func (h *house) listen(t *testing.T, address string) (lines <-chan string, stop func()) {
	t.Helper()
	done := make(chan struct{})
	handler, err := web.New(web.Config{
		Store: h.store, Issuer: h.issuer, URL: "http://127.0.0.1", Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Stopping: done,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.WriteTimeout = time.Second
	server.Start()
	closeAtEnd(t, server)
	response, err := http.Get(server.URL + address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("%d, %s", response.StatusCode, kind)
	}
	out := make(chan string, 100)
	go func() {
		defer close(out)
		for in := bufio.NewScanner(response.Body); in.Scan(); {
			out <- in.Text()
		}
	}()
	return out, func() { close(done) }
}

// streams opens the stream as who has the token, and returns what it says and when
// it is over.
func (h *house) streams(t *testing.T, address, token string) (lines <-chan string, over <-chan struct{}) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: signInCookie, Value: token})
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the stream: %d", response.StatusCode)
	}
	out, ended := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(out) // who waits for a line hears that none comes
		for in := bufio.NewScanner(response.Body); in.Scan(); {
			out <- in.Text()
		}
	}()
	return out, ended
}

// TestStream: it tells of an answer though the server's limit for pages has long
// passed, and a server that stops does not wait for it.
func TestStream(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.follow(v.post(h.board(), url.Values{"do": {"door"}}))
	door := strings.TrimPrefix(v.get(h.board()).Find("a[href*='/b/']").AttrOr("href", ""), h.url)
	lines, stop := h.listen(t, door+"/live")
	next := func() string {
		t.Helper()
		for {
			select {
			case line, ok := <-lines:
				if !ok {
					return "over"
				}
				if data, ok := strings.CutPrefix(line, "data: "); ok {
					return data
				}
			case <-time.After(15 * time.Second):
				t.Fatal("the stream says nothing")
			}
		}
	}
	first := next()
	time.Sleep(1500 * time.Millisecond) // longer than the server lets a page take
	h.visitor().answer(webinar, "q1", "5").want(http.StatusOK)
	if second := next(); second == first || second == "over" {
		t.Errorf("after an answer: %q, then %q", first, second)
	}
	stop()
	if last := next(); last != "over" {
		t.Errorf("when the server stops: %q", last)
	}
}

// TestBoardFollowsInABrowser: an answer reaches a board that is looked at, and what was
// chosen there stays chosen.
func TestBoardFollowsInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.speak(survey.Swedish)
	b.visit(h.board())
	cell := "document.querySelector('#n-" + string(h.code[webinar]) + " b').textContent"
	box := "document.querySelector('#do-" + string(h.code[webinar]) + " input')"
	b.do(chromedp.Evaluate[chromedp.Void](box + ".checked = true; undefined"))
	b.until("it follows", "document.querySelector('.fresh [role=status]').textContent.includes('Uppdateras')")
	h.visitor().answer(webinar, "q1", "5").want(http.StatusOK)
	b.until("the answer is there", cell+" === '1' && "+box+".checked")
	h.act(webinar, survey.ActionClose)
	b.until("it is closed", "document.querySelector('#state-"+string(h.code[webinar])+"').textContent.includes('Stängt') && !"+box)
	// Paused, it stays as it is.
	b.click(".choice input")
	b.until("it is paused", "document.querySelector('.fresh [role=status]').textContent === 'Pausat.'")
}

func TestAxeFindsNothingOnTheBoardInABrowser(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	h := toReview(t)
	v := h.visitor()
	v.follow(v.post(h.board(), url.Values{"do": {"door"}}))
	door := strings.TrimPrefix(v.get(h.board()).Find("a[href*='/b/']").AttrOr("href", ""), h.url)
	b := h.browse(t)
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		b.speak(l)
		for _, path := range []string{h.board(), door} {
			b.resize(320, 800)
			b.visit(path)
			b.fits(path)
			b.axe(t, source, path, false)
		}
	}
}

// TestAStreamEndsWithTheSignIn: a board that goes on is told nothing more once its
// reader was removed, has another role, or has been signed out.
func TestAStreamEndsWithTheSignIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.store.Office(h.member(organizer.Owner))
	for name, end := range map[string]func(ctx context.Context, m organizer.Member, token string) error{
		"removed": func(ctx context.Context, m organizer.Member, _ string) error {
			return owner.RemoveOrganizer(ctx, m.Organizer.ID)
		},
		"demoted": func(ctx context.Context, m organizer.Member, _ string) error {
			return owner.SetRole(ctx, m.Organizer.ID, organizer.Viewer)
		},
		"signed out": func(ctx context.Context, _ organizer.Member, token string) error {
			return h.store.EndSignIn(ctx, survey.SignInHash(token))
		},
		"another password": func(ctx context.Context, m organizer.Member, _ string) error {
			link, err := owner.ResetLink(ctx, m.Organizer.ID)
			if err != nil {
				return err
			}
			_, err = h.store.Reset(ctx, link, "x")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := h.member(organizer.Editor)
			token := h.signedIn(m)
			reader, over := h.streams(t, h.board()+"/live", token)
			if line := <-reader; line != "retry: 3000" {
				t.Fatalf("the stream begins with %q", line)
			}
			if err := end(t.Context(), m, token); err != nil {
				t.Fatal(err)
			}
			select {
			case <-over:
			case <-time.After(20 * time.Second):
				t.Error("the stream goes on")
			}
		})
	}
}
