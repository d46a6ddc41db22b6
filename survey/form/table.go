package form

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// A Column is what a column of a pasted programme holds.
type Column string

// The columns of a programme. ColumnTime holds a start, or a start and an end.
const (
	ColumnDate    Column = "date"
	ColumnTime    Column = "time"
	ColumnEnds    Column = "ends"
	ColumnTitle   Column = "title"
	ColumnSpeaker Column = "speaker"
	ColumnEmail   Column = "email"
	ColumnRoom    Column = "room"
	ColumnKind    Column = "kind"
)

// plainColumns are those of a table without a heading.
var plainColumns = []Column{ColumnTime, ColumnEnds, ColumnTitle, ColumnSpeaker, ColumnEmail, ColumnRoom}

// columnNames are what people call the columns, in Swedish and English.
var columnNames = map[string]Column{
	"datum": ColumnDate, "dag": ColumnDate, "date": ColumnDate, "day": ColumnDate,
	"tid": ColumnTime, "start": ColumnTime, "börjar": ColumnTime, "starttid": ColumnTime, "från": ColumnTime, "klockan": ColumnTime,
	"time": ColumnTime, "starts": ColumnTime, "start time": ColumnTime, "from": ColumnTime, "begins": ColumnTime,
	"slut": ColumnEnds, "slutar": ColumnEnds, "sluttid": ColumnEnds, "till": ColumnEnds,
	"end": ColumnEnds, "ends": ColumnEnds, "end time": ColumnEnds, "to": ColumnEnds,
	"titel": ColumnTitle, "rubrik": ColumnTitle, "pass": ColumnTitle, "title": ColumnTitle, "session": ColumnTitle,
	"talare": ColumnSpeaker, "medverkande": ColumnSpeaker, "föreläsare": ColumnSpeaker, "namn": ColumnSpeaker,
	"speaker": ColumnSpeaker, "speakers": ColumnSpeaker, "presenter": ColumnSpeaker, "name": ColumnSpeaker,
	"e-post": ColumnEmail, "epost": ColumnEmail, "mejl": ColumnEmail, "mail": ColumnEmail, "e-mail": ColumnEmail, "email": ColumnEmail,
	"e-postadress": ColumnEmail,
	"sal":          ColumnRoom, "lokal": ColumnRoom, "rum": ColumnRoom, "plats": ColumnRoom, "room": ColumnRoom, "hall": ColumnRoom, "place": ColumnRoom,
	"typ": ColumnKind, "form": ColumnKind, "type": ColumnKind, "kind": ColumnKind,
}

var kindNames = map[string]survey.Kind{
	"webbinarium": survey.KindWebinar, "webinar": survey.KindWebinar, "workshop": survey.KindWorkshop,
	"föreläsning": survey.KindTalk, "föredrag": survey.KindTalk, "talk": survey.KindTalk, "lecture": survey.KindTalk, "presentation": survey.KindTalk,
	"panel": survey.KindPanel, "panelsamtal": survey.KindPanel, "samtal": survey.KindPanel,
	"hela evenemanget": survey.KindEvent, "evenemang": survey.KindEvent, "whole event": survey.KindEvent, "event": survey.KindEvent,
}

// The messages about a pasted programme; {line} is the line, {column} the
// column's number.
const (
	FieldTable    = "table"
	FieldDate     = "date"
	MsgTableEmpty = "organizer.paste.error.empty"
	MsgTableLong  = "organizer.paste.error.many" // more than MaxRows
	MsgTableCell  = "organizer.paste.error.cell" // quotation marks that do not end
	MsgTableWide  = "organizer.paste.error.wide" // more cells than the heading has
	MsgNoTitles   = "organizer.paste.error.titles"
	MsgNoTimes    = "organizer.paste.error.times"
	MsgTableTime  = "organizer.paste.error.time"
	MsgTableDate  = "organizer.paste.error.date" // neither 2026-04-16 nor 16.4.2026
	MsgTableKind  = "organizer.paste.error.kind"
	MsgTableMails = "organizer.paste.error.emails" // more addresses than names
	MsgRowTwice   = "organizer.paste.error.twice"
	MsgRowOpen    = "organizer.paste.error.open" // changes a session that has opened
)

// MaxRows is how many sessions can be pasted at once.
const MaxRows = 300

// A RowChange is what saving a pasted row would do.
type RowChange string

// What a row does.
const (
	RowNew     RowChange = "new"
	RowChanged RowChange = "changed"
	RowSame    RowChange = "same"
)

