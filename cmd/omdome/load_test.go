package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// clients is how many attendees send at the same time; answersEach is how many
// forms each of them sends, one after the other.
const (
	clients     = 200
	answersEach = 5
	sentTimes   = 3
)

// A hall is a database with one open session, and the program or programs that
// serve it.
type hall struct {
	database string
	programs int
	store    *store.Store
	form     survey.Form
	env      []string
}

// newHall loads the example's programme and opens its workshop.
func newHall(t testing.TB, database string, programs int) *hall {
	t.Helper()
	ctx := context.Background()
	h := &hall{database: database, programs: programs, env: []string{"OMDOME_DATABASE=" + database}}
	options := store.Options{Log: slog.New(slog.DiscardHandler)}
	storetest.Migrated(t, database, func(address string) error {
		s, err := store.Open(ctx, address, options)
		if err != nil {
			return err
		}
		return errors.Join(s.Migrate(ctx), s.Close())
	})
	s, err := store.Open(ctx, database, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h.store = s
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	programme, err := exchange.ReadProgramme(strings.NewReader(string(exampleProgramme)), "programme.json", i18n.Known)
	if err != nil {
		t.Fatal(err)
	}
	moveToDay(&programme, time.Now())
	loaded, err := s.Load(ctx, programme)
	if err != nil {
		t.Fatal(err)
	}
	event, err := s.Event(ctx, loaded.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	code := event.Sessions[find(event, "Från mål till avtal")].Session.Code
	if _, err := s.Act(ctx, code, survey.ActionOpen); err != nil {
		t.Fatal(err)
	}
	if h.form, err = s.Form(ctx, code); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *hall) path() string { return "/s/" + string(h.form.Session.Code) }

// databases runs the test on a SQLite file with one program and on PostgreSQL
// with two.
func databases(t *testing.T, test func(t *testing.T, h *hall)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newHall(t, storetest.SQLite(t), 1)) })
	t.Run("postgres", func(t *testing.T) { test(t, newHall(t, storetest.Postgres(t), 2)) })
}

// A crowd sends forms and keeps which were acknowledged.
type crowd struct {
	mu    sync.Mutex
	acked map[survey.Key]int // rating of overall
	sent  map[survey.Key]int
	other map[int]int // statuses that were no acknowledgement
}

// send lets all clients send so many forms each, each form several times at
// once, to the addresses in turn. With insist, a form is sent until it is
// acknowledged. A client that is told that the session has closed sends no more.
func (c *crowd) send(path string, each int, insist bool, addresses func() []string) {
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for n := range each {
				if c.told(http.StatusGone) {
					return
				}
				a := newAttempt(client*each + n)
				var copies sync.WaitGroup
				for copy := range sentTimes {
					copies.Go(func() { c.sendOne(path, a, client+copy, insist, addresses) })
				}
				copies.Wait()
			}
		})
	}
	all.Wait()
}

func (c *crowd) sendOne(path string, a attempt, turn int, insist bool, addresses func() []string) {
	p := &poster{}
	defer p.close()
	for try := range 400 {
		to := addresses()
		p.address = to[(turn+try)%len(to)]
		status, err := p.post(path, a.body)
		c.note(a, status, err)
		if status == http.StatusSeeOther || !insist {
			return
		}
		p.close()
		time.Sleep(10 * time.Millisecond)
	}
}

func (c *crowd) note(a attempt, status int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[a.key] = a.rating
	if err == nil && status == http.StatusSeeOther {
		c.acked[a.key] = a.rating
	} else {
		c.other[status]++
	}
}

// told says whether any form got the status.
func (c *crowd) told(status int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.other[status] > 0
}

func newCrowd() *crowd {
	return &crowd{acked: map[survey.Key]int{}, sent: map[survey.Key]int{}, other: map[int]int{}}
}

// counted asserts that every acknowledged form is counted exactly once, and
// that nothing is counted that was not sent: tallies, responses and recount
// agree. It must run before the session is sealed.
func (h *hall) counted(t *testing.T, c *crowd) {
	t.Helper()
	ctx := context.Background()
	var stored survey.Tally
	n := 0
	for key, rating := range c.sent {
		response, err := h.store.Response(ctx, h.form.Session.ID, key)
		if err != nil {
			if _, acked := c.acked[key]; acked {
				t.Fatalf("an acknowledged response is not there: %v", err)
			}
			continue
		}
		overall, _ := h.form.Overall()
		if a, _ := response.Answer(overall); a.Rating != rating {
			t.Fatalf("a response came back with %d instead of %d", a.Rating, rating)
		}
		stored = stored.Add(survey.TallyOf(rating))
		n++
	}
	answered, err := h.store.Answered(ctx, h.form.Session.ID)
	if err != nil {
		t.Fatal(err)
	}
	if answered != n || stored.N() != n {
		t.Errorf("%d responses are counted, %d are there", answered, n)
	}
	h.recounted(t, n)
}

// recounted asserts that `omdome check` agrees and counts n responses.
func (h *hall) recounted(t *testing.T, n int) {
	t.Helper()
	out, errs, status := omdome(t, h.env, "check")
	if status != 0 || !strings.Contains(out, fmt.Sprintf(" %d responses ", n)) {
		t.Errorf("omdome check ended with %d: %s%s; want %d responses", status, out, errs, n)
	}
}

