package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// TestBadTextsAreOnlyShownInABrowser puts the worst comments on the organizer's page and
// in the letter: they stand there as text, run nothing, and keep to their boxes.
func TestBadTextsAreOnlyShownInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, c := range badTexts {
		h.visitor().answer(workshop, "q1", "5", "q2.1", "5", "q4", c.sent)
	}
	h.act(workshop, survey.ActionClose, survey.ActionSeal, survey.ActionRelease)
	b := h.browse(t)
	b.resize(320, 800)
	for path, selector := range map[string]string{h.office(workshop): "blockquote .text", h.letter(workshop): ".letter blockquote p"} {
		b.visit(path)
		shown, err := ask(b, chromedp.Evaluate[[]string](`[...document.querySelectorAll("`+selector+`")].map(e => e.innerText)`))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range badTexts {
			want := c.want
			if want == "" {
				want = c.sent
			}
			found := false
			for _, s := range shown {
				found = found || s == want || s == i18n.For(survey.Swedish).Quoted(want)
			}
			if !found {
				t.Errorf("%s does not show %s as it was written: %q", path, c.name, shown)
			}
		}
		if blocked := b.blocked(); blocked != "" {
			t.Errorf("%s: the policy had to block %s", path, blocked)
		}
		if n := b.measure(`document.querySelectorAll("` + selector + ` *:not(br)").length`); n != 0 {
			t.Errorf("%s: %v elements have come out of comments", path, n)
		}
		b.fits(path)
		if n := b.measure(`[...document.querySelectorAll("` + selector + `")].filter(e => !/hidden|clip/.test(getComputedStyle(e).overflow)).length`); n != 0 {
			t.Errorf("%s: %v comments can flow over their neighbours", path, n)
		}
	}
}