// RowChanges are what a row may do.
var RowChanges = []RowChange{RowNew, RowChanged, RowSame}

// A TableRow is a pasted session.
type TableRow struct {
	// Line is where it stands in what was pasted, from 1.
	Line   int
	Change RowChange
	// Fields are what changes, by the names of a session's fields.
	Fields []string
	// Session is as it would be saved.
	Session survey.ProgrammeSession
}

// A Table is a pasted programme.
type Table struct {
	Rows []TableRow
	// Errs have the Args line and column, and text where a cell is quoted.
	Errs survey.FieldErrors
}

// Count returns how many rows there are of the change.
func (t Table) Count(c RowChange) int {
	n := 0
	for _, r := range t.Rows {
		if r.Change == c {
			n++
		}
	}
	return n
}

// Sessions returns what is to be added and what is to be changed.
func (t Table) Sessions() (add, change []survey.ProgrammeSession) {
	for _, r := range t.Rows {
		switch r.Change {
		case RowNew:
			add = append(add, r.Session)
		case RowChanged:
			change = append(change, r.Session)
		}
	}
	return add, change
}

// Seen names what the table would do, so that what is saved is what was shown.
func (t Table) Seen() string {
	h := sha256.New()
	for _, r := range t.Rows {
		fmt.Fprintln(h, r.Change, r.Fields, r.Session.Session.ID, r.Session.Session.Revision,
			r.Session.Session.Starts.UnixMicro(), r.Session.Session.Ends.UnixMicro())
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// ReadTable reads a programme as it is copied from a spreadsheet: rows of cells
// with tabs, or semicolons, between them, under a heading, in Swedish or
// English, or without one in the order of plainColumns. day (2026-04-16) is the
// date of rows that have none. A row is the session there with the same title
// and start, or else the only one with its title; what a row leaves empty stays
// as it is. Nothing is right unless Errs is empty.
func ReadTable(text, day string, e survey.Event, there []survey.SessionState) Table {
	return ReadTableOf(text, day, "", e, there)
}

// ReadTableOf is ReadTable where which, WhichFirst or WhichSecond, says which time
// is meant by one that the event's clocks show twice. A cell may say that itself:
// 02:30 UTC+1.
func ReadTableOf(text, day string, which Which, e survey.Event, there []survey.SessionState) Table {
	r := &tableReader{event: e, zone: e.Location(), day: writing.Fold(day), which: which, there: there, claimed: map[survey.ID]bool{}}
	if !writing.IsText(text) {
		r.refuse(1, 1, survey.MsgCharacters, "")
		return r.table
	}
	cells, places := r.cells(text)
	if len(r.table.Errs) > 0 || len(cells) == 0 {
		if len(cells) == 0 && len(r.table.Errs) == 0 {
			r.refuse(1, 1, MsgTableEmpty, "")
		}
		return r.table
	}
	first := r.heading(cells[0])
	switch {
	case len(cells)-first > MaxRows:
		r.refuse(places[first], 1, MsgTableLong, "")
	case len(cells) == first:
		r.refuse(places[0], 1, MsgTableEmpty, "")
	case !slices.Contains(r.columns, ColumnTitle):
		r.refuse(places[0], 1, MsgNoTitles, "")
	case !slices.Contains(r.columns, ColumnTime):
		r.refuse(places[0], 1, MsgNoTimes, "")
	}
	if len(r.table.Errs) > 0 {
		return r.table
	}
	for i := first; i < len(cells); i++ {
		r.row(places[i], cells[i])
	}
	r.match()
	return r.table
}

// A tableReader reads a table.
type tableReader struct {
	event   survey.Event
	zone    *time.Location
	day     string
	which   Which
	there   []survey.SessionState
	columns []Column
	claimed map[survey.ID]bool
	read    []readRow
	table   Table
}

// A readRow is a row before it is known which session it is.
type readRow struct {
	line        int
	p           survey.ProgrammeSession
	has         map[Column]bool
	titleColumn int
}

func (r *tableReader) refuse(line, column int, message, text string) {
	r.table.Errs = append(r.table.Errs, survey.FieldError{
		Field: FieldTable, Message: message,
		Args: map[string]any{"line": strconv.Itoa(line), "column": strconv.Itoa(column), "text": writing.ShortLine(text), "n": MaxRows},
	})
}

// cells parts the text; lines without anything are left out. Each row comes with
// its line.
func (r *tableReader) cells(text string) (rows [][]string, lines []int) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ").Replace(strings.TrimPrefix(text, "\ufeff"))
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes, c.Comma = -1, true, ';'
	if strings.Contains(text, "\t") {
		c.Comma = '\t'
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, lines
		}
		if err != nil {
			line := 1
			if at, ok := errors.AsType[*csv.ParseError](err); ok {
				line = at.StartLine
			}
			r.refuse(line, 1, MsgTableCell, "")
			return nil, nil
		}
		line, _ := c.FieldPos(0)
		empty := true
		for i := range row {
			row[i] = writing.Fold(row[i])
			empty = empty && row[i] == ""
		}
		if !empty {
			rows, lines = append(rows, row), append(lines, line)
		}
	}
}

