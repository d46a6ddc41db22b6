package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/omdome/omdome/survey"
)

// What a backup is made of, in its folder.
const (
	backupFile  = "database.db"   // SQLite
	backupDump  = "database.dump" // PostgreSQL, pg_dump's custom format
	backupFiles = "files"
)

// Backup copies the database and its files into the folder, which is empty, as they are
// at one moment, while programs serve.
//
// What still waits for its shuffle is left out and counted: two copies with one answer
// between them would join it to its mark. What can be shuffled is shuffled first.
func (s *Store) Backup(ctx context.Context, folder string) (survey.Backup, error) {
	var b survey.Backup
	if err := s.Known(ctx); err != nil {
		return b, err
	}
	name, err := s.Installation(ctx)
	if err != nil {
		return b, err
	}
	if err := s.shuffleAll(ctx); err != nil {
		return b, err
	}
	if s.pools.dialect.onNetwork {
		b, err = s.backUpPostgres(ctx, folder)
	} else {
		b, err = s.backUpSQLite(ctx, folder)
	}
	if err != nil {
		return b, fmt.Errorf("backing up: %w", err)
	}
	b.Installation = name
	return b, nil
}

// shuffleAll shuffles all sessions in which enough responses wait.
func (s *Store) shuffleAll(ctx context.Context) error {
	for range maxTries {
		var ids []survey.ID
		err := s.read(ctx, func(t *tx) error {
			ids = nil
			return t.all(&ids, `SELECT session.id FROM session JOIN register ON register.session_id = session.id
				WHERE register.waiting >= session.k ORDER BY session.id LIMIT 500`)
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := s.shuffleSome(ctx, ids); err != nil {
			return err
		}
	}
	return nil // they come faster than they are shuffled; then they are left out
}

// backUpSQLite copies a SQLite file: as it is at one moment, then without what waits,
// then without what that has left in the copy's pages.
func (s *Store) backUpSQLite(ctx context.Context, folder string) (survey.Backup, error) {
	b := survey.Backup{Kind: "sqlite"}
	whole := filepath.Join(folder, backupFile+".whole")
	defer removeSQLite(whole)
	if err := vacuumInto(ctx, s.path, whole); err != nil {
		return b, err
	}
	copied, err := Open(ctx, whole, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return b, err
	}
	err = copied.write(ctx, copied.pools.slow, "leave out", func(t *tx) (err error) {
		b.LeftOut, err = t.leaveOut()
		return err
	})
	if err == nil {
		err = copied.readLong(ctx, func(t *tx) error { return t.countBackup(&b) })
	}
	if err == nil {
		err = s.copyFiles(ctx, copied, folder, &b)
	}
	if err := errors.Join(err, copied.Close()); err != nil {
		return b, err
	}
	return b, vacuumInto(ctx, whole, filepath.Join(folder, backupFile))
}

// vacuumInto writes what a SQLite file holds, and nothing that was deleted in it, into
// another, for its owner alone.
func vacuumInto(ctx context.Context, from, to string) error {
	if err := makeFile(to); err != nil {
		return err
	}
	db, err := openFile(from, 1, "deferred")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copying the file: %w", err)
	}
	return syncFile(to)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func removeSQLite(path string) {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + end) // what stays is in a folder of its own
	}
}

// leaveOut takes what waits for its shuffle out of a copy, and returns how many responses
// that are. Tallies do not count it yet. Its marks stay, since nothing tells which they
// are; whoever sends one of these responses again is told that it is not there, and not
// that it is.
func (t *tx) leaveOut() (n int, err error) {
	var sessions []struct {
		SessionID survey.ID `db:"session_id"`
		Waiting   int
	}
	if err := t.all(&sessions, "SELECT session_id, waiting FROM register WHERE waiting > 0 ORDER BY session_id"); err != nil {
		return 0, err
	}
	for _, one := range sessions {
		n += one.Waiting
		if _, err := t.exec("DELETE FROM waiting_response WHERE session_id = ?", one.SessionID); err != nil {
			return 0, err
		}
		if _, err := t.exec(`UPDATE register SET responses = responses - waiting, withdrawn = withdrawn + waiting, waiting = 0
			WHERE session_id = ?`, one.SessionID); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// countBackup counts what a copy holds: of responses those that are sealed or lie in
// groups.
func (t *tx) countBackup(b *survey.Backup) error {
	var sealed, keys int
	err := inOrder(
		func() (err error) { b.Schema, err = t.version(); return err },
		func() error { return t.one(&b.Sessions, "SELECT COUNT(*) FROM session") },
		func() error { return t.one(&sealed, "SELECT COUNT(*) FROM response") },
		func() error {
			return t.one(&keys, "SELECT CAST(COALESCE(SUM(length(keys)), 0) AS BIGINT) FROM response_group")
		},
		func() error { return t.one(&b.Marks, "SELECT COUNT(*) FROM mark") },
	)
	b.Responses = sealed + keys/len(shortHash{})
	return err
}

// Counts counts what there is, as a backup's manifest does.
func (s *Store) Counts(ctx context.Context) (survey.Backup, error) {
	var b survey.Backup
	err := s.readLong(ctx, func(t *tx) error {
		if err := t.countBackup(&b); err != nil {
			return err
		}
		var waiting int
		err := t.one(&waiting, "SELECT COUNT(*) FROM waiting_response")
		b.Responses += waiting
		return err
	})
	if err != nil {
		return b, fmt.Errorf("counting: %w", err)
	}
	return b, nil
}

// copyFiles copies the files that a copy of the database speaks of. One that was removed
// meanwhile is counted as missing.
func (s *Store) copyFiles(ctx context.Context, copied *Store, folder string, b *survey.Backup) error {
	if s.files.folder == "" {
		return nil
	}
	var rows []survey.ID
	err := copied.readLong(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT file_id FROM material WHERE file_id IS NOT NULL ORDER BY file_id")
	})
	if err != nil {
		return err
	}
	to := filepath.Join(folder, backupFiles)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range append([]string{filepath.Join(s.files.folder, folderName)}, s.filesOf(rows)...) {
		err := copyFile(name, filepath.Join(to, filepath.Base(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist) && filepath.Ext(name) == "" && filepath.Base(name) != folderName:
			b.Missing++
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	return nil
}

// filesOf are the files and pictures of the ids, some of which may not be there.
func (s *Store) filesOf(ids []survey.ID) []string {
	var names []string
	for _, id := range ids {
		names = append(names, s.fileName(id, false), s.fileName(id, true))
	}
	return names
}

// copyFile copies a file to where none is, for its owner alone, on the disk for good.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
