package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
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

// BenchmarkGrown prints what organizers' pages of one event of a hundred sessions read,
// and how long it takes, in a database that holds that event alone, 10,000 responses,
// and in one that holds a million, or as many as OMDOME_BENCH_STORED says.
func BenchmarkGrown(b *testing.B) {
	stored := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("OMDOME_BENCH_STORED")); err == nil {
		stored = n
	}
	for _, database := range []struct {
		name  string
		fresh func(testing.TB) string
	}{{"SQLite", storetest.SQLite}, {"PostgreSQL", storetest.OwnPostgres}} {
		b.Run(database.name, func(b *testing.B) {
			for b.Loop() {
				grown(b, database.name, database.fresh, stored)
			}
		})
	}
}

func grown(b *testing.B, name string, fresh func(testing.TB) string, stored int) {
	b.Helper()
	var took [2]map[string]time.Duration
	for i, others := range []int{0, stored/1000 - 10} {
		s := open(b, fresh(b), Options{})
		began := time.Now()
		filledWith(b, s, others, 1000)
		event := filledWith(b, s, 100, 100)
		fmt.Printf("%s: %d responses filled in %.0f s\n", name, 1000*others+10_000, time.Since(began).Seconds())
		took[i] = reads(b, s, event)
	}
	for _, what := range slices.Sorted(maps.Keys(took[0])) {
		small, large := took[0][what], took[1][what]
		fmt.Printf("%s, %-22s %7.1f ms, in the large one %7.1f ms, %.2f of it\n", name, what, ms(small), ms(large), ms(large)/ms(small))
	}
}

// filledWith loads an event of so many sessions, sealed with so many responses each, past
// the form and the clock, and returns it released.
func filledWith(b *testing.B, s *Store, sessions, each int) survey.EventSessions {
	b.Helper()
	if sessions == 0 {
		return survey.EventSessions{}
	}
	p := programme(sessions)
	p.Event.Name = fmt.Sprint("Fylld ", sessions, each)
	event := loaded(b, s, p)
	for _, st := range event.Sessions {
		id := st.Session.ID
		if err := s.write(b.Context(), s.pools.write, "fill", func(t *tx) error {
			some, counts := make([]held, each), tallyChange{}
			for i := range some {
				some[i] = held{response: says(id, 1+i%6, 1+i%5, 2+i%5, map[bool]string{true: "Tydligt, och vi hann öva."}[i%3 == 0])}
				counts.add(some[i].response, 1)
			}
			part, err := t.store.newID()
			if err != nil {
				return err
			}
			return inOrder(
				func() error { return t.unpack(some, part) },
				func() error { return counts.write(t) },
				func() error {
					_, err := t.insert("register (session_id, responses, waiting, swept)", [][]any{{id, each, 0, true}}, " ON CONFLICT (session_id) DO UPDATE SET responses = excluded.responses")
					return err
				},
			)
		}); err != nil {
			b.Fatal(err)
		}
		for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal, survey.ActionRelease} {
			if _, err := s.Act(b.Context(), st.Session.Code, a); err != nil {
				b.Fatal(err)
			}
		}
	}
	return event
}

// reads returns the median time of five readings of what each page shows, and of the
// release of one session.
func reads(b *testing.B, s *Store, event survey.EventSessions) map[string]time.Duration {
	b.Helper()
	ctx, code, owner := b.Context(), event.Event.Code, event.Event.OrganizationID
	took := map[string]time.Duration{}
	for what, read := range map[string]func() error{
		"results":  func() error { _, err := s.Results(ctx, owner, code); return err },
		"comments": func() error { _, _, err := s.Comments(ctx, owner, code); return err },
		"letters": func() error {
			_, _, err := s.Office(organizer.Member{Organization: survey.Organization{ID: owner}}).Letters(ctx, code)
			return err
		},
		"board": func() error {
			_, err := s.Office(organizer.Member{Organization: survey.Organization{ID: owner}}).Board(ctx, code)
			return err
		},
		"a session's result": func() error { _, err := s.Result(ctx, event.Sessions[0].Session.Code); return err },
		"check":              func() error { _, err := s.Check(ctx, unwatched); return err },
	} {
		var all []time.Duration
		for range 5 {
			began := time.Now()
			if err := read(); err != nil {
				b.Fatal(what, err)
			}
			all = append(all, time.Since(began))
		}
		slices.Sort(all)
		took[what] = all[2]
	}
	return took
}
