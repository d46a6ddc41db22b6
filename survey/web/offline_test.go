package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey/i18n"
)

// The sentences that say what is saved where.
const (
	saysSaved       = "Sparat i den här webbläsaren. Inte skickat än."
	saysRestored    = "Det du skrev ligger kvar i den här webbläsaren."
	saysOffline     = "Inget nät. Svaret ligger kvar i webbläsaren."
	saysUnconfirmed = "Vi kan inte bekräfta att svaret sparades."
	saysCopy        = "Inget nät. Det här är formuläret som du öppnade förut."
)

// tab opens another tab of the same browser; close closes it.
func (b *browser) tab() (other *browser, closeTab func()) {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	if err := firstRun(ctx, cancel); err != nil {
		b.t.Fatalf("opening a tab: %v", err)
	}
	other = &browser{house: b.house, ctx: ctx, t: b.t}
	other.resize(390, 844)
	other.accept("sv")
	return other, func() { _ = chromedp.Cancel(ctx) }
}

// slow makes the network that of slow 3G: 400 ms there and back, 400 kbit/s.
func (b *browser) slow() { b.t.Helper(); b.network(network.Conditions{Latency: 400}) }

func (b *browser) network(c network.Conditions) {
	b.t.Helper()
	c.DownloadThroughput, c.UploadThroughput = 50_000, 50_000
	must(b.t, func() error {
		_, err := command(b, network.EmulateNetworkConditionsByRule,
			network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&c}})
		return err
	})
	must(b.t, func() error {
		_, err := command(b, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: c.Offline, Latency: c.Latency, DownloadThroughput: c.DownloadThroughput, UploadThroughput: c.UploadThroughput,
		})
		return err
	})
}

// status waits until the line beside the button says it.
func (b *browser) status(sentence string) {
	b.t.Helper()
	b.until("the status "+sentence, fmt.Sprintf(`document.getElementById("status").textContent.startsWith(%q)`, sentence))
}

// page waits until the page says it.
func (b *browser) page(sentence string) {
	b.t.Helper()
	b.until(sentence, fmt.Sprintf(`document.querySelector("main").innerText.replace(/\s+/g, " ").includes(%q)`, sentence))
}

func (b *browser) fillIn() {
	b.t.Helper()
	b.click("label:has([name=q1][value='5'])")
	b.write("[name=q4]", "Tydligt.")
	b.status(saysSaved)
}

func (b *browser) key() string {
	b.t.Helper()
	return b.value("[name=key]")
}

func (b *browser) send() { b.t.Helper(); b.click(".send button") }

// nothingKept fails when the browser still holds a draft or a copy of the form.
func (b *browser) nothingKept() {
	b.t.Helper()
	if n := b.measure(`localStorage.length`); n != 0 {
		b.t.Errorf("%v drafts are left in the browser", n)
	}
	b.until("no copy", `caches.match(location.pathname.slice(0, 9)).then(m => window.copied = m ? 1 : 2), window.copied == 2`)
}

// TestACutInTheMiddleOfSendingInABrowser holds the promise: however the network fails while
// an answer is sent, and whether the page stays open or not, it counts once.
func TestACutInTheMiddleOfSendingInABrowser(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]cut{
		"before the request": beforeRequest, "in the request": inRequest, "before the answer": beforeAnswer,
		"in the answer": inAnswer, "in the thanks": inThanks,
	} {
		for _, closed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, tab closed %v", name, closed), func(t *testing.T) {
				h, l := open(t).line(t)
				h.t = t
				first := h.browse(t)
				b, closeTab := first.tab()
				b.slow()
				b.visit(h.path(workshop))
				b.fillIn()
				l.cutAt(at)
				b.send()
				b.status(saysUnconfirmed)
				stored := h.answered(workshop)
				if arrived := at >= beforeAnswer; arrived != (stored == 1) {
					t.Fatalf("%d answers are stored when the line is cut", stored)
				}
				if closed {
					closeTab()
					b, _ = first.tab()
				}
				l.mend()
				if closed {
					b.visit(h.path(workshop))
				}
				b.page("Ditt svar är sparat.")
				if stored == 1 {
					b.page("Svaret hade redan kommit fram. Det räknas en gång.")
				}
				if n := h.answered(workshop); n != 1 {
					t.Errorf("%d answers are stored, want 1", n)
				}
				b.nothingKept()
				b.visit(h.path(workshop) + "/change")
				if text := b.value("[name=q4]"); text != "Tydligt." {
					t.Errorf("the answer's comment is %q", text)
				}
			})
		}
	}
}

