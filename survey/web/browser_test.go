package web_test

import (
	"context"
	"errors"
	"fmt"
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
	// t is the test that has it, which may be a part of the house's.
	t testing.TB
	// hasAxe says whether axe comes with its pages, see bringAxe.
	hasAxe bool
	// width, height and media are how it shows them: see resize and emulate.
	width, height int64
	media         []string
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

// browse opens a tab of the size of a phone, in a profile of its own.
func (h *house) browse(t testing.TB) *browser {
	t.Helper()
	return h.browseIn(t, chromiumKind{fonts: someFonts(t).name})
}

func (h *house) browseIn(t testing.TB, kind chromiumKind) *browser {
	t.Helper()
	if root, _, _ := strings.Cut(t.Name(), "/"); !strings.HasSuffix(root, inABrowser) && !strings.HasPrefix(root, "Benchmark") {
		t.Fatalf("a test with a browser is named …%s: so it is run without the race detector", inABrowser)
	}
	ctx, cancel := context.WithTimeout(chromiumOf(t, kind), browserLimit)
	t.Cleanup(cancel)
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(func() {
		if !within(stepLimit, closeTab) {
			t.Errorf("the browser's tab is not closed within %v", stepLimit)
		}
	})
	if err := firstRun(ctx, closeTab); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	b := &browser{house: h, ctx: ctx, t: t}
	b.resize(390, 844)
	must(t, func() error {
		_, err := command(b, network.SetCookie, network.SetCookieParams{
			Name: signInCookie, Value: h.owner, URL: h.url + "/o/", Path: "/o", HTTPOnly: new(true),
		})
		return err
	})
	must(t, func() error { // each tab is as if it were the one that somebody looks at
		_, err := command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
	must(t, func() error {
		_, err := command(b, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: noteBlocked})
		return err
	})
	b.accept("sv")
	return b
}

// resize shows pages on a screen of that size from now on.
func (b *browser) resize(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	b.width, b.height = width, height
}

// inABrowser ends the names of tests that have one.
const inABrowser = "InABrowser"

// accept asks for pages in the language.
func (b *browser) accept(language string) {
	b.t.Helper()
	must(b.t, func() error {
		_, err := command(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
			Headers: network.Headers{"Accept-Language": language},
		})
		return err
	})
}

// evaluate is what the expression comes to on the page.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := ask(b, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// run runs a script on the page.
func (b *browser) run(script string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](script + ";undefined"))
}

// blocked are the things that the page's policy has blocked.
func (b *browser) blocked() string {
	b.t.Helper()
	return evaluate[string](b, `window.blocked.join("; ")`)
}

const noteBlocked = `window.blocked = [];
	addEventListener("securitypolicyviolation", e => blocked.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample))`

func must(t testing.TB, f func() error) {
	t.Helper()
	if err := f(); err != nil {
		t.Fatal(err)
	}
}

// do does the steps, each within its limit.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		if _, err := ask(b, step); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *browser) visit(path string) { b.t.Helper(); b.goTo(b.url + path) }

func (b *browser) goTo(address string) {
	b.t.Helper()
	if err := b.load(address); err != nil {
		b.t.Fatalf("%s: %v", address, err)
	}
}

// load goes to the address and waits until the page is whole.
func (b *browser) load(address string) error {
	b.t.Helper()
	came, err := command(b, page.Navigate, page.NavigateParams{URL: address})
	if err != nil {
		return err
	}
	if came.ErrorText != "" {
		return errors.New(came.ErrorText)
	}
	b.until("the page", `document.readyState == "complete"`)
	return nil
}

