package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/store"
)

type verifyCommand struct {
	databaseFlag
	File string `arg:"" help:"The letter, a PDF."`
	Keys string `help:"A file with the installation's published keys, as omdome key prints them and /verify/keys.json gives them. Without it, the database's own keys count."`
}

// What ends the command with a status that says so.
var (
	errNotGenuine  = errors.New("the letter is not genuine")
	errNotCompared = errors.New("the letter was not fully compared")
)

func (c verifyCommand) Run(ctx context.Context, t terminal) error {
	file, err := readAtMost(c.File, pdf.MaxFile)
	if err != nil {
		return err
	}
	keys, err := c.keys(ctx, t)
	if err != nil {
		return err
	}
	checked := pdf.Check(file, keys)
	fmt.Fprintf(t.out, "%s: %s\n", c.File, verdicts[checked.Verdict])
	if checked.Verdict == pdf.VerdictText {
		fmt.Fprintf(t.out, "  It was issued with version %d of the drawing, and this program draws version %d.\n", checked.Drawing, pdf.Drawing)
	}
	for _, d := range checked.Differences {
		fmt.Fprintf(t.out, "  page %d\n    was: %s\n    is:  %s\n", d.Page, orNothing(d.Was), orNothing(d.Is))
	}
	if checked.Verdict.Signed() {
		printRecord(t.out, checked.Record)
	}
	switch {
	case checked.Verdict.Partly():
		return errNotCompared
	case !checked.Verdict.Genuine():
		return errNotGenuine
	}
	return nil
}

// verdicts say what was found.
var verdicts = map[pdf.Verdict]string{
	pdf.VerdictExact:      "genuine, exactly as it was written",
	pdf.VerdictSaved:      "genuine; the file was saved anew, and its pages are what was issued",
	pdf.VerdictText:       "NOT FULLY COMPARED: its text is what was issued, but what is drawn could not be compared, and may have been painted over; trust the figures below, not its charts",
	pdf.VerdictFonts:      "NOT COMPARED: its record is signed, but this omdome was built without a font that its pages are drawn with (make build brings it); trust the figures below, not the file",
	pdf.VerdictDrawn:      "NOT genuine: the text is what was issued, but something on its pages is drawn otherwise",
	pdf.VerdictChanged:    "NOT genuine: its pages do not say what was issued",
	pdf.VerdictForged:     "NOT genuine: what it encloses is not what was signed",
	pdf.VerdictStranger:   "NOT genuine here: it is signed with a key that is none of these",
	pdf.VerdictUnsigned:   "cannot be verified: it encloses no record and no signature",
	pdf.VerdictUnreadable: "cannot be verified: it is no PDF that can be read",
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// keys are those that may have signed the letter.
func (c verifyCommand) keys(ctx context.Context, t terminal) ([]survey.PublicKey, error) {
	if c.Keys != "" {
		b, err := readAtMost(c.Keys, 1<<20)
		if err != nil {
			return nil, err
		}
		keys, err := survey.ReadKeys(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Keys, err)
		}
		return keys, nil
	}
	if err := c.there(); err != nil {
		return nil, fmt.Errorf("%w: give the installation's published keys with --keys", err)
	}
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.PublicKeys(ctx)
}

// readAtMost reads a file that is not larger.
func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return b, err
}

// printRecord prints what the letter says, as it was signed.
func printRecord(w io.Writer, r survey.Record) {
	fmt.Fprintf(w, "Signed by %s with the key %s:\n", r.Installation, r.Key)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(w, "  %-13s %s\n", name, text)
		}
	}
	line("letter", r.Number)
	line("replaces", r.Replaces)
	line("approved", r.Approved+" by "+r.Organization)
	line("to", r.Speaker)
	line("session", r.Session)
	if len(r.Sessions) == 0 {
		line("event", strings.TrimSpace(r.Event+" "+r.Date))
	}
	for _, one := range r.Sessions {
		line("sums", strings.TrimSpace(one.Event+" "+one.Date))
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
	Show keyShowCommand `cmd:"" default:"1" help:"Print the public keys that letters can be verified with."`
	New  keyNewCommand  `cmd:"" help:"Make a new key, which signs from now on. What earlier ones have signed stays good."`
}

type keyShowCommand struct {
	databaseFlag
	keyFlag
}

func (c keyShowCommand) Run(ctx context.Context, t terminal) error {
	return printKeys(ctx, t, c.databaseFlag, func(ctx context.Context, s *store.Store) error {
		err := c.sign(ctx, s)
		if errors.Is(err, store.ErrKeyElsewhere) {
			return nil // the public halves are here
		}
		return err
	})
}

type keyNewCommand struct {
	databaseFlag
	keyFlag
}

func (c keyNewCommand) Run(ctx context.Context, t terminal) error {
	return printKeys(ctx, t, c.databaseFlag, c.another)
}

// printKeys prints the published keys, after do has seen to the one that signs.
func printKeys(ctx context.Context, t terminal, database databaseFlag, do func(context.Context, *store.Store) error) error {
	if err := database.there(); err != nil {
		return err
	}
	s, err := database.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := do(ctx, s); err != nil {
		return err
	}
	keys, err := s.PublicKeys(ctx)
	if err != nil {
		return err
	}
	b, err := survey.WriteKeys(keys)
	if err != nil {
		return err
	}
	_, err = t.out.Write(b)
	return err
}
