package survey_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// held is a released session of the workshop with these tallies for overall,
// content and delivery, and as many responses.
func held(id int64, k, responses int, tallies ...survey.Tally) survey.Result {
	karin := survey.Appearance{Number: 1, Rated: true, Speaker: survey.Speaker{ID: 1, Name: "Karin Ek"}}
	r := survey.Result{Form: survey.Form{
		Session: survey.Session{
			ID: survey.ID(id), Kind: survey.KindWorkshop, Title: "Leda på distans", State: survey.StateReleased, K: k,
		},
		Appearances: []survey.Appearance{karin}, Questions: survey.DefaultQuestionnaire([]survey.Appearance{karin}),
	}}
	r.Tallies = survey.Tallies{Responses: responses, Ratings: map[survey.Item]survey.Tally{}}
	for i, t := range tallies {
		item := survey.Item{Question: i + 1}
		if i > 0 {
			item.Appearance = 1
		}
		r.Tallies.Ratings[item] = t
	}
	return r
}

func TestWhatMayBeSummed(t *testing.T) {
	t.Parallel()
	two, three := held(1, 5, 2), held(2, 5, 3)
	change := func(r survey.Result, do func(*survey.Result)) survey.Result { do(&r); return r }
	for name, c := range map[string]struct {
		series survey.Series
		taken  map[survey.ID]bool
		want   string
	}{
		"enough together":       {survey.Series{two, three}, nil, ""},
		"one":                   {survey.Series{two}, nil, survey.MsgSeriesFew},
		"the same twice":        {survey.Series{three, three}, nil, survey.MsgSeriesTaken},
		"in a series already":   {survey.Series{two, three}, map[survey.ID]bool{2: true}, survey.MsgSeriesTaken},
		"one that shows itself": {survey.Series{two, held(3, 5, 5)}, nil, survey.MsgSeriesShown},
		"too few together":      {survey.Series{two, held(3, 5, 2)}, nil, survey.MsgSeriesShort},
		"the largest k counts":  {survey.Series{two, held(3, 6, 3)}, nil, survey.MsgSeriesShort},
		"an empty one":          {survey.Series{two, three, held(3, 5, 0)}, nil, survey.MsgSeriesDifferent},
		"another title":         {survey.Series{two, change(three, func(r *survey.Result) { r.Session.Title = "Leda" })}, nil, survey.MsgSeriesDifferent},
		"another speaker": {survey.Series{two, change(three, func(r *survey.Result) {
			r.Appearances = []survey.Appearance{{Number: 1, Rated: true, Speaker: survey.Speaker{ID: 2}}}
		})}, nil, survey.MsgSeriesDifferent},
		"a colleague more": {survey.Series{two, change(three, func(r *survey.Result) {
			r.Appearances = append(slices.Clone(r.Appearances), survey.Appearance{Number: 2, Speaker: survey.Speaker{ID: 2}})
		})}, nil, survey.MsgSeriesDifferent},
		"other questions": {survey.Series{two, change(three, func(r *survey.Result) { r.Questions = r.Questions[:2] })}, nil, survey.MsgSeriesDifferent},
		"not released":    {survey.Series{two, change(three, func(r *survey.Result) { r.Session.State = survey.StateClosed })}, nil, survey.MsgSeriesDifferent},
		"removed":         {survey.Series{two, change(three, func(r *survey.Result) { r.Removals = []survey.Removal{{What: survey.KeptAnswers}} })}, nil, survey.MsgSeriesDifferent},
	} {
		err := c.series.Check(c.taken)
		got := ""
		if errs, ok := errors.AsType[survey.FieldErrors](err); ok {
			got = errs[0].Message
		}
		if got != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Whatever is summed in whatever order, nobody gets the answers of fewer than k
// people by adding and subtracting what is shown: all that can come of that is made
// of the parts of the answers that the same views show, and each is of nobody or at
// least k, for every question and for comments.
func TestNoTwoViewsDifferByFewerThanK(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		var all []survey.Result
		for i := range rapid.IntRange(2, 9).Draw(t, "sessions") {
			n := rapid.SampledFrom([]int{2, 1, 3, 4, 6}).Draw(t, "responses") // most show nothing by themselves
			var tallies []survey.Tally
			for range 3 {
				tallies = append(tallies, survey.Tally{0, 0, 0, 0, rapid.IntRange(0, n).Draw(t, "answers")})
			}
			all = append(all, held(int64(i+1), rapid.IntRange(3, 7).Draw(t, "k"), n, tallies...))
		}
		taken := map[survey.ID]bool{}
		views := map[string][][]survey.Result{} // of each question: the sessions of each view that shows it
		show := func(f survey.Form, tallies survey.Tallies, of []survey.Result) {
			for _, item := range f.Items() {
				if item.Asked.Kind == survey.KindRating && tallies.Responses >= f.Session.K && !survey.Summarize(tallies.Ratings[item.Item], f.Session.K).Suppressed {
					views[item.Asked.Key] = append(views[item.Asked.Key], of)
				}
			}
			if tallies.Responses >= f.Session.K {
				views["comments"] = append(views["comments"], of)
			}
		}
		for _, r := range all {
			show(r.Form, r.Tallies, []survey.Result{r})
		}
		for range rapid.IntRange(1, 6).Draw(t, "series") {
			var chosen survey.Series
			for _, r := range all {
				if rapid.Bool().Draw(t, "chosen") {
					chosen = append(chosen, r)
				}
			}
			if chosen.Check(taken) != nil {
				continue
			}
			sum := chosen.Sum()
			for _, r := range chosen {
				taken[r.Session.ID] = true
			}
			show(sum.Form, sum.Tallies, chosen)
		}
		for question, shown := range views {
			parts, ks := map[string]int{}, map[string]int{}
			for _, r := range all {
				in := ""
				for i, of := range shown {
					if slices.ContainsFunc(of, func(o survey.Result) bool { return o.Session.ID == r.Session.ID }) {
						in += fmt.Sprint(i, " ")
					}
				}
				parts[in] += answersTo(r, question)
				ks[in] = max(ks[in], r.Session.K)
			}
			for in, n := range parts {
				if in != "" && n > 0 && n < ks[in] {
					t.Fatalf("%s: views %sleave %d answers, fewer than %d", question, in, n, ks[in])
				}
			}
		}
	})
}

