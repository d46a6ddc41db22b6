package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// onBoth runs the test on SQLite and on PostgreSQL, each on a fresh database that
// open makes.
func onBoth(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	onEach(t, storetest.Postgres, test)
}

// onEmpty is onBoth with databases that nothing has migrated.
func onEmpty(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	onEach(t, storetest.EmptyPostgres, test)
}

func onEach(t *testing.T, postgres func(testing.TB) string, test func(t *testing.T, address string)) {
	t.Helper()
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

// unwatched is the progress that nobody looks at.
func unwatched(int, int) {}

// A clock is a time that tests move.
type clock struct{ atomic.Int64 }

var start = time.Date(2026, 4, 16, 15, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time          { return start.Add(time.Duration(c.Load())) }
func (c *clock) advance(d time.Duration) { c.Add(int64(d)) }

// open opens a store on the migrated database.
func open(t testing.TB, address string, o Options) *Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	storetest.Migrated(t, address, migrateAt)
	s, err := Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// migrateAt migrates the database of the address and leaves it.
func migrateAt(address string) error {
	s, err := Open(context.Background(), address, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(context.Background()), s.Close())
}

func at(hour int) time.Time { return time.Date(2026, 4, 16, hour, 0, 0, 0, time.UTC) }

// programme is a conference with n sessions of one speaker each.
func programme(n int) survey.Programme {
	p := survey.Programme{
		Organization: survey.Organization{Name: "Föreningen Exempel", Address: []string{"Box 1", "123 45 Uppsala"}, Place: "Uppsala", Signer: "Åsa Öberg"},
		Event: survey.Event{
			Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm", Language: survey.Swedish,
			Languages: []survey.Language{survey.Swedish, survey.English}, K: 5, Compare: true,
		},
	}
	for i := range n {
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{
			Session: survey.Session{
				Kind: survey.KindWorkshop, Title: fmt.Sprintf("Pass %d", i+1), Room: "Sal Ö",
				Starts: at(9 + i%8), Ends: at(10 + i%8), Attended: 61,
			},
			Appearances: []survey.Appearance{{
				Role: survey.RoleLeader, Rated: true,
				Speaker: survey.Speaker{Name: fmt.Sprintf("Karin %d", i), Language: survey.Swedish, Email: "karin@example.org"},
			}},
		})
	}
	return p
}

// loaded loads the programme and returns the event, with its sessions opened.
func loaded(t testing.TB, s *Store, p survey.Programme) survey.EventSessions {
	t.Helper()
	l, err := s.Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	event, err := s.Event(t.Context(), l.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for i, session := range event.Sessions {
		if event.Sessions[i].Session, err = s.Act(t.Context(), session.Session.Code, survey.ActionOpen); err != nil {
			t.Fatal(err)
		}
	}
	return event
}

func newKey(t testing.TB) survey.Key {
	t.Helper()
	var k survey.Key
	for i := range k {
		k[i] = byte(rand.IntN(256))
	}
	return k
}

// says is a response to the default questionnaire for one speaker.
func says(session survey.ID, overall, content, delivery int, comment string) survey.Response {
	r := survey.Response{SessionID: session, Answers: []survey.Answer{
		{Item: survey.Item{Question: 1}, Rating: overall},
		{Item: survey.Item{Question: 2, Appearance: 1}, Rating: content},
		{Item: survey.Item{Question: 3, Appearance: 1}, Rating: delivery},
	}}
	if comment != "" {
		r.Answers = append(r.Answers, survey.Answer{Item: survey.Item{Question: 4}, Comment: comment})
	}
	return r
}

func accept(t testing.TB, s *Store, u survey.Delivery) survey.Receipt {
	t.Helper()
	r, err := s.Accept(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func act(t testing.TB, s *Store, session survey.Code, a survey.Action) survey.Session {
	t.Helper()
	after, err := s.Act(t.Context(), session, a)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

func wantErr(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// responses checks the whole database and returns how many responses a session has.
func responses(t testing.TB, s *Store, session survey.ID) int {
	t.Helper()
	n := -1
	recounts, err := s.Check(context.Background(), unwatched)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recounts {
		if len(r.Differences) > 0 {
			t.Errorf("session %s: %v", r.Session.Title, r.Differences)
		}
		if r.Session.ID == session {
			n = r.Responses
		}
	}
	return n
}

// TestReadingEverythingHasNoLimit: what counts or copies all answers takes as long as
// there are many, on either database; what pages read does not.
func TestReadingEverythingHasNoLimit(t *testing.T) {
	onEach(t, storetest.Postgres, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		for name, c := range map[string]struct {
			read func(context.Context, func(*tx) error) error
			want bool
		}{"a page": {s.read, true}, "everything": {s.readLong, false}} {
			if err := c.read(t.Context(), func(t2 *tx) error {
				var n int
				err := t2.one(&n, "SELECT COUNT(*) FROM session")
				_, limited := t2.ctx.Deadline()
				if onNetwork := s.pools.dialect.onNetwork; limited != (c.want && !onNetwork) {
					t.Errorf("reading %s has a limit: %t", name, limited)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
	})
}
