package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
)

// lies returns how a session's responses lie there: how many wait, and the groups'
// sizes.
func lies(t *testing.T, s *Store, session survey.ID) (waiting int, groups []int) {
	t.Helper()
	if err := s.read(context.Background(), func(t *tx) error {
		groups = nil
		var sizes []int
		if err := t.one(&waiting, "SELECT COUNT(*) FROM waiting_response WHERE session_id = ?", session); err != nil {
			return err
		}
		if err := t.all(&sizes, "SELECT length(keys) FROM response_group WHERE session_id = ?", session); err != nil {
			return err
		}
		for _, n := range sizes {
			groups = append(groups, n/16)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return waiting, groups
}

// Whatever comes, changes and is withdrawn, in whatever order: every response is there
// as its writer left it, is counted once, and lies in a group of at least k, but for
// fewer than k that wait.
func TestGroupsStayLarge(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(3))
		for seed, st := range event.Sessions {
			session, random := st.Session, rand.New(rand.NewPCG(13, uint64(seed)))
			there := map[survey.Key]survey.Response{}
			var keys []survey.Key
			some := func() (survey.Key, bool) {
				if len(keys) == 0 {
					return survey.Key{}, false
				}
				return keys[random.IntN(len(keys))], true
			}
			for step := range 120 {
				comment := ""
				if step%2 == 0 {
					comment = fmt.Sprint("Ord ", step)
				}
				r := says(session.ID, 1+random.IntN(6), 1+random.IntN(6), 1+random.IntN(6), comment)
				switch n := random.IntN(10); {
				case n < 3+4*((step/20+1)%2): // it grows and shrinks in turns
					var batch []*waiter
					for range 1 + random.IntN(7)*random.IntN(2) {
						key := newKey(t)
						batch, keys, there[key] = append(batch, newWaiter(survey.Delivery{Response: r, Key: key})), append(keys, key), r
					}
					for _, o := range s.settle(batch) {
						if o.err != nil || o.receipt.Already {
							t.Fatalf("step %d: %+v", step, o)
						}
					}
				case n < 8:
					if key, ok := some(); ok {
						if err := s.Withdraw(t.Context(), session.ID, key); err != nil {
							t.Fatal(err)
						}
						delete(there, key)
					}
				default:
					if key, ok := some(); ok {
						_, has := there[key]
						if err := s.Change(t.Context(), key, r); has != (err == nil) || !has && !errors.Is(err, survey.ErrNotFound) {
							t.Fatalf("step %d: %v", step, err)
						}
						if has {
							there[key] = r
						}
					}
				}
				waiting, groups := lies(t, s, session.ID)
				sum := waiting
				for _, n := range groups {
					sum += n
					if n < survey.DefaultK {
						t.Fatalf("step %d: a group of %d", step, n)
					}
				}
				if waiting >= survey.DefaultK || sum != len(there) {
					t.Fatalf("step %d: %d wait, groups %v; there should be %d", step, waiting, groups, len(there))
				}
			}
			if n := responses(t, s, session.ID); n != len(there) {
				t.Fatalf("%d responses, want %d", n, len(there))
			}
			var all []survey.Response
			for _, key := range keys {
				got, err := s.Response(t.Context(), session.ID, key)
				want, has := there[key]
				if has != (err == nil) || has && !cmp.Equal(want, got) {
					t.Errorf("%v, %v; want %v", got, err, want)
				}
				if has {
					all = append(all, want)
				}
				_, err = s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 1, 1, 1, ""), Key: key})
				if has != (err == nil) || !has && !errors.Is(err, survey.ErrWithdrawn) {
					t.Errorf("a late retry: %v, and it is there: %v", err, has)
				}
			}
			act(t, s, session.Code, survey.ActionClose)
			act(t, s, session.Code, survey.ActionRelease)
			r, err := s.Result(t.Context(), session.Code)
			if d := cmp.Diff(survey.TalliesOf(all...), r.Tallies); d != "" || err != nil {
				t.Error(d, err)
			}
			if n := responses(t, s, session.ID); n != len(there) {
				t.Errorf("%d responses after sealing, want %d", n, len(there))
			}
		}
	})
}

// Who can tell apart what each transaction wrote learns of no change and no withdrawal
// more than in which group it is, and each group is of at least k marks.
func TestReaderOfChangesAndWithdrawals(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		if !isPostgres(address) {
			t.Skip("SQLite does not tell in which transaction a row was written")
		}
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		var keys []survey.Key
		for i := range 22 {
			keys = append(keys, newKey(t))
			accept(t, s, survey.Delivery{Response: says(session.ID, 1+i%6, 1+i/6, 3, "Ja"), Key: keys[i]})
		}
		written := func() (marks map[int64]int, rows map[int64]int) {
			marks, rows = map[int64]int{}, map[int64]int{}
			for into, query := range map[*map[int64]int]string{
				&marks: "SELECT xmin::text::bigint FROM mark",
				&rows:  "SELECT xmin::text::bigint FROM waiting_response UNION ALL SELECT xmin::text::bigint FROM response_group",
			} {
				var all []int64
				if err := s.pools.read.Select(&all, query); err != nil {
					t.Fatal(err)
				}
				for _, x := range all {
					(*into)[x]++
				}
			}
			return marks, rows
		}
		before, _ := written()
		for i, key := range keys[:12] {
			if err := s.Change(t.Context(), key, says(session.ID, 6, 6, 6, fmt.Sprint("Nej ", i))); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range keys[3:8] {
			if err := s.Withdraw(t.Context(), session.ID, key); err != nil {
				t.Fatal(err)
			}
		}
		after, rows := written()
		if d := cmp.Diff(before, after); d != "" {
			t.Errorf("changing and withdrawing wrote marks: %s", d)
		}
		joined := 0
		for xmin := range rows {
			joined += after[xmin]
		}
		if joined >= survey.DefaultK {
			t.Errorf("%d marks have been written together with what is there", joined)
		}
	})
}

