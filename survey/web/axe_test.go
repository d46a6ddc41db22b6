package web_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// axeSource is the script of axe-core. Without it the test is skipped, unless
// OMDOME_REQUIRE says that browser tests may not be.
func axeSource(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "chromium") {
			t.Fatal("axe-core is not there, and OMDOME_REQUIRE names chromium: run make setup")
		}
		t.Skip("axe-core is not there: run make setup")
	}
	return string(b)
}

// A look is one way of seeing a page: with all rules, or with those alone that go
// by what is painted and where.
type look struct {
	width  int64
	scheme string
	rules  string
}

// all are the rules of WCAG 2.2 AA and the good habits beside them, painted those
// that another width or other colours can break.
const (
	all     = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	painted = `{type: "rule", values: ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]}`
)

// looks are shared between the languages, so that every page is seen in all four
// and in every language, at both widths with all rules, and no more: what a rule
// says of colours or of a width does not depend on the language.
var looks = map[survey.Language][]look{
	survey.Swedish: {{320, "light", all}, {1280, "dark", painted}},
	survey.English: {{1280, "light", all}, {320, "dark", painted}},
}

// otherLooks are those of further languages.
var otherLooks = []look{{320, "light", all}}

// runAxe asks for the rules, and for contrast of 7:1 where people read most. Style
// sheets are not loaded a second time for the one rule that reads them, on locking how
// the device is held: TestNoStyleAsksHowTheDeviceIsHeld.
const runAxe = `axe.run(document, {
	runOnly: %s,
	rules: {"target-size": {enabled: true}, "color-contrast-enhanced": {enabled: %t}},
	resultTypes: ["violations"],
	preload: false,
}).then(r => JSON.stringify(r.violations.map(v => ({
	id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary),
}))))`

// emulate shows pages with these media features from now on.
func (b *browser) emulate(pairs ...string) {
	b.t.Helper()
	var features []*emulation.MediaFeature
	for i := 0; i+1 < len(pairs); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	must(b.t, func() error {
		_, err := command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	})
	b.media = pairs
}

func (b *browser) speak(language survey.Language) {
	b.t.Helper()
	b.language = language
	b.accept(string(language))
}

// high is how high the screen is, whatever its width.
const high = 800

// media are the features that make the look's colours.
func (l look) media() []string { return []string{"prefers-color-scheme", l.scheme} }

// apart is how much must change for the page to be seen in that way.
func (b *browser) apart(l look) (changes int) {
	if b.width != l.width || b.height != high {
		changes++
	}
	if !slices.Equal(b.media, l.media()) {
		changes++
	}
	return changes
}

// seeAs shows the page in that way: what is so already stays as it is.
func (b *browser) seeAs(l look) {
	b.t.Helper()
	if b.width != l.width || b.height != high {
		b.resize(l.width, high)
	}
	if !slices.Equal(b.media, l.media()) {
		b.emulate(l.media()...)
	}
}

