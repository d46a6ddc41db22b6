package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
)

type verifyCommand struct {
	databaseFlag
	File string `arg:"" help:"The letter, a PDF."`
	Keys string `help:"A file with the certificates that tell the installation's letters, as omdome key prints them and /verify/certificates.pem gives them. Without it, the database's own count, and the letters that it has."`
}

// What ends the command with a status that says so.
var (
	errNotGenuine = errors.New("the file is not a letter as it was issued")
	errNotValid   = errors.New("the letter is genuine, and is not valid any more")
	errUnknown    = errors.New("nothing is known of the file")
)

func (c verifyCommand) Run(ctx context.Context, t terminal) error {
	file, err := readAtMost(c.File, pdf.MaxFile)
	if err != nil {
		return err
	}
	checked, err := c.check(ctx, t, file)
	if err != nil {
		return err
	}
	said := verdicts[checked.Verdict]
	if checked.Verdict == issue.NotThisFile && checked.Number != "" {
		said += " (" + checked.Number + ")"
	}
	fmt.Fprintf(t.out, "%s: %s\n", c.File, said)
	if why := findings[checked.Finding]; why != "" {
		fmt.Fprintf(t.out, "  %s\n", why)
	}
	if checked.Verdict == issue.Unknown && checked.Number != "" {
		fmt.Fprintf(t.out, "  It names letter %s, which is not known here: its page, at the address in the letter, tells more.\n", checked.Number)
	}
	for _, d := range checked.Differences {
		fmt.Fprintf(t.out, "  page %d\n    was: %s\n    is:  %s\n", d.Page, orNothing(d.Was), orNothing(d.Is))
	}
	valid := printStanding(t.out, checked.Frozen)
	if checked.Signed {
		printRecord(t.out, checked.Record)
		printStamp(t.out, checked)
	}
	if checked.Verdict == issue.NotThisFile && checked.Words != "" {
		fmt.Fprintf(t.out, "The letter as it was issued reads:\n\n%s\n", indented(checked.Words))
	}
	switch {
	case checked.Verdict == issue.Unknown:
		return errUnknown
	case checked.Verdict != issue.Genuine:
		return errNotGenuine
	case !valid:
		return errNotValid
	}
	return nil
}

// verdicts say what was found, and findings why.
var (
	verdicts = map[issue.Verdict]string{
		issue.Genuine:     "genuine: byte for byte the file that was issued",
		issue.NotThisFile: "NOT the file that was issued: a letter of its number exists, this is not it",
		issue.Unknown:     "UNKNOWN: not a letter that these certificates, or this database, know",
	}
	findings = map[issue.Finding]string{
		issue.FoundAppended:    "The letter is in it, and something was added after it was signed, which may change what is seen. Ask for the original.",
		issue.FoundChanged:     "Its pages do not say what was issued:",
		issue.FoundSaved:       "The text of its pages is what was issued, as far as it can be read. Another program may have saved it anew; then nobody can tell what else was changed. Ask for the original.",
		issue.FoundAlone:       "It names a letter and carries nothing of it that could be compared. Ask for the original.",
		issue.FoundNotCompared: "Its pages could not be compared with what was issued; only where the letter is kept can they be. Ask for the original.",
		issue.FoundStranger:    "It is signed, but not with one of these certificates.",
		issue.FoundUnreadable:  "It is no PDF, a broken one, or one that asks for more than any letter does.",
		issue.FoundNothing:     "Nothing in it tells of a letter.",
	}
)

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// check checks the file with the certificates that were given, or with all that the
// database knows.
func (c verifyCommand) check(ctx context.Context, t terminal, file []byte) (issue.Checked, error) {
	letter := func() ([]byte, error) { return file, nil }
	if c.Keys != "" {
		b, err := readAtMost(c.Keys, 1<<20)
		if err != nil {
			return issue.Checked{}, err
		}
		trusted, err := sign.ReadCertificates(b)
		if err != nil {
			return issue.Checked{}, fmt.Errorf("%s: %w", c.Keys, err)
		}
		return issue.NewChecker(nil).Check(ctx, letter, trusted)
	}
	if err := c.there(); err != nil {
		return issue.Checked{}, fmt.Errorf("%w: give the installation's certificates with --keys", err)
	}
	s, err := c.look(ctx, logger(t))
	if err != nil {
		return issue.Checked{}, err
	}
	defer s.Close()
	trusted, err := issue.Trusted(ctx, s)
	if err != nil {
		return issue.Checked{}, err
	}
	return issue.NewChecker(s).Check(ctx, letter, trusted)
}

