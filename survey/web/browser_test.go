package web_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/chromedp/chromedp/kb"
	"github.com/omdome/omdome/survey"
)

// A browser is one tab of a headless Chromium.
type browser struct {
	// language is what it asks for, see speak.
	language survey.Language
	*house
	ctx context.Context
}

// program finds the first that is installed. Without any the test is skipped, unless
// OMDOME_REQUIRE says that it may not be.
func program(t testing.TB, what string, names ...string) (path string) {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if strings.Contains(os.Getenv("OMDOME_REQUIRE"), what) {
		t.Fatalf("%s is not installed, and OMDOME_REQUIRE names it", what)
	}
	t.Skipf("%s is not installed", what)
	return ""
}

// browse opens a tab of the size of a phone.
func (h *house) browse(t testing.TB, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	path := program(t, "chromium", "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell")
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.NoSandbox, // a container's root has no sandbox
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("lang", "sv"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(options, more...)...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	b := &browser{house: h, ctx: ctx}
	b.do(chromedp.EmulateViewport(390, 844))
	must(t, func() error {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
			Name: signInCookie, Value: h.owner, URL: h.url + "/o/", Path: "/o", HTTPOnly: new(true),
		})
		return err
	})
	must(t, func() error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: noteBlocked})
		return err
	})
	must(t, func() error {
		_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
			Headers: network.Headers{"Accept-Language": "sv"},
		})
		return err
	})
	return b
}

// blocked are the things that the page's policy has blocked.
func (b *browser) blocked() string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`window.blocked.join("; ")`))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

const noteBlocked = `window.blocked = [];
	addEventListener("securitypolicyviolation", e => blocked.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample))`

func must(t testing.TB, f func() error) {
	t.Helper()
	if err := f(); err != nil {
		t.Fatal(err)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	must(b.t, func() error { return chromedp.Do(b.ctx, steps...) })
}

func (b *browser) visit(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.url + path)) }

// script turns the page's own scripts on or off.
func (b *browser) script(on bool) {
	b.t.Helper()
	must(b.t, func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// press clicks and waits for the page that comes, whether the browser loads it
// or the form's script puts it in this one's place.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.measure(`document.body.dataset.pressed = 1`)
	b.do(chromedp.Click(chromedp.CSS(selector)))
	b.until("the next page", `document.readyState == "complete" && !document.body.dataset.pressed`)
}

// until waits for an expression to be true, also across pages.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	for range 600 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		select {
		case <-b.ctx.Done():
			b.t.Fatalf("waiting for %s: %v", what, b.ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	b.t.Fatalf("%s does not come; the page says %q", what, text)
}

func (b *browser) says(sentence string) {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("main")))
	if err != nil {
		b.t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(text), " "), sentence) {
		b.t.Errorf("the page does not say %q; it says %q", sentence, text)
	}
}

