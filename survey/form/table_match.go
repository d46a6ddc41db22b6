package form

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

var (
	clockShape = regexp.MustCompile(`^(?:kl\.? *)?(\d{1,2})(?:[:.](\d{2})(?:[:.]00)?)?(?: ?UTC ?([+-])(\d{1,2})(?::?(\d{2}))?)?$`)
	isoDay     = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:[T ]+(.*))?$`)
	dottedDay  = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: +(.*))?$`)
)

// times reads when the session starts and ends.
func (r *tableReader) times(line int, s *survey.Session, value map[Column]string, at map[Column]int) {
	day, column := r.day, at[ColumnTime]
	if cell := value[ColumnDate]; cell != "" {
		d, rest, ok := cutDay(cell)
		if !ok || strings.Trim(rest, "0:. ") != "" { // a spreadsheet may add a midnight
			r.refuse(line, at[ColumnDate], MsgTableDate, cell)
			return
		}
		day = d
	}
	cell := value[ColumnTime]
	if d, rest, ok := cutDay(cell); ok {
		day, cell = d, rest
	}
	from, to := cutSpan(cell)
	ends := value[ColumnEnds]
	last := day
	if d, rest, ok := cutDay(ends); ok {
		last, ends = d, rest
	}
	endColumn := at[ColumnEnds]
	if ends == "" {
		ends = to
	}
	if to != "" || endColumn == 0 {
		endColumn = column
	}
	var ok bool
	if s.Starts, ok = r.moment(line, column, day, from); !ok {
		return
	}
	if s.Ends, ok = r.moment(line, endColumn, last, ends); !ok {
		return
	}
	if !s.Ends.After(s.Starts) {
		r.refuse(line, endColumn, MsgEnds, ends)
	}
	s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, r.zone)
}

