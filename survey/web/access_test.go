package web_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/omdome/omdome/survey/i18n"
)

// A stop is where the keyboard's focus is, and whether that is seen.
type stop struct {
	ID, Name, Tag string
	Seen          bool
}

// focus tells where the focus is.
func (b *browser) focus() stop {
	b.t.Helper()
	found, err := ask(b, chromedp.Evaluate[string](`(() => {
		const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
		return JSON.stringify({id: e.id, name: e.name || "", tag: e.tagName, seen:
			s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.top >= 0 && r.bottom <= innerHeight + 1});
	})()`))
	if err != nil {
		b.t.Fatal(err)
	}
	var s stop
	if err := json.Unmarshal([]byte(found), &s); err != nil {
		b.t.Fatal(err)
	}
	return s
}

// next goes to the next stop, which must be seen to have the focus.
func (b *browser) next() stop {
	b.t.Helper()
	b.do(chromedp.KeyEvent(kb.Tab))
	s := b.focus()
	if s.Tag != "BODY" && !s.Seen {
		b.t.Errorf("nobody sees that the focus is on %+v", s)
	}
	return s
}

// TestTheWholeFormByKeyboardInABrowser answers every question without a pointer, sends,
// and goes on to change and delete, in the order in which things stand there.
func TestTheWholeFormByKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		b.visit(h.path(workshop))
		var order []string
		for range 40 {
			s := b.next()
			switch {
			case s.Tag == "TEXTAREA":
				b.do(chromedp.KeyEvent("Skrivet med tangenter"))
			case s.Name == "q1": // the first tile: to the fifth by arrows
				b.do(chromedp.KeyEvent(" "))
				for range 4 {
					b.do(chromedp.KeyEvent(kb.ArrowRight))
				}
			case s.Name == "q2.1": // back from the first, around to can't say
				b.do(chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.ArrowLeft))
			case s.Name == "p4":
				b.do(chromedp.KeyEvent(" "))
			}
			if s.Name != "" {
				order = append(order, s.Name)
			}
			if s.Tag == "BUTTON" {
				break
			}
		}
		if got, want := fmt.Sprint(order), "[q1 q2.1 q3.1 q4 p4 q5 p5]"; got != want {
			t.Fatalf("the order is %s, want %s", got, want)
		}
		b.do(chromedp.KeyEvent(kb.Enter))
		b.until("the thanks", `!document.querySelector("textarea") && !!document.querySelector(".code")`)
		b.says("Ditt svar är sparat.")
		b.visit(h.path(workshop) + "/change")
		for expression, want := range map[string]bool{
			`document.getElementById("q1-5").checked`: true, `document.querySelector("[name='q2.1'][value='-']").checked`: false,
			`document.querySelector("[name=p4]").checked`: true, `document.querySelector("[name=p5]").checked`: false,
			`document.getElementById("q4").value == "Skrivet med tangenter"`: true,
		} {
			if got, err := ask(b, chromedp.Evaluate[bool](expression)); err != nil || got != want {
				t.Errorf("%s is %v, want %v: %v", expression, got, want, err)
			}
		}
		b.visit(h.path(workshop) + "/withdraw")
		for b.next().Tag != "BUTTON" {
		}
		b.do(chromedp.KeyEvent(kb.Enter))
		b.until("the answer to be gone", `!document.querySelector("form [name=key]") && document.readyState == "complete"`)
		if n := h.answered(workshop); n != 0 {
			t.Errorf("%d answers are left", n)
		}
	})
}

// TestEveryStopIsSeenInABrowser walks all attendees' pages by tabulator, in the colours of
// the page, in the dark, and in the system's own.
func TestEveryStopIsSeenInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		b.resize(390, 844)
		for _, media := range [][]string{{"prefers-color-scheme", "light"}, {"prefers-color-scheme", "dark"}, {"forced-colors", "active"}} {
			b.emulate(media...)
			for _, path := range []string{"/", h.path(webinar), h.path(questions), h.path(webinar) + "/find", "/e/" + string(h.event.Code)} {
				b.visit(path)
				stops := 0
				for range 60 {
					if b.next().Tag == "BODY" {
						break
					}
					stops++
				}
				if stops < 3 {
					t.Errorf("%s, %v: only %d stops", path, media, stops)
				}
			}
		}
	})
}

// TestTheSystemsColoursTellWhatIsChosenInABrowser: where people choose their colours, the
// page's own are gone, and the chosen tile must still differ from the others.
func TestTheSystemsColoursTellWhatIsChosenInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	for _, scheme := range []string{"light", "dark"} {
		b.emulate("forced-colors", "active", "prefers-color-scheme", scheme)
		b.visit(h.path(questions))
		b.click("label:has([name=q1][value='4'])")
		b.click("label:has([name=q2][value='1'])")
		colour := func(id, property string) string {
			t.Helper()
			v, err := ask(b, chromedp.Evaluate[string](fmt.Sprintf(`getComputedStyle(document.getElementById(%q)).%s`, id, property)))
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if colour("q1-4", "backgroundColor") == colour("q1-3", "backgroundColor") {
			t.Errorf("%s: the chosen tile looks like the others", scheme)
		}
		if colour("q1-3", "borderTopStyle") == "none" || colour("q1-3", "borderTopColor") == colour("q1-3", "backgroundColor") {
			t.Errorf("%s: a tile has no edge", scheme)
		}
		if colour("q2-1", "appearance") == "none" {
			t.Errorf("%s: a choice is not the system's own", scheme)
		}
		if colour("q1-4", "borderTopWidth") == colour("q1-3", "borderTopWidth") {
			t.Errorf("%s: the chosen tile differs by colour alone", scheme)
		}
	}
}

// TestNothingMovesInABrowser: whoever asks for less motion gets none.
func TestNothingMovesInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.emulate("prefers-reduced-motion", "reduce")
	for _, path := range []string{h.path(webinar), h.path(questions), "/", "/e/" + string(h.event.Code)} {
		b.visit(path)
		moving := b.measure(`document.getAnimations().length + [...document.querySelectorAll("*")].filter(e => {
			const s = getComputedStyle(e);
			return parseFloat(s.transitionDuration) > 0 || s.animationName != "none" || s.scrollBehavior == "smooth";
		}).length`)
		if moving != 0 {
			t.Errorf("on %s %v things move", path, moving)
		}
	}
}

// spaced is what readers may do to a text without losing any of it (WCAG 2.2,
// 1.4.12).
const spaced = `(() => {
	const s = new CSSStyleSheet();
	s.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets = [s];
})()`

// TestTextMayBeSpacedOutInABrowser in every language, on the narrowest screen.
func TestTextMayBeSpacedOutInABrowser(t *testing.T) {
	t.Parallel()
	inEachFont(t, func(t *testing.T, h *house, b *browser) {
		b.resize(320, 800)
		for _, l := range i18n.Languages() {
			for _, path := range []string{h.path(webinar), h.path(questions), h.path(webinar) + "/protection", "/e/" + string(h.event.Code) + "/accessibility", "/"} {
				b.visit(path + "?lang=" + string(l))
				b.do(chromedp.Evaluate[chromedp.Void](spaced))
				b.fits(path + " in " + string(l))
				cut := b.measure(`[...document.querySelectorAll("main *")].filter(e => {
					const s = getComputedStyle(e);
					return s.overflow != "visible" && e.tagName != "TEXTAREA" && e.tagName != "INPUT" && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
				}).length`)
				if cut != 0 {
					t.Errorf("%s in %s cuts %v texts off", path, l, cut)
				}
			}
		}
	})
}
