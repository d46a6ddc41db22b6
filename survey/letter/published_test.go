package letter_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/property"
)

// TestWhateverASpeakerChooses, everybody sees no figure that the letter does not show, and
// no comment whose writer has not let it be quoted.
func TestWhateverASpeakerChooses(t *testing.T) {
	t.Parallel()
	tallies := []survey.Tally{mean55, mean47, few, split}
	property.Check(t, func(t *rapid.T) {
		tally := func(name string) survey.Tally { return rapid.SampledFrom(tallies).Draw(t, name) }
		f := facts(tally("overall"), tally("content"), tally("delivery"))
		if rapid.IntRange(0, 4).Draw(t, "responses") == 0 {
			f.Tallies.Responses = 3 // too few for anything
		}
		public := map[string]bool{}
		for n := range rapid.IntRange(0, 6).Draw(t, "comments") {
			text := "Kommentar " + string(rune('A'+n)) + "."
			comment(&f, rapid.IntRange(4, 5).Draw(t, "question"), text, rapid.SampledFrom([]survey.Reason{"", "", survey.ReasonRoom}).Draw(t, "reason"))
			last := &f.Comments[len(f.Comments)-1]
			last.Public = rapid.Bool().Draw(t, "public")
			public[text] = last.Public && last.State == survey.CommentIncluded
		}
		l, err := letter.Build(f, letter.Options{Language: survey.Swedish})
		if err != nil {
			t.Fatal(err)
		}
		places := rapid.SliceOf(rapid.IntRange(0, 9))
		shows := survey.Shown{Figures: places.Draw(t, "figures"), Comments: places.Draw(t, "shown")}
		p := l.Publish(shows)
		for _, figure := range p.Figures {
			if figure.Summary.Suppressed || figure.Summary.N < f.Session.K {
				t.Fatalf("everybody sees %+v", figure.Summary)
			}
		}
		quoted := 0
		for _, g := range p.Groups {
			for _, text := range g.Texts {
				quoted++
				if !public[text] || l.Suppressed {
					t.Fatalf("everybody sees %q", text)
				}
			}
		}
		if quoted != p.Quoted || p.Quoted > p.Comments || len(p.Figures) > p.Asked {
			t.Fatalf("%d comments are shown of %d, told as %d; %d figures of %d", quoted, p.Comments, p.Quoted, len(p.Figures), p.Asked)
		}
		may := l.MayShow(shows)
		if len(may.Figures) != len(p.Figures) || len(may.Comments) != p.Quoted || !slices.IsSorted(may.Figures) || !slices.IsSorted(may.Comments) {
			t.Fatalf("of %+v may be shown %+v", shows, may)
		}
		if again := l.MayShow(may); !slices.Equal(again.Figures, may.Figures) || !slices.Equal(again.Comments, may.Comments) {
			t.Fatalf("what may be shown changes: %+v, %+v", may, again)
		}
	})
}

// TestAQuotationSaysWhatTheFiguresAre, with how many answered, and has no word of its
// own on how good that is.
func TestAQuotationSaysWhatTheFiguresAre(t *testing.T) {
	t.Parallel()
	f := first()
	f.Comments[0].Public = true
	f.Comments[0].Text = "Bra <b>övningar</b> & \"exempel\"."
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		built := build(t, f, letter.Options{Language: l})
		c := i18n.For(l)
		all := survey.Shown{Figures: []int{0, 1, 2}, Comments: []int{0, 1}}
		q := built.Publish(all).Quotation(survey.KindWorkshop, "Mål & medel", "Styrning <i praktiken>", "16 april 2026")
		plain := q.Plain("https://example.org/p/1")
		for _, want := range []string{c.Decimal(55), "23", "Mål & medel", "Styrning <i praktiken>", "Bra <b>övningar</b>", "https://example.org/p/1"} {
			if !strings.Contains(plain, want) {
				t.Errorf("%s: no %q in\n%s", l, want, plain)
			}
		}
		if strings.Contains(plain, "hann öva") {
			t.Errorf("%s quotes what may not be quoted:\n%s", l, plain)
		}
		for _, praise := range []string{"strålande", "utmärkt betyg", "outstanding", "brilliant"} {
			if strings.Contains(strings.ToLower(plain), praise) {
				t.Errorf("%s praises:\n%s", l, plain)
			}
		}
		page := q.HTML(`https://example.org/p/1?a=1&b="2"`)
		if strings.Contains(page, "<b>") || strings.Contains(page, "<i ") || strings.Contains(page, "<script") || strings.Contains(page, `b="2"`) {
			t.Errorf("%s is markup:\n%s", l, page)
		}
		for _, tag := range []string{"<p>", "<blockquote>", "<a href="} {
			if !strings.Contains(page, tag) {
				t.Errorf("%s has no %s:\n%s", l, tag, page)
			}
		}
		alone := built.Publish(survey.Shown{Comments: []int{0}}).Quotation(survey.KindWorkshop, "Mål", "Mål", "")
		if len(alone.Quotes) != 1 || len(alone.Sentences) != 1 || strings.Contains(alone.Sentences[0], c.Decimal(55)) {
			t.Errorf("%s, comments alone: %+v", l, alone)
		}
		some := built.Publish(survey.Shown{Figures: []int{1}}).SeriesQuotation(survey.KindWorkshop, "Mål", 3)
		if text := strings.Join(some.Sentences, " "); !strings.Contains(text, c.Decimal(50)) || strings.Contains(text, c.Decimal(55)) || !strings.Contains(text, c.Spelled(3)) {
			t.Errorf("%s, one figure of a series: %s", l, text)
		}
	}
}

// TestStandardFiguresAreKnown by their names in the letter's language, and an organizer's
// own are none.
func TestStandardFiguresAreKnown(t *testing.T) {
	t.Parallel()
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		var keys []string
		for _, f := range build(t, ownQuestions(), letter.Options{Language: l}).Figures.Items {
			keys = append(keys, f.Standard(l))
		}
		if want := []string{survey.QuestionOverall, survey.QuestionContent, survey.QuestionDelivery, ""}; !slices.Equal(keys, want) {
			t.Errorf("%s: %q", l, keys)
		}
	}
}
