package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/omdome/omdome/survey"
)

// A badInput is a form that is wrong in one way, and what it must get. Both
// databases must give the same answer, and store nothing of it.
type badInput struct {
	// row is its number in the list of bad inputs, 0 for one of our own.
	row    int
	name   string
	change func(url.Values)
	status int
	says   string
}

var badInputs = []badInput{
	{1, "rating 0", set("q1", "0"), 422, "Välj ett betyg från 1 till 6."},
	{0, "can't say", set("q1", survey.CannotSay), http.StatusSeeOther, ""},
	{2, "rating 7", set("q1", "7"), 422, "Välj ett betyg från 1 till 6."},
	{0, "rating -1", set("q1", "-1"), 422, "Välj ett betyg från 1 till 6."},
	{4, "rating +3", set("q1", "+3"), 422, "Välj ett betyg från 1 till 6."},
	{5, "rating 003", set("q1", "003"), 422, "Välj ett betyg från 1 till 6."},
	{0, "rating 3.0", set("q1", "3.0"), 422, "Välj ett betyg från 1 till 6."},
	{0, "rating 3 with a space", set("q1", " 3"), 422, "Välj ett betyg från 1 till 6."},
	{7, "full-width rating", set("q1", "３"), 422, "Välj ett betyg från 1 till 6."},
	{7, "Arabic rating", set("q1", "٣"), 422, "Välj ett betyg från 1 till 6."},
	{8, "huge rating", set("q1", "99999999999999999999"), 422, "Välj ett betyg från 1 till 6."},
	{11, "two ratings", set("q1", "1", "6"), 422, "Välj bara ett alternativ."},
	{0, "the same rating twice", set("q1", "4", "4"), http.StatusSeeOther, ""},
	{10, "nothing at all", func(f url.Values) { f.Del("q4"); f.Del("q2.1") }, 422, "Välj minst ett betyg eller skriv en kommentar."},
	{0, "only can't say", func(f url.Values) { f.Del("q4"); f.Set("q2.1", survey.CannotSay) }, 422, "Välj minst ett betyg eller skriv en kommentar."},
	{13, "question of another form", set("q_999", "5"), 422, "en fråga som inte finns"},
	{13, "question with another number", set("q999", "5"), 422, "en fråga som inte finns"},
	{13, "speaker of another session", set("q2.7", "5"), 422, "en fråga som inte finns"},
	{14, "older version of the form", set("version", "0"), 409, "Formuläret har ändrats. Dina övriga svar finns kvar."},
	{14, "deleted question", func(f url.Values) { f.Set("version", "0"); f.Set("q9", "5") }, 409, "Formuläret har ändrats."},
	{0, "version is no number", set("version", "'"), 409, "Formuläret har ändrats."},
	{22, "NUL in a comment", set("q5", "a\x00b"), 422, "tecken som inte kan sparas"},
	{23, "0xFF in a comment", set("q5", "a\xffb"), 422, "tecken som inte kan sparas"},
	{23, "lone surrogate", set("q5", "\xed\xa0\x80"), 422, "tecken som inte kan sparas"},
	{25, "4001 characters", set("q5", strings.Repeat("å", 4001)), 422, "Kommentaren är 1 tecken för lång."},
	{0, "4000 characters", set("q5", strings.Repeat("å", 4000)), http.StatusSeeOther, ""},
	{0, "no key", func(f url.Values) { f.Del("key") }, 422, "Något saknades i formuläret."},
	{0, "31 of 32 characters", set("key", "0123456789012345678901234"), 422, "Något saknades i formuläret."},
	{0, "two keys", set("key", "00000000000000000000000000", "10000000000000000000000000"), 422, "Något saknades i formuläret."},
	{0, "unknown field", set("utm", "x"), http.StatusSeeOther, ""},
}

func set(name string, values ...string) func(url.Values) {
	return func(f url.Values) { f[name] = values }
}

func TestBadInputGetsASentenceAndIsKept(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			for _, c := range badInputs {
				before, stored := h.answered(workshop), 0
				v := h.visitor()
				form := v.fill(workshop, "q2.1", "5", "q4", "Allt utom <b>kaffet</b>.")
				c.change(form)
				page := v.post(h.path(workshop), form)
				if page.status != c.status {
					t.Errorf("%s: status %d, want %d: %s", c.name, page.status, c.status, page.text(".errors"))
				} else if c.status == http.StatusSeeOther {
					stored = 1
				} else {
					checkKept(t, c, form, page)
				}
				if n := h.answered(workshop) - before; n != stored && page.status == c.status {
					t.Errorf("%s: %d answers are stored, want %d", c.name, n, stored)
				}
			}
		})
	}
}

