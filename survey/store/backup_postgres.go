package store

import (
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/omdome/omdome/survey"
)

// apart are the tables that pg_dump copies without their rows, since some of those wait
// for their shuffle: with the statement that asks for the others. The order of the rows
// tells nothing.
var apart = []apartTable{
	{"response", "SELECT * FROM response WHERE waiting = ? ORDER BY id"},
	{"answer", "SELECT answer.* FROM answer JOIN response ON response.id = answer.response_id WHERE response.waiting = ? ORDER BY response_id, question, appearance, value"},
	{"comment", "SELECT * FROM comment WHERE waiting = ? ORDER BY id"},
	{"mark", "SELECT * FROM mark WHERE waiting = ? ORDER BY session_id, hash"},
	{"tally", "SELECT tally.* FROM tally WHERE count <> 0 OR ? ORDER BY session_id, question, appearance, value"},
	{"register", "SELECT register.* FROM register WHERE ? OR swept IS NOT NULL ORDER BY session_id"},
}

type apartTable struct{ table, query string }

// errNoClient: PostgreSQL's own programs are not here.
var errNoClient = errors.New("is not installed here, and copies of a PostgreSQL database need it: install PostgreSQL's client (postgresql-client on Debian)")

func (s *Store) backUpPostgres(ctx context.Context, folder string) (survey.Backup, error) {
	b := survey.Backup{Kind: "postgres"}
	conn, err := s.pools.slow.Connx(ctx)
	if err != nil {
		return b, s.told(ctx, err)
	}
	defer conn.Close()
	begun, err := conn.BeginTxx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true, Isolation: s.pools.dialect.snapshot})
	if err != nil {
		return b, s.told(ctx, err)
	}
	defer begun.Rollback() // it has written nothing
	// pg_dump reads what this transaction sees, while it waits.
	if _, err := begun.ExecContext(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return b, err
	}
	var snapshot string
	if err := begun.GetContext(ctx, &snapshot, "SELECT pg_export_snapshot()"); err != nil {
		return b, fmt.Errorf("asking for one moment, which takes a connection without a pooler between: %w", err)
	}
	args := []string{"--format=custom", "--no-owner", "--no-privileges", "--snapshot=" + snapshot, "--file=" + filepath.Join(folder, backupDump)}
	for _, a := range apart {
		args = append(args, "--exclude-table-data="+a.table)
	}
	if err := clientProgram(ctx, s.path, "pg_dump", args...); err != nil {
		return b, err
	}
	t := &tx{Tx: begun, ctx: context.WithoutCancel(ctx), store: s}
	if err := t.writeApart(filepath.Join(folder, backupAnswers), &b); err != nil {
		return b, err
	}
	if err := t.countBackup(&b, " WHERE NOT waiting"); err != nil {
		return b, err
	}
	return b, s.copyFiles(ctx, s, folder, &b)
}

// clientProgram runs one of PostgreSQL's own programs on the database of the address.
// The password stands in no list of processes.
func clientProgram(ctx context.Context, address, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s %w", name, errNoClient)
	}
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("the database's address cannot be read as a PostgreSQL URL")
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = os.Environ()
	if password, ok := u.User.Password(); ok {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	cmd.Args = append(cmd.Args, "--dbname="+u.String())
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// writeApart writes the rows of the tables that pg_dump has left empty, without what
// waits, and counts what that is.
func (t *tx) writeApart(path string, b *survey.Backup) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	err = t.encodeApart(json.NewEncoder(z), b)
	return errors.Join(err, z.Close(), f.Sync(), f.Close())
}

func (t *tx) encodeApart(to *json.Encoder, b *survey.Backup) error {
	waiting, left, err := t.waitingTallies()
	if err != nil {
		return err
	}
	for _, n := range left {
		b.LeftOut += n
	}
	for _, a := range apart {
		change := func(row map[string]any) bool { return true }
		switch a.table {
		case "tally":
			change = func(row map[string]any) bool {
				key := counted{survey.ID(row["session_id"].(int64)), survey.Item{Question: int(row["question"].(int64)), Appearance: int(row["appearance"].(int64))}, int(row["value"].(int64))}
				row["count"] = row["count"].(int64) - int64(waiting[key.session][key])
				return row["count"] != int64(0)
			}
		case "register":
			change = func(row map[string]any) bool {
				row["responses"] = row["responses"].(int64) - int64(left[survey.ID(row["session_id"].(int64))])
				row["waiting"] = int64(0)
				return true
			}
		}
		if err := t.encodeTable(to, a.table, a.query, change); err != nil {
			return err
		}
	}
	return nil
}

