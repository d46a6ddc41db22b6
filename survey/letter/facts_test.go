package letter_test

import (
	"time"

	"github.com/omdome/omdome/survey"
)

// tallies of 23 answers, for every band.
var (
	mean55 = survey.Tally{0, 0, 0, 3, 5, 15} // 5.5, 20 of 23 high
	mean50 = survey.Tally{0, 0, 1, 5, 9, 8}  // 5.0
	mean47 = survey.Tally{0, 0, 2, 7, 9, 5}  // 4.7
	mean42 = survey.Tally{0, 1, 5, 8, 6, 3}  // 4.2
	mean36 = survey.Tally{1, 3, 6, 8, 4, 1}  // 3.6
	mean28 = survey.Tally{4, 6, 7, 4, 2, 0}  // 2.7
	split  = survey.Tally{5, 4, 1, 2, 5, 6}  // opinions differ
	few    = survey.Tally{0, 0, 0, 0, 1, 3}
)

func day(month time.Month, d int) time.Time {
	return time.Date(2026, month, d, 13, 0, 0, 0, time.UTC)
}

// facts are the letter to Karin Ek, who led a workshop: overall, content and
// delivery as given, no comments.
func facts(overall, content, delivery survey.Tally) survey.LetterFacts {
	karin := survey.Appearance{
		ID: 1, SessionID: 1, Number: 1, Role: survey.RoleLeader, Rated: true,
		Speaker: survey.Speaker{ID: 1, Name: "Karin Ek", Language: survey.Swedish},
	}
	f := survey.LetterFacts{
		Form: survey.Form{
			Organization: survey.Organization{
				Name: "Mälardalens ledarforum", Address: []string{"Box 1215", "751 42 Uppsala"}, Place: "Uppsala",
				Contact: "Maria Lind, 018-123 45 67", Signer: "Maria Lind", SignerTitle: "Programansvarig",
			},
			Event: survey.Event{
				Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm",
				Language: survey.Swedish, K: 5,
			},
			Session: survey.Session{
				ID: 1, Code: "7K39XA", Kind: survey.KindWorkshop, Title: "Från mål till avtal",
				Starts: day(time.April, 16), State: survey.StateReleased, K: 5, Attended: 61,
			},
			Appearances: []survey.Appearance{karin},
		},
		Letter:  survey.LetterRef{Appearance: karin, Number: "2026-0412", Made: day(time.April, 20)},
		Tallies: survey.Tallies{Responses: overall.N()},
	}
	f.Questions = survey.DefaultQuestionnaire(f.Appearances)
	f.Tallies.Ratings = map[survey.Item]survey.Tally{
		{Question: 1}: overall, {Question: 2, Appearance: 1}: content, {Question: 3, Appearance: 1}: delivery,
	}
	return f
}

// comment adds a comment on what was best (4) or could be better (5).
func comment(f *survey.LetterFacts, question int, text string, reason survey.Reason) {
	state := survey.CommentIncluded
	if reason != "" {
		state = survey.CommentLeftOut
	}
	f.Comments = append(f.Comments, survey.Comment{
		ID: survey.ID(len(f.Comments) + 1), Item: survey.Item{Question: question}, Text: text, State: state, Reason: reason,
	})
}

// first is the letter that the program began with.
func first() survey.LetterFacts {
	f := facts(mean55, mean50, mean50)
	comment(&f, 4, "Det här kan jag använda redan på måndag.", "")
	comment(&f, 4, "Tydligt, och vi hann öva på riktigt.", "")
	return f
}
