package exchange

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// MaxResponses is how large a file with responses may be, in bytes; a workbook
// may be twice that when it is unpacked.
const MaxResponses = 128 << 20

// A ResponseFile says how a file with one row for each response is read.
type ResponseFile struct {
	// Name is what errors call the file.
	Name string
	// Sheet is the workbook's sheet; empty for the only visible one that holds
	// responses.
	Sheet string
	// Columns are the headings that were named by hand. An empty heading means
	// that the file's column is not used; what is not here is found by its name.
	Columns map[ResponseColumn]string
	// SkipBad leaves out what cannot be used instead of refusing the file.
	SkipBad bool
}

// Responses are what a file holds.
type Responses struct {
	// Columns are the headings that were used, as they stand in the file.
	Columns map[ResponseColumn]string
	// Kind is what the session's heading calls the sessions; empty where it
	// does not say.
	Kind survey.Kind
	// Rated are the speakers in their sessions, in the file's order.
	Rated []Rated
	// Rows is how many responses there are.
	Rows int
	// Bad is what was left out.
	Bad []BadCell
	// Unread are the headings of columns that hold what looks like comments and were
	// not read: nobody can say then that all are there.
	Unread []string
	// Remarks are whole sentences on what a reader of the file should look at.
	Remarks []string
}

// Rated is one speaker in one session, with all that the file says of it.
type Rated struct {
	// Speaker or Session is empty where the file has no such column.
	Speaker, Session string
	// With are those who share a cell with the speaker. What was asked is then
	// about all of them and not about this speaker alone.
	With []string
	// Responses counts the rows with a rating or a comment.
	Responses int
	Tallies   map[ResponseColumn]survey.Tally
	// Comments are sorted, so that their order tells nothing.
	Comments map[ResponseColumn][]string
}

// A BadCell is a cell that cannot be used. Line and Column count from 1; the
// column is the cell's number in its row.
type BadCell struct {
	Line, Column int
	Heading      string
	Problem      string
}

func (b BadCell) String() string {
	where := fmt.Sprintf("line %d, column %d", b.Line, b.Column)
	if b.Heading != "" {
		where += " (" + b.Heading + ")"
	}
	return where + ": " + b.Problem
}

// A BadCellsError says that a file holds cells that cannot be used.
type BadCellsError struct {
	File string
	Bad  []BadCell
}

func (e *BadCellsError) Error() string {
	if len(e.Bad) == 1 {
		return e.File + ", " + e.Bad[0].String()
	}
	return fmt.Sprintf("%s has %d cells that cannot be used, the first in line %d, column %d",
		e.File, len(e.Bad), e.Bad[0].Line, e.Bad[0].Column)
}

// A table is what a file holds before anything of it is understood.
type table struct {
	// rows are the cells' values, shown the same cells as a spreadsheet shows
	// them: 5 may be shown as 500 %.
	rows, shown [][]string
	// lines are where the rows begin.
	lines []int
	// noValue says of an empty cell that it has a formula whose value was not
	// saved; nil for text.
	noValue func(row, column int) bool
	// over are the values of merged cells, for the cells under the first.
	over map[[2]int]string
	// text says that the cells were parted by separators.
	text bool
}

// ReadResponses reads a CSV, TSV or XLSX file with one row for each response;
// what it is, is seen from the data and not from the name. The error says what
// is wrong in one line; a *BadCellsError lists the cells.
func ReadResponses(data []byte, f ResponseFile) (Responses, error) {
	t, found, err := f.open(data)
	if err != nil {
		return Responses{}, err
	}
	r := reading{file: f, table: t, columns: found.columns, groups: map[[2]string]*Rated{}}
	r.out = Responses{Columns: map[ResponseColumn]string{}, Kind: found.kind}
	r.head = t.shown[found.row]
	for c, at := range found.columns {
		r.out.Columns[c] = oneLine(r.head[at])
	}
	for i := found.row + 1; i < len(t.rows); i++ {
		r.row(i)
	}
	if len(r.out.Bad) > 0 && !f.SkipBad {
		return Responses{}, &BadCellsError{File: f.Name, Bad: r.out.Bad}
	}
	if r.out.Rows == 0 {
		return Responses{}, fmt.Errorf("%s has no responses under its headings", f.Name)
	}
	r.unread(found)
	r.finish()
	return r.out, nil
}

