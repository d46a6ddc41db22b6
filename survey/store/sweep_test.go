package store

import (
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// Whatever table something was removed from is swept: one that a migration brings, too.
func TestAllTablesAreSwept(t *testing.T) {
	t.Parallel()
	lite, pg := open(t, storetest.SQLite(t), Options{}), open(t, storetest.Postgres(t), Options{})
	if _, err := pg.pools.slow.Exec(`CREATE TABLE "a Table" (id BIGINT)`); err != nil {
		t.Fatal(err)
	}
	var tables []string
	if err := lite.pools.read.Select(&tables, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'"); err != nil {
		t.Fatal(err)
	}
	var statement string
	if err := pg.pools.slow.Get(&statement, pg.pools.dialect.sweep); err != nil {
		t.Fatal(err)
	}
	if _, err := pg.pools.slow.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	swept := map[string]bool{}
	for name := range strings.SplitSeq(strings.TrimPrefix(statement, "VACUUM "), ", ") {
		swept[strings.Trim(name, `"`)] = true
	}
	for _, name := range append(tables, "a Table") {
		if !swept[name] {
			t.Errorf("%s is not swept", name)
		}
	}
	if len(tables) < 30 {
		t.Errorf("only %d tables", len(tables))
	}
}

// TestALargeDatabaseIsSweptWhenItIsQuiet: all who answer would wait for it.
func TestALargeDatabaseIsSweptWhenItIsQuiet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bytes int
		after []time.Duration // ticks; before each but the last somebody answers
		want  []bool
	}{
		"a small one is swept at once": {1000, []time.Duration{0}, []bool{true}},
		"a large one after two minutes of quiet": {
			2 * sweptAtOnce,
			[]time.Duration{0, time.Minute, time.Minute + time.Second},
			[]bool{false, false, true},
		},
		"and after a day in any case": {
			2 * sweptAtOnce,
			[]time.Duration{0, 12 * time.Hour, 12 * time.Hour},
			[]bool{false, false, true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var now clock
			s := open(t, storetest.SQLite(t), Options{Now: now.now})
			event := loaded(t, s, programme(2))
			answer := func(i int) {
				if _, err := s.Accept(t.Context(), survey.Delivery{Response: says(event.Sessions[i].Session.ID, 6, 5, 4, "Bra"), Key: newKey(t)}); err != nil {
					t.Fatal(err)
				}
			}
			answer(0)
			for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal} {
				if _, err := s.Act(t.Context(), event.Sessions[0].Session.Code, a); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.pools.write.Exec("CREATE TABLE other (filling BLOB); INSERT INTO other VALUES (zeroblob(?))", c.bytes); err != nil {
				t.Fatal(err)
			}
			for i, d := range c.after {
				now.advance(d)
				if name != "a large one after two minutes of quiet" || i == 0 {
					answer(1)
				}
				if err := s.sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				var left int
				if err := s.pools.read.Get(&left, "SELECT COUNT(*) FROM register WHERE swept = false"); err != nil {
					t.Fatal(err)
				}
				if swept := left == 0; swept != c.want[i] {
					t.Fatalf("at look %d, after %v more, swept is %t", i+1, d, swept)
				}
			}
		})
	}
}