// cutDay cuts a date off the beginning: 2026-04-16, or 16.4.2026. With slashes
// nobody knows which number is the month.
func cutDay(s string) (day, rest string, ok bool) {
	if m := isoDay.FindStringSubmatch(s); m != nil {
		return m[1], m[2], true
	}
	if m := dottedDay.FindStringSubmatch(s); m != nil {
		return m[3] + "-" + two(m[2]) + "-" + two(m[1]), m[4], true
	}
	return "", s, false
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// west is a dash that parts no span: 01:30 UTC-4.
var west = regexp.MustCompile(`UTC ?[-–−]`)

// cutSpan parts 09:00–10:30 at its dash.
func cutSpan(s string) (from, to string) {
	const minus = "UTC\x00"
	s = west.ReplaceAllString(s, minus)
	defer func() {
		from, to = strings.ReplaceAll(from, minus, "UTC-"), strings.ReplaceAll(to, minus, "UTC-")
	}()
	for _, dash := range []string{"–", "—", "-"} {
		if from, to, ok := strings.Cut(s, dash); ok {
			return strings.TrimSpace(from), strings.TrimSpace(to)
		}
	}
	return s, ""
}

// moment reads a clock on a day.
func (r *tableReader) moment(line, column int, day, clock string) (time.Time, bool) {
	m := clockShape.FindStringSubmatch(clock)
	switch {
	case m == nil && clock == "":
		r.refuse(line, column, MsgNoTimes, clock)
		return time.Time{}, false
	case m == nil:
		r.refuse(line, column, MsgTableTime, clock)
		return time.Time{}, false
	case day == "":
		r.refuse(line, column, MsgTableDate, "")
		return time.Time{}, false
	}
	if m[2] == "" {
		m[2] = "00"
	}
	written := day + "T" + two(m[1]) + ":" + m[2]
	if m[3] != "" {
		written += m[3] + two(m[4]) + ":" + two(cmp.Or(m[5], "00"))
	}
	t, err := ParseTimeOf(written, r.zone, r.which)
	if err != nil {
		r.refuse(line, column, err.Message, day+" "+clock)
		for k, v := range err.Args {
			r.table.Errs[len(r.table.Errs)-1].Args[k] = v
		}
		return t, false
	}
	return t, true
}

// match finds the session that each row is, first those that are the same in
// title and start.
func (r *tableReader) match() {
	if len(r.table.Errs) > 0 {
		return
	}
	seen := map[string]bool{}
	for _, row := range r.read {
		name := row.p.Session.Title + "\n" + row.p.Session.Starts.UTC().String()
		if seen[name] {
			r.refuse(row.line, row.titleColumn, MsgRowTwice, row.p.Session.Title)
		}
		seen[name] = true
	}
	if len(r.table.Errs) > 0 {
		return
	}
	is := make([]*survey.SessionState, len(r.read))
	for i, row := range r.read {
		at := slices.IndexFunc(r.there, func(st survey.SessionState) bool {
			return writing.OneLine(st.Session.Title) == row.p.Session.Title && st.Session.Starts.Equal(row.p.Session.Starts)
		})
		if at >= 0 {
			is[i], r.claimed[r.there[at].Session.ID] = &r.there[at], true
		}
	}
	for i, row := range r.read {
		if is[i] == nil {
			is[i] = r.moved(row)
		}
		r.table.Rows = append(r.table.Rows, r.result(row, is[i]))
	}
}

// moved returns the session that the row is at another time: the only one left
// with its title, where the row is also the only one.
func (r *tableReader) moved(row readRow) *survey.SessionState {
	var found *survey.SessionState
	for i, st := range r.there {
		if writing.OneLine(st.Session.Title) != row.p.Session.Title || r.claimed[st.Session.ID] || st.Session.State == survey.StateCancelled {
			continue
		}
		if found != nil {
			return nil
		}
		found = &r.there[i]
	}
	same := 0
	for _, other := range r.read {
		if other.p.Session.Title == row.p.Session.Title {
			same++
		}
	}
	if found == nil || same > 1 {
		return nil
	}
	r.claimed[found.Session.ID] = true
	return found
}

// result says what saving the row does to the session that it is, if any.
func (r *tableReader) result(row readRow, st *survey.SessionState) TableRow {
	if st == nil {
		row.p.Session.State, row.p.Session.K = survey.StateDraft, r.event.K
		return TableRow{Line: row.line, Change: RowNew, Session: row.p}
	}
	given, s := row.p.Session, st.Session
	out := TableRow{Line: row.line, Change: RowSame}
	changed := func(field string, is bool) bool {
		if is {
			out.Fields = append(out.Fields, field)
		}
		return is
	}
	opens, closes := survey.DefaultWindow(s.Ends, r.zone)
	standard := s.OpensAt.Equal(opens) && s.ClosesAt.Equal(closes)
	moved := changed(FieldStarts, !s.Starts.Equal(given.Starts))
	moved = changed(FieldEnds, !s.Ends.Equal(given.Ends)) || moved
	if moved {
		s.Starts, s.Ends = given.Starts, given.Ends
		if standard {
			s.OpensAt, s.ClosesAt = given.OpensAt, given.ClosesAt
		}
	}
	if changed(FieldRoom, row.has[ColumnRoom] && s.Room != given.Room) {
		s.Room = given.Room
	}
	if changed(survey.FieldKind, row.has[ColumnKind] && s.Kind != given.Kind) {
		s.Kind = given.Kind
	}
	appearances := st.Appearances
	if row.has[ColumnSpeaker] {
		merged, different := mergeSpeakers(st.Appearances, row.p.Appearances)
		if changed(survey.FieldSpeaker, different) {
			appearances = merged
		}
	}
	out.Session = survey.ProgrammeSession{Session: s, Appearances: appearances}
	if len(out.Fields) > 0 {
		out.Change = RowChanged
		if s.State != survey.StateDraft {
			r.refuse(row.line, row.titleColumn, MsgRowOpen, s.Title)
		}
	}
	return out
}

// mergeSpeakers puts the given speakers in the place of those there: who is there
// already by name keeps role, language, number, and an address that is not given.
func mergeSpeakers(there, given []survey.Appearance) (merged []survey.Appearance, different bool) {
	different = len(there) != len(given)
	for _, g := range given {
		at := slices.IndexFunc(there, func(a survey.Appearance) bool { return writing.OneLine(a.Speaker.Name) == g.Speaker.Name })
		if at < 0 {
			merged, different = append(merged, g), true
			continue
		}
		a := there[at]
		if g.Speaker.Email != "" && writing.FoldAddress(g.Speaker.Email) != writing.FoldAddress(a.Speaker.Email) {
			a.Speaker.Email, different = g.Speaker.Email, true
		}
		merged = append(merged, a)
	}
	return merged, different
}