// unread finds the columns of free text that are none of those that are read.
func (r *reading) unread(found heading) {
	read := map[int]bool{}
	for _, at := range found.columns {
		read[at] = true
	}
	for at, name := range r.head {
		if read[at] || oneLine(name) == "" {
			continue
		}
		for i := found.row + 1; i < len(r.table.shown); i++ {
			if len(strings.Fields(at0(r.table.shown[i], at))) >= freeText {
				r.out.Unread = append(r.out.Unread, oneLine(name))
				r.out.Remarks = append(r.out.Remarks, fmt.Sprintf(
					"The column %q holds text that was not read, so no letter says that all comments are there; --columns tells what it is.", shorten(oneLine(name))))
				break
			}
		}
	}
}

// freeText is how many words in a cell are more than a name or a choice.
const freeText = 4

func (f ResponseFile) open(data []byte) (table, heading, error) {
	switch {
	case len(data) > MaxResponses:
		return table{}, heading{}, fmt.Errorf("%s is larger than %d MB", f.Name, MaxResponses>>20)
	case isZip(data):
		return f.openBook(data)
	case isOldExcel(data):
		return table{}, heading{}, fmt.Errorf("%s is an old or protected Excel file; save it as .xlsx, or as CSV", f.Name)
	}
	return f.openText(data)
}

// A reading gathers the rows into groups.
type reading struct {
	file    ResponseFile
	table   table
	columns map[ResponseColumn]int
	head    []string
	groups  map[[2]string]*Rated // by speaker and session
	order   []*Rated
	several int // cells that name several speakers
	out     Responses
}

func (r *reading) bad(row, column int, problem string) {
	b := BadCell{Line: r.table.lines[row], Column: column + 1, Problem: problem}
	if column < len(r.head) {
		b.Heading = shorten(oneLine(r.head[column]))
	}
	r.out.Bad = append(r.out.Bad, b)
}

// cell returns a cell as the spreadsheet shows it, without space around it.
func (r *reading) cell(row int, c ResponseColumn) string {
	at, ok := r.columns[c]
	if !ok {
		return ""
	}
	if s := writing.Fold(at0(r.table.shown[row], at)); s != "" {
		return s
	}
	return writing.Fold(r.table.over[[2]int{row, at}])
}

