package web

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// waitIn lets n wait in the place, and returns what each gets.
func waitIn(t *testing.T, turns *turns, at place, n int) []chan error {
	t.Helper()
	got := make([]chan error, n)
	for i := range got {
		turn, err := turns.queue(at)
		if err != nil || turn == nil {
			t.Fatalf("number %d in %s does not wait: %v", i, at.name, err)
		}
		got[i] = make(chan error, 1)
		go func() {
			<-turn
			got[i] <- nil
		}()
	}
	return got
}

func comes(t *testing.T, what string, c chan error) {
	t.Helper()
	select {
	case err := <-c:
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%s waits for ever", what)
	}
}

// TestPlacesTakeTurns: however many wait in one, the first of another waits for one
// of them, and who is ahead for none.
func TestPlacesTakeTurns(t *testing.T) {
	t.Parallel()
	turns := newTurns(1)
	if err := turns.take(t.Context(), place{name: "many"}); err != nil {
		t.Fatal(err)
	}
	many := waitIn(t, turns, place{name: "many"}, waitingEach)
	if err := turns.take(t.Context(), place{name: "many"}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("more than may wait in one place: %v", err)
	}
	one := waitIn(t, turns, place{name: "one"}, 1)
	ahead := waitIn(t, turns, place{"known", true}, 1)
	turns.done()
	comes(t, "who is ahead", ahead[0])
	turns.done()
	comes(t, "the first of many", many[0])
	turns.done()
	comes(t, "the one", one[0])
	for _, c := range many[1:] {
		turns.done()
		comes(t, "another of many", c)
	}
	turns.done()
	if turns.free != 1 || turns.n != 0 || len(turns.waiting)+len(turns.order) != 0 {
		t.Errorf("something is left: %d free, %d wait", turns.free, turns.n)
	}
}

// TestNobodyWaitsForEver: neither who is patient nor who goes away, and no turn is
// lost by either.
func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	turns := newTurns(1)
	turns.longest = 10 * time.Millisecond
	if err := turns.take(t.Context(), place{}); err != nil {
		t.Fatal(err)
	}
	if err := turns.take(t.Context(), place{}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("after the longest wait: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	turns.longest = time.Minute
	if err := turns.take(gone, place{name: "gone"}); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone away: %v", err)
	}
	turns.done()
	if turns.free != 1 || turns.n != 0 || len(turns.waiting)+len(turns.order) != 0 {
		t.Errorf("something is left: %d free, %d wait", turns.free, turns.n)
	}
	for i := range waitingAll + 1 {
		turns.queue(place{name: fmt.Sprint(i)})
	}
	if _, err := turns.queue(place{name: "too many"}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("more than may wait in all: %v", err)
	}
	if _, err := turns.queue(place{"known", true}); err != nil {
		t.Errorf("who is ahead does not get to wait: %v", err)
	}
}

// TestWhatIsHeldIsHeldByAllOrNone: and what is given back leaves nothing, but not
// twice what the clock has paid off.
func TestWhatIsHeldIsHeldByAllOrNone(t *testing.T) {
	t.Parallel()
	a, b := newLimiter(limit{atOnce: 2, every: time.Minute}), newLimiter(limit{atOnce: 1, every: time.Minute})
	h, wait := hold(noon, claim{a, "x"}, claim{b, "x"})
	if wait != 0 {
		t.Fatalf("the first waits %v", wait)
	}
	if _, wait := hold(noon, claim{a, "x"}, claim{b, "x"}); wait == 0 {
		t.Error("more is held than the second limit lets")
	}
	if wait := a.take("x", noon); wait != 0 {
		t.Error("what was refused counts by the first limit all the same")
	}
	h.giveBack(noon)
	if _, wait := hold(noon, claim{a, "x"}, claim{b, "x"}); wait != 0 {
		t.Errorf("what was given back still counts: %v", wait)
	}
	h, _ = hold(noon, claim{a, "y"})
	later := noon.Add(time.Minute)
	for range 2 {
		a.take("y", later)
	}
	h.giveBack(later)
	if a.take("y", later) == 0 {
		t.Error("what the clock had paid off is given back once more")
	}
}
