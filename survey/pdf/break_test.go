package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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
