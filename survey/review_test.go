package survey_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	people := []string{"Karin Ek", "Johan Åberg"}
	for _, test := range []struct {
		text     string
		language survey.Language
		want     string
	}{
		{"Bra innehåll. Tydligt och lagom långt.", survey.Swedish, ""},
		{"Vi fick en PDF och HTML på köpet.", survey.Swedish, ""},
		{"Tack Karin! Karins bilder var bra.", survey.Swedish, "name:Karin name:Karins"},
		{"Ek och åberg höll i det.", survey.Swedish, "name:Ek name:åberg"},
		{"Möbler av ek.", survey.Swedish, ""},
		{"Min chef Lena borde ha varit här.", survey.Swedish, "name:Lena"},
		{"Jag jobbar med professor Lundgren-Berg.", survey.Swedish, "name:Lundgren-Berg"},
		{"I liked the Monday part.", survey.English, ""},
		{"I wish Mr. Smith had come, or Jane Doe.", survey.English, "name:Smith name:Jane name:Doe"},
		{"Skriv till anna.b@exempel.se i stället", survey.Swedish, "email:anna.b@exempel.se"},
		{"Ring 070-123 45 67 eller +46 18 12 34 56.", survey.Swedish, "phone:070-123 45 67 phone:+46 18 12 34 56"},
		{"Vi var 120 i salen i 45 minuter, 2026.", survey.Swedish, ""},
		{"Mitt nummer är 19811218-9876", survey.Swedish, "identity:19811218-9876"},
		{"Vilken idiot, helt KORKAT? korkad!", survey.Swedish, "abuse:idiot abuse:korkad"},
	} {
		var got []string
		for _, f := range survey.Flags(test.text, test.language, people) {
			got = append(got, string(f.Kind)+":"+string([]rune(test.text)[f.From:f.To]))
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%q: flags %q, want %q", test.text, s, test.want)
		}
	}
}

func TestCuttingWords(t *testing.T) {
	t.Parallel()
	c := survey.Comment{Text: "Bra, men Åsa (och Bo Öst) pratade."}
	c.Cuts = survey.CutWords(c.Text, []int{2, 4, 5, 99})
	if got := c.Shown("[struket]"); got != "Bra, men [struket] (och [struket]) pratade." {
		t.Errorf("shown as %q", got)
	}
	final := c.Final()
	if got := final.Shown("[removed]"); got != "Bra, men [removed] (och [removed]) pratade." {
		t.Errorf("after release %q", got)
	}
	for _, gone := range []string{"Åsa", "Bo", "Öst"} {
		if strings.Contains(final.Text, gone) {
			t.Errorf("%s is still in %q", gone, final.Text)
		}
	}
}

// Whatever is cut, the letter shows the same before and after the words are
// gone, and none of them is left.
func TestCutsStayWhereTheyWere(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		c := survey.Comment{Text: rapid.StringOf(rapid.RuneFrom([]rune("aÅé 你👍. \n,"))).Draw(t, "text"), State: survey.CommentIncluded}
		words := survey.Words(c.Text)
		chosen := rapid.SliceOf(rapid.IntRange(0, len(words)+1)).Draw(t, "chosen")
		c.Cuts = survey.CutWords(c.Text, chosen)
		final := c.Final()
		if c.Shown("#") != final.Shown("#") {
			t.Fatalf("%q became %q", c.Shown("#"), final.Shown("#"))
		}
		if again := final.Final(); again.Shown("#") != final.Shown("#") {
			t.Fatalf("done twice: %q", again.Shown("#"))
		}
		if final.Text != c.Shown("") {
			t.Fatalf("kept %q", final.Text)
		}
		if c.CheckReview(c.Review(), nil) != (len(c.Cuts) == 0 || strings.ContainsAny(final.Text, "aÅé你")) {
			t.Fatalf("cuts %v of %q", c.Cuts, c.Text)
		}
		if !c.CheckReview(c.Review(), nil) {
			return
		}
		// More can be cut from what is left, and no mark is lost on the way.
		more := final.Review()
		if more.Cuts = final.CutWords(rapid.SliceOf(rapid.IntRange(0, len(words)+1)).Draw(t, "more")); !final.CheckReview(more, nil) {
			if strings.ContainsAny(withCuts(final, more), "aÅé你") {
				t.Fatalf("cuts %v of %q are refused", more.Cuts, final.Text)
			}
			return
		}
		again := final
		again.Cuts = more.Cuts
		if a, b := again.Shown("#"), again.Final().Shown("#"); a != b {
			t.Fatalf("%q became %q", a, b)
		}
		if len(final.Cuts) > 0 {
			if !strings.Contains(again.Shown("#"), "#") {
				t.Fatalf("no mark is left in %q", again.Shown("#"))
			}
			if more.Cuts = nil; final.CheckReview(more, nil) {
				t.Fatalf("the marks of %q may be taken away", final.Shown("#"))
			}
		}
	})
}

