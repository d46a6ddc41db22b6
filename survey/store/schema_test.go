package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// SQLite knows no booleans and one size of integers; the rest must be the same.
var kinds = map[string]string{
	"INTEGER": "whole", "bigint": "whole", "boolean": "whole",
	"TEXT": "text", "text": "text", "BLOB": "bytes", "bytea": "bytes",
}

func TestSchemasAreTheSame(t *testing.T) {
	t.Parallel()
	lite, pg := open(t, storetest.SQLite(t), Options{}), open(t, storetest.Postgres(t), Options{})
	var a, b []struct {
		Table, Name, Kind string
		Nullable          bool
	}
	if err := lite.pools.read.Select(&a, `SELECT m.name AS "table", c.name, c.type AS kind, c."notnull" = 0 AS nullable
		FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%' ORDER BY m.name, c.cid`); err != nil {
		t.Fatal(err)
	}
	if err := pg.pools.read.Select(&b, `SELECT table_name AS "table", column_name AS name, data_type AS kind, is_nullable = 'YES' AS nullable
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'
		ORDER BY table_name COLLATE "C", ordinal_position`); err != nil {
		t.Fatal(err)
	}
	for _, rows := range [][]struct {
		Table, Name, Kind string
		Nullable          bool
	}{a, b} {
		for i := range rows {
			if rows[i].Kind = kinds[rows[i].Kind]; rows[i].Kind == "" {
				t.Errorf("%s.%s has a type that the test does not know", rows[i].Table, rows[i].Name)
			}
		}
	}
	if d := cmp.Diff(a, b); d != "" || len(a) < 50 {
		t.Errorf("%d columns; SQLite - PostgreSQL +:\n%s", len(a), d)
	}
}

// A hidden rowid would number the rows in the order in which they came.
func TestNoTableOfAnswersCountsItsRows(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	var tables []struct {
		Name string
		WR   bool `db:"wr"`
		Key  int  `db:"key"`
	}
	if err := s.pools.read.Select(&tables, `SELECT l.name, l.wr,
		(SELECT COUNT(*) FROM pragma_table_info(l.name) c WHERE c.pk > 0 AND c.type = 'INTEGER' AND c.name = 'id') AS key
		FROM pragma_table_list l WHERE l.name IN ('waiting_response', 'response_group', 'response', 'answer', 'comment', 'mark', 'token', 'invitation', 'reflection', 'quote', 'inquiry', 'inquiry_vote', 'thanks')`); err != nil {
		t.Fatal(err)
	}
	if len(tables) != 13 {
		t.Errorf("%d tables, want 13", len(tables))
	}
	for _, table := range tables {
		if !table.WR && table.Key != 1 {
			t.Errorf("%s has a hidden rowid", table.Name)
		}
	}
}

func TestProgramsThatStartTogetherMigrateOnce(t *testing.T) {
	onEmpty(t, func(t *testing.T, address string) {
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				s, err := Open(context.Background(), address, Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(s.Migrate(context.Background()), s.Ready(context.Background()), s.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if !isPostgres(address) {
			if left, _ := filepath.Glob(address + ".migrating*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	onEmpty(t, func(t *testing.T, address string) {
		s, err := Open(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.Ready(t.Context()); err == nil {
			t.Error("ready before migrating")
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := s.pools.write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, '1')"); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "migrating", s.Migrate(t.Context()), survey.ErrNewer)
		wantErr(t, "ready", s.Ready(t.Context()), survey.ErrNewer)
	})
}

func TestSQLiteFileNamesAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "Omdöme 100% ?mode=memory#.db")
	s := open(t, path, Options{})
	loaded(t, s, programme(1))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestServerThatLogsStatementsIsWarnedOf(t *testing.T) {
	t.Parallel()
	address := storetest.OwnPostgres(t)
	var log bytes.Buffer
	options := Options{Log: slog.New(slog.NewTextHandler(&log, nil))}
	s, err := Open(t.Context(), address, options)
	if err != nil {
		t.Fatal(err)
	}
	if log.Len() > 0 {
		t.Errorf("warned of a server as it comes: %s", &log)
	}
	for _, statement := range []string{"ALTER SYSTEM SET log_statement = 'mod'", "SELECT pg_reload_conf()"} {
		if _, err := s.pools.write.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), address, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if !strings.Contains(log.String(), "log_statement") || !strings.Contains(log.String(), "log_parameter_max_length") {
		t.Errorf("warned: %s", &log)
	}
}
