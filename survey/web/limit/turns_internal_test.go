package limit

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// waitIn lets n wait in the place, and returns what each gets.
func waitIn(t *testing.T, turns *Turns, at Place, n int) []chan error {
	t.Helper()
	got := make([]chan error, n)
	for i := range got {
		turn, err := turns.queue(at)
		if err != nil || turn == nil {
			t.Fatalf("number %d in %s does not wait: %v", i, at.Name, err)
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
	turns := NewTurns(1)
	if err := turns.Take(t.Context(), Place{Name: "many"}); err != nil {
		t.Fatal(err)
	}
	many := waitIn(t, turns, Place{Name: "many"}, waitingEach)
	if err := turns.Take(t.Context(), Place{Name: "many"}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("more than may wait in one place: %v", err)
	}
	one := waitIn(t, turns, Place{Name: "one"}, 1)
	ahead := waitIn(t, turns, Place{"known", true}, 1)
	turns.Done()
	comes(t, "who is ahead", ahead[0])
	turns.Done()
	comes(t, "the first of many", many[0])
	turns.Done()
	comes(t, "the one", one[0])
	for _, c := range many[1:] {
		turns.Done()
		comes(t, "another of many", c)
	}
	turns.Done()
	if turns.free != 1 || turns.n != 0 || len(turns.waiting)+len(turns.order) != 0 {
		t.Errorf("something is left: %d free, %d wait", turns.free, turns.n)
	}
}

// TestNobodyWaitsForEver: neither who is patient nor who goes away, and no turn is
// lost by either.
func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	turns := NewTurns(1)
	turns.longest = 10 * time.Millisecond
	if err := turns.Take(t.Context(), Place{}); err != nil {
		t.Fatal(err)
	}
	if err := turns.Take(t.Context(), Place{}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("after the longest wait: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	turns.longest = time.Minute
	if err := turns.Take(gone, Place{Name: "gone"}); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone away: %v", err)
	}
	turns.Done()
	if turns.free != 1 || turns.n != 0 || len(turns.waiting)+len(turns.order) != 0 {
		t.Errorf("something is left: %d free, %d wait", turns.free, turns.n)
	}
	for i := range waitingAll + 1 {
		turns.queue(Place{Name: fmt.Sprint(i)})
	}
	if _, err := turns.queue(Place{Name: "too many"}); !errors.Is(err, survey.ErrBusy) {
		t.Errorf("more than may wait in all: %v", err)
	}
	if _, err := turns.queue(Place{"known", true}); err != nil {
		t.Errorf("who is ahead does not get to wait: %v", err)
	}
}

// TestWhatIsHeldIsHeldByAllOrNone: and what is given back leaves nothing, but not
// twice what the clock has paid off.
func TestWhatIsHeldIsHeldByAllOrNone(t *testing.T) {
	t.Parallel()
	a, b := NewLimiter(Limit{AtOnce: 2, Every: time.Minute}), NewLimiter(Limit{AtOnce: 1, Every: time.Minute})
	h, wait := Hold(noon, Claim{a, "x"}, Claim{b, "x"})
	if wait != 0 {
		t.Fatalf("the first waits %v", wait)
	}
	if _, wait := Hold(noon, Claim{a, "x"}, Claim{b, "x"}); wait == 0 {
		t.Error("more is held than the second limit lets")
	}
	if wait := a.Take("x", noon); wait != 0 {
		t.Error("what was refused counts by the first limit all the same")
	}
	h.GiveBack(noon)
	if _, wait := Hold(noon, Claim{a, "x"}, Claim{b, "x"}); wait != 0 {
		t.Errorf("what was given back still counts: %v", wait)
	}
	h, _ = Hold(noon, Claim{a, "y"})
	later := noon.Add(time.Minute)
	for range 2 {
		a.Take("y", later)
	}
	h.GiveBack(later)
	if a.Take("y", later) == 0 {
		t.Error("what the clock had paid off is given back once more")
	}
}
