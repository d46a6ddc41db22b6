package survey

// Ratings are the six ratings, from poor to excellent.
const (
	MinRating = 1
	MaxRating = 6
)

// A Tally is how many answers gave each rating, for one item of one session:
// index 0 counts the ones, index 5 the sixes. It holds whole answers only, so
// adding tallies equals tallying all their answers together.
type Tally [MaxRating]int

// TallyOf counts the ratings; any that is not 1 to 6 is no answer and is left out.
func TallyOf(ratings ...int) Tally {
	var t Tally
	for _, r := range ratings {
		if r >= MinRating && r <= MaxRating {
			t[r-1]++
		}
	}
	return t
}

// Count returns how many gave the rating (1 to 6).
func (t Tally) Count(rating int) int { return t[rating-1] }

// N returns how many answers there are.
func (t Tally) N() int {
	n := 0
	for _, c := range t {
		n += c
	}
	return n
}

// Sum returns the ratings added up.
func (t Tally) Sum() int {
	sum := 0
	for i, c := range t {
		sum += (i + 1) * c
	}
	return sum
}

// Add returns the tally of both.
func (t Tally) Add(other Tally) Tally {
	for i, c := range other {
		t[i] += c
	}
	return t
}

// ChoiceTally counts the answers to a choice question: how many answered, and
// how many chose each option, by its number.
type ChoiceTally struct {
	Answered int
	Chosen   map[int]int
}

// Tallies are all counts of one session. A rating item without answers may be
// missing from the map, which reads as an empty tally.
type Tallies struct {
	// Responses is how many responses the session has.
	Responses int
	Ratings   map[Item]Tally
	Choices   map[Item]ChoiceTally
}

// TalliesOf counts the responses.
func TalliesOf(responses ...Response) Tallies {
	t := Tallies{Responses: len(responses), Ratings: map[Item]Tally{}, Choices: map[Item]ChoiceTally{}}
	for _, r := range responses {
		for _, a := range r.Answers {
			switch {
			case a.Rating != 0:
				t.Ratings[a.Item] = t.Ratings[a.Item].Add(TallyOf(a.Rating))
			case len(a.Choices) > 0:
				c := t.Choices[a.Item]
				if c.Chosen == nil {
					c.Chosen = map[int]int{}
				}
				c.Answered++
				for _, option := range a.Choices {
					c.Chosen[option]++
				}
				t.Choices[a.Item] = c
			}
		}
	}
	return t
}

// Step returns what a page with running results shows next: the current tally
// once it holds at least k answers more than what was shown, and otherwise what
// was shown. Two views of running results therefore differ by no answer or by
// at least k.
func Step(shown, current Tally, k int) Tally {
	if current.N()-shown.N() >= k {
		return current
	}
	return shown
}
