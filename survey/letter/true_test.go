package letter_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// tallies of many kinds, by what they are: all of one rating, spread, few and many.
var kinds = []struct {
	name  string
	tally survey.Tally
}{
	{"ten gave 6", survey.Tally{0, 0, 0, 0, 0, 10}},
	{"ten gave 5", survey.Tally{0, 0, 0, 0, 10, 0}},
	{"5.0 of thirty", survey.Tally{0, 1, 3, 5, 7, 14}},
	{"4.6 of five", survey.Tally{0, 0, 0, 2, 3, 0}},
	{"4.0 of ten", survey.Tally{0, 0, 2, 6, 2, 0}},
	{"3.5 of ten", survey.Tally{0, 1, 4, 4, 1, 0}},
	{"3.0 of six", survey.Tally{0, 1, 4, 1, 0, 0}},
	{"2.4 of five", survey.Tally{1, 2, 1, 1, 0, 0}},
	{"1.0 of seven", survey.Tally{7, 0, 0, 0, 0, 0}},
	{"halves", survey.Tally{2, 3, 0, 0, 2, 3}},
	{"one and one of five", survey.Tally{1, 0, 3, 0, 0, 1}},
	{"too few", survey.Tally{0, 0, 0, 0, 2, 1}},
}

// combined are the combinations of overall, content and delivery whose words are read
// by somebody who masters the language, and kept.
func combined() [][3]int {
	all := [][3]int{}
	for i := range kinds {
		all = append(all, [3]int{i, i, i})
	}
	for i := range kinds {
		all = append(all, [3]int{i, 0, 5}, [3]int{0, i, 2})
	}
	return append(all, [3]int{7, 0, 0}, [3]int{9, 1, 1}, [3]int{5, 5, 6}, [3]int{2, 7, 8}, [3]int{6, 3, 3})
}

func words(l letter.Letter) string {
	return strings.Join(append(append(append([]string{}, l.Opening...), l.Findings...), l.Closing...), "\n")
}

// TestWordsThatFitTheFigures keeps what letters say of 41 combinations of figures.
func TestWordsThatFitTheFigures(t *testing.T) {
	t.Parallel()
	for _, language := range bothLanguages {
		var b strings.Builder
		for _, c := range combined() {
			f := facts(kinds[c[0]].tally, kinds[c[1]].tally, kinds[c[2]].tally)
			f.Comments = nil
			fmt.Fprintf(&b, "# overall %s, content %s, delivery %s\n%s\n\n", kinds[c[0]].name, kinds[c[1]].name, kinds[c[2]].name,
				words(build(t, f, letter.Options{Language: language})))
		}
		file := filepath.Join("testdata", "figures."+string(language)+".words")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

// TestNothingIsPraisedThatIsNotPraised: over tallies of up to thirty answers nothing
// praises where any mean is under its band or opinions differ, nothing says "between
// acceptable and good" where a mean is not, and no high share stands alone where the
// low one is a fifth.
func TestNothingIsPraisedThatIsNotPraised(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	some := func() survey.Tally {
		var tally survey.Tally
		from, to := random.IntN(6), random.IntN(6)
		for range 5 + random.IntN(26) {
			tally[min(from, to)+random.IntN(max(from, to)-min(from, to)+1)]++
		}
		return tally
	}
	praise := map[survey.Language]map[survey.Tenths][]string{
		survey.Swedish: {50: {"strålande"}, 45: {"mycket fina", "fin insats"}, 40: {"goda omdömen", "din insats", "glada att"}},
		survey.English: {50: {"outstanding"}, 45: {"very good ratings", "a job well done"}, 40: {"good ratings", "a pleasure"}},
	}
	between := map[survey.Language]string{survey.Swedish: "omdömen mellan ”godkänt” och ”bra”", survey.English: "lie between “acceptable” and “good”"}
	praised := map[survey.Band]int{}
	for range 4000 {
		tallies := []survey.Tally{some(), some(), some()}
		lowest, highest, divided, low := survey.Tenths(60), survey.Tenths(0), false, false
		for i, tally := range tallies {
			s := survey.Summarize(tally, 5)
			lowest, highest, divided = min(lowest, s.Mean), max(highest, s.Mean), divided || s.Divided()
			low = low || i == 0 && 5*s.Low >= s.N
		}
		f := facts(tallies[0], tallies[1], tallies[2])
		language := bothLanguages[random.IntN(2)]
		built := build(t, f, letter.Options{Language: language})
		text := words(built)
		praised[built.Band]++
		for least, said := range praise[language] {
			for _, word := range said {
				// "mycket fina omdömen" are not "fina omdömen": each word is its band's own.
				if (lowest < least || divided) && strings.Contains(text, word) {
					t.Errorf("%v: %q\n%s", tallies, word, text)
				}
			}
		}
		if (lowest < 30 || highest > 40) && strings.Contains(text, between[language]) {
			t.Errorf("%v: not all lie between\n%s", tallies, text)
		}
		c := i18n.For(language)
		number := c.Numbers(survey.Summarize(tallies[0], 5).High, tallies[0].N())
		high := c.T("letter.share", "high", number[0], "n", number[1])
		if low && strings.Contains(text, high) {
			t.Errorf("%v: %s stands alone\n%s", tallies, high, text)
		}
		if clumsy.MatchString(text) {
			t.Errorf("%v: %s", tallies, text)
		}
	}
	if len(praised) < 6 {
		t.Errorf("only the bands %v were seen", praised)
	}
}
