package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
)

// databaseFlag names the database; every command that needs one embeds it.
type databaseFlag struct {
	Database string `help:"A SQLite file, or a postgres:// address." env:"OMDOME_DATABASE" default:"omdome.db"`
	Files    string `help:"The folder that keeps uploaded files, for this database alone. Empty: beside a SQLite file, with .files after its name; in the database with PostgreSQL." env:"OMDOME_FILES" default:""`
	MaxFile  int    `help:"How large an uploaded file may be, in megabytes." env:"OMDOME_MAX_FILE" default:"250"`
	MaxFiles int    `help:"How much an organization may keep in files, in megabytes." env:"OMDOME_MAX_FILES" default:"5000"`
}

// keywords is how PostgreSQL's other form of address begins.
var keywords = regexp.MustCompile(`^\s*(host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=`)

// files is the folder for uploaded files; empty for the database itself.
func (f databaseFlag) files() string {
	if f.Files == "" && !strings.Contains(f.Database, "://") {
		return f.Database + ".files"
	}
	return f.Files
}

// open connects to the database and brings its schema up to date.
func (f databaseFlag) open(ctx context.Context, log *slog.Logger) (*store.Store, error) {
	s, err := f.connect(ctx, log, false)
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		s.Close()
		return nil, f.named(err)
	}
	return s, nil
}

// againAfter is how long a start waits before it asks a database again.
const againAfter = 500 * time.Millisecond

// awaited is open, for as long as the database may not answer yet. It returns nil and no
// error when the program is stopped meanwhile.
func (f databaseFlag) awaited(ctx context.Context, log *slog.Logger, most time.Duration) (*store.Store, error) {
	if most < 0 {
		return nil, wrongUse{errors.New("OMDOME_WAIT is a time such as 90s, or 0s")}
	}
	limit := time.Now().Add(most)
	for said := false; ; {
		s, err := f.open(ctx, log)
		if ctx.Err() != nil {
			return nil, nil
		}
		if !errors.Is(err, survey.ErrUnavailable) || !time.Now().Before(limit) {
			return s, err
		}
		if !said {
			log.Warn("the database does not answer yet; waiting for it", "most", most, "error", err)
			said = true
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-time.After(min(againAfter, time.Until(limit))):
		}
	}
}

// look connects to a database that is there, to read it alone. One whose schema is not
// this program's is refused, and stays as it is.
func (f databaseFlag) look(ctx context.Context, log *slog.Logger) (*store.Store, error) {
	if err := f.there(); err != nil {
		return nil, err
	}
	s, err := f.connect(ctx, log, true)
	if err != nil {
		return nil, err
	}
	if err := s.Known(ctx); err != nil {
		s.Close()
		if errors.Is(err, survey.ErrOlder) {
			err = fmt.Errorf("%w: omdome migrate does, and so do serve and load", err)
		}
		return nil, f.named(err)
	}
	return s, nil
}

func (f databaseFlag) connect(ctx context.Context, log *slog.Logger, readOnly bool) (*store.Store, error) {
	scheme, _, address := strings.Cut(f.Database, "://")
	if address && scheme != "postgres" && scheme != "postgresql" {
		return nil, wrongUse{fmt.Errorf("OMDOME_DATABASE begins with %q; it is a SQLite file or a postgres:// address", scheme+"://")}
	}
	if keywords.MatchString(f.Database) { // a file of that name would have the password in it
		return nil, wrongUse{errors.New("OMDOME_DATABASE is a list of keywords such as host=…; write it as a postgres:// address")}
	}
	if f.MaxFile < 0 || f.MaxFiles < 0 {
		return nil, wrongUse{errors.New("OMDOME_MAX_FILE and OMDOME_MAX_FILES are numbers of megabytes, 1 or more")}
	}
	s, err := store.Open(ctx, f.Database, store.Options{
		ReadOnly: readOnly,
		Log:      log, Files: f.files(), MaxFile: int64(f.MaxFile) * material.Megabyte, MaxFiles: int64(f.MaxFiles) * material.Megabyte,
	})
	if err != nil {
		return nil, f.named(err)
	}
	return s, nil
}

// named says which file an error is about. SQLite does not, and an address is not
// repeated, since it may hold a password.
func (f databaseFlag) named(err error) error {
	if strings.Contains(f.Database, "://") {
		return err
	}
	return fmt.Errorf("database %s: %w", f.Database, err)
}

