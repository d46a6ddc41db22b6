package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/omdome/omdome/survey"
)

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
	if err := clientProgram(ctx, s.path, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot,
		"--exclude-table-data=waiting_response", "--file="+filepath.Join(folder, backupDump)); err != nil {
		return b, err
	}
	t := &tx{Tx: begun, ctx: context.WithoutCancel(ctx), store: s}
	if err := t.countBackup(&b); err != nil {
		return b, err
	}
	if err := t.one(&b.LeftOut, "SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT) FROM register"); err != nil {
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

// restorePostgres restores a backup into an empty database. What waited is not in it, and
// then is not counted either.
func restorePostgres(ctx context.Context, s *Store, address, folder string) error {
	if err := clientProgram(ctx, address, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", filepath.Join(folder, backupDump)); err != nil {
		return err
	}
	return s.write(ctx, s.pools.slow, "leave out", func(t *tx) error {
		_, err := t.leaveOut()
		return err
	})
}

// empty says whether a PostgreSQL database has no tables yet.
func empty(ctx context.Context, db *sqlx.DB) (bool, error) {
	var n int
	err := db.GetContext(ctx, &n, "SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'S') AND relnamespace = current_schema()::regnamespace")
	return n == 0, err
}