func at0(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// row takes one response in.
func (r *reading) row(i int) {
	ratings, comments := map[ResponseColumn]int{}, map[ResponseColumn]string{}
	before := len(r.out.Bad)
	for _, c := range ratingColumns {
		if n, ok := r.rating(i, c); ok {
			ratings[c] = n
		}
	}
	for _, c := range commentColumns {
		if s := r.cell(i, c); s != "" {
			comments[c] = strings.ReplaceAll(s, "\x00", "\ufffd")
		}
	}
	if len(ratings) == 0 && len(comments) == 0 && len(r.out.Bad) == before {
		r.unanswered(i)
		return
	}
	speakers, session, ok := r.names(i)
	if !ok || len(ratings) == 0 && len(comments) == 0 {
		return
	}
	r.out.Rows++
	for _, speaker := range speakers {
		r.group(speaker, session, speakers).add(ratings, comments)
	}
}

// unanswered takes a row without any answer in: it is no response, but whom it
// names has a letter, if only one that says that the answers were too few.
func (r *reading) unanswered(i int) {
	for _, c := range []ResponseColumn{ColumnSpeaker, ColumnSession} {
		if _, there := r.columns[c]; there && normal(r.cell(i, c)) == "" {
			return // an empty row, or a line between the rows
		}
	}
	if speakers, session, ok := r.names(i); ok {
		for _, speaker := range speakers {
			r.group(speaker, session, speakers)
		}
	}
}

// rating reads one rating; ok is false where there is none, or none that counts.
func (r *reading) rating(i int, c ResponseColumn) (n int, ok bool) {
	at, asked := r.columns[c]
	if !asked {
		return 0, false
	}
	value, shown := writing.Fold(at0(r.table.rows[i], at)), writing.Fold(at0(r.table.shown[i], at))
	if value == "" && shown == "" {
		if r.table.noValue != nil && r.table.noValue(i, at) {
			r.bad(i, at, "the formula's value was not saved; open the workbook in a spreadsheet program and save it")
		}
		return 0, false
	}
	n, ok = ratingIn(value)
	if again, same := ratingIn(shown); !ok || !same || again != n {
		if shown == "" || ratingLike(shown) {
			shown = value // 5.4 shown as 5
		}
		r.bad(i, at, fmt.Sprintf("%q is not a rating from 1 to 6", shorten(oneLine(shown))))
		return 0, false
	}
	return n, true
}

func ratingLike(s string) bool { _, ok := ratingIn(s); return ok }

// ratingIn reads "5", and what spreadsheets make of it: "5,0" and "5.0".
func ratingIn(s string) (int, bool) {
	if s == "" || s[0] < '0'+survey.MinRating || s[0] > '0'+survey.MaxRating {
		return 0, false
	}
	if rest := s[1:]; rest != "" {
		if len(rest) < 2 || len(rest) > 3 || rest[0] != ',' && rest[0] != '.' || strings.Trim(rest[1:], "0") != "" {
			return 0, false
		}
	}
	return int(s[0] - '0'), true
}

// names reads who held what.
func (r *reading) names(i int) (speakers []string, session string, ok bool) {
	before := len(r.out.Bad)
	session = r.line(i, ColumnSession, "session")
	speakers = []string{""}
	if cell := r.line(i, ColumnSpeaker, "speaker"); cell != "" {
		speakers = speakersIn(r.cell(i, ColumnSpeaker))
	}
	if at := r.columns; r.table.text && len(at) > 0 {
		for j := len(r.head); j < len(r.table.rows[i]); j++ {
			if writing.Fold(r.table.rows[i][j]) != "" {
				r.bad(i, j, "there is no heading over this cell; is a separator inside a text that has no quotation marks around it?")
				break
			}
		}
	}
	if len(speakers) == 0 {
		r.bad(i, r.columns[ColumnSpeaker], "the speaker's name is missing")
	}
	return speakers, session, len(r.out.Bad) == before
}

// line reads a name or a title; it is empty where the file has no such column.
func (r *reading) line(i int, c ResponseColumn, what string) string {
	at, ok := r.columns[c]
	if !ok {
		return ""
	}
	s := normal(r.cell(i, c))
	switch {
	case s == "":
		r.bad(i, at, "the "+what+" is missing")
	case len([]rune(s)) > survey.MaxTitle:
		r.bad(i, at, fmt.Sprintf("the %s is longer than %d characters", what, survey.MaxTitle))
	case !writing.IsText(s):
		r.bad(i, at, "the "+what+" holds characters that are not text")
	}
	return s
}

// group returns what is gathered of a speaker in a session.
func (r *reading) group(speaker, session string, all []string) *Rated {
	g := r.groups[[2]string{speaker, session}]
	if g == nil {
		g = &Rated{
			Speaker: speaker, Session: session,
			Tallies: map[ResponseColumn]survey.Tally{}, Comments: map[ResponseColumn][]string{},
		}
		r.groups[[2]string{speaker, session}] = g
		r.order = append(r.order, g)
	}
	for _, other := range all {
		if other != speaker && !slices.Contains(g.With, other) {
			g.With = append(g.With, other)
			r.several++
		}
	}
	return g
}

func (g *Rated) add(ratings map[ResponseColumn]int, comments map[ResponseColumn]string) {
	g.Responses++
	for c, n := range ratings {
		g.Tallies[c] = g.Tallies[c].Add(survey.TallyOf(n))
	}
	for c, s := range comments {
		g.Comments[c] = append(g.Comments[c], s)
	}
}

// finish puts the groups in order.
func (r *reading) finish() {
	for _, g := range r.order {
		for _, texts := range g.Comments {
			slices.Sort(texts)
		}
		r.out.Rated = append(r.out.Rated, *g)
	}
	r.remark()
}
