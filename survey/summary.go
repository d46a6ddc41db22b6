package survey

// Tenths is a figure with one decimal, as an integer: 55 is 5.5. Only this is
// ever shown of a mean, so a figure on a page, in a letter and in a file is the
// same figure.
type Tenths int

// MeanOf returns sum/n rounded half up to one decimal, from integers: 5.45 is
// 5.5. n must be positive.
func MeanOf(sum, n int) Tenths {
	return Tenths((20*sum + n) / (2 * n))
}

// A Summary is what may be shown of a tally. When fewer than k answered it is
// suppressed, and then carries no figure at all, not even how many answered.
type Summary struct {
	// K is how many answers were needed.
	K          int
	Suppressed bool

	// N is the number of answers.
	N int
	// Counts is the distribution.
	Counts Tally
	// Mean is rounded half up to one decimal.
	Mean Tenths
	// Median is the middle answer, or half way between the two middle ones.
	Median Tenths
	// High is how many gave 5 or 6.
	High int
	// Low is how many gave 1 or 2.
	Low int
}

// Summarize returns the tally's summary, suppressed when it holds fewer than k
// answers. A k under MinK counts as MinK, and no answers are always suppressed.
func Summarize(t Tally, k int) Summary {
	k = max(k, MinK)
	n := t.N()
	if n < k {
		return Summary{K: k, Suppressed: true}
	}
	return Summary{
		K: k, N: n, Counts: t,
		Mean:   MeanOf(t.Sum(), n),
		Median: t.median(),
		High:   t[4] + t[5],
		Low:    t[0] + t[1],
	}
}

// median returns the median of a tally that is not empty.
func (t Tally) median() Tenths {
	n := t.N()
	return Tenths(5 * (t.at((n-1)/2) + t.at(n/2)))
}

// at returns the answer at the index when all are sorted.
func (t Tally) at(index int) int {
	for i, c := range t {
		if index < c {
			return i + 1
		}
		index -= c
	}
	return MaxRating
}

// Percent returns part of whole in whole per cent, rounded half up. whole must
// be positive.
func Percent(part, whole int) int {
	return (200*part + whole) / (2 * whole)
}

// A Band is which words of praise figures have earned.
type Band string

// The five bands, and the two cases that take a band's place.
const (
	BandOutstanding Band = "outstanding" // 5.0 and up
	BandVeryGood    Band = "verygood"    // 4.5 to 4.9
	BandGood        Band = "good"        // 4.0 to 4.4
	BandAcceptable  Band = "acceptable"  // 3.0 to 3.9, no praise
	BandNone        Band = "none"        // under 3.0, no praise
	BandDivided     Band = "divided"     // many high and many low: opinions differed
	BandSuppressed  Band = "suppressed"  // no figures
)

// Bands are the bands.
var Bands = []Band{BandOutstanding, BandVeryGood, BandGood, BandAcceptable, BandNone, BandDivided, BandSuppressed}

// Praises says whether the band has words of praise.
func (b Band) Praises() bool {
	return b == BandOutstanding || b == BandVeryGood || b == BandGood
}

// BandOf returns the band of the summaries that judge an appearance: that of
// the lowest mean as displayed among those that are not suppressed, or
// BandDivided where any of them is divided, or BandSuppressed where none has
// figures.
func BandOf(summaries ...Summary) Band {
	lowest, divided := Tenths(0), false
	for _, s := range summaries {
		if s.Suppressed {
			continue
		}
		divided = divided || s.Divided()
		if lowest == 0 || s.Mean < lowest {
			lowest = s.Mean
		}
	}
	switch {
	case lowest == 0:
		return BandSuppressed
	case divided:
		return BandDivided
	case lowest >= 50:
		return BandOutstanding
	case lowest >= 45:
		return BandVeryGood
	case lowest >= 40:
		return BandGood
	case lowest >= 30:
		return BandAcceptable
	}
	return BandNone
}

// Divided says whether at least a fifth gave 1 or 2 and at least a fifth 5 or 6.
func (s Summary) Divided() bool {
	return !s.Suppressed && 5*s.Low >= s.N && 5*s.High >= s.N
}