// printStanding says what has become of the letter since, where it is known, and
// returns whether it still stands.
func printStanding(w io.Writer, f survey.FrozenLetter) bool {
	switch f.Letter.State {
	case survey.LetterRevoked:
		fmt.Fprintf(w, "REVOKED on %s. The reason: %s\n", f.Letter.Revoked.UTC().Format(time.RFC3339), f.Letter.Reason)
	case survey.LetterReplaced:
		fmt.Fprintf(w, "REPLACED by letter %s.\n", f.Letter.ReplacedBy)
	default:
		return true
	}
	return false
}

// printStamp says when it was signed by a time-stamping authority's word.
func printStamp(w io.Writer, c issue.Checked) {
	if !c.Stamp.At.IsZero() {
		fmt.Fprintf(w, "Time stamp: %s by %q (whether to trust that is for you to say)\n", c.Stamp.At.UTC().Format(time.RFC3339), c.Stamp.By)
	}
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// readAtMost reads a file that is not larger.
func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return atMost(f, name, most)
}

// atMost reads the file of that name, which is open.
func atMost(f io.Reader, name string, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return b, err
}

// printRecord prints what the letter says, as it was signed.
func printRecord(w io.Writer, r record.Record) {
	fmt.Fprintf(w, "What was issued, as %s has signed it (authority %s):\n", r.Installation, r.Authority)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(w, "  %-13s %s\n", name, text)
		}
	}
	line("letter", r.Number)
	line("replaces", r.Replaces)
	line("approved", r.Approved)
	line("issued by", strconv.Quote(r.Organization)+", id "+r.Issuer)
	line("to", r.Speaker)
	line("session", r.Session)
	if len(r.Sessions) == 0 {
		line("event", strings.TrimSpace(r.Event+" "+r.Date))
	}
	for _, one := range r.Sessions {
		line("sums", strings.TrimSpace(one.Event+" "+one.Date))
	}
	if r.Attended > 0 {
		about := ""
		if r.About {
			about = "about "
		}
		line("attended", about+fmt.Sprint(r.Attended))
	}
	if r.Responses > 0 {
		line("responses", fmt.Sprint(r.Responses))
	}
	for _, m := range r.Measures {
		if m.Counts == nil {
			line(m.Name, fmt.Sprintf("fewer than %d answers", r.K))
			continue
		}
		line(m.Name, fmt.Sprintf("mean %s, median %s, %d answers (1 to 6: %v)", tenths(m.Mean), tenths(m.Median), m.N, *m.Counts))
	}
	fmt.Fprintln(w, "Whether it has been replaced or revoked since, its page tells: "+r.Installation+"/verify/"+r.Number)
}

// tenths writes a figure with one decimal.
func tenths(t survey.Tenths) string { return fmt.Sprintf("%d.%d", t/10, t%10) }

type keyCommand struct {
	Show keyShowCommand      `cmd:"" default:"withargs" help:"Print the certificates that letters can be verified with."`
	Lost keyLostMarksCommand `cmd:"" name:"lost-marks" help:"Make another secret for marks, where its file is lost: who has answered an open session by a personal link can then answer it once more."`
	New  keyNewCommand       `cmd:"" help:"Make a new key, which signs from now on. What earlier ones have signed stays good."`
}

// publicFlag names the installation in a certificate that it makes for itself.
type publicFlag struct {
	URL string `help:"How people reach the installation; its host names a certificate that is made now." env:"OMDOME_URL" default:""`
}

type keyShowCommand struct {
	databaseFlag
	keyFlag
	publicFlag
}

// Run prints what the installation publishes, and changes nothing.
func (c keyShowCommand) Run(ctx context.Context, t terminal) error {
	s, err := c.look(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := c.shown(ctx, s); err != nil {
		return err
	}
	return printKeys(ctx, t, s)
}

type keyNewCommand struct {
	databaseFlag
	keyFlag
	publicFlag
}

func (c keyNewCommand) Run(ctx context.Context, t terminal) error {
	if err := c.there(); err != nil {
		return err
	}
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := c.another(ctx, s, c.URL); err != nil {
		return err
	}
	return printKeys(ctx, t, s)
}

// printKeys prints the certificates that tell the installation's letters.
func printKeys(ctx context.Context, t terminal, s *store.Store) error {
	trusted, err := issue.Trusted(ctx, s)
	if err != nil {
		return err
	}
	_, err = t.out.Write(sign.WriteCertificates(trusted...))
	return err
}
