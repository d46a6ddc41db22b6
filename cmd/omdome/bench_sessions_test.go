package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// BenchmarkSessions prints acknowledged responses a second through HTTP where 1, 100
// and 1,000 sessions are answered at once, on databases that hold nothing yet and
// 100,000 responses, half of them in open sessions and half in sealed ones; and, where
// OMDOME_BENCH_MILLION is set, a million. One round is measured after the other, each
// with all of them: OMDOME_BENCH_ROUNDS, 1 unless set.
func BenchmarkSessions(b *testing.B) {
	stored := []int{0, 100_000}
	if os.Getenv("OMDOME_BENCH_MILLION") != "" {
		stored = append(stored, 1_000_000)
	}
	rounds, _ := strconv.Atoi(os.Getenv("OMDOME_BENCH_ROUNDS"))
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.EmptyPostgres}} {
		b.Run(database.name, func(b *testing.B) {
			for b.Loop() {
				manySessions(b, database.name, database.open, stored, max(rounds, 1))
			}
		})
	}
}

func manySessions(b *testing.B, name string, fresh func(testing.TB) string, stored []int, rounds int) {
	const connections = 64
	grown := map[int]string{}
	for _, n := range stored[1:] {
		grown[n] = fresh(b)
		began := time.Now()
		fill(b, grown[n], n)
		fmt.Printf("\n%s: %d responses filled in %.0f s\n", name, n, time.Since(began).Seconds())
	}
	type at struct{ sessions, stored int }
	rates := map[at][]float64{}
	var single, pg []float64
	measure := func(kind string, sessions, n int) float64 {
		address := grown[n]
		if n == 0 {
			address = fresh(b)
		}
		return throughSessions(b, kind, address, sessions, connections)
	}
	for range rounds {
		for _, sessions := range []int{1, 100, 1000} {
			for _, n := range stored {
				rates[at{sessions, n}] = append(rates[at{sessions, n}], measure("program", sessions, n))
			}
		}
		single = append(single, measure("single", 100, 0))
		if name == "postgres" {
			pg = append(pg, pgbenchSessions(b, fresh(b), 100))
		}
	}
	one, hundred := median(rates[at{1, 0}]), median(rates[at{100, 0}])
	fmt.Printf("\n%s, %d connections, medians of %d\n", name, connections, rounds)
	for _, n := range stored {
		for _, sessions := range []int{1, 100, 1000} {
			rate := median(rates[at{sessions, n}])
			fmt.Printf("  %4d sessions, %7d stored before  %6.0f/s   %.2f of one session, %.2f of an empty database\n", sessions, n, rate,
				rate/median(rates[at{1, n}]), rate/median(rates[at{sessions, 0}]))
		}
	}
	fmt.Printf("  one transaction each, 100 sessions    %6.0f/s   omdome is %.1f times it\n", median(single), hundred/median(single))
	if len(pg) > 0 {
		fmt.Printf("  pgbench, 100 sessions, best of clients %5.0f/s   omdome is %.1f times it\n", median(pg), hundred/median(pg))
		b.ReportMetric(hundred/median(pg), "x-pgbench")
	}
	b.ReportMetric(hundred, "responses/s")
	b.ReportMetric(hundred/one, "hundred/one")
	b.ReportMetric(median(rates[at{100, stored[1]}])/hundred, "grown/empty")
	b.ReportMetric(hundred/median(single), "x-single")
}

