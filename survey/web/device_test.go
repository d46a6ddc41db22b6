package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A device is a browser that several people use, one after the other.
type device interface {
	navigate(address string)
	// back and forward are the browser's own.
	back()
	forward()
	eval(expression string) (string, error)
	write(selector, text string)
	click(selector string)
	// fresh begins as a device that nobody has used, with or without scripts, the
	// service worker, and pages kept in its memory.
	fresh(script, worker, kept bool)
	// tab opens another tab and goes there; the function returned goes back to the one
	// before, and closes this one.
	tab() (leave func())
}

// A chromium is a device. Its tabs share what they keep until it is fresh again.
type chromium struct {
	*browser
	root *browser
	// scripts says whether pages' scripts run, worker whether there is one, and kept
	// whether pages are kept in its memory.
	scripts, worker, kept bool
}

// startChromium starts the whole one: the one without its windows keeps no pages in
// memory.
func startChromium(t *testing.T, h *house) *chromium {
	t.Helper()
	b := h.browseIn(t, chromiumKind{whole: true, fonts: someFonts(t).name})
	return &chromium{browser: b, root: b}
}

// at is the device for a test of its own.
func (c *chromium) at(t *testing.T) *chromium {
	own := *c.root
	own.house, own.t = &house{t: t}, t
	return &chromium{browser: &own, root: c.root}
}

func (c *chromium) navigate(address string) { c.t.Helper(); c.goTo(address) }

func (c *chromium) back()    { c.t.Helper(); c.move(-1) }
func (c *chromium) forward() { c.t.Helper(); c.move(1) }

// move goes through the history as the buttons do, and waits until another page is
// there.
func (c *chromium) move(by int) {
	c.t.Helper()
	history, err := command(c.browser, page.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		c.t.Fatal(err)
	}
	to := int(history.CurrentIndex) + by
	if to < 0 || to >= len(history.Entries) {
		return
	}
	must(c.t, func() error {
		_, err := command(c.browser, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[to].ID})
		return err
	})
	for range 400 {
		history, err = command(c.browser, page.GetNavigationHistory, cdp.Empty{})
		if err == nil && int(history.CurrentIndex) == to {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	c.t.Fatalf("the page before or after does not come: %v", err)
}

func (c *chromium) eval(expression string) (string, error) {
	return ask(c.browser, chromedp.Evaluate[string](`String(`+expression+`)`))
}

func (c *chromium) fresh(script, worker, kept bool) {
	c.t.Helper()
	c.scripts, c.worker, c.kept = script, worker, kept
	c.in(chromedp.WithNewBrowserContext())
}

func (c *chromium) tab() (leave func()) {
	c.t.Helper()
	before := c.browser
	c.in()
	here := c.ctx
	return func() { _ = chromedp.Cancel(here); c.browser = before }
}

func (c *chromium) in(options ...chromedp.ContextOption) {
	c.t.Helper()
	parent := c.ctx
	if len(options) > 0 {
		parent = c.root.ctx
	}
	ctx, cancel := chromedp.NewContext(parent, options...)
	c.t.Cleanup(cancel)
	if err := firstRun(ctx, cancel); err != nil {
		c.t.Fatalf("opening a tab: %v", err)
	}
	c.browser = &browser{house: c.house, ctx: ctx, t: c.t}
	c.resize(390, 844)
	first := ""
	if !c.worker {
		first += `Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });`
	}
	if !c.kept { // it keeps also what is not to be stored, but no page that does this
		first += `addEventListener("unload", () => {});`
	}
	must(c.t, func() error {
		_, err := command(c.browser, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: first})
		return err
	})
	c.script(c.scripts)
	// What is kept in memory is the page as it was left, and nothing that was fetched.
	must(c.t, func() error {
		_, err := command(c.browser, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	})
}

// keepable is the same house, whose pages browsers may keep in memory while
// somebody goes on: not all obey what we say of that.
func (h *house) keepable(t *testing.T) *house {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.handler.ServeHTTP(&keepableWriter{ResponseWriter: w}, r)
	}))
	closeAtEnd(t, server)
	far := *h
	far.url = server.URL
	return &far
}

