package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
)

// maxListed is how many unusable cells are listed one by one.
const maxListed = 50

type lettersCommand struct {
	File         string `arg:"" help:"The responses: CSV, TSV or XLSX, with one row for each response, as docs/letters-from-a-file.md describes it."`
	Out          string `required:"" placeholder:"DIR" help:"The folder to write to: new, empty, or with letters of an earlier run, which are replaced."`
	Columns      string `placeholder:"LIST" help:"What the columns are, where their headings do not say: \"speaker=…,session=…,overall=…,content=…,delivery=…,comment=…\", also best and better. Columns that are not named here are found by their headings; \"comment=\" leaves them out."`
	Sheet        string `placeholder:"NAME" help:"The workbook's sheet, where several hold responses."`
	Event        string `placeholder:"NAME" help:"The event, as letters name it."`
	Date         string `placeholder:"2026-04-16" help:"The day of the event."`
	Place        string `placeholder:"NAME" help:"The place of the event."`
	Language     string `default:"sv" help:"The letters' language: ${letter_languages}."`
	Kind         string `placeholder:"KIND" help:"What the sessions are: webinar, workshop, talk or panel. Otherwise what the session's heading says, or a talk."`
	Organization string `placeholder:"NAME" help:"Who sends the letters; otherwise the event."`
	Signer       string `placeholder:"NAME" help:"Who signs the letters."`
	K            int    `default:"5" help:"How many must have answered before a figure or a comment is shown, 3 or more."`
	SkipBad      bool   `help:"Leave out ratings that are not from 1 to 6, and list them, instead of writing nothing."`
}

// Run reads the file, and writes all letters or nothing.
func (c lettersCommand) Run(ctx context.Context, t terminal) error {
	frame, file, err := c.settings()
	if err != nil {
		return wrongUse{err}
	}
	target, err := outFolder(c.Out)
	if err != nil {
		return err
	}
	data, err := readResponses(c.File)
	if err != nil {
		return err
	}
	responses, err := exchange.ReadResponses(data, file)
	if err != nil {
		return c.refused(t, err)
	}
	if frame.kind == "" {
		frame.kind = responses.Kind
	}
	frame.responses = responses
	if err := writeLetters(ctx, t, frame, target); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	c.tell(t, frame)
	return nil
}

// settings makes sense of the flags.
func (c lettersCommand) settings() (letterFrame, exchange.ResponseFile, error) {
	frame := letterFrame{
		event: oneLine(c.Event), place: oneLine(c.Place), organization: oneLine(c.Organization), signer: oneLine(c.Signer),
		language: survey.Language(strings.ToLower(c.Language)), kind: survey.Kind(strings.ToLower(c.Kind)), k: c.K,
	}
	file := exchange.ResponseFile{Name: filepath.Base(c.File), Sheet: c.Sheet, SkipBad: c.SkipBad}
	if c.Columns != "" {
		columns, err := exchange.ParseColumns(c.Columns)
		if err != nil {
			return frame, file, fmt.Errorf("--columns: %w", err)
		}
		file.Columns = columns
	}
	switch day, err := time.Parse(time.DateOnly, c.Date); {
	case c.Date != "" && (err != nil || day.Year() < 2000 || day.Year() > 2199):
		return frame, file, fmt.Errorf("--date is %q; write it like 2026-04-16", c.Date)
	case c.Date != "":
		frame.day = day.Add(12 * time.Hour)
	}
	switch {
	case !i18n.KnownTo(i18n.Letters, frame.language):
		return frame, file, fmt.Errorf("--language is %q; there are letters in %s", c.Language, letterLanguages())
	case frame.kind != "" && (!frame.kind.Valid() || frame.kind == survey.KindEvent):
		return frame, file, fmt.Errorf("--kind is %q; it is webinar, workshop, talk or panel", c.Kind)
	case c.K < survey.MinK || c.K > survey.MaxK:
		return frame, file, fmt.Errorf("--k is %d; it is from %d to %d", c.K, survey.MinK, survey.MaxK)
	}
	for flag, s := range map[string]string{"event": frame.event, "place": frame.place, "organization": frame.organization, "signer": frame.signer} {
		if survey.CheckLine(s, false) != nil {
			return frame, file, fmt.Errorf("--%s is longer than %d characters, or no text", flag, survey.MaxTitle)
		}
	}
	return frame, file, nil
}

func letterLanguages() string {
	var list []string
	for _, l := range i18n.LanguagesFor(i18n.Letters) {
		list = append(list, string(l))
	}
	return strings.Join(list, ", ")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func readResponses(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, exchange.MaxResponses+1))
	if err != nil {
		return nil, err
	}
	return data, nil
}

// refused lists the cells that cannot be used, where there are several.
func (c lettersCommand) refused(t terminal, err error) error {
	bad, ok := errors.AsType[*exchange.BadCellsError](err)
	if !ok {
		return fmt.Errorf("%w; nothing was written", err)
	}
	if len(bad.Bad) == 1 {
		return fmt.Errorf("%w; nothing was written (--skip-bad leaves it out)", err)
	}
	list(t, bad.File, bad.Bad)
	return fmt.Errorf("%d cells of %s cannot be used, so nothing was written (--skip-bad leaves them out)", len(bad.Bad), bad.File)
}

func list(t terminal, file string, bad []exchange.BadCell) {
	for _, b := range bad[:min(len(bad), maxListed)] {
		fmt.Fprintf(t.err, "%s, %s\n", file, b)
	}
	if more := len(bad) - maxListed; more > 0 {
		fmt.Fprintf(t.err, "%s: and %d more\n", file, more)
	}
}

// tell says what was written, from which columns, and what to look at.
func (c lettersCommand) tell(t terminal, frame letterFrame) {
	r := frame.responses
	if len(r.Bad) > 0 {
		list(t, filepath.Base(c.File), r.Bad)
		fmt.Fprintf(t.err, "Left out, as listed: %d.\n", len(r.Bad))
	}
	for _, remark := range r.Remarks {
		fmt.Fprintln(t.err, remark)
	}
	var used []string
	for _, column := range exchange.ResponseColumns() {
		if name, ok := r.Columns[column]; ok {
			used = append(used, fmt.Sprintf("%s=%s", column, name))
		}
	}
	fmt.Fprintf(t.out, "columns  %s\n", strings.Join(used, ","))
	silent := 0
	for _, g := range r.Rated {
		if frame.silent(g) {
			silent++
		}
	}
	fmt.Fprintf(t.out, "letters  %d from %d responses, each as PDF and HTML, and letters.csv, in %s\n", len(r.Rated), r.Rows, c.Out)
	if silent > 0 {
		fmt.Fprintf(t.out, "without figures, since fewer than %d answered: %d\n", frame.k, silent)
	}
	if slices.ContainsFunc(r.Rated, func(g exchange.Rated) bool { return g.Responses >= frame.k && len(g.Comments) > 0 }) {
		fmt.Fprintln(t.out, "Comments stand in the letters as they stand in the file: read them before you send.")
	}
	if frame.kind == "" {
		fmt.Fprintln(t.out, "The letters call each session a talk; --kind webinar, workshop or panel says otherwise.")
	}
}