// withCuts is what the comment is with the review's cuts and no mark.
func withCuts(c survey.Comment, r survey.Review) string {
	c.Cuts = r.Cuts
	return c.Shown("")
}

func TestCuttingMoreOfWhatIsCutAlready(t *testing.T) {
	t.Parallel()
	c := survey.Comment{Text: "Bra, men Åsa (och Bo Öst) pratade."}
	c.Cuts = survey.CutWords(c.Text, []int{2, 4, 5})
	c = c.Final()                    // Bra, men # (och #) pratade.
	c.Cuts = c.CutWords([]int{1, 4}) // men, pratade
	if got := c.Shown("#"); got != "Bra, # (och #) #." {
		t.Errorf("shown as %q", got)
	}
	c = c.Final()
	if !c.CheckReview(survey.Review{State: survey.CommentIncluded, Cuts: c.Cuts}, nil) {
		t.Error("what is as it was is refused")
	}
	if c.CheckReview(survey.Review{State: survey.CommentIncluded, Cuts: c.Cuts[1:]}, nil) {
		t.Error("a mark may be taken away")
	}
}

func TestReviewMayNot(t *testing.T) {
	t.Parallel()
	two := []survey.Appearance{{Number: 1}, {Number: 2}}
	in := survey.CommentIncluded
	for name, test := range map[string]struct {
		comment survey.Comment
		review  survey.Review
		ok      bool
	}{
		"one letter of two":     {survey.Comment{Text: "Bra"}, survey.Review{State: in, Letters: []int{2}}, true},
		"somebody else's":       {survey.Comment{Text: "Bra"}, survey.Review{State: in, Letters: []int{3}}, false},
		"about a speaker":       {survey.Comment{Text: "Bra", Item: survey.Item{Appearance: 1}}, survey.Review{State: in, Letters: []int{2}}, false},
		"everything cut":        {survey.Comment{Text: "Bra."}, survey.Review{State: in, Cuts: []survey.Cut{{From: 0, To: 3}}}, false},
		"beyond the end":        {survey.Comment{Text: "Bra så"}, survey.Review{State: in, Cuts: []survey.Cut{{From: 4, To: 7}}}, false},
		"out of order":          {survey.Comment{Text: "Bra så här"}, survey.Review{State: in, Cuts: []survey.Cut{{From: 4, To: 6}, {From: 0, To: 3}}}, false},
		"a cut of nothing":      {survey.Comment{Text: "Bra så"}, survey.Review{State: in, Cuts: []survey.Cut{{From: 3, To: 3}}}, false},
		"left out without why":  {survey.Comment{Text: "Bra"}, survey.Review{State: survey.CommentLeftOut}, false},
		"left out, saying why":  {survey.Comment{Text: "Bra"}, survey.Review{State: survey.CommentLeftOut, Reason: survey.ReasonAbuse}, true},
		"cut and left as it is": {survey.Comment{Text: "Bra så"}, survey.Review{State: in, Cuts: []survey.Cut{{From: 4, To: 6}}}, true},
	} {
		if got := test.comment.CheckReview(test.review, two); got != test.ok {
			t.Errorf("%s: %t", name, got)
		}
	}
}
