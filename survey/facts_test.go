package survey_test

import (
	"slices"
	"testing"
	"time"

	. "github.com/omdome/omdome/survey"
)

func TestALettersComparisonNeverMoves(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 4, 20, 12, 0, 0, 0, time.UTC)
	// other is a session that has been released so many minutes after the letter.
	other := func(title string, minutes, answers int) Result {
		return Result{
			Form: Form{
				Session:   Session{Title: title, K: 5, Released: made.Add(time.Duration(minutes) * time.Minute)},
				Questions: DefaultQuestionnaire(nil),
			},
			Tallies: Tallies{Ratings: map[Item]Tally{{Question: 1}: {0, 0, 0, 0, answers, 0}}},
		}
	}
	for _, c := range []struct {
		name   string
		others []Result
		want   []string
	}{
		{"none", nil, nil},
		{"too few yet", []Result{other("a", -9, 5), other("b", 9, 5)}, []string{"a", "b"}},
		{"all before", []Result{other("a", -1, 5), other("b", -9, 5), other("c", 0, 5), other("d", -5, 5)}, []string{"b", "d", "a", "c"}},
		{"one more after", []Result{other("late", 1, 5), other("a", -1, 5), other("b", -9, 5), other("c", 0, 5)}, []string{"b", "a", "c"}},
		{"the first three after", []Result{other("d", 40, 5), other("c", 30, 5), other("b", 20, 5), other("a", 10, 5)}, []string{"a", "b", "c"}},
		{"few answers do not count", []Result{other("a", 10, 5), other("b", 20, 4), other("c", 30, 5), other("d", 40, 5), other("e", 50, 5)}, []string{"a", "b", "c", "d"}},
	} {
		var got []string
		for _, o := range (LetterFacts{Letter: LetterRef{Made: made}, Others: c.others}).ComparedWith() {
			got = append(got, o.Session.Title)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: compared with %v, want %v", c.name, got, c.want)
		}
	}
}
