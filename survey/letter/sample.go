package letter

import (
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A Sample is a made-up letter that shows an organization how its words and its
// letterhead look.
type Sample struct {
	Band  survey.Band
	Facts survey.LetterFacts
}

// sampleTallies are of 23 answers, but for the one that is suppressed.
var sampleTallies = []struct {
	band                       survey.Band
	overall, content, delivery survey.Tally
}{
	{survey.BandNone, survey.Tally{4, 6, 7, 4, 2, 0}, survey.Tally{5, 6, 6, 4, 2, 0}, survey.Tally{3, 6, 8, 5, 1, 0}},
	{survey.BandOutstanding, survey.Tally{0, 0, 0, 3, 5, 15}, survey.Tally{0, 0, 1, 5, 9, 8}, survey.Tally{0, 0, 0, 4, 8, 11}},
	{survey.BandSuppressed, survey.Tally{0, 0, 0, 1, 1, 1}, survey.Tally{0, 0, 0, 1, 1, 1}, survey.Tally{0, 0, 0, 1, 1, 1}},
	{survey.BandAcceptable, survey.Tally{1, 3, 6, 8, 4, 1}, survey.Tally{1, 3, 6, 8, 4, 1}, survey.Tally{0, 3, 6, 8, 4, 2}},
	{survey.BandDivided, survey.Tally{5, 4, 1, 2, 5, 6}, survey.Tally{5, 4, 1, 2, 5, 6}, survey.Tally{2, 4, 3, 5, 5, 4}},
}

// Samples returns the letters in the language: the weakest, the strongest, the
// one without figures, and then two between.
func Samples(l survey.Language, o survey.Organization, w survey.Wording, h survey.Letterhead, now time.Time) []Sample {
	c := i18n.For(l)
	var all []Sample
	for _, s := range sampleTallies {
		a := survey.Appearance{
			Number: 1, Role: survey.RoleLeader, Rated: true,
			Speaker: survey.Speaker{Name: c.T("letter.sample.name"), Language: l},
		}
		f := survey.LetterFacts{
			Form: survey.Form{
				Organization: o, Appearances: []survey.Appearance{a},
				Event: survey.Event{Name: c.T("letter.sample.event"), Place: c.T("letter.sample.place"), Zone: "Europe/Stockholm", Language: l},
				Session: survey.Session{
					Kind: survey.KindWorkshop, Title: c.T("letter.sample.title"), Starts: now.AddDate(0, 0, -4),
					State: survey.StateReleased, K: survey.DefaultK, Attended: 61,
				},
				Questions: survey.DefaultQuestionnaire([]survey.Appearance{a}),
			},
			Letter:  survey.LetterRef{Appearance: a, Number: c.T("letter.sample.number"), Made: now},
			Tallies: survey.Tallies{Responses: s.overall.N()},
			Comments: []survey.Comment{
				{ID: 1, Item: survey.Item{Question: 4}, Text: c.T("letter.sample.comment"), State: survey.CommentIncluded},
				{ID: 2, Item: survey.Item{Question: 5}, Text: c.T("letter.sample.comment.better"), State: survey.CommentIncluded},
			},
			Wordings: map[survey.Language]survey.Wording{l: w}, Letterhead: h,
		}
		f.Tallies.Ratings = map[survey.Item]survey.Tally{
			{Question: 1}: s.overall, {Question: 2, Appearance: 1}: s.content, {Question: 3, Appearance: 1}: s.delivery,
		}
		all = append(all, Sample{s.band, f})
	}
	return all
}
