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

	"github.com/omdome/omdome/survey"
)

// Migrate brings the schema up to what this program knows. Several programs may
// do so at once. It refuses a schema that is newer.
func (s *Store) Migrate(ctx context.Context) error {
	if s.readOnly {
		return errReadOnly
	}
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
			return fmt.Errorf("schema %d, known %d: %w", version, latest(steps), survey.ErrNewer)
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
	if version, err := s.version(ctx); err == nil && version > 0 {
		s.log.Info("the database's schema is brought up to this program's", "from", version, "to", latest(steps))
	}
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
	err := s.read(ctx, func(t *tx) (err error) {
		version, err = t.version()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("asking for the schema's number: %w", err)
	}
	return version, nil
}

func (t *tx) version() (version int64, err error) {
	var tables int
	if err := t.one(&tables, t.store.pools.dialect.hasTable, "goose_db_version"); err != nil || tables == 0 {
		return 0, err
	}
	err = t.one(&version, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version")
	return version, err
}

// outdated says whether another program has given the database a schema that this one
// does not know. Where that cannot be asked it is false.
func (s *Store) outdated(ctx context.Context) bool {
	if s.newer.Load() {
		return true
	}
	steps, err := s.steps()
	if err != nil {
		return false
	}
	var version int64
	err = s.readOnce(ctx, s.pools.read, 0, func(t *tx) (err error) {
		version, err = t.version()
		return err
	})
	newer := err == nil && version > latest(steps)
	if newer {
		s.newer.Store(true) // for good: migrations only go forward
	}
	return newer
}
