package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Migrated makes a database of [SQLite] or [Postgres], which does not exist yet, up
// to date: the first of its sort in the process by migrate, which gets the address of
// an empty one, all others as copies of that one. Migrating each anew took a third
// of the time of the tests. Any other database is left as it is.
func Migrated(t testing.TB, address string, migrate func(address string) error) {
	t.Helper()
	if err := migrated(t, address, migrate); err != nil {
		t.Fatal(err)
	}
}

func migrated(t testing.TB, address string, migrate func(address string) error) error {
	if strings.Contains(address, "://") {
		on, ok := promised.LoadAndDelete(address)
		if !ok {
			return nil
		}
		return on.(*server).copied(address, migrate)
	}
	if _, err := os.Stat(address); err == nil {
		return nil
	}
	file.once.Do(func() {
		path := filepath.Join(t.TempDir(), "migrated.db")
		if file.err = migrate(path); file.err == nil {
			file.bytes, file.err = os.ReadFile(path)
		}
	})
	if file.err != nil {
		return file.err
	}
	return os.WriteFile(address, file.bytes, 0o600)
}

// file is the SQLite database that [Migrated] copies.
var file struct {
	once  sync.Once
	bytes []byte
	err   error
}

// promised are the servers of the databases of [Postgres] that are not made yet, by
// the databases' addresses.
var promised sync.Map

// A server is a PostgreSQL server.
type server struct {
	folder  string // with its data, where it is ours
	address string
	// db makes databases; ours says that the server has a folder of its own, and goes
	// with the process.
	db   *sql.DB
	ours bool
	stop func()
	// model makes the database that others are copies of.
	model    sync.Once
	modelErr error
}

// modelName is the name of the database on a server that [Migrated] copies.
const modelName = "omdome_migrated"

// copied makes the database of the address as a copy of the model, which migrate has
// made. On a server that is not ours no model is left behind: there each is migrated.
func (s *server) copied(address string, migrate func(address string) error) error {
	name := databaseOf(address)
	if !s.ours {
		return errors.Join(s.run("CREATE DATABASE "+name), migrate(address))
	}
	s.model.Do(func() {
		if s.modelErr = s.run("CREATE DATABASE " + modelName); s.modelErr == nil {
			s.modelErr = migrate(s.at(modelName))
		}
	})
	if s.modelErr != nil {
		return fmt.Errorf("making the database that others are copies of: %w", s.modelErr)
	}
	return s.run("CREATE DATABASE " + name + " TEMPLATE " + modelName)
}
