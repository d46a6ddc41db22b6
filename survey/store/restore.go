package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/omdome/omdome/survey"
)

// errNotEmpty: what a backup would be restored into is there already.
var errNotEmpty = errors.New("is not empty: a backup is restored into an empty place only")

// Restore puts a backup's database and files in their place, which must be empty: a
// SQLite file that is not there, a PostgreSQL database without tables, a folder of files
// that has none. The caller has checked the backup's files.
func Restore(ctx context.Context, b survey.Backup, folder, database, files string) error {
	if (b.Kind == "postgres") != isPostgres(database) {
		return fmt.Errorf("the backup is one of %s, and the database is not", map[string]string{"postgres": "PostgreSQL", "sqlite": "SQLite"}[b.Kind])
	}
	if err := emptyFolder(files); err != nil {
		return err
	}
	if isPostgres(database) {
		s, err := Open(ctx, database, Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		defer s.Close()
		if is, err := empty(ctx, s.pools.slow); err != nil {
			return err
		} else if !is {
			return fmt.Errorf("the database %w", errNotEmpty)
		}
		if err := restorePostgres(ctx, s, database, folder); err != nil {
			return fmt.Errorf("restoring: %w", err)
		}
	} else if err := restoreSQLite(folder, database); err != nil {
		return err
	}
	return restoreFiles(folder, files)
}

func restoreSQLite(folder, database string) error {
	for _, end := range []string{"", "-wal", "-journal"} {
		if _, err := os.Lstat(database + end); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s %w", database+end, errNotEmpty)
		}
	}
	partial := database + ".restoring"
	if err := copyFile(filepath.Join(folder, backupFile), partial); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	defer os.Remove(partial)
	if err := os.Link(partial, database); err != nil { // not over one that somebody has put there meanwhile
		return fmt.Errorf("restoring: %w", err)
	}
	return syncFolder(filepath.Dir(database))
}

func restoreFiles(folder, files string) error {
	from := filepath.Join(folder, backupFiles)
	names, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) || files == "" {
		return nil
	}
	if err == nil {
		err = os.MkdirAll(files, 0o700)
	}
	for _, e := range names {
		if err == nil {
			err = copyFile(filepath.Join(from, e.Name()), filepath.Join(files, e.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("restoring files: %w", err)
	}
	return nil
}

// emptyFolder refuses a folder that has something in it.
func emptyFolder(folder string) error {
	if folder == "" {
		return nil
	}
	names, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return fmt.Errorf("the folder %s %w", folder, errNotEmpty)
	}
	return nil
}
