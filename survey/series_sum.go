package survey

import (
	"cmp"
	"slices"
)

// seriesNumbers are the numbers of the standard questions in a sum, whatever they
// are in its sessions.
var seriesNumbers = []string{QuestionOverall, QuestionContent, QuestionDelivery, QuestionBest, QuestionBetter}

// Sum returns what the sessions say together, as if they were one: the last of
// them, with the standard questions alone, and with all answers, comments and
// attendance. Comments are in the order of their ids, which is random, so that
// nothing tells which session one is from. Attendance, and how many were invited,
// are known only where they are of every session.
func (s Series) Sum() LetterFacts {
	s = slices.Clone(s)
	s.sort()
	last := s[len(s)-1]
	f := LetterFacts{Form: last.Form, Tallies: Tallies{Ratings: map[Item]Tally{}}}
	f.Event.Compare = false // with whose other sessions?
	f.Session.K, f.Session.Attended, f.Session.About, f.Questions = s.K(), 0, false, nil
	for i, key := range seriesNumbers {
		for _, r := range s {
			if q, ok := r.standard(key); ok {
				q.Number = i + 1
				f.Questions = append(f.Questions, q)
				break
			}
		}
	}
	attended, invited := true, true
	for _, r := range s {
		f.Series = append(f.Series, Occasion{Event: r.Event, Session: r.Session, Exceeded: r.Session.Exceeded(r.Tallies.Responses)})
		attended, invited = attended && r.Session.Attended > 0, invited && r.Invited > 0
		f.Session.Attended += r.Session.Attended
		f.Session.About = f.Session.About || r.Session.About
		f.Invited += r.Invited
		f.Tallies.Responses += r.Tallies.Responses
		f.addFrom(r)
	}
	if !attended {
		f.Session.Attended, f.Session.About = 0, false
	}
	if !invited {
		f.Invited = 0
	}
	slices.SortFunc(f.Comments, func(a, b Comment) int { return cmp.Compare(a.ID, b.ID) })
	if f.Tallies.Responses < f.Session.K {
		f.Comments = nil
	}
	return f
}

// addFrom adds a session's answers to the standard questions.
func (f *LetterFacts) addFrom(r Result) {
	items := map[Item]Item{} // the session's by the sum's
	for i, key := range seriesNumbers {
		q, ok := r.standard(key)
		if !ok {
			continue
		}
		items[Item{Question: q.Number}] = Item{Question: i + 1}
		for _, a := range r.Appearances {
			items[Item{Question: q.Number, Appearance: a.Number}] = Item{Question: i + 1, Appearance: f.numberOf(a)}
		}
	}
	for item, tally := range r.Tallies.Ratings {
		if to, ok := items[item]; ok {
			f.Tallies.Ratings[to] = f.Tallies.Ratings[to].Add(tally)
		}
	}
	for _, c := range r.Comments {
		to, ok := items[c.Item]
		if !ok {
			continue
		}
		c.Item = to
		var letters []int
		for _, a := range r.Appearances {
			if slices.Contains(c.Letters, a.Number) {
				letters = append(letters, f.numberOf(a))
			}
		}
		c.Letters = letters
		f.Comments = append(f.Comments, c)
	}
}

// LettersOf are the letters of the sum with these numbers as a session's own
// appearances number them.
func (f *LetterFacts) LettersOf(session []Appearance, letters []int) []int {
	var own []int
	for _, a := range session {
		if slices.Contains(letters, f.numberOf(a)) {
			own = append(own, a.Number)
		}
	}
	return own
}

// numberOf is the number that the speaker of a session's appearance has in the sum.
func (f *LetterFacts) numberOf(a Appearance) int {
	for _, mine := range f.Appearances {
		if mine.Speaker.ID == a.Speaker.ID {
			return mine.Number
		}
	}
	return 0
}
