package attendee

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
)

// TestOneReadingServesAHall: 500 phones that ask at once, ten times, are no more
// than a reading a second; a change here is read at once.
func TestOneReadingServesAHall(t *testing.T) {
	t.Parallel()
	var reads atomic.Int64
	a := &RecentAsked{Now: time.Now, Read: func(context.Context, survey.Code) (inquiry.Shared, error) {
		reads.Add(1)
		return inquiry.Shared{Version: "1"}, nil
	}}
	var all sync.WaitGroup
	for range 500 {
		all.Go(func() {
			for range 10 {
				if _, _, err := a.get(t.Context(), "HMKR42"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := reads.Load(); n > 5 { // one, unless the machine is very slow
		t.Errorf("5,000 requests are %d readings", n)
	}
	before := reads.Load()
	a.Changed("HMKR42")
	if _, _, err := a.get(t.Context(), "HMKR42"); err != nil || reads.Load() != before+1 {
		t.Errorf("after a change there are %d readings, %v", reads.Load()-before, err)
	}
}

// TestAFailedReadingIsNotKept: who asks next reads again.
func TestAFailedReadingIsNotKept(t *testing.T) {
	t.Parallel()
	fails := errors.New("no database")
	a := &RecentAsked{Now: time.Now, Read: func(context.Context, survey.Code) (inquiry.Shared, error) {
		return inquiry.Shared{}, fails
	}}
	if _, _, err := a.get(t.Context(), "HMKR42"); !errors.Is(err, fails) {
		t.Errorf("%v", err)
	}
	fails = nil
	if _, _, err := a.get(t.Context(), "HMKR42"); err != nil {
		t.Errorf("%v", err)
	}
}