// there refuses a file that does not exist, for commands to which a new and empty
// database would answer that all is well.
func (f databaseFlag) there() error {
	if strings.Contains(f.Database, "://") {
		return nil
	}
	if _, err := os.Stat(f.Database); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database %s", f.Database)
	}
	return nil
}

type migrateCommand struct{ databaseFlag }

func (c migrateCommand) Run(ctx context.Context, t terminal) error {
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintln(t.out, "The schema is up to date.")
	return nil
}

type loadCommand struct {
	linkFlags
	File string `arg:"" help:"The programme, as docs/programme.md describes it."`
}

func (c loadCommand) Run(ctx context.Context, t terminal) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	programme, err := exchange.ReadProgramme(f, c.File, i18n.Known)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	loaded, err := s.Load(ctx, programme)
	if errors.Is(err, survey.ErrLookalike) {
		return fmt.Errorf("%s, organization.name: %w; write that name, or one that nobody takes for it", c.File, err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s has the code %s: %d sessions added, %d there already.\n",
		loaded.Event.Name, loaded.Event.Code.Spaced(), loaded.Added, loaded.Kept)
	unowned, _, err := s.Unowned(ctx)
	if err != nil {
		return err
	}
	for _, o := range unowned {
		if o.ID != loaded.Event.OrganizationID {
			continue
		}
		link, err := setUpLink(ctx, s, c.base(), organizer.LinkSetUp, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "Nobody can sign in to %s yet; this link makes its first owner:\norganizer  %s\n", o.Name, link)
	}
	return nil
}

type checkCommand struct{ databaseFlag }

func (c checkCommand) Run(ctx context.Context, t terminal) error {
	s, err := c.look(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	bar, began := newProgress(t.err, 0, "sessions"), time.Now()
	recounts, err := s.Check(ctx, bar.reach)
	bar.stop()
	if err != nil {
		return err
	}
	took := time.Since(began)
	if b, err := c.besideManifest(); err != nil {
		return err
	} else if b != nil {
		if err := matches(ctx, s, *b); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "It holds what the manifest beside it says.\n")
	}
	responses, wrong := 0, 0
	for _, r := range recounts {
		responses += r.Responses
		for _, d := range r.Differences {
			wrong++
			fmt.Fprintf(t.out, "%s %s: %s\n", r.Session.Code, r.Session.Title, d)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("the tallies disagree with the responses in %d places", wrong)
	}
	fmt.Fprintf(t.out, "The tallies agree: %d responses in %d sessions counted again, in %.1f s (%.0f responses a second).\n",
		responses, len(recounts), took.Seconds(), float64(responses)/max(took.Seconds(), 0.001))
	return nil
}

// besideManifest is the manifest of a backup whose file the database is; nil for none.
func (f databaseFlag) besideManifest() (*survey.Backup, error) {
	if strings.Contains(f.Database, "://") {
		return nil, nil
	}
	b, err := readManifest(filepath.Dir(f.Database))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &b, err
}

// logger is what the command logs with.
func logger(t terminal) *slog.Logger {
	if t.log == nil {
		return slog.New(slog.NewTextHandler(t.err, nil))
	}
	return t.log
}

// logging reads what is to be logged and how: a level, a form, or both.
func logging(said string, t terminal) (*slog.Logger, error) {
	level, json, named, formed := slog.LevelInfo, false, false, false
	for word := range strings.SplitSeq(strings.ToLower(said), ",") {
		switch word = strings.TrimSpace(word); word {
		case "debug", "info", "warn", "error":
			if named {
				return nil, errLogging
			}
			named = true
			if err := level.UnmarshalText([]byte(word)); err != nil {
				return nil, errLogging
			}
		case "text", "json":
			if formed {
				return nil, errLogging
			}
			json, formed = word == "json", true
		default:
			return nil, errLogging
		}
	}
	options := &slog.HandlerOptions{Level: level}
	if json {
		return slog.New(slog.NewJSONHandler(t.err, options)), nil
	}
	return slog.New(slog.NewTextHandler(t.err, options)), nil
}

var errLogging = wrongUse{errors.New("OMDOME_LOG is a level (debug, info, warn, error), a form (text, json), or both with a comma between, such as warn,json")}
