package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
)

// toReview is a house whose webinar, with three speakers, is sealed with three
// comments.
func toReview(t testing.TB) *house {
	h := open(t)
	for _, text := range []string{"Vad bra att Lena kom.", "Ring 070-123 45 67, din idiot", "Kallt i salen"} {
		h.visitor().answer(webinar, "q1", "5", "q4", text).want(http.StatusOK)
	}
	h.act(webinar, survey.ActionClose, survey.ActionSeal)
	return h
}

func (h *house) queue() string { return "/o/e/" + string(h.event.Code) + "/comments" }

// choose sends the queue's form for the comment that says the text.
func (v *visitor) choose(t testing.TB, text, do string, more url.Values) seen {
	t.Helper()
	return v.chooseIn(t, v.queue(), text, do, more)
}

// chooseIn is choose in the queue at the address.
func (v *visitor) chooseIn(t testing.TB, queue, text, do string, more url.Values) seen {
	t.Helper()
	page := v.get(queue).want(http.StatusOK)
	for range 9 {
		if strings.Contains(page.text("blockquote"), text) {
			break
		}
		next := page.Find(`[data-key="j"]`).AttrOr("href", "")
		page = v.get(next).want(http.StatusOK)
	}
	form := url.Values{}
	page.Find(".reviewed form input").Each(func(_ int, e *goquery.Selection) {
		_, checked := e.Attr("checked")
		if kind := e.AttrOr("type", ""); kind == "hidden" || checked {
			form.Add(e.AttrOr("name", ""), e.AttrOr("value", ""))
		}
	})
	for name, values := range more {
		form[name] = values
	}
	form.Set("do", do)
	return v.post(queue, form)
}

func TestReviewing(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v := h.visitor()
	v.get(h.queue()).want(http.StatusOK).says("0 av 3 är granskade")

	// One comment each: cut, left out, to one speaker's letter.
	page := v.follow(v.choose(t, "Lena", "cut", url.Values{"cut": {"3"}}))
	page.says("1 av 3 är granskade", "Sparat: Med i brevet, med strukna ord.")
	v.follow(v.choose(t, "idiot", "leave.abuse", nil)).says("Sparat: Inte med: är kränkande.")
	page = v.follow(v.choose(t, "salen", "include", url.Values{"letter": {"2"}}))
	page.says("Alla kommentarer är granskade")
	if page.Find("main ul a[href='"+h.office(webinar)+"']").Length() != 1 {
		t.Error("nothing leads to where the results are shown")
	}

	// Undo brings the last one back as it was.
	form := url.Values{"do": {"undo"}}
	page.Find("form.undo input").Each(func(_ int, e *goquery.Selection) {
		form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	})
	v.follow(v.post(h.queue(), form)).says("Kallt i salen", "Inte granskad än", "2 av 3")
	v.follow(v.choose(t, "salen", "include", url.Values{"letter": {"2"}}))

	h.act(webinar, survey.ActionRelease)
	h.approve()
	letters := h.letters(webinar)
	karin := v.get("/l/" + letters[0].Key).want(http.StatusOK)
	johan := v.get("/l/" + letters[1].Key).want(http.StatusOK)
	if text := karin.text("body"); strings.Contains(text, "salen") || !strings.Contains(text, "Vad bra att [struket] kom.") || strings.Contains(text, "idiot") {
		t.Errorf("the letter to one says %s", text)
	}
	if text := johan.text("body"); !strings.Contains(text, "Kallt i salen") || !strings.Contains(text, "[removed]") {
		t.Errorf("the letter to the other says %s", text)
	}
	v.get(h.queue()).want(http.StatusOK).says("Det finns inga kommentarer att granska.")
}