// measure evaluates an expression that is a number.
func (b *browser) measure(expression string) float64 {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestAnAttendeeOnAPhone(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, script := range []bool{true, false} {
		name := "without script"
		if script {
			name = "with script"
		}
		t.Run(name, func(t *testing.T) {
			before := h.answered(workshop)
			b := h.browse(t)
			b.script(script)
			b.visit(h.path(workshop))
			b.press(".send button")
			b.says("Välj minst ett betyg eller skriv en kommentar.")
			b.do(chromedp.Click(chromedp.CSS("label:has([name=q1][value='5'])")),
				chromedp.Click(chromedp.CSS("label:has([name='q2.1'][value='6'])")),
				chromedp.SendKeys(chromedp.CSS("[name=q4]"), "Tydligt, och vi hann öva."))
			b.says("mycket bra")
			b.press(".send button")
			b.says("Tack! Ditt svar är sparat.")
			if n := h.answered(workshop) - before; n != 1 {
				t.Fatalf("%d answers came, want 1", n)
			}
			b.press("a[href$='/change']")
			value, err := chromedp.Run(b.ctx, chromedp.Value(chromedp.CSS("[name=q4]")))
			if err != nil || value != "Tydligt, och vi hann öva." {
				t.Errorf("the comment is %q, %v", value, err)
			}
			b.do(chromedp.Click(chromedp.CSS("label:has([name=q1][value='6'])")))
			b.press(".send button")
			b.says("Ändringen är sparad.")
			b.press("a[href$='/withdraw']")
			b.press("main form button")
			b.says("Svaret är borttaget.")
			if n := h.answered(workshop) - before; n != 0 {
				t.Errorf("%d answers are left, want none", n)
			}
		})
	}
}

func TestTheFormFitsAnyScreen(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	for _, width := range []int64{320, 390, 800, 1280} {
		b.do(chromedp.EmulateViewport(width, 800))
		for _, path := range []string{h.path(webinar), h.path(questions), "/", "/e/" + string(h.event.Code), h.path(webinar) + "/find"} {
			b.visit(path)
			if over := b.measure("document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %v px too wide at %d", path, over, width)
			}
		}
		b.visit(h.path(webinar))
		smallest := b.measure(`Math.min(...[...document.querySelectorAll("fieldset input")].map(e => {
			const r = e.getBoundingClientRect(); return Math.min(r.width, r.height)}))`)
		if smallest < 44 {
			t.Errorf("at %d px a tile is %v px", width, smallest)
		}
	}
}

func TestTheFormFitsWithTextOfTwiceTheSize(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t, chromedp.Flag("blink-settings", "defaultFontSize=32"))
	b.do(chromedp.EmulateViewport(320, 800))
	for _, path := range []string{h.path(webinar), h.path(questions), "/", h.path(webinar) + "/protection"} {
		b.visit(path)
		if size := b.measure(`parseFloat(getComputedStyle(document.documentElement).fontSize)`); size != 32 {
			t.Fatalf("the text is %v px", size)
		}
		if over := b.measure("document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s is %v px too wide", path, over)
		}
	}
}

func TestTheFormWorksByKeyboard(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.visit(h.path(workshop))
	b.do(chromedp.Focus(chromedp.CSS("[name=q1][value='1']")), chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.ArrowRight))
	outline, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`getComputedStyle(document.activeElement).outlineStyle + " " + document.activeElement.id`))
	if err != nil || outline != "solid q1-2" {
		t.Errorf("after an arrow the focus is %q, want it seen and on the second tile: %v", outline, err)
	}
	b.visit(h.path(webinar)) // on which nothing has been chosen
	b.press(".send button")
	b.do(chromedp.WaitVisible(chromedp.CSS("#errors:focus"))) // the summary takes the focus
}

func TestTheLiveChartTakesTheStillOnesPlace(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("echarts/echarts.min.js"); err != nil {
		t.Skip("go generate has not brought the live charts' library")
	}
	h := open(t)
	h.releasedWorkshop()
	b := h.browse(t)
	b.script(false)
	b.visit(h.office(workshop))
	if n := b.measure(`[...document.querySelectorAll(".still svg")].filter(e => e.getBoundingClientRect().width > 100).length`); n != 2 {
		t.Errorf("without script %v still charts are seen, want 2", n)
	}
	b.script(true)
	b.visit(h.office(workshop))
	b.do(chromedp.WaitVisible(chromedp.CSS(".live canvas")))
	if n := b.measure(`[...document.querySelectorAll(".still")].filter(e => e.getBoundingClientRect().width > 1).length`); n != 0 {
		t.Errorf("%v still charts are seen beside the live ones", n)
	}
	if over := b.measure("document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("the page is %v px too wide", over)
	}
	if blocked := b.blocked(); blocked != "" {
		t.Errorf("the policy blocks %s", blocked)
	}
}

func TestThePolicyBlocksNothingOfOurs(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	letter := h.letter(workshop)
	b := h.browse(t)
	for _, path := range append(pagesOf(h), letter) {
		b.visit(path)
		if blocked := b.blocked(); blocked != "" {
			t.Errorf("on %s the policy blocks %s", path, blocked)
		}
	}
}
