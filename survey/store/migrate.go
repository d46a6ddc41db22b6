package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// errNewer: another, newer program has migrated this database.
var errNewer = errors.New("the database's schema is newer than this program; run the newer program")

// Migrate brings the schema up to what this program knows. Several programs may
// do so at once. It refuses a schema that is newer.
func (s *Store) Migrate(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	up := func() error {
		version, err := s.version(ctx)
		if err != nil {
			return err
		}
		if version > latest(steps) {
			return fmt.Errorf("schema %d, known %d: %w", version, latest(steps), errNewer)
		}
		if version == latest(steps) {
			return nil
		}
		return s.migrate(ctx, steps)
	}
	side, ok := s.pools.dialect.lock.(fileLock)
	if !ok {
		return up()
	}
	for try := range maxTries {
		version, err := s.version(ctx)
		if err != nil {
			return err
		}
		if version >= latest(steps) {
			return up()
		}
		// Whoever had the lock has removed its file, and perhaps migrated.
		if err = side.with(ctx, up); !errors.Is(err, errLocking) {
			return err
		}
		pause(ctx, try)
	}
	return errLocking
}

func (s *Store) migrate(ctx context.Context, steps fs.FS) error {
	move, err := s.moveToGroups(steps)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(s.pools.dialect.goose, s.pools.slow.DB, steps, goose.WithGoMigrations(move),
		goose.WithSessionLocker(s.pools.dialect.lock), goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

// Ready says whether the database answers and has the schema that this program
// knows.
func (s *Store) Ready(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	version, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case version > latest(steps):
		return errNewer
	case version < latest(steps):
		return fmt.Errorf("the database's schema is %d and this program needs %d: migrate first", version, latest(steps))
	}
	return nil
}

// steps returns the folder with the dialect's migrations.
func (s *Store) steps() (fs.FS, error) {
	folders, err := fs.ReadDir(s.pools.dialect.steps, ".")
	if err != nil || len(folders) != 1 {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	return fs.Sub(s.pools.dialect.steps, folders[0].Name())
}

// latest returns the highest number of the steps.
func latest(steps fs.FS) int64 {
	var highest int64
	names, _ := fs.Glob(steps, "*.sql") // the patterns are well formed
	moving, _ := fs.Glob(steps, "go/*.sql")
	for _, name := range append(names, moving...) {
		digits, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			highest = max(highest, n)
		}
	}
	return highest
}

// version returns the schema's number, 0 for an empty database.
func (s *Store) version(ctx context.Context) (int64, error) {
	var version int64
	err := s.read(ctx, func(t *tx) error {
		var tables int
		if err := t.one(&tables, s.pools.dialect.hasTable, "goose_db_version"); err != nil || tables == 0 {
			return err
		}
		return t.one(&version, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version")
	})
	if err != nil {
		return 0, fmt.Errorf("asking for the schema's number: %w", err)
	}
	return version, nil
}
