package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// BenchmarkBatches prints how many responses a second batches of 64 store, without HTTP,
// where 1, 100 and 1,000 sessions are answered at once.
func BenchmarkBatches(b *testing.B) {
	for _, database := range []struct {
		name  string
		fresh func(testing.TB) string
	}{{"SQLite", storetest.SQLite}, {"PostgreSQL", storetest.OwnPostgres}} {
		for _, sessions := range []int{1, 100, 1000} {
			s := open(b, database.fresh(b), Options{})
			event := loaded(b, s, programme(sessions))
			n, began := 0, time.Now()
			for ; time.Since(began) < 3*time.Second; n++ {
				storeBatch(b, s, event, 64)
			}
			took := time.Since(began).Seconds()
			fmt.Printf("\n%s, %d sessions: %.0f responses a second, %.1f ms a batch of 64\n", database.name, sessions, float64(64*n)/took, 1000*took/float64(n))
		}
	}
	for b.Loop() { // measured above, once
	}
}

// storeBatch stores so many responses of sessions drawn at random in one transaction.
func storeBatch(b *testing.B, s *Store, event survey.EventSessions, responses int) {
	b.Helper()
	waiting := make([]*waiter, responses)
	for i := range waiting {
		session := event.Sessions[rand.IntN(len(event.Sessions))].Session
		waiting[i] = newWaiter(survey.Delivery{Response: says(session.ID, 6, 5, 4, "Tydligt, och vi hann öva."), Key: newKey(b)})
	}
	outcomes, err := s.accept(waiting)
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range outcomes {
		if o.err != nil {
			b.Fatal(o.err)
		}
	}
}

// BenchmarkSealing prints how long those wait who answer another session, 100 a second,
// while one of 100,000 responses is closed, sealed and swept.
func BenchmarkSealing(b *testing.B) {
	for _, database := range []struct {
		name  string
		fresh func(testing.TB) string
	}{{"SQLite", storetest.SQLite}, {"PostgreSQL", storetest.OwnPostgres}} {
		var now clock
		s := open(b, database.fresh(b), Options{Now: now.now})
		event := loaded(b, s, programme(2))
		large, other := event, event
		large.Sessions, other.Sessions = event.Sessions[:1], event.Sessions[1:]
		for range 200 {
			storeBatch(b, s, large, 500)
		}
		code := large.Sessions[0].Session.Code
		for _, step := range []struct {
			name string
			do   func() error
		}{
			{"nothing", func() error { time.Sleep(3 * time.Second); return nil }},
			{"closing", func() error { _, err := s.Act(b.Context(), code, survey.ActionClose); return err }},
			{"sealing", func() error { _, err := s.Act(b.Context(), code, survey.ActionSeal); return err }},
			{"sweeping", func() error { return s.Tick(b.Context()) }},
		} {
			waits := meanwhile(b, s, other, step.do)
			slices.Sort(waits)
			fmt.Printf("%s, %s: %d answers of another session, waited %.0f ms in the middle, %.0f ms at the 99th percentile, %.0f ms at most\n",
				database.name, step.name, len(waits), ms(waits[len(waits)/2]), ms(waits[len(waits)*99/100]), ms(waits[len(waits)-1]))
		}
	}
	for b.Loop() { // measured above, once
	}
}

func ms(d time.Duration) float64 { return 1000 * d.Seconds() }

// meanwhile answers the sessions every ten milliseconds while do runs, and returns how
// long each answer took.
func meanwhile(b *testing.B, s *Store, event survey.EventSessions, do func() error) []time.Duration {
	b.Helper()
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- do() }()
	var mu sync.Mutex
	var waits []time.Duration
	var all sync.WaitGroup
	for tick := time.NewTicker(10 * time.Millisecond); ; <-tick.C {
		all.Go(func() {
			sent := time.Now()
			_, err := s.Accept(b.Context(), survey.Delivery{Response: says(event.Sessions[0].Session.ID, 6, 5, 4, "Bra"), Key: newKey(b)})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				b.Error(err)
			}
			waits = append(waits, time.Since(sent))
		})
		select {
		case err := <-ended:
			tick.Stop()
			if err != nil {
				b.Fatal(err)
			}
			fmt.Printf("  %.1f s\n", time.Since(began).Seconds())
			all.Wait()
			return waits
		default:
		}
	}
}