func answersTo(r survey.Result, question string) int {
	for _, item := range r.Items() {
		if item.Asked.Key == question {
			return r.Tallies.Ratings[item.Item].N()
		}
	}
	return r.Tallies.Responses
}

func TestASumIsOfAll(t *testing.T) {
	t.Parallel()
	a, b := held(1, 3, 2, survey.TallyOf(6, 5), survey.TallyOf(6), survey.TallyOf(4, 4)), held(2, 4, 3, survey.TallyOf(1, 2, 3))
	a.Session.Attended, b.Session.Attended, b.Session.About = 8, 6, true
	// The same questions under other numbers, and one of its own.
	b.Questions = []survey.Question{
		{Number: 7, Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession},
		{Number: 3, Key: survey.QuestionContent, Kind: survey.KindRating, About: survey.AboutSpeaker},
		{Number: 2, Key: survey.QuestionDelivery, Kind: survey.KindRating, About: survey.AboutSpeaker},
		{Number: 1, Kind: survey.KindRating, About: survey.AboutSession, Text: survey.Text{survey.Swedish: "Egen?"}},
		{Number: 9, Key: survey.QuestionBest, Kind: survey.KindText, About: survey.AboutSession},
	}
	b.Tallies.Ratings = map[survey.Item]survey.Tally{
		{Question: 7}: survey.TallyOf(1, 2, 3), {Question: 1}: survey.TallyOf(6, 6, 6), {Question: 3, Appearance: 1}: survey.TallyOf(2),
	}
	a.Comments = []survey.Comment{{ID: 20, Item: survey.Item{Question: 4}, Text: "sist"}}
	b.Comments = []survey.Comment{{ID: 10, Item: survey.Item{Question: 9}, Text: "först"}}
	series := survey.Series{b, a}
	if err := series.Check(nil); err != nil {
		t.Fatal(err)
	}
	f := series.Sum()
	want := map[survey.Item]survey.Tally{
		{Question: 1}: survey.TallyOf(6, 5, 1, 2, 3), {Question: 2, Appearance: 1}: survey.TallyOf(6, 2), {Question: 3, Appearance: 1}: survey.TallyOf(4, 4),
	}
	if fmt.Sprint(f.Tallies.Ratings) != fmt.Sprint(want) || f.Tallies.Responses != 5 || f.Session.K != 4 {
		t.Errorf("the sum is %v, of %d with k %d", f.Tallies.Ratings, f.Tallies.Responses, f.Session.K)
	}
	if f.Session.Attended != 14 || !f.Session.About || len(f.Series) != 2 {
		t.Errorf("attended %d (about %v), %d sessions", f.Session.Attended, f.Session.About, len(f.Series))
	}
	if len(f.Comments) != 2 || f.Comments[0].Text != "först" || f.Comments[0].Item != f.Comments[1].Item {
		t.Errorf("comments %v", f.Comments)
	}
	b.Session.Attended = 0
	if f = (survey.Series{a, b}).Sum(); f.Session.Attended != 0 || f.Session.About {
		t.Error("attendance is told though one session's is not known")
	}
}