// checkKept says whether the page tells what is wrong and still holds what was
// typed.
func checkKept(t *testing.T, c badInput, form url.Values, page seen) {
	t.Helper()
	if !strings.Contains(page.text(".errors"), c.says) {
		t.Errorf("%s: the summary does not say %q but %q", c.name, c.says, page.text(".errors"))
	}
	if _, ok := page.Find(".errors").Attr("autofocus"); !ok {
		t.Errorf("%s: the summary takes no focus", c.name)
	}
	if !strings.HasPrefix(page.text("title"), "Fel:") {
		t.Errorf("%s: the title does not say that something is wrong: %q", c.name, page.text("title"))
	}
	for _, link := range page.Find(".errors a").EachIter() {
		if to, _ := link.Attr("href"); page.Find(to).Length() != 1 {
			t.Errorf("%s: the summary leads to %s, which is not on the page", c.name, to)
		}
	}
	kept := page.fields()
	for _, name := range []string{"q2.1", "q4"} {
		if kept.Get(name) != form.Get(name) {
			t.Errorf("%s: %s was %q and is %q on the page", c.name, name, form.Get(name), kept.Get(name))
		}
	}
	if long := form.Get("q5"); len(long) > 4000 && kept.Get("q5") != long {
		t.Errorf("%s: the long text is not kept", c.name)
	}
}

// badTexts are comments that must come back as they were written, or as want
// says.
var badTexts = []struct {
	row              int
	name, sent, want string
}{
	{29, "emoji and scripts", "👩‍👩‍👧‍👦 🇩🇪 中文 עברית ไทย", ""},
	{28, "Zalgo", "e" + strings.Repeat("\u0301", 500), ""},
	{32, "script", `<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)`, ""},
	{37, "SQL", `' OR 1=1-- \'; DROP TABLE response;`, ""},
	{34, "formula", "=HYPERLINK(\"http://example.org\") +1 @SUM ＝1", ""},
	{31, "line ends", "ett\r\ntvå\rtre\nfyra", "ett\ntvå\ntre\nfyra"},
	{35, "quotes", "\"citat, komma; semikolon\nny rad\"", ""},
	{0, "template", "{{.Key}} ${key} {the}", ""},
}

func TestTextsComeBackAsTheyWereWritten(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			for _, c := range badTexts {
				if c.want == "" {
					c.want = c.sent
				}
				v := h.visitor()
				v.answer(workshop, "q4", c.sent).says("Ditt svar är sparat.")
				page := v.get(h.path(workshop) + "/change").want(http.StatusOK)
				if got := page.fields().Get("q4"); got != c.want {
					t.Errorf("%s: came back as %q, want %q", c.name, got, c.want)
				}
			}
			blank := h.visitor()
			blank.post(h.path(workshop), blank.fill(workshop, "q4", " \u200b\ufeff\r\n\t ")).
				want(422).says("Välj minst ett betyg eller skriv en kommentar.")
		})
	}
}

func TestTheSameFormManyTimesAtOnceIsOneAnswer(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			v := h.visitor()
			form := v.fill(workshop, "q1", "5")
			var wg sync.WaitGroup
			results := make([]string, 50)
			for i := range results {
				wg.Go(func() {
					res, err := v.client.PostForm(h.url+h.path(workshop), form)
					if err != nil {
						results[i] = err.Error()
						return
					}
					_ = res.Body.Close()
					results[i] = fmt.Sprint(res.StatusCode)
				})
			}
			wg.Wait()
			for _, r := range results {
				if r != "303" {
					t.Errorf("an answer got %s, want 303", r)
				}
			}
			other := v.fillAgain(form, "q1", "1")
			v.follow(v.post(h.path(workshop), other)).says("Det räknas en gång.")
			if n := h.answered(workshop); n != 1 {
				t.Errorf("%d answers are stored, want 1", n)
			}
			if got := v.get(h.path(workshop) + "/change").fields().Get("q1"); got != "5" {
				t.Errorf("the answer is %s, want the first one's 5", got)
			}
		})
	}
}

// fillAgain returns a copy of a form with other values.
func (v *visitor) fillAgain(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
