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

// shared is the server that all tests of a process have in common. It keeps the
// whole server: what holds the pipe to its guard must not be collected. It loses
// what it has acknowledged when the machine's power is cut, which no test does, and
// saves tests most of their time.
var shared = sync.OnceValues(func() (*server, error) { return given(false) })

// durable is the same for benchmarks, whose figures are those of commits that are on
// the disk.
var durable = sync.OnceValues(func() (*server, error) { return given(true) })

// given is the server that OMDOME_TEST_POSTGRES names, or a new one.
func given(durable bool) (*server, error) {
	if address := os.Getenv("OMDOME_TEST_POSTGRES"); address != "" {
		return connect(&server{address: address})
	}
	return start(durable)
}

// Postgres returns the URL of a database that does not exist yet, and that
// [Migrated] makes. It lies on a throw-away server that the first caller in the
// process starts and that ends with the process, however that ends; or on the server
// that OMDOME_TEST_POSTGRES names, where it is dropped when the test ends.
//
// The test is skipped where PostgreSQL is not installed, and fails instead when
// OMDOME_REQUIRE holds the word postgres.
func Postgres(t testing.TB) string {
	t.Helper()
	pick := shared
	if _, ok := t.(*testing.B); ok {
		pick = durable
	}
	server, err := pick()
	if err != nil {
		missing(t, err)
	}
	name := "omdome_" + strings.ToLower(rand.Text())
	address := server.at(name)
	promised.Store(address, server)
	t.Cleanup(func() {
		promised.Delete(address)
		if server.ours {
			return // it goes with its server, sooner than it would be dropped
		}
		if err := server.run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
	})
	return address
}

// EmptyPostgres returns the URL of a database on the server of [Postgres] that exists
// and has nothing in it.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	address := Postgres(t)
	on, _ := promised.LoadAndDelete(address)
	if err := on.(*server).run("CREATE DATABASE " + databaseOf(address)); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	return address
}

// OwnPostgres returns the URL of a database on a server that this test alone has,
// with PostgreSQL's own settings, and may configure as it likes.
func OwnPostgres(t testing.TB) string {
	t.Helper()
	s, err := start(true)
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

// connect opens the connections with which databases are made.
func connect(s *server) (*server, error) {
	var err error
	s.db, err = sql.Open("postgres", s.address)
	return s, err
}

func (s *server) run(statement string) error {
	_, err := s.db.Exec(statement)
	return err
}

// at is the address of the server's database of the name.
func (s *server) at(name string) string {
	u, err := url.Parse(s.address)
	if err != nil {
		panic(err) // the server was reached by it
	}
	u.Path = "/" + name
	return u.String()
}

// databaseOf is the name in a database's address.
func databaseOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err) // it is one of ours
	}
	return strings.TrimPrefix(u.Path, "/")
}
