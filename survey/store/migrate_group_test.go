package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// openFormer opens a database with the schema before responses lay in groups.
func openFormer(t testing.TB, address string, o Options) *Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	steps, err := s.steps()
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(s.pools.dialect.goose, s.pools.slow.DB, steps, goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 22); err != nil {
		t.Fatal(err)
	}
	return s
}

// loadedFormer is loaded, into a schema that lacks what speakers have got since.
func loadedFormer(t testing.TB, s *Store, p survey.Programme) survey.EventSessions {
	t.Helper()
	alter := func(statement string) {
		t.Helper()
		if _, err := s.pools.slow.Exec("ALTER TABLE speaker " + statement); err != nil {
			t.Fatal(err)
		}
	}
	alter("ADD COLUMN greeting TEXT")
	defer alter("DROP COLUMN greeting")
	return loaded(t, s, p)
}

// A former response is one as the program before wrote it: the rows of a response
// with its mark, of which waits may say that they wait to be shuffled.
type former struct {
	key        survey.Key
	invitation survey.ID
	response   survey.Response
	waits      bool
}

// fillFormer writes what the program before left of a session: the last wait.
func fillFormer(t testing.TB, s *Store, session survey.ID, all []former, withdrawn int, sealed bool) {
	t.Helper()
	if err := s.write(context.Background(), s.pools.slow, "", func(t *tx) error {
		var responses, answers, comments, marks [][]any
		counts, waiting := tallyChange{}, 0
		for i, f := range all {
			u := survey.Delivery{Response: f.response, Key: f.key, Invitation: f.invitation}
			mark, hash := u.Mark(), f.key.ResponseHash()
			var of any = hash[:]
			if sealed {
				of = nil
			}
			if !sealed || f.invitation != 0 {
				marks = append(marks, []any{session, mark[:], f.waits})
			}
			if i < withdrawn {
				continue
			}
			if f.waits {
				waiting++
			}
			counts.add(f.response, 1)
			id, err := s.newID()
			if err != nil {
				return err
			}
			responses = append(responses, []any{id, session, of, f.waits})
			for _, a := range f.response.Answers {
				for _, v := range append(a.Choices, a.Rating) {
					if v != 0 {
						answers = append(answers, []any{id, a.Question, a.Appearance, v})
					}
				}
				if a.Comment == "" {
					continue
				}
				var joined any = id
				if sealed {
					joined = nil
				}
				comment, err := s.newID()
				if err != nil {
					return err
				}
				comments = append(comments, []any{comment, session, joined, a.Question, a.Appearance, a.Comment, a.Public, "included", "", f.waits})
			}
		}
		for into, rows := range map[string][][]any{
			"mark (session_id, hash, waiting)": marks,
		} {
			if _, err := t.insert(into, rows, ""); err != nil {
				return err
			}
		}
		for _, step := range []struct {
			into string
			rows [][]any
		}{
			{"response (id, session_id, key_hash, waiting)", responses},
			{"answer (response_id, question, appearance, value)", answers},
			{"comment (id, session_id, response_id, question, appearance, text, public, state, reason, waiting)", comments},
		} {
			if _, err := t.insert(step.into, step.rows, ""); err != nil {
				return err
			}
		}
		if err := counts.write(t); err != nil {
			return err
		}
		_, err := t.exec("UPDATE register SET responses = ?, waiting = ? WHERE session_id = ?", len(responses), waiting, session)
		if err == nil && sealed {
			_, err = t.exec("UPDATE session SET state = ?, closed = ?, sealed = ? WHERE id = ?", survey.StateClosed, start.UnixMicro(), start.UnixMicro(), session)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// formerly draws n responses; every third by an invitation, as long as there are some.
func formerly(t testing.TB, session survey.ID, n int, invited []survey.Invited) []former {
	var all []former
	for i := range n {
		f := former{key: newKey(t), response: says(session, 1+i%6, 1+i%5, 6, fmt.Sprint("Äldre ", i)), waits: i >= n-n%5}
		f.response.Answers[3].Public = i%2 == 0
		if i%3 == 0 && i/3 < len(invited) {
			f.invitation = invited[i/3].Invitation.ID
		}
		all = append(all, f)
	}
	return all
}

// formerSessions loads four sessions: with many answers, with few, closed with few,
// and sealed, and returns what stands in them.
func formerSessions(t testing.TB, s *Store) (survey.EventSessions, [][]former) {
	t.Helper()
	event := loadedFormer(t, s, programme(4))
	invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 9))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]former
	for i, n := range []int{23, 4, 3, 12} {
		id := event.Sessions[i].Session.ID
		all = append(all, formerly(t, id, n, invited))
		for j := range all[i] {
			all[i][j].waits = all[i][j].waits && i < 2 // closing has shuffled the others
		}
		fillFormer(t, s, id, all[i], i%2, i == 3)
		all[i] = all[i][i%2:] // of some sessions the first has been withdrawn
	}
	if _, err := s.pools.write.Exec(s.pools.write.Rebind("UPDATE session SET state = ?, closed = ? WHERE id = ?"),
		survey.StateClosed, start.UnixMicro(), event.Sessions[2].Session.ID); err != nil {
		t.Fatal(err)
	}
	return event, all
}

// A database of the version before opens; its attendees can read, change and withdraw
// what they wrote, retries are known, and the figures are the same.
func TestFormerResponsesAreMovedToGroups(t *testing.T) {
	onEmpty(t, func(t *testing.T, address string) {
		c := &clock{}
		s := openFormer(t, address, Options{Now: c.now})
		event, all := formerSessions(t, s)
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, st := range event.Sessions {
			id := st.Session.ID
			if n := responses(t, s, id); n != len(all[i]) {
				t.Errorf("session %d: %d responses, want %d", i, n, len(all[i]))
			}
			waiting, groups := lies(t, s, id)
			if want := []int{0, 3, 0, 0}[i]; waiting != want || len(groups) != []int{1, 0, 1, 0}[i] {
				t.Errorf("session %d: %d wait, groups %v", i, waiting, groups)
			}
			if i > 1 {
				continue
			}
			for _, f := range all[i] {
				if got, err := s.Response(t.Context(), id, f.key); err != nil || !cmp.Equal(got, f.response) {
					t.Errorf("session %d: %v, %v", i, got, err)
				}
				if !accept(t, s, survey.Delivery{Response: f.response, Key: f.key, Invitation: f.invitation}).Already {
					t.Error("a retry was stored")
				}
			}
			used := all[i][(3-i%2)%3].invitation
			_, err := s.Accept(t.Context(), survey.Delivery{Response: says(id, 1, 1, 1, ""), Key: newKey(t), Invitation: used})
			wantErr(t, "a used invitation", err, survey.ErrAnswered)
			if err := s.Change(t.Context(), all[i][0].key, says(id, 1, 1, 1, "Ändrat")); err != nil {
				t.Error(err)
			}
			all[i][0].response = says(id, 1, 1, 1, "Ändrat")
			if err := s.Withdraw(t.Context(), id, all[i][1].key); err != nil {
				t.Error(err)
			}
			all[i] = append(all[i][:1:1], all[i][2:]...)
			for range 5 {
				f := former{key: newKey(t), response: says(id, 6, 6, 6, "Nytt")}
				accept(t, s, survey.Delivery{Response: f.response, Key: f.key})
				all[i] = append(all[i], f)
			}
			act(t, s, st.Session.Code, survey.ActionClose)
			responses(t, s, id)
		}
		c.advance(survey.ReopenWindow)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, st := range event.Sessions {
			act(t, s, st.Session.Code, survey.ActionRelease)
			var want []survey.Response
			comments := 0
			for _, f := range all[i] {
				want = append(want, f.response)
				if _, ok := f.response.Answer(survey.Item{Question: 4}); ok {
					comments++
				}
			}
			r, err := s.Result(t.Context(), st.Session.Code)
			if d := cmp.Diff(survey.TalliesOf(want...), r.Tallies); d != "" || err != nil {
				t.Errorf("session %d: %s %v", i, d, err)
			}
			if len(want) >= survey.DefaultK && len(r.Comments) != comments {
				t.Errorf("session %d: %d comments, want %d", i, len(r.Comments), comments)
			}
			if n := responses(t, s, st.Session.ID); n != len(want) {
				t.Errorf("session %d: %d responses, want %d", i, n, len(want))
			}
		}
	})
}

const movingEnvironment = "OMDOME_TEST_MOVING" // a step, a space, and a database

// A program that is killed while it moves responses leaves all of them where they were;
// the next one moves them.
func TestMovingToGroupsIsKilled(t *testing.T) {
	onEmpty(t, func(t *testing.T, address string) {
		for _, step := range []int{0, 1, 7, 12, -1} {
			t.Run(fmt.Sprint(step), func(t *testing.T) {
				t.Parallel()
				fresh := storetest.SQLite
				if isPostgres(address) {
					fresh = storetest.EmptyPostgres
				}
				address := fresh(t)
				s := openFormer(t, address, Options{})
				event, all := formerSessions(t, s)
				if step >= 0 {
					program, err := os.Executable()
					if err != nil {
						t.Fatal(err)
					}
					child := exec.Command(program, "-test.run=^TestMovingChild$")
					child.Env = append(os.Environ(), movingEnvironment+"="+strconv.Itoa(step)+" "+address)
					out, err := child.CombinedOutput()
					var exit *exec.ExitError
					if !errors.As(err, &exit) || exit.Exited() {
						t.Fatalf("the child was not killed: %v\n%s", err, out)
					}
					version, err := s.version(t.Context())
					if err != nil || version != 22 {
						t.Fatalf("after a kill the schema is %d, %v", version, err)
					}
					var n int
					if err := s.pools.read.Get(&n, "SELECT COUNT(*) FROM response WHERE key_hash IS NOT NULL"); err != nil || n != len(all[0])+len(all[1])+len(all[2]) {
						t.Fatalf("%d responses are where they were, %v", n, err)
					}
				}
				if err := s.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
				for i, st := range event.Sessions {
					if n := responses(t, s, st.Session.ID); n != len(all[i]) {
						t.Errorf("session %d: %d responses, want %d", i, n, len(all[i]))
					}
				}
			})
		}
	})
}

// TestMovingChild is the child of TestMovingToGroupsIsKilled.
func TestMovingChild(t *testing.T) {
	order := os.Getenv(movingEnvironment)
	if order == "" {
		t.Skip("runs as a child of TestMovingToGroupsIsKilled only")
	}
	var step int
	var address string
	if _, err := fmt.Sscan(order, &step, &address); err != nil {
		t.Fatal(err)
	}
	s := openPlain(t, address)
	n := 0
	s.step = func(name, _ string) error {
		if name != "moveToGroups" {
			return nil
		}
		if n == step {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return err
			}
			if err := self.Kill(); err != nil {
				return err
			}
			select {}
		}
		n++
		return nil
	}
	t.Fatal(s.Migrate(t.Context()))
}

// BenchmarkMoveToGroups prints how long it takes to move a hundred thousand responses,
// half of them sealed, from the schema before.
func BenchmarkMoveToGroups(b *testing.B) {
	for name, fresh := range map[string]func(testing.TB) string{"SQLite": storetest.SQLite, "PostgreSQL": storetest.EmptyPostgres} {
		s := openFormer(b, fresh(b), Options{})
		event := loadedFormer(b, s, programme(100))
		for i, st := range event.Sessions {
			fillFormer(b, s, st.Session.ID, formerly(b, st.Session.ID, 1000, nil), 0, i%2 == 1)
		}
		began := time.Now()
		if err := s.Migrate(b.Context()); err != nil {
			b.Fatal(err)
		}
		fmt.Printf("\n%s: 100,000 responses in 100 sessions, half of them sealed, moved to groups in %.1f s\n", name, time.Since(began).Seconds())
	}
	for b.Loop() { // measured above, once
	}
}
