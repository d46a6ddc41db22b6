package limit

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/property"
)

// TestALimiterKeepsItsLimit holds for any order of events: nobody does more than
// the limit, nobody is refused who is within it, the wait that is told is true,
// and nobody's doings touch another's.
func TestALimiterKeepsItsLimit(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		l := NewLimiter(Limit{
			AtOnce: rapid.IntRange(1, 5).Draw(t, "at once"),
			Every:  time.Duration(rapid.IntRange(1, 50).Draw(t, "every")) * time.Second,
		})
		now, taken := noon, map[string][]time.Time{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond)
			who := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")
			free := within(l.Limit, taken[who], now)
			wait := l.Take(who, now)
			if (wait == 0) != free {
				t.Fatalf("take says wait %v, by the limit it is free: %v", wait, free)
			}
			if wait == 0 && rapid.Bool().Draw(t, "given back") {
				l.GiveBack(who, now, now)
				continue
			}
			if wait == 0 {
				taken[who] = append(taken[who], now)
				continue
			}
			if !within(l.Limit, taken[who], now.Add(wait)) || within(l.Limit, taken[who], now.Add(wait-1)) {
				t.Fatalf("the wait of %v is not true", wait)
			}
		}
	})
}

// within says by the limit's definition whether one more is allowed at now: in
// every stretch of time that ends now there is room for it.
func within(l Limit, taken []time.Time, now time.Time) bool {
	used := time.Duration(0) // how far ahead of the clock
	last := time.Time{}
	for _, at := range append(append([]time.Time{}, taken...), now) {
		if !last.IsZero() {
			used = max(0, used-at.Sub(last))
		}
		used, last = used+l.Every, at
	}
	return used <= time.Duration(l.AtOnce)*l.Every
}

func TestALimiterRemembersABoundedNumber(t *testing.T) {
	t.Parallel()
	l := NewLimiter(Limit{AtOnce: 1, Every: time.Hour})
	l.most = 100
	for i := range 10_000 {
		l.Take(fmt.Sprint(i), noon)
		if n := len(l.paid) + len(l.before); n > 2*l.most {
			t.Fatalf("%d are remembered, want at most %d", n, 2*l.most)
		}
	}
	if l.Take("9999", noon) == 0 {
		t.Error("the newest is forgotten")
	}
	if l.Take("9999", noon.Add(-24*time.Hour)) > 25*time.Hour {
		t.Error("a clock that is set back locks someone out")
	}
}

var noon = time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)
