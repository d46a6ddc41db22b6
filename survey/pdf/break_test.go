package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// Wherever pages end: no quote and no table is torn, no heading stands last on a
// page, and the signature has the letter's last words with it.
func TestPagesEndInGoodPlaces(t *testing.T) {
	t.Parallel()
	for n := 4; n <= 24; n += 2 {
		f := withChoice()
		f.Comments = facts("Karin Ek", "T", mean55, mean50, mean50, many(n, 300)...).Comments
		l := build(t, f, letter.Options{})
		c, err := pdf.Read(write(t, l))
		if err != nil {
			t.Fatal(err)
		}
		var pages []string
		for _, p := range c.Pages {
			pages = append(pages, strings.Join(strings.Fields(p), " "))
		}
		on := func(s string) int {
			s = strings.Join(strings.Fields(pdf.Spoken(s)), " ")
			return slices.IndexFunc(pages, func(p string) bool { return strings.Contains(p, s) })
		}
		last := len(pages) - 1
		words := []string{l.Closing[len(l.Closing)-1], l.Signature.Greeting, l.Signature.Name}
		for _, g := range l.Comments.Groups {
			quoted := i18n.For(l.Language).Quoted(g.Texts[0])
			if on(g.Question) != on(quoted) {
				t.Errorf("%d comments: %q stands on page %d without its first quote", n, g.Question, on(g.Question)+1)
			}
			for _, text := range g.Texts {
				if on(text) < 0 {
					t.Errorf("%d comments: %q is torn, or gone", n, text)
				}
			}
		}
		latest := l.Comments.Groups[len(l.Comments.Groups)-1].Texts
		words = append(words, latest[len(latest)-1])
		for _, w := range words {
			if on(w) != last {
				t.Errorf("%d comments: %q is on page %d of %d, and the signature on the last", n, w, on(w)+1, len(pages))
			}
		}
		choice := l.Choices[0]
		rows := choice.Question + " " + choice.Heads[0] + " (" + choice.Answered + ") " + choice.Heads[1] + " " + choice.Heads[2]
		for _, o := range choice.Options {
			rows += fmt.Sprintf(" %s %s %s", o.Text, o.Count, o.Percent)
		}
		if on(rows) < 0 {
			t.Errorf("%d comments: the table is torn: %s in\n%s", n, rows, strings.Join(c.Pages, "\n"))
		}
	}
}

// Comments that go on on another page have their question over them there, once more
// for who sees the page and not for who hears the letter.
func TestFurtherPagesSayWhatGoesOn(t *testing.T) {
	t.Parallel()
	for language, continued := range map[survey.Language]string{survey.Swedish: " (forts.)", survey.English: " (cont.)"} {
		l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50, many(40, 260)...), letter.Options{Language: language})
		b := write(t, l)
		c, err := pdf.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range c.Pages[1:] {
			said := 0
			for _, g := range l.Comments.Groups {
				said += strings.Count(page, g.Question+continued)
			}
			begins := strings.Index(page, l.Comments.Groups[1].Question+"\n")
			if said != 1 && (begins < 0 || begins > 100) {
				t.Errorf("page %d says %d times what goes on:\n%s", i+2, said, page)
			}
		}
		if strings.Contains(c.Pages[0], continued) || len(c.Pages) < 3 {
			t.Errorf("%d pages, the first one:\n%s", len(c.Pages), c.Pages[0])
		}
		tree := pdf.ReadTree(t, b)
		for _, said := range tree.Flat() {
			if strings.Contains(said, continued) {
				t.Errorf("it is read aloud: %q", said)
			}
		}
	}
}

// A last page that would have little on it is no page, where lines can come closer.
func TestPagesAreTightened(t *testing.T) {
	t.Parallel()
	fewer := 0
	for n := 4; n <= 60; n += 2 {
		l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50, many(n, 200)...), letter.Options{})
		all, loose := pdf.Pages(l)
		if all > loose {
			t.Errorf("%d comments: %d pages, loosely %d", n, all, loose)
		}
		if all < loose && loose > 2 {
			fewer++
		}
	}
	if fewer < 2 {
		t.Errorf("%d letters of three pages and more have one less", fewer)
	}
}

// A letter of several pages lists its headings, and one of a single page needs no list.
func TestSeveralPagesHaveAnOutline(t *testing.T) {
	t.Parallel()
	f := withChoice()
	f.Comments = facts("Karin Ek", "T", mean55, mean50, mean50, many(30, 260)...).Comments
	l := build(t, f, letter.Options{})
	got := pdf.Outline(write(t, l))
	want := []string{l.Heading + " 1", "." + l.Choices[0].Question + " 1", "." + l.Comments.Heading, "..Vad var bäst?", "..Vad kan bli bättre?"}
	if len(got) != len(want) {
		t.Fatalf("the outline is %q", got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], pdf.Spoken(want[i])) {
			t.Errorf("the outline has %q, want %q", got[i], want[i])
		}
	}
	if got := pdf.Outline(write(t, build(t, first(), letter.Options{}))); len(got) > 0 {
		t.Errorf("one page has the outline %q", got)
	}
}
