// Package storetest gives tests fresh databases.
package storetest

import (
	"path/filepath"
	"testing"
)

// SQLite returns the address of a database file that does not exist yet, in the
// test's own folder.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "omdome.db")
}

// Postgres returns the URL of a fresh, empty database on a PostgreSQL server
// that lives as long as the test program.
func Postgres(t testing.TB) string {
	t.Helper()
	t.Skip("not yet")
	return ""
}
