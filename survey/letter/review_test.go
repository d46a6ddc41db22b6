package letter_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

func TestLettersShowWhatWasCut(t *testing.T) {
	t.Parallel()
	for language, mark := range map[survey.Language]string{survey.Swedish: "[struket]", survey.English: "[removed]"} {
		f := facts(mean55, mean50, mean50)
		f.Appearances[0].Speaker.Language = language
		f.Letter.Appearance = f.Appearances[0]
		c := survey.Comment{Item: survey.Item{Question: 4}, Text: "Bra att Lena Berg kom.", State: survey.CommentIncluded}
		c.Cuts = survey.CutWords(c.Text, []int{2, 3})
		f.Comments = []survey.Comment{c}
		before := text(t, f)
		f.Comments = []survey.Comment{c.Final()}
		after := text(t, f)
		if !strings.Contains(before, "Bra att "+mark+" kom.") || strings.Contains(before, "Lena") || before != after {
			t.Errorf("%s: before release %q, after it %q", language, before, after)
		}
	}
}

func TestACommentMayGoToOneOfSeveral(t *testing.T) {
	t.Parallel()
	f := facts(mean55, mean50, mean50)
	f.Appearances = append(f.Appearances, survey.Appearance{ID: 2, Number: 2, Rated: true, Speaker: survey.Speaker{Name: "Bo Ö", Language: survey.Swedish}})
	f.Comments = []survey.Comment{{
		Item: survey.Item{Question: 4}, Text: "Underbara bilder.", State: survey.CommentIncluded, Letters: []int{2},
	}}
	if got := text(t, f); strings.Contains(got, "Underbara") || strings.Contains(got, "kommentar") {
		t.Errorf("the other speaker's letter tells of it: %s", got)
	}
	f.Letter.Appearance = f.Appearances[1]
	if got := text(t, f); !strings.Contains(got, "Underbara bilder.") {
		t.Errorf("the speaker's own letter lacks it: %s", got)
	}
}

func text(t *testing.T, f survey.LetterFacts) string {
	t.Helper()
	l, err := letter.Build(f, letter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Text()
}