// bringAxe has the script on this page, and on every page that comes: so it travels to
// the browser once.
func (b *browser) bringAxe(source string) {
	b.t.Helper()
	if !b.hasAxe {
		must(b.t, func() error {
			_, err := command(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
			return err
		})
		b.do(chromedp.Evaluate[chromedp.Void](source + ";undefined"))
		b.hasAxe = true
	}
}

// smallTargets finds what is harder to hit than it should be: what is pressed is at least
// 24 pixels high in a sentence, and 44 where it stands alone. What belongs to a label is
// as high as that.
const smallTargets = `(() => {
  const small = [];
  const block = (e) => { do e = e.parentElement; while (getComputedStyle(e).display === 'inline'); return e; };
  for (const e of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('svg')) continue;
    const target = /radio|checkbox/.test(e.type) && e.closest('label') || e;
    const rects = [...target.getClientRects()].filter((r) => r.width > 1 && r.height > 1 && r.bottom > -scrollY);
    if (!rects.length) continue;
    let alone = !e.matches('a') || e.matches('.button');
    if (!alone) {
      const around = block(e), rest = around.cloneNode(true);
      rest.querySelectorAll('a, button, .soft').forEach((x) => x.remove());
      alone = !/[\p{L}\p{N}]/u.test(rest.textContent);
    }
    const height = Math.max(...rects.map((r) => r.height)), least = alone ? 44 : 24;
    if (height < least - 0.5) small.push(e.outerHTML.slice(0, 90).replace(/\s+/g, ' ') + ': ' + height.toFixed(0) + ' of ' + least);
  }
  return small;
})()`

// targets looks at how high all is that is pressed.
func (b *browser) targets(t *testing.T, name string, width int64) {
	t.Helper()
	small, err := ask(b, chromedp.Evaluate[[]string](smallTargets))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(small) > 0 {
		t.Errorf("%s at %d px has small targets:\n  %s", name, width, strings.Join(small, "\n  "))
	}
}

// axe looks at the page that is shown, in the language's ways of seeing it, the one in
// which it is shown already before the others.
func (b *browser) axe(t *testing.T, source, name string, enhanced bool) {
	t.Helper()
	ways, ok := looks[b.language]
	if !ok {
		ways = otherLooks
	}
	ways = slices.Clone(ways)
	slices.SortStableFunc(ways, func(x, y look) int { return cmp.Compare(b.apart(x), b.apart(y)) })
	b.bringAxe(source)
	for _, l := range ways {
		b.seeAs(l)
		b.targets(t, name, l.width)
		found, err := ask(b, chromedp.Evaluate[string](fmt.Sprintf(runAxe, l.rules, enhanced), chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var violations []struct {
			ID, Help string
			Nodes    []string
		}
		if err := json.Unmarshal([]byte(found), &violations); err != nil {
			t.Fatal(err)
		}
		for _, v := range violations {
			t.Errorf("%s at %d px, %s: %s (%s)\n  %s", name, l.width, l.scheme, v.Help, v.ID, strings.Join(v.Nodes, "\n  "))
		}
	}
}

// TestAxeFindsNothingInABrowser looks at every page in every language that it is offered
// in, and so light and dark, narrow and wide.
func TestAxeFindsNothingInABrowser(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	for _, l := range i18n.Languages() {
		t.Run(string(l)+"/attendees", func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.releasedWorkshop()
			b := h.browse(t)
			b.speak(l)
			b.visit(h.path(webinar))
			b.click("label:has([name=q1][value='4'])")
			b.press(".send button")
			for _, path := range attendeePages(h) {
				b.visit(path)
				b.axe(t, source, path, true)
			}
			b.attendeeSteps(t, func(name string) { b.axe(t, source, name, true) })
		})
		if !i18n.KnownTo(i18n.Organizers, l) {
			continue
		}
		t.Run(string(l)+"/organizers", func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.releasedWorkshop()
			b := h.browse(t)
			b.speak(l)
			for _, path := range procurementPages(h) {
				b.visit(path)
				b.axe(t, source, path, true)
			}
			for _, path := range officePages(h) {
				b.visit(path)
				b.axe(t, source, path, false)
			}
			b.officeSteps(t, func(name string) { b.axe(t, source, name, false) })
			b.visit(h.letter(workshop))
			b.axe(t, source, "letter", true)
		})
	}
}

// attendeeSteps are the pages that come only after something has been done.
func (b *browser) attendeeSteps(t *testing.T, look func(name string)) {
	h := b.house
	b.visit("/?code=000")
	look("a code that is none")
	b.visit(h.path(webinar) + "/find")
	b.press(".send button")
	look("no code of an answer")
	b.visit(h.path(questions))
	b.press(".send button")
	look("what is to be mended")
	b.write("[name=q4]", "Fel pass")
	b.press("[formaction$='/switch']")
	look("another session")
	b.press(".pick[formaction^='" + h.path(workshop) + "'], .pick")
	look("the form with what came along")
	b.visit(h.path(questions))
	h.act(questions, survey.ActionClose)
	b.set("[name=q4]", "För sent")
	b.press(".send button")
	look("too late")

	b.visit(h.reflections(webinar) + "/reflect")
	b.set("[name=reflection]", "Det här är mitt.")
	b.click("[name=small]")
	b.press(".send button")
	h.showReflection(webinar, "Det här är mitt.")
	b.visit(h.followUp(webinar))
	b.press(".thank button")
	b.until("both cards", `document.querySelectorAll(".wall .mine, .wall [aria-pressed=true]").length == 2`)
	look("a card of one's own beside one that is thanked for")

	h.act(draft, survey.ActionRehearse)
	b.visit(h.path(draft))
	look("a rehearsal")
	b.click("label:has([name=q1][value='5'])")
	b.press(".send button")
	look("the thanks of a rehearsal")

	token, session := h.invite(t, "Bara inbjudna")
	b.visit("/s/" + string(session))
	look("not invited")
	b.visit("/i/" + token)
	look("the form of an invited")
	b.visit("/s/" + string(session) + "/protection")
	look("the protection of an invited")
	v := h.visitor()
	v.get("/i/" + token)
	form := v.get("/s/"+string(session)).fields("q1", "5")
	v.post("/s/"+string(session), form).want(http.StatusSeeOther)
	b.visit("/s/" + string(session))
	look("a link that is used")
}

// officeSteps are the same of the organizer's.
func (b *browser) officeSteps(t *testing.T, look func(name string)) {
	h := b.house
	b.visit("/o/organization/accessibility")
	b.press("button[value=preview]")
	look("a statement's preview")
	b.set("#more-sv", strings.Repeat("x", 4001))
	b.press("button.main")
	look("a statement that is too long")
	b.visit("/o/organization/records")
	b.set("#keep-answers", "tio")
	b.press("button.main")
	look("a period that is none")
	event := "/o/e/" + string(h.event.Code)
	b.visit(event + "/add")
	b.press(".editor button.main")
	look("a session with things to mend")
	b.visit(event + "/paste")
	b.set("#table", "Tid;Titel;Talare\n9-10;Ett;Karin Ek\n10-11;Två;")
	b.press("button[value=preview]")
	look("a programme's preview")
	b.set("#table", "Tid;Titel\nnio;Ett")
	b.press("button[value=preview]")
	look("a programme with things to mend")
	invitations := "/o/e/" + string(h.event.Code) + "/invitations"
	b.visit(invitations)
	b.press("[action$='/addresses'] button")
	look("no addresses")
	b.set("#addresses", "a@example.org\nb@example.org")
	b.press("[action$='/addresses'] button")
	look("invitations")
	b.set("#slips-n", "3")
	b.press("[action$='/slips'] button")
	look("slips")
	h.answers(webinar)
	b.visit(h.office(webinar) + "/asked?choose=all")
	look("questions that are chosen")
	b.press("button[value=askhide]")
	look("questions to hide")
	b.press("button[value=hidemany]")
	look("hidden questions")
	for range 3 {
		h.visitor().answer(webinar, "q1", "5", "q4", "Bra.")
	}
	b.visit(h.office(draft))
	look("a session that is rehearsed")
	h.act(webinar, survey.ActionClose, survey.ActionSeal)
	b.visit(h.office(webinar))
	look("comments to review")
	b.visit(h.office(webinar) + "/release")
	look("a last question")
}

// notPages are the addresses that give no page to look at.
var notPages = []string{
	"/healthz", "/readyz", "/assets/{name}", "/s/worker.js", "/l/{key}/letter.pdf", "/s/{code}/qr.svg", "/e/{code}/qr.svg",
	"/f/{code}/picture.png", "/p/{code}/picture.png", "/l/{key}/print", "/l/{key}/figures.csv", "/accent/{colour}.css",
	"/o/letters/letterhead/{picture}.png", "/o/letters/sample/{language}", // a PDF
	"/f/{code}/material/{material}", "/f/{code}/material/{material}/picture",
	"/o/e/{code}/followup/material/{material}/file", "/o/e/{code}/followup/material/{material}/picture",
	"/o/s/{code}/followup/material/{material}/file", "/o/s/{code}/followup/material/{material}/picture",
	"/b/{key}", "/b/{key}/live", "/s/{code}/ask/list", "/o/e/{code}/board/live",
	"/verify/certificates.pem", "/o/e/{code}/letters/progress", "/o/e/{code}/letters/letters.zip", "/o/e/{code}/letters/{letter}/letter.pdf",
	"/o/results.{format}", "/o/e/{code}/results.{format}", "/o/e/{code}/figures/{figure}", "/o/s/{code}/figures/{figure}",
	"/o/e/{code}/packet.zip", "/o/s/{code}/packet.zip",
}

// TestEveryRouteIsLookedAt: a new page must join those that tests visit.
func TestEveryRouteIsLookedAt(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	routes, ok := h.handler.(chi.Routes)
	if !ok {
		t.Fatal("the handler does not tell its routes")
	}
	visited := map[string]bool{}
	for _, path := range append(append(pagesOf(h), procurementPages(h)...), h.letter(workshop)) {
		path, _, _ = strings.Cut(path, "?")
		if c := chi.NewRouteContext(); routes.Match(c, http.MethodGet, path) {
			visited[strings.TrimSuffix(c.RoutePattern(), "/")] = true
		}
	}
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		pattern := strings.TrimSuffix(strings.ReplaceAll(route, "/*/", "/"), "/")
		if method == http.MethodGet && !visited[pattern] && !slices.Contains(notPages, pattern) {
			t.Errorf("no test looks at %s: add a page of it to attendeePages or officePages", route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNoStyleAsksHowTheDeviceIsHeld: a page that turns with the device, or does not,
// goes by its width alone.
func TestNoStyleAsksHowTheDeviceIsHeld(t *testing.T) {
	t.Parallel()
	var looked int
	for _, pattern := range []string{"page/assets/*.css", "../../templates/*/*.html", "../../templates/*/*/*.html", "../../templates/*/*/*/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if looked++; strings.Contains(string(b), "orientation") {
				t.Errorf("%s asks how the device is held", file)
			}
		}
	}
	if looked < 100 {
		t.Fatalf("looked at %d files: where do the others lie?", looked)
	}
}