// A session that was closed with fewer than k can be opened again, and its few wait
// for others then.
func TestFewAreClosedAndOpenedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		keys := []survey.Key{newKey(t), newKey(t), newKey(t)}
		for i, key := range keys {
			accept(t, s, survey.Delivery{Response: says(session.ID, 1+i, 5, 5, "Få"), Key: key})
		}
		for range 2 {
			act(t, s, session.Code, survey.ActionClose)
			if waiting, groups := lies(t, s, session.ID); waiting != 0 || len(groups) != 1 || groups[0] != 3 {
				t.Errorf("closed: %d wait, groups %v", waiting, groups)
			}
			responses(t, s, session.ID)
			act(t, s, session.Code, survey.ActionReopen)
			if waiting, groups := lies(t, s, session.ID); waiting != 3 || len(groups) != 0 {
				t.Errorf("open again: %d wait, groups %v", waiting, groups)
			}
			responses(t, s, session.ID)
		}
		for range 2 {
			accept(t, s, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		}
		if waiting, groups := lies(t, s, session.ID); waiting != 0 || len(groups) != 1 || groups[0] != 5 {
			t.Errorf("%d wait, groups %v", waiting, groups)
		}
		if n := responses(t, s, session.ID); n != 5 {
			t.Errorf("%d responses", n)
		}
	})
}

// A key finds one response, also where the open link and personal links are both used
// and the first of two has been in a group for long.
func TestAKeyIsTakenInAGroupToo(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		session := event.Sessions[0].Session
		invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 3))
		if err != nil {
			t.Fatal(err)
		}
		key := newKey(t)
		first := survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: key, Invitation: invited[0].Invitation.ID}
		accept(t, s, first)
		for range 5 {
			accept(t, s, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		}
		for what, u := range map[string]survey.Delivery{
			"another invitation": {Response: first.Response, Key: key, Invitation: invited[1].Invitation.ID},
			"the open link":      {Response: first.Response, Key: key},
		} {
			_, err := s.Accept(t.Context(), u)
			wantErr(t, what, err, survey.ErrKeyTaken)
		}
		if !accept(t, s, first).Already {
			t.Error("its own retry was stored")
		}
		if n := responses(t, s, session.ID); n != 6 {
			t.Errorf("%d responses", n)
		}
	})
}

// Two programs that bring the same session's responses one at a time make groups of
// them together: none is in two, and none is left out.
func TestTwoProgramsGroupTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		programs := []*Store{open(t, address, Options{MaxBatch: 1}), open(t, address, Options{MaxBatch: 1})}
		session := loaded(t, programs[0], programme(1)).Sessions[0].Session
		var wg sync.WaitGroup
		for i := range 90 {
			wg.Go(func() {
				key := newKey(t)
				s := programs[i%2]
				if _, err := s.Accept(context.Background(), survey.Delivery{Response: says(session.ID, 6, 5, 4, "x"), Key: key}); err != nil {
					t.Error(err)
				}
				if i%9 == 0 {
					if err := programs[(i+1)%2].Withdraw(context.Background(), session.ID, key); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := responses(t, programs[0], session.ID); n != 80 {
			t.Errorf("%d responses, want 80", n)
		}
		if waiting, _ := lies(t, programs[1], session.ID); waiting >= survey.DefaultK {
			t.Errorf("%d wait", waiting)
		}
	})
}

// What is wrong with a group is found by the check, and keeps it from nothing else.
func TestCheckReadsGroups(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		for range 11 {
			accept(t, s, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		}
		var row groupRow
		if err := s.pools.read.Get(&row, "SELECT * FROM response_group LIMIT 1"); err != nil {
			t.Fatal(err)
		}
		set := func(keys, content []byte) {
			if _, err := s.pools.write.Exec(s.pools.write.Rebind("UPDATE response_group SET keys = ?, content = ? WHERE id = ?"), keys, content, row.ID); err != nil {
				t.Fatal(err)
			}
		}
		five, err := unpackGroup(session.ID, row.Keys, row.Content)
		if err != nil {
			t.Fatal(err)
		}
		unknown := append([]byte{packing + 1}, row.Content[1:]...)
		four, fourContent := packGroup(five[:4])
		twice, twiceContent := packGroup(append(five[:4:4], five[0]))
		for _, c := range []struct {
			name          string
			keys, content []byte
			says          string
		}{
			{"as it was", row.Keys, row.Content, ""},
			{"another packing", row.Keys, unknown, "version 2"},
			{"damaged", row.Keys, row.Content[:9], "damaged"},
			{"too few", four, fourContent, "a group has 4"},
			{"one twice", twice, twiceContent, "one key"},
		} {
			set(c.keys, c.content)
			recounts, err := s.Check(t.Context(), unwatched)
			if err != nil || len(recounts) != 1 {
				t.Fatal(recounts, err)
			}
			if said := strings.Join(recounts[0].Differences, "; "); !strings.Contains(said, c.says) || (said == "") != (c.says == "") {
				t.Errorf("%s: %q", c.name, said)
			}
		}
	})
}
