// Package migrations holds the database's schema as numbered steps, one folder
// for each database. They only go forward.
package migrations

import "embed"

// SQLite and PostgreSQL hold the same steps under the same numbers.
var (
	//go:embed sqlite/*.sql
	SQLite embed.FS
	//go:embed postgres/*.sql
	PostgreSQL embed.FS
)