// startAll starts the hall's programs and returns them with their addresses.
func (h *hall) startAll(t *testing.T) ([]*running, []string) {
	t.Helper()
	var programs []*running
	var addresses []string
	for range h.programs {
		r := start(t, h.env, "serve")
		programs = append(programs, r)
		addresses = append(addresses, strings.TrimPrefix(r.url(), "http://"))
	}
	return programs, addresses
}

func TestEveryAcknowledgedResponseIsCountedOnce(t *testing.T) {
	databases(t, func(t *testing.T, h *hall) {
		_, addresses := h.startAll(t)
		c := newCrowd()
		began := time.Now()
		c.send(h.path(), answersEach, true, func() []string { return addresses })
		t.Logf("%d forms, each sent %d times by %d clients to %d programs in %v; not acknowledged at first: %v",
			len(c.sent), sentTimes, clients, h.programs, time.Since(began).Round(time.Millisecond), c.other)
		if len(c.acked) != clients*answersEach {
			t.Errorf("%d of %d forms were acknowledged", len(c.acked), clients*answersEach)
		}
		h.counted(t, c)
	})
}

func TestClosingInTheMiddleLosesNothingAcknowledged(t *testing.T) {
	databases(t, func(t *testing.T, h *hall) {
		programs, addresses := h.startAll(t)
		c := newCrowd()
		closed := make(chan error, 1)
		go func() { closed <- h.closeAfter(clients, programs[0]) }()
		// More forms than can be sent before it closes.
		c.send(h.path(), 100*answersEach, false, func() []string { return addresses })
		if err := <-closed; err != nil {
			t.Fatal(err)
		}
		t.Logf("%d of %d forms acknowledged before closing; otherwise %v", len(c.acked), len(c.sent), c.other)
		if c.other[http.StatusGone] == 0 {
			t.Error("nobody was told that the session had closed: the test closed too late")
		}
		answered, err := h.store.Answered(context.Background(), h.form.Session.ID)
		if err != nil || answered < len(c.acked) {
			t.Errorf("%d acknowledged, %d counted (%v)", len(c.acked), answered, err)
		}
		// Opened again, each response can be asked for by its key.
		if _, err := h.store.Act(context.Background(), h.form.Session.Code, survey.ActionReopen); err != nil {
			t.Fatal(err)
		}
		h.counted(t, c)
	})
}

// closeAfter closes the session on the organizer's page once so many have
// answered.
func (h *hall) closeAfter(responses int, r *running) error {
	for {
		n, err := h.store.Answered(context.Background(), h.form.Session.ID)
		if err != nil {
			return err
		}
		if n >= responses {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cookie, err := signedIn(h.store, h.form.Organization.ID)
	if err != nil {
		return err
	}
	p := &poster{address: strings.TrimPrefix(r.url(), "http://"), cookie: cookie}
	defer p.close()
	status, err := p.post("/o/s/"+string(h.form.Session.Code)+"/close", "")
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("closing got the status %d", status)
	}
	return err
}

// The programs are killed again and again while the clients insist; in the end
// every form is there exactly once.
func TestKillingInTheMiddleLosesNothingAcknowledged(t *testing.T) {
	const kills = 10
	databases(t, func(t *testing.T, h *hall) {
		var addresses atomic.Pointer[[]string]
		programs, first := h.startAll(t)
		addresses.Store(&first)
		c := newCrowd()
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.send(h.path(), answersEach, true, func() []string { return *addresses.Load() })
		}()
		killed := 0
		for killed < kills {
			select {
			case <-done:
				// All is sent: send more, until it was killed as often as it should.
				done = make(chan struct{})
				go func(done chan struct{}) {
					defer close(done)
					c.send(h.path(), answersEach, true, func() []string { return *addresses.Load() })
				}(done)
			case <-time.After(time.Duration(20+rand.IntN(120)) * time.Millisecond):
				i := killed % len(programs)
				programs[i].kill()
				killed++
				programs[i] = start(t, h.env, "serve")
				next := append([]string{}, *addresses.Load()...)
				next[i] = strings.TrimPrefix(programs[i].url(), "http://")
				addresses.Store(&next)
			}
		}
		<-done
		t.Logf("%d kills; %d forms sent, %d acknowledged; otherwise %v", killed, len(c.sent), len(c.acked), c.other)
		if len(c.acked) != len(c.sent) {
			t.Errorf("%d of %d forms were acknowledged in the end", len(c.acked), len(c.sent))
		}
		h.counted(t, c)
	})
}

func TestStoppingCommitsWhatWaits(t *testing.T) {
	databases(t, func(t *testing.T, h *hall) {
		programs, addresses := h.startAll(t)
		c := newCrowd()
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			c.send(h.path(), answersEach, false, func() []string { return addresses })
		}()
		time.Sleep(100 * time.Millisecond)
		for _, p := range programs {
			if status := p.stop(t); status != 0 {
				t.Errorf("stopping ended with %d: %s", status, p.errs)
			}
		}
		<-sent
		t.Logf("%d of %d forms acknowledged before the programs stopped", len(c.acked), len(c.sent))
		h.counted(t, c)
	})
}

// A listener that is taken is said in one line.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, errs, status := omdome(t, []string{"OMDOME_DATABASE=" + storetest.SQLite(t)}, "serve", "--listen", l.Addr().String())
	if status != exitFailed || !strings.Contains(errs, "address already in use") {
		t.Errorf("status %d, said %q", status, errs)
	}
}
