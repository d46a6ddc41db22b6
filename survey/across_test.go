package survey_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// released draws a session with the default questionnaire and one to three
// speakers; responses is at least the most answers to any question.
func released(t *rapid.T) survey.Result {
	var r survey.Result
	r.Session = survey.Session{K: rapid.IntRange(survey.MinK, 8).Draw(t, "k"), State: survey.StateReleased}
	for i := range rapid.IntRange(1, 3).Draw(t, "speakers") {
		r.Appearances = append(r.Appearances, survey.Appearance{Number: i + 1, Rated: true})
	}
	r.Questions = survey.DefaultQuestionnaire(r.Appearances)
	r.Tallies = survey.Tallies{Ratings: map[survey.Item]survey.Tally{}}
	for _, item := range r.Items() {
		if item.Asked.Kind == survey.KindRating {
			tally := drawTally(t)
			r.Tallies.Ratings[item.Item] = tally
			r.Tallies.Responses = max(r.Tallies.Responses, tally.N())
		}
	}
	return r
}

func drawTally(t *rapid.T) (tally survey.Tally) {
	for i := range tally {
		tally[i] = rapid.IntRange(0, 3).Draw(t, "count")
	}
	return tally
}

// A view is a tally that a reader may see, and the shown figures of single
// speakers and sessions that it is made of.
type view struct {
	whole survey.Tally
	parts []survey.Tally
}

// views are all of a question: each session's, and all together.
func views(results []survey.Result, key string) (all []view) {
	var parts []survey.Part
	var every []survey.Tally
	for _, r := range results {
		v := view{}
		for _, item := range r.Items() {
			if s := r.Summary(item.Item); item.Asked.Key == key && !s.Suppressed {
				v.parts = append(v.parts, s.Counts)
			}
		}
		p := survey.PartOf(r, key)
		v.whole = p.Summary.Counts
		parts, every, all = append(parts, p), append(every, v.parts...), append(all, v)
	}
	together := view{whole: survey.AcrossOf(parts).Summary.Counts, parts: every}
	if together.whole.N() == 0 {
		together.parts = nil
	}
	return append(all, together)
}

// No view, less any choice of the figures that are shown by themselves, leaves
// fewer than k answers, other than none.
func TestNoTwoViewsDifferByAFew(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		results := rapid.SliceOfN(rapid.Custom(released), 1, 6).Draw(t, "sessions")
		for _, key := range []string{survey.QuestionOverall, survey.QuestionContent} {
			for _, v := range views(results, key) {
				left := v.whole
				for _, part := range v.parts {
					if rapid.Bool().Draw(t, "take") {
						for i := range left {
							left[i] -= part[i]
						}
					}
				}
				for _, n := range left {
					if n < 0 {
						t.Fatalf("%v is not made of %v", v.whole, v.parts)
					}
				}
				if n := left.N(); n != 0 && n < survey.MinK {
					t.Fatalf("%v less what is shown leaves %v", v.whole, left)
				}
			}
		}
	})
}

// What is suppressed moves nothing that is shown: were the few answers others,
// every view would be the same.
func TestTheFewMoveNothing(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		results := rapid.SliceOfN(rapid.Custom(released), 1, 6).Draw(t, "sessions")
		before := views(results, survey.QuestionContent)
		for _, r := range results {
			for item, tally := range r.Tallies.Ratings {
				if !r.Summary(item).Suppressed {
					continue
				}
				r.Tallies.Ratings[item] = survey.TallyOf(rapid.SliceOfN(rapid.IntRange(1, 6), tally.N(), tally.N()).Draw(t, "others")...)
			}
		}
		after := views(results, survey.QuestionContent)
		for i := range before {
			if before[i].whole != after[i].whole {
				t.Fatalf("%v became %v", before[i].whole, after[i].whole)
			}
		}
	})
}

// One more release changes what all sessions say together by at least k answers.
func TestAnotherReleaseMovesAtLeastK(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		results := rapid.SliceOfN(rapid.Custom(released), 2, 7).Draw(t, "sessions")
		sum := func(results []survey.Result) int {
			var parts []survey.Part
			for _, r := range results {
				parts = append(parts, survey.PartOf(r, survey.QuestionOverall))
			}
			return survey.AcrossOf(parts).Summary.N
		}
		if n := sum(results) - sum(results[1:]); n != 0 && n < survey.MinK {
			t.Fatalf("one release added %d answers", n)
		}
	})
}

func TestAcross(t *testing.T) {
	t.Parallel()
	part := func(k int, tally survey.Tally) survey.Part {
		return survey.Part{Summary: survey.Summarize(tally, k)}
	}
	a := survey.AcrossOf([]survey.Part{
		part(3, survey.Tally{0, 0, 0, 0, 0, 100}), part(3, survey.Tally{0, 0, 0, 3}), part(5, survey.Tally{0, 0, 0, 0, 5}), part(5, survey.Tally{4}),
	})
	if a.Sessions != 3 || a.Mean != 50 || a.Low != 40 || a.High != 60 || a.Summary.N != 108 || a.Summary.Counts[0] != 0 {
		t.Errorf("%+v", a)
	}
	if a := survey.AcrossOf([]survey.Part{part(3, survey.Tally{3}), part(3, survey.Tally{3})}); !a.Summary.Suppressed || a.Low != 0 || a.Mean != 0 {
		t.Errorf("two sessions: %+v", a)
	}
}

func TestSortingResults(t *testing.T) {
	t.Parallel()
	result := func(title string, tally survey.Tally) survey.Result {
		r := survey.Result{Form: survey.Form{
			Session: survey.Session{Title: title, K: 3, State: survey.StateReleased}, Questions: survey.DefaultQuestionnaire(nil),
		}}
		r.Tallies = survey.Tallies{Responses: tally.N(), Ratings: map[survey.Item]survey.Tally{{Question: 1}: tally}}
		return r
	}
	for by, want := range map[survey.ResultOrder]string{
		survey.OrderProgramme: "b c a", survey.OrderTitle: "a b c", survey.OrderAnswers: "a b c", survey.QuestionOverall: "b a c",
	} {
		results := []survey.Result{result("b", survey.Tally{0, 0, 0, 0, 0, 3}), result("c", survey.Tally{0, 0, 0, 0, 0, 2}), result("a", survey.Tally{0, 0, 0, 9})}
		survey.SortResults(results, by, strings.Compare)
		var got []string
		for _, r := range results {
			got = append(got, r.Session.Title)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("by %q: %s, want %s", by, s, want)
		}
	}
}
