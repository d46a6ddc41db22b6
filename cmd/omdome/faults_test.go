package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

const (
	// faultLasts is how long each fault is there, and soundLasts how long all is well
	// before it.
	faultLasts = 14 * time.Second
	soundLasts = time.Second
	// faultClients is how many attendees answer at the same time, each again and again.
	faultClients = 12
	// longestWait is how long anybody may wait for a page, and backIn how long it may take
	// until answers are taken again. Tests give a busy machine some more.
	longestWait = 15 * time.Second
	backIn      = 3 * time.Second
)

// TestFaults breaks what an installation stands on, while people answer, and prints for
// each fault what became of the answers. It takes minutes: make test-faults.
func TestFaults(t *testing.T) {
	if os.Getenv("OMDOME_TEST_FAULTS") == "" {
		t.Skip("faults are tried by make test-faults")
	}
	fmt.Printf("%-44s %12s %6s %8s %13s %8s\n", "fault", "acknowledged", "lost", "doubled", "longest wait", "back in")
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) { f.run(t, f.name) })
	}
}

// unable skips a fault that cannot be tried here, with a word in the table.
func unable(t *testing.T, why string, args ...any) {
	t.Helper()
	_, name, _ := strings.Cut(t.Name(), "/")
	fmt.Printf("%-44s skipped: %s\n", strings.ReplaceAll(name, "_", " "), strings.TrimSpace(fmt.Sprintf(why, args...)))
	t.SkipNow()
}

// A fault is something that breaks. run breaks it and prints what came of it.
type fault struct {
	name string
	run  func(t *testing.T, name string)
}

var faults = []fault{
	{"PostgreSQL: cut", onWire(func(w *storetest.Wire) { w.Set(storetest.Cut) })},
	{"PostgreSQL: black hole", onWire(func(w *storetest.Wire) { w.Set(storetest.BlackHole) })},
	{"PostgreSQL: half-open", onWire(func(w *storetest.Wire) { w.HalfOpen() })},
	{"PostgreSQL: answers held back", onWire(func(w *storetest.Wire) { w.Set(storetest.HeldBack) })},
	{"PostgreSQL: each answer 200 ms late", onWire(func(w *storetest.Wire) { w.Set(storetest.Slow) })},
	{"PostgreSQL: program killed, 10 times", killed(storetest.Postgres)},
	{"SQLite: program killed, 10 times", killed(storetest.SQLite)},
	{"PostgreSQL: program stopped, 5 times", stopped(storetest.Postgres)},
	{"SQLite: program stopped, 5 times", stopped(storetest.SQLite)},
	{"PostgreSQL: disk full", fullPostgres},
	{"SQLite: disk full", fullSQLite},
	{"SQLite: power cut, 5 times", powerCut},
	{"PostgreSQL: standby frozen", standbyFrozen},
	{"PostgreSQL: primary killed, standby takes over", primaryKilled},
	{"PostgreSQL: behind pgbouncer, which is cut", behindPooler},
}

// An audience answers, over and over, and keeps what became of it.
type audience struct {
	path    string
	address func() string // host:port of the program now
	stop    atomic.Bool
	wg      sync.WaitGroup

	mu      sync.Mutex
	sent    map[survey.Key]bool
	acked   map[survey.Key]bool
	longest time.Duration
	acks    []time.Time
	// ready is the longest that /readyz took.
	ready time.Duration
}

// newAudience begins to answer.
func newAudience(path string, address func() string) *audience {
	a := &audience{path: path, address: address, sent: map[survey.Key]bool{}, acked: map[survey.Key]bool{}}
	for client := range faultClients {
		a.wg.Go(func() { a.answer(client) })
	}
	a.wg.Go(a.watch)
	return a
}