type keepableWriter struct{ http.ResponseWriter }

func (w *keepableWriter) WriteHeader(status int) {
	if w.Header().Get("Cache-Control") == "no-store" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.ResponseWriter.WriteHeader(status)
}

// A sharing is a device in use at a house.
type sharing struct {
	device
	*house
	script, worker, kept bool
}

func (s *sharing) String() string {
	return fmt.Sprintf("script %v, service worker %v, pages kept in memory %v", s.script, s.worker, s.kept)
}

// settled waits until the page that the device shows is whole.
func (s *sharing) settled() {
	s.t.Helper()
	s.until(`document.readyState == "complete" && document.body && !document.body.hidden`)
}

func (s *sharing) back()    { s.t.Helper(); s.device.back(); s.settled() }
func (s *sharing) forward() { s.t.Helper(); s.device.forward(); s.settled() }

func (s *sharing) until(expression string) {
	s.t.Helper()
	for range 400 {
		if got, err := s.eval(expression); err == nil && got == "true" {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := s.eval(`location.pathname + " " + document.body.innerText`)
	s.t.Fatalf("%s does not come true; the page says %q", expression, text)
}

func (s *sharing) visit(path string) {
	s.t.Helper()
	s.navigate(s.url + path)
	s.settled()
	if s.worker && s.holds(`!!document.querySelector("form[data-draft]")`) { // a copy, too
		s.until(`(caches.match(location.pathname).then(m => window.copy = !!m), !!window.copy)`)
	}
}

func (s *sharing) holds(expression string) bool {
	s.t.Helper()
	got, err := s.eval(expression)
	if err != nil {
		s.t.Fatal(err)
	}
	return got == "true"
}

// shown is everything that the page shows of what was typed and chosen.
func (s *sharing) shown() string {
	s.t.Helper()
	s.settled()
	got, err := s.eval(`!document.querySelector("main") ? location.href : (location.pathname + ": " + document.querySelector("main").innerText + [...document.querySelectorAll("textarea, input:not([type=radio]):not([type=checkbox])")].map(e => " " + e.value).join("")
		+ [...document.querySelectorAll("input:checked")].map(e => " <" + e.name + "=" + e.value + ">").join("")).replace(/\s+/g, " ")`)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// showsNothingOf fails when the page shows what belongs to others.
func (s *sharing) showsNothingOf(words ...string) {
	s.t.Helper()
	got := s.shown()
	for _, w := range words {
		if strings.Contains(got, w) {
			s.t.Fatalf("%v: %q is shown to somebody else: %s", s, w, short(got))
		}
	}
}

// walk goes back to the first page and forward to the last, and looks at each.
func (s *sharing) walk(look func()) {
	s.t.Helper()
	steps := 0
	for ; steps < 20; steps++ {
		s.back()
		if s.holds(`location.href == "about:blank"`) {
			steps++
			break
		}
		look()
	}
	for range steps {
		s.forward()
		look()
	}
}

func (s *sharing) fill(rating, words string) {
	s.t.Helper()
	s.click("label:has([name=q1][value='" + rating + "'])")
	s.write("[name=q4]", words)
	if s.script {
		s.until(`document.getElementById("status").textContent.startsWith("` + saysSaved + `")`)
	}
}

func (s *sharing) send() {
	s.t.Helper()
	s.click(".send button")
	s.until(`document.readyState == "complete" && !!document.querySelector(".code")`)
}

// short leaves out of a page what it says to everybody.
func short(shown string) string {
	path, _, _ := strings.Cut(shown, ":")
	return path + " …" + shown[max(0, len(shown)-150):]
}

func contains(text string, all ...string) bool {
	for _, word := range all {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
