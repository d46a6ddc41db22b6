package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"regexp"
	"strings"

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
		Log: log, Files: f.files(), MaxFile: int64(f.MaxFile) * material.Megabyte, MaxFiles: int64(f.MaxFiles) * material.Megabyte,
	})
	if err != nil {
		return nil, f.named(err)
	}
	if err := s.Migrate(ctx); err != nil {
		s.Close()
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
	if err := c.there(); err != nil {
		return err
	}
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	recounts, err := s.Check(ctx)
	if err != nil {
		return err
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
	fmt.Fprintf(t.out, "The tallies agree: %d responses in %d sessions counted again.\n", responses, len(recounts))
	return nil
}

func logger(t terminal) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.err, nil))
}
