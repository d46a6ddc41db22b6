package survey

import (
	"cmp"
	"slices"
)

// A Part is what a question's figures in one session are, as they are shown of
// that session by itself.
//
// Figures of several sessions together are made of parts alone, and of whole
// ones. That is the rule that keeps small numbers in: whoever subtracts what is
// shown from something else that is shown gets the sum of whole parts, which is
// nobody or at least k people, and a session, or a speaker, with too few answers
// is in no sum.
type Part struct {
	Session Session
	// Summary is suppressed where nothing is shown.
	Summary Summary
}

// PartOf returns the session's part of the questions with the key (one of the
// Question constants). Where the question is asked about several speakers it
// adds those that are shown: each of them is shown by itself as well.
func PartOf(r Result, key string) Part {
	k := max(r.Session.K, MinK)
	p := Part{Session: r.Session, Summary: Summary{K: k, Suppressed: true}}
	if r.Session.State != StateReleased || r.Tallies.Responses < k {
		return p
	}
	var sum Tally
	for _, item := range r.Items() {
		if item.Asked.Kind != KindRating || item.Asked.Key != key {
			continue
		}
		if s := r.Summary(item.Item); !s.Suppressed {
			sum = sum.Add(s.Counts)
		}
	}
	p.Summary = Summarize(sum, k)
	return p
}

// An Across is what several sessions' parts say together.
type Across struct {
	// Sessions is how many sessions it is made of.
	Sessions int
	// Summary is of all their answers together: its Counts are the distribution.
	// It is suppressed while there are fewer than MinCompared sessions.
	Summary Summary
	// Mean is the mean of the sessions' means, so that each counts once however
	// many answered there; Low and High are the lowest and the highest of them.
	Mean, Low, High Tenths
}

// AcrossOf returns what the parts say together. Suppressed ones do not count.
func AcrossOf(parts []Part) Across {
	var a Across
	var tallies []Tally
	var ks []int
	var sum Tally
	for _, p := range parts {
		if p.Summary.Suppressed {
			continue
		}
		tallies, ks = append(tallies, p.Summary.Counts), append(ks, p.Summary.K)
		sum = sum.Add(p.Summary.Counts)
		if a.Low == 0 || p.Summary.Mean < a.Low {
			a.Low = p.Summary.Mean
		}
		a.High = max(a.High, p.Summary.Mean)
	}
	mean, sessions, ok := EventMean(tallies, ks)
	if !ok {
		return Across{Sessions: sessions, Summary: Summary{K: MinK, Suppressed: true}}
	}
	a.Mean, a.Sessions, a.Summary = mean, sessions, Summarize(sum, MinK)
	return a
}

// A ResultOrder is how a reader has a table of sessions sorted. The programme's
// order is what it has unless its reader chooses; nothing in the table says who
// is first.
type ResultOrder string

// The orders. The empty one is the programme's.
const (
	OrderProgramme ResultOrder = ""
	OrderTitle     ResultOrder = "title"
	OrderAnswers   ResultOrder = "answers"
)

// SortResults sorts the results as a reader asked: by the programme, title,
// number of responses, or a question's mean (by its key), highest first, with
// those that show no figures last. What is equal stays in the programme's order.
// compare tells how the reader's language orders titles.
func SortResults(results []Result, by ResultOrder, compare func(a, b string) int) {
	slices.SortStableFunc(results, func(a, b Result) int {
		switch by {
		case OrderProgramme:
			return 0
		case OrderTitle:
			return compare(a.Session.Title, b.Session.Title)
		case OrderAnswers:
			return cmp.Compare(b.Tallies.Responses, a.Tallies.Responses)
		}
		return cmp.Compare(PartOf(b, string(by)).Summary.Mean, PartOf(a, string(by)).Summary.Mean)
	})
}