// TestOnlyTheServersThanksCountInABrowser: what somebody else answers in its place neither
// loses the answer nor passes for an acknowledgement.
func TestOnlyTheServersThanksCountInABrowser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ answer, says string }{
		"a sign-in page":     {"200 OK\r\nContent-Type: text/html\r\nContent-Length: 21\r\n\r\n<main>Sign in!</main>", saysUnconfirmed},
		"a way to one":       {"302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", saysUnconfirmed},
		"a proxy in trouble": {"502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", saysUnconfirmed},
		"a refusal":          {"403 Forbidden\r\nContent-Length: 2\r\n\r\nno", saysUnconfirmed},
		"too many": {
			"429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n",
			"Många svarar just nu. Svaret ligger kvar i webbläsaren och skickas igen om 3 sekunder.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, l := open(t).line(t)
			h.t = t
			b := h.browse(t)
			b.visit(h.path(workshop))
			b.fillIn()
			l.answerInstead(c.answer)
			b.send()
			b.status(c.says)
			l.mend()
			b.page("Tack! Ditt svar är sparat.")
			if n := h.answered(workshop); n != 1 {
				t.Errorf("%d answers are stored, want 1", n)
			}
		})
	}
}

func TestAnAnswerWaitsForTheNetworkInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.visit(h.path(workshop))
	b.fillIn()
	b.network(network.Conditions{Offline: true})
	b.send()
	b.status(saysOffline)
	if n := b.measure(`document.querySelectorAll("fieldset input:disabled").length`); n == 0 {
		t.Error("an answer that is on its way can be changed")
	}
	b.network(network.Conditions{Latency: 1}) // and the browser says so
	b.page("Tack! Ditt svar är sparat.")
	if n := h.answered(workshop); n != 1 {
		t.Errorf("%d answers are stored, want 1", n)
	}
}

// TestTheStatusMovesNothingInABrowser: whatever it says has its room already.
func TestTheStatusMovesNothingInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		for _, width := range []int64{320, 390, 1280} {
			b.resize(width, 800)
			for _, language := range i18n.Languages() {
				b.visit(h.path(workshop) + "?lang=" + string(language))
				grown := b.measure(`(() => {
					const line = document.getElementById("status"), empty = line.offsetHeight;
					return Math.max(...Object.values(line.dataset).map(text => (line.textContent = text, line.offsetHeight))) - empty;
				})()`)
				if grown != 0 {
					t.Errorf("in %s at %d px the status grows by %v px", language, width, grown)
				}
			}
		}
	})
}

func TestADraftOutlivesItsTabInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	first := h.browse(t)
	b, closeTab := first.tab()
	b.visit(h.path(workshop))
	b.fillIn()
	key := b.key()
	held, err := ask(b, chromedp.Evaluate[string](`JSON.parse(localStorage["omdome " + location.pathname]).form`))
	if want := "key=" + key + "&version=1&q1=5&q4=Tydligt.&q5="; err != nil || held != want {
		t.Errorf("the draft holds %q, want the form alone: %q; %v", held, want, err)
	}
	closeTab()
	b, _ = first.tab()
	b.visit(h.path(workshop))
	b.status(saysRestored)
	if got := b.measure(`document.querySelector("[name=q1][value='5']").checked && document.querySelector("[name=q4]").value == "Tydligt." ? 1 : 0`); got != 1 || b.key() != key {
		t.Error("what was typed has not come back")
	}

	b.press("[data-clear] button") // another person
	if b.key() == key {
		t.Error("another person gets the same key")
	}
	if n := b.measure(`document.querySelectorAll("input:checked").length + document.querySelector("[name=q4]").value.length + localStorage.length`); n != 0 {
		t.Error("another person sees the first one's draft")
	}
	b.fillIn()
	b.send()
	b.page("Ditt svar är sparat.")
	b.nothingKept()
}

func TestADoubleTapSendsOnceInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.slow()
	b.visit(h.path(workshop))
	b.fillIn()
	before := h.posts(h.path(workshop))
	b.measure(`document.querySelector(".send button").click(), document.querySelector(".send button").click(), 1`)
	b.page("Tack! Ditt svar är sparat.")
	if n := h.posts(h.path(workshop)) - before; n != 1 {
		t.Errorf("the form was sent %d times", n)
	}
}

func TestTheServersWordIsShownInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.visit(h.path(workshop))
	b.fillIn()
	b.measure(`document.querySelector("[name=q4]").value = "å".repeat(4001), 1`)
	b.press(".send button")
	b.says("Kommentaren är 1 tecken för lång.")
	if title := b.measure(`document.title.startsWith("Fel:") && document.activeElement.id == "errors" ? 1 : 0`); title != 1 {
		t.Error("neither title nor focus tells of the error")
	}
	b.measure(`document.querySelector("[name=q4]").value = "Kort.", 1`)
	h.act(workshop, "close")
	b.press(".send button")
	b.says("Svaret hann inte fram. Här är din text att kopiera.")
	b.visit(h.path(workshop)) // too late, and still there to copy
	b.page("Kort.")
	b.press("[data-clear] button")
	if n := b.measure(`localStorage.length`); n != 0 || h.answered(workshop) != 0 {
		t.Errorf("%v drafts and %d answers are left", n, h.answered(workshop))
	}
}

func TestAFormOpensAgainWithoutNetworkInABrowser(t *testing.T) {
	t.Parallel()
	h, l := open(t).line(t)
	first := h.browse(t)
	b, closeTab := first.tab()
	b.visit(h.path(workshop))
	key := b.key()
	b.until("a copy", `caches.match(location.pathname).then(m => window.copied = m), !!window.copied`)
	closeTab()
	l.cut()

	b, closeTab = first.tab()
	b.visit(h.path(workshop))
	b.status(saysCopy)
	if b.key() != key {
		t.Error("the copy has another key than the device")
	}
	if weight := b.measure(`Number(getComputedStyle(document.querySelector("h1")).fontWeight)`); weight != 600 {
		t.Error("the copy lacks its style sheet")
	}
	b.fillIn()
	b.send()
	b.status(saysUnconfirmed)
	closeTab()

	b, closeTab = first.tab() // still without network
	b.visit(h.path(workshop))
	b.status(saysUnconfirmed)
	l.mend()
	b.page("Tack! Ditt svar är sparat.")
	if n := h.answered(workshop); n != 1 {
		t.Errorf("%d answers are stored, want 1", n)
	}
	b.nothingKept()
	b.visit(h.path(webinar))
	b.until("a copy", `caches.match(location.pathname).then(m => window.copied = m), !!window.copied`)
	h.act(webinar, "close")
	b.visit(h.path(webinar)) // with network no copy is shown
	b.says("Utvärderingen stängde")
	closeTab()
	l.cut()
	b, _ = first.tab()
	for _, path := range []string{h.path(workshop), "/o/", h.path(webinar)} {
		if err := b.load(h.url + path); err == nil {
			t.Errorf("%s opens without network", path)
		}
	}
}

// TestADraftIsItsPersonalLinksOwnInABrowser: on a shared device nobody is shown, and nobody
// sends, what another has written.
func TestADraftIsItsPersonalLinksOwnInABrowser(t *testing.T) {
	t.Parallel()
	far, l := open(t).line(t)
	s := far.seminar()
	links := s.links(2)
	b := far.browse(t)
	visit := func(link string) {
		t.Helper()
		b.visit(link)
		b.visit(s.first)
	}
	typed := func() string { t.Helper(); return b.value("[name=q4]") }
	visit(links[0])
	b.fillIn()
	l.cutAt(beforeRequest)
	b.send()
	b.status(saysUnconfirmed)
	l.mend()
	visit(links[1]) // before the first one's has arrived
	if typed() != "" {
		t.Errorf("the other is shown %q", typed())
	}
	b.write("[name=q4]", "Den andra.")
	b.status(saysSaved)
	if n := s.count(0); n != 0 {
		t.Fatalf("%d answers have been sent in the other's name", n)
	}
	visit(links[0])
	b.page("Ditt svar är sparat.")
	visit(links[1])
	b.status(saysRestored)
	if typed() != "Den andra." {
		t.Errorf("the other's draft is %q", typed())
	}
	b.send()
	b.page("Ditt svar är sparat.")
	if n := s.count(0); n != 2 {
		t.Errorf("%d answers, want 2", n)
	}
}
