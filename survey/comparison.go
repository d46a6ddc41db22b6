package survey

import (
	"math/big"
	"slices"
)

// MinCompared is how many other sessions must be released before a letter shows
// the event's own figure.
const MinCompared = 3

// A Comparison is what a letter says of its event's other sessions.
type Comparison struct {
	// Sessions is how many they are, each counted once; 0 for no comparison.
	Sessions int
	Mean     Tenths
	// With are they. Empty where the letter was approved before that was kept.
	With []Compared
}

// A Compared is a session that a letter is compared with. Of one that was deleted
// for good after a letter was approved, nothing but the ID is left.
type Compared struct {
	ID     ID
	Title  string
	Binned bool
}

// IDs are those of the sessions.
func (c Comparison) IDs() []ID {
	var ids []ID
	for _, one := range c.With {
		ids = append(ids, one.ID)
	}
	return ids
}

// Comparison returns what the letter says of the event's other sessions. ok is
// false when it says nothing; Sessions then is how many there are.
//
// Once a letter of the session is approved with a comparison, its corrections and
// the letters to others who held the session say the same, whatever has been
// deleted meanwhile: from two means over almost the same sessions anybody could
// work out what the one between them got.
func (f LetterFacts) Comparison() (c Comparison, ok bool) {
	if f.Fixed != nil {
		return *f.Fixed, f.Fixed.Sessions > 0
	}
	if !f.Event.Compare {
		return Comparison{}, false
	}
	var tallies []Tally
	var ks []int
	for _, other := range f.ComparedWith() {
		item, asks := other.Overall()
		if !asks || other.Summary(item).Suppressed {
			continue
		}
		tallies, ks = append(tallies, other.Tallies.Ratings[item]), append(ks, other.Session.K)
		c.With = append(c.With, Compared{ID: other.Session.ID, Title: other.Session.Title})
	}
	c.Mean, c.Sessions, ok = EventMean(tallies, ks)
	return c, ok
}

// ComparedWith returns those of the other sessions that the letter is compared
// with: the ones that had results when it was made, or, where fewer than
// MinCompared of them count, the first that came to be so many. From then on it
// returns the same, however many follow: by two looks at a letter nobody can tell
// what the session between them got, and the letter on paper stays true.
func (f LetterFacts) ComparedWith() []Result {
	others := slices.Clone(f.Others)
	slices.SortStableFunc(others, func(a, b Result) int { return a.Session.Released.Compare(b.Session.Released) })
	counted := 0
	others = slices.DeleteFunc(others, func(other Result) bool { return other.Session.ID != 0 && other.Session.ID == f.Session.ID })
	for i, other := range others {
		if counted >= MinCompared && other.Session.Released.After(f.Letter.Made) {
			return others[:i]
		}
		if item, ok := other.Overall(); ok && !other.Summary(item).Suppressed {
			counted++
		}
	}
	return others
}

// EventMean returns the mean of an event's question over sessions that each
// count once: the mean of the sessions' exact means, rounded half up to one
// decimal. tallies[i] counts only when it reaches k[i]. ok is false when fewer
// than MinCompared sessions count.
func EventMean(tallies []Tally, k []int) (mean Tenths, sessions int, ok bool) {
	total := new(big.Rat)
	for i, t := range tallies {
		if n := t.N(); n >= max(k[i], MinK) {
			total.Add(total, big.NewRat(int64(t.Sum()), int64(n)))
			sessions++
		}
	}
	if sessions < MinCompared {
		return 0, sessions, false
	}
	// Half up: floor(10·total/sessions + 1/2).
	total.Mul(total, big.NewRat(10, int64(sessions)))
	total.Add(total, big.NewRat(1, 2))
	return Tenths(new(big.Int).Div(total.Num(), total.Denom()).Int64()), sessions, true
}