// heading finds out what the columns are, and returns how many rows that took.
func (r *tableReader) heading(row []string) int {
	known := 0
	for _, cell := range row {
		column := columnNames[strings.ToLower(strings.TrimRight(cell, ":"))]
		if column != "" {
			known++
		}
		r.columns = append(r.columns, column)
	}
	if known >= 2 || known == len(row) {
		return 1
	}
	r.columns = plainColumns
	return 0
}

// row reads one session.
func (r *tableReader) row(line int, cells []string) {
	value, at := map[Column]string{}, map[Column]int{}
	for i, cell := range cells {
		if i >= len(r.columns) {
			if cell != "" {
				r.refuse(line, i+1, MsgTableWide, cell)
			}
			continue
		}
		if column := r.columns[i]; column != "" && value[column] == "" {
			value[column], at[column] = cell, i+1
		}
	}
	got := readRow{line: line, has: map[Column]bool{}, titleColumn: at[ColumnTitle]}
	for column, cell := range value {
		got.has[column] = cell != ""
	}
	s := &got.p.Session
	s.Title, s.Room = writing.OneLine(value[ColumnTitle]), writing.OneLine(value[ColumnRoom])
	for _, c := range []struct {
		column Column
		text   string
	}{{ColumnTitle, s.Title}, {ColumnRoom, s.Room}} {
		if err := survey.CheckLine(c.text, c.column == ColumnTitle); err != nil {
			r.refuse(line, max(at[c.column], 1), err.Message, c.text)
			r.table.Errs[len(r.table.Errs)-1].Args["n"] = err.Args["n"]
		}
	}
	s.Kind = survey.KindTalk
	if kind := value[ColumnKind]; kind != "" {
		var ok bool
		if s.Kind, ok = kindNames[strings.ToLower(kind)]; !ok {
			r.refuse(line, at[ColumnKind], MsgTableKind, kind)
		}
	}
	r.times(line, s, value, at)
	got.p.Appearances = r.speakers(line, s.Kind, value, at)
	r.read = append(r.read, got)
}

// speakers reads the names and addresses of a row: several with a comma, a
// semicolon, a slash or an "and" between.
func (r *tableReader) speakers(line int, kind survey.Kind, value map[Column]string, at map[Column]int) []survey.Appearance {
	names, emails := parts(value[ColumnSpeaker], true), parts(value[ColumnEmail], false)
	if len(emails) > len(names) {
		r.refuse(line, at[ColumnEmail], MsgTableMails, value[ColumnEmail])
	}
	if kind == survey.KindEvent && len(names) > 0 {
		r.refuse(line, at[ColumnSpeaker], MsgSpeakers, value[ColumnSpeaker])
	}
	var list []survey.Appearance
	for i, name := range names {
		if err := survey.CheckLine(name, true); err != nil {
			r.refuse(line, at[ColumnSpeaker], err.Message, name)
		}
		a := survey.Appearance{Role: kind.DefaultRole(), Rated: true, Speaker: survey.Speaker{Name: name, Language: r.event.Language}}
		if i < len(emails) {
			a.Speaker.Email = emails[i]
			if !writing.IsEmail(emails[i]) {
				r.refuse(line, at[ColumnEmail], MsgEmail, emails[i])
			}
		}
		list = append(list, a)
	}
	return list
}

var between = strings.NewReplacer("\n", ";", ",", ";", "/", ";", " & ", ";", " och ", ";", " and ", ";", " + ", ";")

// parts parts a cell of several.
func parts(cell string, names bool) []string {
	if names {
		cell = between.Replace(cell)
	} else {
		cell = strings.NewReplacer("\n", ";", ",", ";", " ", ";").Replace(cell)
	}
	var list []string
	for _, part := range strings.Split(cell, ";") {
		if part = writing.OneLine(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}