// waitingTallies is what of the tallies are the answers that wait, and how many
// responses of each session do.
func (t *tx) waitingTallies() (map[survey.ID]map[counted]int, map[survey.ID]int, error) {
	var ids []struct {
		ID        survey.ID
		SessionID survey.ID `db:"session_id"`
	}
	if err := t.all(&ids, "SELECT id, session_id FROM response WHERE waiting = ?", true); err != nil {
		return nil, nil, err
	}
	counts, left := tallyChange{}, map[survey.ID]int{}
	for _, one := range ids {
		r, err := t.response(one.SessionID, one.ID)
		if err != nil {
			return nil, nil, err
		}
		counts.add(r, 1)
		left[one.SessionID]++
	}
	of := map[survey.ID]map[counted]int{}
	for key, n := range counts {
		if of[key.session] == nil {
			of[key.session] = map[counted]int{}
		}
		of[key.session][key] = n
	}
	return of, left, nil
}

// An apartRow is a line of the file: a table with its columns, or one of its rows.
type apartRow struct {
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	Row     []any    `json:"row,omitempty"`
}

func (t *tx) encodeTable(to *json.Encoder, table, query string, keep func(map[string]any) bool) error {
	rows, err := t.QueryxContext(t.ctx, t.Rebind(query), false)
	if err != nil {
		return t.failed(query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err == nil {
		err = to.Encode(apartRow{Table: table, Columns: columns})
	}
	for err == nil && rows.Next() {
		row := map[string]any{}
		if err = rows.MapScan(row); err != nil || !keep(row) {
			continue
		}
		line := apartRow{}
		for _, c := range columns {
			value := row[c]
			if b, ok := value.([]byte); ok {
				value = map[string]string{"bytes": base64.StdEncoding.EncodeToString(b)}
			}
			line.Row = append(line.Row, value)
		}
		err = to.Encode(line)
	}
	return errors.Join(err, rows.Err())
}

// readApart puts the rows of the file into their tables, which are empty.
func (t *tx) readApart(from io.Reader) error {
	z, err := gzip.NewReader(from)
	if err != nil {
		return err
	}
	lines := json.NewDecoder(z)
	lines.UseNumber()
	into, rows := "", [][]any(nil)
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		_, err := t.insert(into, rows, "")
		rows = nil
		return err
	}
	for {
		var line apartRow
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err != nil {
			return err
		}
		if line.Table != "" {
			if err := flush(); err != nil {
				return err
			}
			if into, err = apartInto(line); err != nil {
				return err
			}
			continue
		}
		for i, v := range line.Row {
			if line.Row[i], err = apartValue(v); err != nil {
				return err
			}
		}
		if rows = append(rows, line.Row); len(rows) >= portion {
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

// apartInto names table and columns, which a file could have anything for.
func apartInto(line apartRow) (string, error) {
	if !slices.ContainsFunc(apart, func(a apartTable) bool { return a.table == line.Table }) {
		return "", errors.New("the answers' file names a table that has none")
	}
	for _, name := range line.Columns {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || name == "" {
			return "", errors.New("the answers' file names a column that cannot be")
		}
	}
	return line.Table + " (" + strings.Join(line.Columns, ", ") + ")", nil
}

func apartValue(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		return v.Int64()
	case map[string]any:
		text, _ := v["bytes"].(string)
		return base64.StdEncoding.DecodeString(text)
	}
	return v, nil
}

// restorePostgres restores a backup into an empty database.
func restorePostgres(ctx context.Context, s *Store, address, folder string) error {
	dump := filepath.Join(folder, backupDump)
	restore := func(section string) error {
		return clientProgram(ctx, address, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--section="+section, dump)
	}
	f, err := os.Open(filepath.Join(folder, backupAnswers))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := restore("pre-data"); err != nil {
		return err
	}
	if err := restore("data"); err != nil {
		return err
	}
	err = s.write(ctx, s.pools.slow, "restore", func(t *tx) error {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return t.readApart(f)
	})
	if err != nil {
		return err
	}
	return restore("post-data")
}

// empty says whether a PostgreSQL database has no tables yet.
func empty(ctx context.Context, db *sqlx.DB) (bool, error) {
	var n int
	err := db.GetContext(ctx, &n, "SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'S') AND relnamespace = current_schema()::regnamespace")
	return n == 0, err
}