func median(all []float64) float64 {
	sorted := append([]float64{}, all...)
	for i := range sorted {
		for j := i; j > 0 && sorted[j] < sorted[j-1]; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	return sorted[len(sorted)/2]
}

// openSessions loads an event of so many open sessions. Their ids count from first
// where that is not 0.
func openSessions(b *testing.B, s *store.Store, event string, sessions int, first survey.ID) survey.EventSessions {
	b.Helper()
	starts := time.Now().Add(-3 * time.Hour)
	p := survey.Programme{
		Organization: survey.Organization{Name: "Forum för styrning", Place: "Uppsala", Signer: "Anna Lind"},
		Event: survey.Event{
			Name: event, Place: "Uppsala", Zone: "Europe/Stockholm", K: 5, Language: survey.Swedish, Languages: []survey.Language{survey.Swedish},
		},
	}
	for i := range sessions {
		session := survey.Session{
			Kind: survey.KindTalk, Title: fmt.Sprintf("Pass %d", i+1), Starts: starts, Ends: starts.Add(time.Hour),
			State: survey.StateOpen, ClosesAt: time.Now().Add(48 * time.Hour),
		}
		if first != 0 {
			session.ID = first + survey.ID(i)
		}
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{Session: session, Appearances: []survey.Appearance{{
			Number: 1, Role: survey.RoleSpeaker, Rated: true, Speaker: survey.Speaker{Name: fmt.Sprintf("Karin Ek %d", i+1), Language: survey.Swedish},
		}}})
	}
	loaded, err := s.Load(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	found, err := s.Event(b.Context(), loaded.Event.Code)
	if err != nil {
		b.Fatal(err)
	}
	return found
}

func openStore(b *testing.B, address string, o store.Options) *store.Store {
	b.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	s, err := store.Open(b.Context(), address, o)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s
}

// fill stores n responses past HTTP, a thousand in each session, a hundred sessions at
// a time, and seals half of the sessions.
func fill(b *testing.B, address string, n int) {
	b.Helper()
	s := openStore(b, address, store.Options{MaxBatch: 250})
	defer s.Close()
	const each = 1000
	for part := 0; part < n/each; part += 100 {
		event := openSessions(b, s, fmt.Sprint("Tidigare ", part), min(100, n/each-part), 0)
		var all sync.WaitGroup
		var next atomic.Int64
		total := int64(len(event.Sessions) * each)
		for range 500 {
			all.Go(func() {
				for {
					i := next.Add(1) - 1
					if i >= total {
						return
					}
					key, err := survey.NewKey(rand.Reader)
					if err == nil {
						_, err = s.Accept(context.Background(), survey.Delivery{Key: key, Response: survey.Response{
							SessionID: event.Sessions[int(i)%len(event.Sessions)].Session.ID, Answers: []survey.Answer{
								{Item: survey.Item{Question: 1}, Rating: 1 + int(i)%6},
								{Item: survey.Item{Question: 2, Appearance: 1}, Rating: 5},
								{Item: survey.Item{Question: 3, Appearance: 1}, Rating: 4},
								{Item: survey.Item{Question: 4}, Comment: "Tydligt upplagt, och vi hann öva på riktigt. Exemplen satt."},
							},
						}})
					}
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		for i, st := range event.Sessions {
			if i%2 == 0 {
				continue
			}
			for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal} {
				if _, err := s.Act(b.Context(), st.Session.Code, a); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	if err := s.Tick(b.Context()); err != nil { // sweeps
		b.Fatal(err)
	}
}

// throughSessions measures one way of taking responses of so many sessions at once.
func throughSessions(b *testing.B, kind, address string, sessions, connections int) float64 {
	b.Helper()
	s := openStore(b, address, store.Options{})
	event := openSessions(b, s, "Nu "+rand.Text(), sessions, 0)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	var paths []string
	for _, st := range event.Sessions {
		paths = append(paths, "/s/"+string(st.Session.Code))
	}
	r := start(b, []string{"OMDOME_DATABASE=" + address, asBench + "=" + kind}, "bench")
	defer r.kill()
	return drive(b, strings.TrimPrefix(r.url(), "http://"), paths, connections).perSecond
}

// pgbenchSessions returns the most transactions a second that PostgreSQL's own tool
// makes of the same inserts, spread over so many sessions, with 8 to 256 clients.
func pgbenchSessions(b *testing.B, address string, sessions int) float64 {
	b.Helper()
	s := openStore(b, address, store.Options{})
	openSessions(b, s, "Pgbench", sessions, 1)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	script := filepath.Join(b.TempDir(), "inserts.sql")
	if err := os.WriteFile(script, []byte(fmt.Sprintf("\\set session random(1, %d)\n", sessions)+pgbenchScript), 0o600); err != nil {
		b.Fatal(err)
	}
	best := 0.0
	for _, clients := range []int{8, 16, 64, 256} {
		best = max(best, runPgbench(b, address, script, clients))
	}
	return best
}

func runPgbench(b *testing.B, address, script string, clients int, more ...string) float64 {
	b.Helper()
	tool := "pgbench"
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench"); len(found) > 0 {
		tool = found[len(found)-1]
	}
	args := append([]string{
		"--no-vacuum", "--protocol=prepared", "--client=" + strconv.Itoa(clients), "--jobs=2",
		"--time=" + strconv.Itoa(int((measured + warm).Seconds())), "--file=" + script,
	}, more...)
	out, err := exec.Command(tool, append(args, address)...).CombinedOutput()
	found := tps.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	n, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}
