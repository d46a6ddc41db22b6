// Package storetest gives tests fresh databases. It is for tests alone.
package storetest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/lib/pq" // the driver that makes and drops databases
)

// SQLite returns the address of a database file that does not exist yet, in the
// test's own folder.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "omdome.db")
}

// Migrated brings a database of [SQLite] that does not exist yet up to date: the
// first in the process by migrate, which gets the address of a file in a folder of
// its own, all others as copies of that one. Migrating each anew took a third of
// the time of the tests. An address of another kind is left as it is.
func Migrated(t testing.TB, address string, migrate func(address string) error) {
	t.Helper()
	if strings.Contains(address, "://") {
		return
	}
	if _, err := os.Stat(address); err == nil {
		return
	}
	migrated.once.Do(func() {
		path := SQLite(t)
		if migrated.err = migrate(path); migrated.err == nil {
			migrated.file, migrated.err = os.ReadFile(path)
		}
	})
	if migrated.err != nil {
		t.Fatal(migrated.err)
	}
	if err := os.WriteFile(address, migrated.file, 0o600); err != nil {
		t.Fatal(err)
	}
}

// migrated is the database that [Migrated] copies.
var migrated struct {
	once sync.Once
	file []byte
	err  error
}

// shared is the server that all tests of a process have in common. It keeps the
// whole server: what holds the pipe to its guard must not be collected.
var shared = sync.OnceValues(func() (*server, error) {
	if address := os.Getenv("OMDOME_TEST_POSTGRES"); address != "" {
		return &server{address: address}, nil
	}
	return start()
})

// Postgres returns the URL of a fresh, empty database, which is dropped when the
// test ends. It lies on a throw-away server that the first caller in the process
// starts and that ends with the process, however that ends; or on the server
// that OMDOME_TEST_POSTGRES names.
//
// The test is skipped where PostgreSQL is not installed, and fails instead when
// OMDOME_REQUIRE holds the word postgres.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		missing(t, err)
	}
	return database(t, server.address)
}

// OwnPostgres is Postgres on a server that this test alone has, and may
// configure as it likes.
func OwnPostgres(t testing.TB) string {
	t.Helper()
	s, err := start()
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(s.stop)
	return s.address
}

// Dump returns what pg_dump writes of the database's rows, in the order in which
// they lie in its files.
func Dump(t testing.TB, address string) []byte {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		missing(t, err)
	}
	dump := exec.Command(filepath.Join(bin, "pg_dump"), "--data-only", "--dbname", address)
	var errs strings.Builder
	dump.Stderr = &errs
	out, err := dump.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v: %s", err, errs.String())
	}
	return out
}

func missing(t testing.TB, err error) {
	t.Helper()
	if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "postgres") {
		t.Fatalf("PostgreSQL is required: %v", err)
	}
	t.Skipf("no PostgreSQL: %v", err)
}

// database makes a database on the server.
func database(t testing.TB, server string) string {
	t.Helper()
	db, err := sql.Open("postgres", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "omdome_" + strings.ToLower(rand.Text())
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