// answer sends one form after the other, each with its key until it is acknowledged.
func (a *audience) answer(client int) {
	p := &poster{}
	defer p.close()
	for n := client; !a.stop.Load(); n += faultClients {
		one := newAttempt(n)
		a.mu.Lock()
		a.sent[one.key] = true
		a.mu.Unlock()
		for !a.stop.Load() {
			p.address = a.address()
			begun := time.Now()
			status, err := p.post(a.path, one.body)
			a.note(one.key, status, err, begun)
			if status == http.StatusSeeOther {
				break
			}
			p.close()
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(10 * time.Millisecond) // people read
	}
}

func (a *audience) note(key survey.Key, status int, err error, begun time.Time) {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.longest = max(a.longest, now.Sub(begun))
	if err == nil && status == http.StatusSeeOther {
		a.acked[key] = true
		a.acks = append(a.acks, now)
	}
}

// watch asks for /readyz all the time.
func (a *audience) watch() {
	client := http.Client{Timeout: time.Minute}
	for !a.stop.Load() {
		begun := time.Now()
		if response, err := client.Get("http://" + a.address() + "/readyz"); err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			response.Body.Close()
			a.mu.Lock()
			a.ready = max(a.ready, time.Since(begun))
			a.mu.Unlock()
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// back is how long after the moment the first answer was taken.
func (a *audience) back(mended time.Time) (time.Duration, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, at := range a.acks {
		if at.After(mended) {
			return at.Sub(mended), true
		}
	}
	return 0, false
}

// awaitBack waits until answers are taken again.
func (a *audience) awaitBack(t *testing.T, mended time.Time) time.Duration {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if took, ok := a.back(mended); ok {
			return took
		}
	}
	t.Error("a minute later no answer is taken")
	return time.Minute
}

// end stops answering and compares what was acknowledged with what the database holds.
// back is how long it took, or less than 0 where nothing was to come back.
func (a *audience) end(t *testing.T, name, database string, back time.Duration) {
	t.Helper()
	time.Sleep(soundLasts)
	a.stop.Store(true)
	a.wg.Wait()
	ctx := context.Background()
	s, err := store.Open(ctx, database, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	form, err := s.Form(ctx, survey.Code(strings.TrimPrefix(a.path, "/s/")))
	if err != nil {
		t.Fatal(err)
	}
	lost, found := 0, 0
	for key := range a.sent {
		_, err := s.Response(ctx, form.Session.ID, key)
		if err == nil {
			found++
		} else if a.acked[key] {
			lost++
		}
	}
	answered, err := s.Answered(ctx, form.Session.ID)
	if err != nil {
		t.Fatal(err)
	}
	recounts, err := s.Check(ctx, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recounts {
		for _, d := range r.Differences {
			t.Errorf("%s: %s", r.Session.Title, d)
		}
	}
	doubled := answered - found
	came := "-"
	if back >= 0 {
		came = back.Round(10 * time.Millisecond).String()
	}
	fmt.Printf("%-44s %12d %6d %8d %13s %8s\n", name, len(a.acked), lost, doubled, a.longest.Round(10*time.Millisecond), came)
	if lost > 0 || doubled != 0 || len(a.acked) == 0 {
		t.Errorf("%d acknowledged, %d lost, %d doubled", len(a.acked), lost, doubled)
	}
	if a.longest > longestWait {
		t.Errorf("somebody waited %v", a.longest)
	}
	if a.ready > 4*time.Second {
		t.Errorf("/readyz took %v", a.ready)
	}
	if back > backIn {
		t.Errorf("answers are taken again after %v", back)
	}
}

// served starts a program on the database, and returns where it answers.
func served(t *testing.T, env []string) (*running, func() string) {
	t.Helper()
	r := start(t, append(env, "OMDOME_LOG=error"), "serve")
	return r, func() string { return strings.TrimPrefix(r.url(), "http://") }
}

// onWire breaks the network between a program and PostgreSQL.
func onWire(breaks func(*storetest.Wire)) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		database := storetest.Postgres(t)
		path := newHall(t, database, 1).path()
		wire := storetest.NewWire(t, database)
		_, address := served(t, []string{"OMDOME_DATABASE=" + wire.Address})
		a := newAudience(path, address)
		time.Sleep(soundLasts)
		breaks(wire)
		time.Sleep(faultLasts)
		wire.Set(storetest.Sound)
		a.end(t, name, database, a.awaitBack(t, time.Now()))
	}
}

// killed kills the program in the middle, again and again, and starts it anew.
func killed(fresh func(testing.TB) string) func(*testing.T, string) {
	return again(fresh, 10, func(t *testing.T, r *running) { r.kill() })
}

// stopped stops it as an operator does.
func stopped(fresh func(testing.TB) string) func(*testing.T, string) {
	return again(fresh, 5, func(t *testing.T, r *running) {
		if status := r.stop(t); status != 0 {
			t.Errorf("it stopped with status %d: %s", status, r.errs)
		}
	})
}

func again(fresh func(testing.TB) string, times int, end func(*testing.T, *running)) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		database := fresh(t)
		path := newHall(t, database, 1).path()
		env := []string{"OMDOME_DATABASE=" + database}
		var now atomic.Pointer[running]
		r, _ := served(t, env)
		now.Store(r)
		a := newAudience(path, func() string { return strings.TrimPrefix(now.Load().url(), "http://") })
		slowest := time.Duration(0)
		for range times {
			time.Sleep(soundLasts / 2)
			end(t, now.Load())
			r, _ := served(t, env)
			now.Store(r)
			slowest = max(slowest, a.awaitBack(t, time.Now()))
		}
		a.end(t, name, database, slowest)
	}
}
