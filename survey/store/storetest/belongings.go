package storetest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Belongings returns all rows of the database that belong to the organization,
// each as "table: column=value …", sorted: those that name it, those that name one
// of those, and so on. Ids are drawn at random, so that a number which is one of
// them is no other. What a test compares before and after shows what somebody
// else has done to the organization, whatever it was.
func Belongings(t testing.TB, address string, organization int64) []string {
	t.Helper()
	driver, tables := "sqlite", "SELECT name FROM sqlite_master WHERE type = 'table'"
	if strings.Contains(address, "://") {
		driver, tables = "postgres", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []row
	for _, table := range texts(t, db, tables) {
		if !strings.HasPrefix(table, "goose") && !strings.HasPrefix(table, "sqlite") {
			all = append(all, rowsOf(t, db, table)...)
		}
	}
	return belonging(all, organization)
}

// belonging returns those of the rows that hang together with the id.
func belonging(all []row, id int64) []string {
	ids := map[int64]bool{id: true}
	var found []string
	for more := true; more; {
		more = false
		all = slices.DeleteFunc(all, func(r row) bool {
			if !slices.ContainsFunc(r.ids, func(id int64) bool { return ids[id] }) {
				return false
			}
			found, more = append(found, r.text), true
			if r.id != 0 {
				ids[r.id] = true
			}
			return true
		})
	}
	slices.Sort(found)
	return found
}

// A row is one of a table's.
type row struct {
	text string
	id   int64   // its own; 0 where it has none
	ids  []int64 // all numbers that may be ids
}

// smallest is the smallest number that is taken for an id.
const smallest = 1 << 32

func rowsOf(t testing.TB, db *sql.DB, table string) []row {
	t.Helper()
	found, err := db.Query(`SELECT * FROM "` + table + `"`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []row
	for found.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := found.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		r := row{text: table + ":"}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = fmt.Sprintf("%x", b)
			}
			r.text += fmt.Sprintf(" %s=%v", columns[i], v)
			n, ok := v.(int64)
			if !ok || n < smallest || !strings.HasSuffix(columns[i], "id") {
				continue
			}
			r.ids = append(r.ids, n)
			if columns[i] == "id" {
				r.id = n
			}
		}
		all = append(all, r)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func texts(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
