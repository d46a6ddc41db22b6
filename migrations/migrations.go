// Package migrations holds the database's schema as numbered steps, one folder
// for each database. They only go forward.
//
// A step that also moves what no SQL can move lies in the folder go: survey/store
// runs it, and what moves it, in one transaction.
package migrations

import "embed"

// SQLite and PostgreSQL hold the same steps under the same numbers.
var (
	//go:embed sqlite/*.sql sqlite/go/*.sql
	SQLite embed.FS
	//go:embed postgres/*.sql postgres/go/*.sql
	PostgreSQL embed.FS
)