// script turns the page's own scripts on or off.
func (b *browser) script(on bool) {
	b.t.Helper()
	must(b.t, func() error {
		_, err := command(b, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// What follows asks the page itself. chromedp's own queries go by a copy of the page
// that they keep, and when they have missed a change of it while one page followed on
// another they wait for the old one without end.

// found waits until the page shows what the selector finds, and returns where its
// middle is.
func (b *browser) found(selector string) (x, y float64) {
	b.t.Helper()
	var at []float64
	b.eventually("to see "+selector, func() bool {
		var err error
		at, err = ask(b, chromedp.Evaluate[[]float64](fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			if (!e || getComputedStyle(e).visibility != "visible") return [];
			e.scrollIntoViewIfNeeded();
			const r = [...e.getClientRects()].find(r => r.width > 0 && r.height > 0);
			return r ? [r.x + r.width / 2, r.y + r.height / 2] : [];
		})()`, selector)))
		return err == nil && len(at) == 2
	})
	return at[0], at[1]
}

func (b *browser) click(selector string) {
	b.t.Helper()
	x, y := b.found(selector)
	b.do(chromedp.MouseClickXY(x, y))
}

// write types into the field.
func (b *browser) write(selector, text string) {
	b.t.Helper()
	b.found(selector)
	b.run(fmt.Sprintf(`document.querySelector(%q).focus()`, selector))
	b.do(chromedp.KeyEvent(text))
}

// set puts the text into the field, in place of what it holds.
func (b *browser) set(selector, text string) {
	b.t.Helper()
	b.found(selector)
	b.run(fmt.Sprintf(`(e => { e.value = %q; for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, {bubbles: true})); })(document.querySelector(%q))`, text, selector))
}

// value is what the field holds.
func (b *browser) value(selector string) string {
	b.t.Helper()
	b.until("the field "+selector, fmt.Sprintf(`!!document.querySelector(%q)`, selector))
	return evaluate[string](b, fmt.Sprintf(`document.querySelector(%q).value`, selector))
}

// press clicks and waits for the page that comes, whether the browser loads it
// or the form's script puts it in this one's place.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.measure(`document.body.dataset.pressed = 1`)
	b.click(selector)
	b.until("the next page", `document.readyState == "complete" && !document.body.dataset.pressed`)
}

// until waits for an expression to be true, also across pages.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	b.eventually(what, func() bool {
		ok, err := ask(b, chromedp.Evaluate[bool](expression))
		return err == nil && ok
	})
}

// eventually waits for the condition, as long as a step may take.
func (b *browser) eventually(what string, condition func() bool) {
	b.t.Helper()
	for end := time.Now().Add(stepLimit); time.Now().Before(end); {
		if condition() {
			return
		}
		select {
		case <-b.ctx.Done():
			b.t.Fatalf("waiting for %s: %v", what, b.ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	text, err := ask(b, chromedp.Evaluate[string](`location.pathname + ": " + document.body.innerText`))
	b.t.Fatalf("%s does not come within %v; the page says %q, %v", what, stepLimit, text, err)
}

func (b *browser) says(sentence string) {
	b.t.Helper()
	b.found("main")
	text := evaluate[string](b, `document.querySelector("main").innerText`)
	if !strings.Contains(strings.Join(strings.Fields(text), " "), sentence) {
		b.t.Errorf("the page does not say %q; it says %q", sentence, text)
	}
}

// measure evaluates an expression that is a number.
func (b *browser) measure(expression string) float64 {
	b.t.Helper()
	return evaluate[float64](b, expression)
}

// fits fails where the page is wider than the screen, and says what is.
func (b *browser) fits(what string) {
	b.t.Helper()
	over := b.measure("document.documentElement.scrollWidth - document.documentElement.clientWidth")
	if over <= 0 {
		return
	}
	wide := evaluate[[]string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + .5 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
		.map(e => e.tagName.toLowerCase() + (e.className ? "." + e.className : "") + " " + (e.textContent || "").trim().slice(0, 30)).slice(-4)`)
	b.t.Errorf("%s is %v px too wide: %q", what, over, wide)
}

func TestAnAttendeeOnAPhoneInABrowser(t *testing.T) {
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
			b.click("label:has([name=q1][value='5'])")
			b.click("label:has([name='q2.1'][value='6'])")
			b.write("[name=q4]", "Tydligt, och vi hann öva.")
			b.says("mycket bra")
			b.press(".send button")
			b.says("Tack! Ditt svar är sparat.")
			if n := h.answered(workshop) - before; n != 1 {
				t.Fatalf("%d answers came, want 1", n)
			}
			b.press("a[href$='/change']")
			if value := b.value("[name=q4]"); value != "Tydligt, och vi hann öva." {
				t.Errorf("the comment is %q", value)
			}
			b.click("label:has([name=q1][value='6'])")
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

func TestTheFormFitsAnyScreenInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		for _, width := range []int64{320, 390, 800, 1280} {
			b.resize(width, 800)
			for _, path := range []string{h.path(webinar), h.path(questions), "/", "/e/" + string(h.event.Code), h.path(webinar) + "/find"} {
				b.visit(path)
				b.fits(path)
			}
			b.visit(h.path(webinar))
			smallest := b.measure(`Math.min(...[...document.querySelectorAll("fieldset input")].map(e => {
				const r = e.getBoundingClientRect(); return Math.min(r.width, r.height)}))`)
			if smallest < 44 {
				t.Errorf("at %d px a tile is %v px", width, smallest)
			}
		}
	})
}

func TestTheFormFitsWithTextOfTwiceTheSizeInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		must(t, func() error {
			_, err := command(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}})
			return err
		})
		b.resize(320, 800)
		for _, path := range []string{h.path(webinar), h.path(questions), "/", h.path(webinar) + "/protection"} {
			b.visit(path)
			if size := b.measure(`parseFloat(getComputedStyle(document.documentElement).fontSize)`); size != 32 {
				t.Fatalf("the text is %v px", size)
			}
			b.fits(path)
		}
	})
}

func TestTheFormWorksByKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.visit(h.path(workshop))
	b.run(`document.querySelector("[name=q1][value='1']").focus()`)
	b.do(chromedp.KeyEvent(" "))
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	outline := evaluate[string](b, `getComputedStyle(document.activeElement).outlineStyle + " " + document.activeElement.id`)
	if outline != "solid q1-2" {
		t.Errorf("after an arrow the focus is %q, want it seen and on the second tile", outline)
	}
	b.visit(h.path(webinar)) // on which nothing has been chosen
	b.press(".send button")
	b.found("#errors:focus") // the summary takes the focus
}

func TestTheLiveChartTakesTheStillOnesPlaceInABrowser(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("page/echarts/echarts.min.js"); err != nil {
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
	if n := b.measure(`document.querySelectorAll(".live canvas, [src*=echarts]").length`); n != 0 {
		t.Error("the library of live charts comes before anybody has moved")
	}
	b.until("both live charts", `(document.querySelector(".still:not(.replaced)")?.scrollIntoView({block: "center"}), scrollBy(0, 1), scrollBy(0, -1),
		document.querySelectorAll(".live canvas").length == 2)`)
	if n := b.measure(`[...document.querySelectorAll(".still")].filter(e => e.getBoundingClientRect().width > 1).length`); n != 0 {
		t.Errorf("%v still charts are seen beside the live ones", n)
	}
	b.fits("the page")
	if blocked := b.blocked(); blocked != "" {
		t.Errorf("the policy blocks %s", blocked)
	}
}

func TestThePolicyBlocksNothingOfOursInABrowser(t *testing.T) {
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
