package store

import (
	"strings"
	"testing"

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