// TestTwoReviewers: whoever decides about a comment that somebody else has just
// decided about is told what it was, and overwrites nothing.
func TestTwoReviewers(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v := h.visitor()
	page := v.get(h.queue())
	form := url.Values{}
	page.Find(".reviewed form input[type=hidden]").Each(func(_ int, e *goquery.Selection) {
		form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	})
	form.Del("letters")
	form.Set("do", "leave.abuse")
	v.follow(v.post(h.queue(), form)).says("1 av 3")
	form.Set("do", "include")
	v.post(h.queue(), form).want(http.StatusUnprocessableEntity).says("Någon annan har just avgjort", "Inte med: är kränkande")
	v.get(h.queue()+"?c="+form.Get("c")).says("Inte med: är kränkande", "1 av 3")
}

func TestReviewRefuses(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v := h.visitor()
	v.choose(t, "salen", "include", url.Values{"letter": {}}).want(http.StatusUnprocessableEntity).says("Välj minst ett brev")
	v.choose(t, "salen", "cut", url.Values{"cut": {"0", "1", "2"}}).want(http.StatusUnprocessableEntity).says("Då blir inget kvar")
	v.choose(t, "salen", "leave.nothing", nil).want(http.StatusUnprocessableEntity).says("Välj vad som ska hända")
	v.choose(t, "salen", "undo", url.Values{"was": {"{"}}).want(http.StatusUnprocessableEntity)
	v.choose(t, "salen", "include", url.Values{"c": {"7"}}).want(http.StatusConflict)
	v.get(h.queue()).says("0 av 3")

	looking := h.organizer(organizer.Viewer)
	if n := looking.get(h.queue()).want(http.StatusOK).Find("main button[name=do]").Length(); n != 0 {
		t.Errorf("who only looks has %d buttons", n)
	}
	looking.post(h.queue(), url.Values{"do": {"include"}}).want(http.StatusForbidden)
	if text := v.get(h.queue() + "?session=" + string(h.code[workshop])).text("main"); strings.Contains(text, "Lena") {
		t.Errorf("another session's comments: %s", text)
	}
}

// TestFlagsAreMarkedNotDecided: what is flagged is still in, until somebody says
// otherwise.
func TestFlagsAreMarkedNotDecided(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	v := h.visitor()
	all := ""
	page := v.get(h.queue())
	for range 3 {
		all += page.text(".flags") + " " + page.text(".reviewed > .soft")
		page = v.get(page.Find(`[data-key="j"]`).AttrOr("href", ""))
	}
	for _, want := range []string{"”Lena” kan vara ett namn", "”070-123 45 67” ser ut som ett telefonnummer", "”idiot” kan vara kränkande"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if strings.Count(all, "Inte granskad än") != 3 {
		t.Errorf("decided: %q", all)
	}
}

// TestReviewingByKeysInABrowser reviews three comments with four keys.
func TestReviewingByKeysInABrowser(t *testing.T) {
	t.Parallel()
	h := toReview(t)
	b := h.browse(t)
	b.speak(survey.Swedish)
	b.visit(h.queue())
	press := func(key string) {
		t.Helper()
		b.do(chromedp.Evaluate[chromedp.Void](`(() => { document.body.dataset.old = "1";
			document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `", bubbles: true})); })()`))
		b.found("body:not([data-old]) main")
	}
	says := func(want string) {
		t.Helper()
		if got, err := ask(b, chromedp.Evaluate[string]("document.querySelector('main').innerText")); err != nil || !strings.Contains(got, want) {
			t.Errorf("the page says %q, not %q; %v", got, want, err)
		}
	}
	press("m")
	says("1 av 3")
	press("2")
	says("2 av 3")
	press("u")
	says("1 av 3")
	press("j")
	press("a")
	says("2 av 3")
}

func TestAxeFindsNothingInTheQueueInABrowser(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		if !i18n.KnownTo(i18n.Organizers, l) {
			t.Fatalf("organizers cannot have %s", l)
		}
		h := toReview(t)
		b := h.browse(t)
		b.speak(l)
		b.visit(h.queue())
		b.axe(t, source, "queue", false)
		b.press(`[data-key="s"]`)
		b.axe(t, source, "words to cut", false)
		b.press(`[data-key="s"]`)
		b.axe(t, source, "after a decision", false)
		b.press(`[data-key="1"]`)
		b.press(`[data-key="1"]`)
		b.axe(t, source, "all read", false)
	}
}
