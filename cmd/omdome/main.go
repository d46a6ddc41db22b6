// Command omdome collects evaluations of webinars and workshops and turns them
// into letters for speakers. See the README, or omdome --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // an event has a time zone, and a small machine none: UTC would be shown

	"github.com/alecthomas/kong"
)

// The exit statuses: what was asked cannot be understood, or it failed, or nothing is
// known of a file that should be a letter.
const (
	exitFailed  = 1
	exitUsage   = 2
	exitUnknown = 3
)

// commands is the command line: each flag with its environment name, default
// and help.
type commands struct {
	Log string `help:"What is logged on standard error, and how: a level (debug, info, warn, error), a form (text, json), or both with a comma between." env:"OMDOME_LOG" default:"info,text"`

	Serve     serveCommand     `cmd:"" help:"Serve the pages until stopped."`
	Demo      demoCommand      `cmd:"" help:"Serve an example conference from a throw-away database."`
	Organizer organizerCommand `cmd:"" help:"Make links with which organizers set up an organization or choose a new password."`
	Load      loadCommand      `cmd:"" help:"Load an event with its sessions from a JSON file."`
	Letters   lettersCommand   `cmd:"" help:"Write a letter for every speaker and session from responses in a spreadsheet; without a database."`
	Check     checkCommand     `cmd:"" help:"Count all responses again and say whether the tallies agree."`
	Verify    verifyCommand    `cmd:"" help:"Say whether a PDF is, byte for byte, a letter that was issued: status 0 if it is and still stands, 3 if nothing is known of it, else 1."`
	Explain   explainCommand   `cmd:"" help:"Say how every figure on a letter comes about."`
	Key       keyCommand       `cmd:"" help:"Print the certificates that letters are verified with, or make a new key."`
	Backup    backupCommand    `cmd:"" help:"Copy database, files and key into a folder, as they are at one moment, while programs serve."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup in its place, which must be empty."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database's schema up to this program's."`
	Version   versionCommand   `cmd:"" help:"Print the program's version."`
}

// A terminal is what a command writes to: results on out, remarks on err.
type terminal struct {
	out, err io.Writer
	log      *slog.Logger // nil for what is logged unless something else is asked for
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{out: os.Stdout, err: os.Stderr}))
}

// run carries out one command line and returns the exit status. What went wrong
// is one line on the terminal's err.
func run(ctx context.Context, args []string, t terminal) int {
	var c commands
	helped := errors.New("help was shown")
	parser, err := kong.New(&c,
		kong.Name("omdome"),
		kong.Description("Omdöme collects evaluations of webinars and workshops and turns them into letters for speakers."),
		kong.Writers(t.out, t.err),
		kong.Exit(func(int) { panic(helped) }),
		kong.UsageOnError(),
		kong.Vars{"letter_languages": letterLanguages()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(t.err, "omdome:", err)
		return exitFailed
	}
	parsed, shown, err := parse(parser, args, helped)
	if shown {
		return 0
	}
	if err != nil {
		fmt.Fprintf(t.err, "omdome: %v (see omdome --help)\n", err)
		return exitUsage
	}
	t.log, err = logging(c.Log, t)
	if err == nil {
		parsed.Bind(t)
		err = parsed.Run()
	}
	if err != nil {
		fmt.Fprintln(t.err, "omdome:", err)
		if errors.As(err, new(wrongUse)) {
			return exitUsage
		}
		if errors.Is(err, errUnknown) {
			return exitUnknown
		}
		return exitFailed
	}
	return 0
}

// wrongUse is a flag or a variable that makes no sense, found only after the
// command line itself was read.
type wrongUse struct{ error }

// parse reads the arguments. kong ends --help by its exit function; here that
// comes back as shown.
func parse(parser *kong.Kong, args []string, helped error) (parsed *kong.Context, shown bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if r != helped {
				panic(r)
			}
			shown = true
		}
	}()
	parsed, err = parser.Parse(args)
	return parsed, false, err
}
