package letters

import (
	"fmt"
	"testing"
	"time"
)

// However many downloads come after it, one that is under way is known; of those that
// are over, the latest are.
func TestDownloadsUnderWayAreRemembered(t *testing.T) {
	t.Parallel()
	r, now := NewRuns(), time.Date(2026, 4, 16, 15, 0, 0, 0, time.UTC)
	r.set("long", run{Total: 900, Done: 1, begun: now})
	for i := range 3 * runsKept {
		now = now.Add(time.Minute)
		r.set(fmt.Sprint(i), run{Total: 1, Done: 1, Finished: true, begun: now})
		if at, ok := r.get("long"); !ok || at.Total != 900 {
			t.Fatalf("after %d others the download under way is %+v", i+1, at)
		}
		if len(r.all) > runsKept {
			t.Fatalf("%d are remembered", len(r.all))
		}
	}
	for i := 3*runsKept - 10; i < 3*runsKept; i++ {
		if _, ok := r.get(fmt.Sprint(i)); !ok {
			t.Errorf("the last but %d is forgotten", 3*runsKept-i)
		}
	}
	for i := range 2 * runsKept {
		r.set(fmt.Sprint("under way ", i), run{Total: 2, begun: now})
	}
	for i := range 2 * runsKept {
		if _, ok := r.get(fmt.Sprint("under way ", i)); !ok {
			t.Fatal("one under way is forgotten for another")
		}
	}
}
