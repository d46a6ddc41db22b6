package survey_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

func TestMeanIsRoundedHalfUpFromIntegers(t *testing.T) {
	for _, c := range []struct {
		sum, n int
		want   Tenths
	}{
		{sum: 109, n: 20, want: 55},    // 5.45, which a float may round down
		{sum: 22, n: 4, want: 55},      // 5.5
		{sum: 544, n: 100, want: 54},   // 5.44
		{sum: 545, n: 100, want: 55},   // 5.45
		{sum: 89, n: 20, want: 45},     // 4.45: just reaches the band
		{sum: 5, n: 5, want: 10},       // all gave 1
		{sum: 42, n: 7, want: 60},      // all gave 6
		{sum: 10, n: 3, want: 33},      // 3.333
		{sum: 11, n: 3, want: 37},      // 3.667
		{sum: 4249, n: 1000, want: 42}, // 4.249 is not 4.25
	} {
		if got := MeanOf(c.sum, c.n); got != c.want {
			t.Errorf("MeanOf(%d, %d) = %d, want %d", c.sum, c.n, got, c.want)
		}
	}
}

func TestSummary(t *testing.T) {
	for _, c := range []struct {
		name    string
		ratings []int
		k       int
		want    Summary
	}{
		{"nobody", nil, 5, Summary{K: 5, Suppressed: true}},
		{"one too few", []int{6, 6, 6, 6}, 5, Summary{K: 5, Suppressed: true}},
		{"a k below three counts as three", []int{6, 6}, 1, Summary{K: 3, Suppressed: true}},
		{
			"just enough",
			[]int{6, 5, 5, 4, 2},
			5,
			Summary{K: 5, N: 5, Counts: Tally{0, 1, 0, 1, 2, 1}, Mean: 44, Median: 50, High: 3, Low: 1},
		},
		{
			"an even number has a median half way",
			[]int{1, 2, 3, 6},
			4,
			Summary{K: 4, N: 4, Counts: Tally{1, 1, 1, 0, 0, 1}, Mean: 30, Median: 25, High: 1, Low: 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Summarize(TallyOf(c.ratings...), c.k)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBands(t *testing.T) {
	with := func(mean Tenths) Summary { return Summary{N: 20, Mean: mean} }
	suppressed := Summary{Suppressed: true}
	divided := Summary{N: 10, Mean: 52, Low: 2, High: 8}
	for _, c := range []struct {
		name string
		own  []Summary
		want Band
	}{
		{"5.0 is outstanding", []Summary{with(50), with(60)}, BandOutstanding},
		{"the lowest decides", []Summary{with(60), with(49)}, BandVeryGood},
		{"4.5", []Summary{with(45)}, BandVeryGood},
		{"4.4", []Summary{with(44)}, BandGood},
		{"4.0", []Summary{with(40)}, BandGood},
		{"3.9", []Summary{with(39)}, BandAcceptable},
		{"3.0", []Summary{with(30)}, BandAcceptable},
		{"2.9", []Summary{with(29)}, BandNone},
		{"a fifth low and a fifth high", []Summary{with(55), divided}, BandDivided},
		{"suppressed ones do not count", []Summary{suppressed, with(50)}, BandOutstanding},
		{"nothing to go by", []Summary{suppressed}, BandSuppressed},
		{"no questions", nil, BandSuppressed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := BandOf(c.own...); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestDividedIsAFifthAtBothEnds(t *testing.T) {
	for _, c := range []struct {
		ratings []int
		want    bool
	}{
		{[]int{1, 4, 4, 4, 6}, true},
		{[]int{1, 4, 4, 4, 4, 6}, false}, // a sixth
		{[]int{3, 4, 4, 4, 6}, false},
		{[]int{1, 2, 1, 2, 4}, false},
	} {
		if got := Summarize(TallyOf(c.ratings...), 5).Divided(); got != c.want {
			t.Errorf("%v: divided is %v, want %v", c.ratings, got, c.want)
		}
	}
}

func TestEventMeanCountsEachSessionOnce(t *testing.T) {
	k := []int{5, 5, 5, 5}
	big := TallyOf(slices.Repeat([]int{6}, 1000)...)
	small := TallyOf(3, 3, 3, 3, 3)
	mean, n, ok := EventMean([]Tally{big, small, small}, k[:3])
	if !ok || n != 3 || mean != 40 {
		t.Errorf("got %d of %d (%v), want 40 of 3: each session once, whatever its size", mean, n, ok)
	}
	if _, n, ok := EventMean([]Tally{big, small, TallyOf(1)}, k[:3]); ok || n != 2 {
		t.Errorf("a suppressed session counted: %d, %v", n, ok)
	}
	// 3 × 5.45 is exactly half way and is rounded up.
	half := TallyOf(append(slices.Repeat([]int{5}, 11), slices.Repeat([]int{6}, 9)...)...)
	if mean, _, _ := EventMean([]Tally{half, half, half}, k[:3]); mean != 55 {
		t.Errorf("got %d, want 55", mean)
	}
}

func ratings(t *rapid.T, label string) []int {
	return rapid.SliceOfN(rapid.IntRange(MinRating, MaxRating), 0, 60).Draw(t, label)
}

func TestOrderNeverMatters(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		a := ratings(t, "ratings")
		b := rapid.Permutation(a).Draw(t, "shuffled")
		if diff := cmp.Diff(Summarize(TallyOf(a...), 5), Summarize(TallyOf(b...), 5)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAddingTalliesEqualsTallyingTheSum(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		a, b := ratings(t, "a"), ratings(t, "b")
		if TallyOf(a...).Add(TallyOf(b...)) != TallyOf(slices.Concat(a, b)...) {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

func TestSuppressedSummaryCarriesNoFigure(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(MinK, 12).Draw(t, "k")
		r := ratings(t, "ratings")
		s := Summarize(TallyOf(r...), k)
		if s.Suppressed != (len(r) < k) {
			t.Fatalf("%d answers, k %d: suppressed is %v", len(r), k, s.Suppressed)
		}
		if s.Suppressed && s != (Summary{K: k, Suppressed: true}) {
			t.Fatalf("a suppressed summary carries %+v", s)
		}
	})
}

func TestMeanAgreesWithExactArithmetic(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		r := rapid.SliceOfN(rapid.IntRange(MinRating, MaxRating), 5, 400).Draw(t, "ratings")
		s := Summarize(TallyOf(r...), 5)
		exact := big.NewRat(int64(TallyOf(r...).Sum()), int64(len(r)))
		// mean − 0.05 ≤ exact < mean + 0.05
		low := big.NewRat(int64(2*s.Mean-1), 20)
		high := big.NewRat(int64(2*s.Mean+1), 20)
		if exact.Cmp(low) < 0 || exact.Cmp(high) >= 0 {
			t.Fatalf("exact %s shown as %d tenths", exact.FloatString(4), s.Mean)
		}
		sorted := slices.Sorted(slices.Values(r))
		n := len(sorted)
		if want := Tenths(5 * (sorted[(n-1)/2] + sorted[n/2])); s.Median != want {
			t.Fatalf("median %d, want %d of %v", s.Median, want, sorted)
		}
	})
}

func TestRunningViewsDifferByNoneOrAtLeastK(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(MinK, 8).Draw(t, "k")
		var shown, current Tally
		for _, r := range ratings(t, "arriving") {
			current = current.Add(TallyOf(r))
			next := Step(shown, current, k)
			if moved := next.N() - shown.N(); moved != 0 && moved < k {
				t.Fatalf("moved by %d answers with k %d", moved, k)
			}
			if next == shown && current.N()-shown.N() >= k {
				t.Fatalf("%d new answers and no new view", current.N()-shown.N())
			}
			shown = next
		}
	})
}

func TestPercent(t *testing.T) {
	for _, c := range [][3]int{{20, 23, 87}, {1, 3, 33}, {2, 3, 67}, {1, 200, 1}, {1, 201, 0}, {0, 7, 0}, {7, 7, 100}} {
		if got := Percent(c[0], c[1]); got != c[2] {
			t.Errorf("%d of %d is %d per cent, want %d", c[0], c[1], got, c[2])
		}
	}
}

func ExampleSummarize() {
	s := Summarize(TallyOf(6, 6, 5, 5, 6), DefaultK)
	fmt.Println(s.N, s.Mean, s.High)
	// Output: 5 56 5
}
