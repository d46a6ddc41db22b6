package store

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// ours are the ids and codes that a transaction of an office knows to be its
// organization's: those that it has read by something that it knew already, and
// those of rows that it has written. An id that came from outside is not among
// them until a statement has found it together with one that is. So no statement
// that forgets whose row it writes can reach another organization's: it is
// refused before the database sees it.
//
// A transaction of the whole store has none, and is not held to it: those are the
// clock's, the program's own, and those of attendees and speakers, whose
// statements name a key, a device or a session.
type ours struct {
	organization survey.ID
	known        map[any]bool // survey.ID and survey.Code
}

// errNotOurs: the statement names nothing that the transaction knows to be its
// organization's. That is this program's fault; who asked is told only that there
// is no such thing.
var errNotOurs = fmt.Errorf("a statement writes by an id that was not read as the organization's: %w", survey.ErrNotFound)

func oursOf(by organizer.Member) *ours {
	o := &ours{organization: by.Organization.ID, known: map[any]bool{}}
	o.learn(by.Organization.ID, by.Organizer.ID)
	return o
}

// learn takes ids and codes as the organization's; what is neither is left out.
func (o *ours) learn(values ...any) {
	if o == nil {
		return
	}
	for _, v := range values {
		if id := identifier(v); id != nil {
			o.known[id] = true
		}
	}
}

// knowsAny says whether one of the values is known, knowsAll whether no id or code
// among them is unknown.
func (o *ours) knowsAny(values []any) bool {
	return slices.ContainsFunc(values, func(v any) bool { return o.known[identifier(v)] })
}

func (o *ours) knowsAll(values []any) bool {
	return !slices.ContainsFunc(values, func(v any) bool {
		id := identifier(v)
		return id != nil && !o.known[id]
	})
}

// identifier returns the value as the id or the code that it is, or nil.
func identifier(v any) any {
	switch v := v.(type) {
	case survey.ID:
		if v != 0 {
			return v
		}
	case *survey.ID:
		if v != nil {
			return identifier(*v)
		}
	case survey.Code:
		if v != "" {
			return v
		}
	}
	return nil
}

// asked learns from what a question that named something known has found. A
// number alone, a count, says of no parameter that there is such a thing.
func (o *ours) asked(dest any, args []any) {
	if o == nil || !o.knowsAny(args) {
		return
	}
	found := reflect.ValueOf(dest).Elem()
	if found.Kind() != reflect.Slice || found.Type().Elem().Kind() == reflect.Uint8 {
		if found.Kind() != reflect.Int && found.Kind() != reflect.Bool && found.Type() != reflect.TypeFor[int64]() {
			o.learn(args...) // all that was asked for is in the one row
		}
		o.learnFrom(found)
		return
	}
	for i := range found.Len() {
		o.learnFrom(found.Index(i))
	}
}

// learnFrom learns what a row holds.
func (o *ours) learnFrom(row reflect.Value) {
	if row.Kind() == reflect.Struct {
		for i := range row.NumField() {
			field := row.Type().Field(i)
			switch {
			case field.Anonymous && field.Type.Kind() == reflect.Struct:
				o.learnFrom(row.Field(i))
			case field.IsExported():
				o.learn(row.Field(i).Interface())
			}
		}
		return
	}
	if row.CanInterface() {
		o.learn(row.Interface())
	}
}

// mayRun says whether the statement only asks, or writes what is the organization's.
// What it finds its rows by must name something known; whatever it writes into them
// must be known, but for a new row's own id.
func (o *ours) mayRun(query string, args []any) error {
	if o == nil || strings.HasPrefix(strings.TrimSpace(query), "SELECT") {
		return nil
	}
	if at, width, ok := insertedID(query); ok || width > 0 {
		for i, arg := range args {
			if !(ok && i%width == at) && !o.knowsAll([]any{arg}) {
				return errNotOurs
			}
		}
		return nil
	}
	set, _, _ := strings.Cut(query, "WHERE")
	n := min(strings.Count(set, "?"), len(args))
	if !o.knowsAll(args[:n]) || !o.knowsAny(args[n:]) {
		return errNotOurs
	}
	return nil
}

// wrote learns from a statement that has written so many rows.
func (o *ours) wrote(query string, args []any, rows int64) {
	if o == nil || rows == 0 {
		return
	}
	if _, width, ok := insertedID(query); width > 0 {
		// Where some were there already, nobody knows whose those are.
		if ok && rows*int64(width) >= int64(len(args)) {
			o.learn(args...)
		}
		return
	}
	if !strings.Contains(query, " IN (?") && !strings.Contains(query, " OR ") {
		o.learn(args...) // all that it was found by is in its rows
	}
}

var inserting = regexp.MustCompile(`^\s*INSERT INTO \w+ \(([^)]*)\)\s+VALUES`)

// insertedID returns where among the columns of the rows that the statement
// inserts their id stands, and how many columns those are; 0 for a statement that
// inserts none.
func insertedID(query string) (at, width int, ok bool) {
	found := inserting.FindStringSubmatch(query)
	if found == nil {
		return 0, 0, false
	}
	columns := strings.Split(strings.Join(strings.Fields(found[1]), ""), ",")
	at = slices.Index(columns, "id")
	return at, len(columns), at >= 0
}

// sessionOf returns the organization's session that where finds.
func (t *tx) sessionOf(organization survey.ID, where, lock string, args ...any) (sessionRow, error) {
	var row sessionRow
	err := t.one(&row, "SELECT * FROM session WHERE "+where+" AND event_id IN (SELECT id FROM event WHERE organization_id = ?)"+lock,
		append(args, organization)...)
	return row, err
}

// anySession is sessionOf for an office, and for the whole store whosever it is.
func (t *tx) anySession(where, lock string, args ...any) (sessionRow, error) {
	if t.ours != nil {
		return t.sessionOf(t.ours.organization, where, lock, args...)
	}
	var row sessionRow
	err := t.one(&row, "SELECT * FROM session WHERE "+where+lock, args...)
	return row, err
}

// ownerOf returns whose the event is. An office gets survey.ErrNotFound for
// another organization's.
func (t *tx) ownerOf(event survey.ID) (survey.ID, error) {
	where, args := "id = ?", []any{event}
	if t.ours != nil {
		where, args = where+" AND organization_id = ?", append(args, t.ours.organization)
	}
	var owner survey.ID
	err := t.one(&owner, "SELECT organization_id FROM event WHERE "+where, args...)
	return owner, err
}

// mine returns survey.ErrNotFound unless the event, or the session, with the code
// is the organization's, and is not in the bin.
func (o Office) mine(t *tx, code survey.Code) error {
	var ids []survey.ID
	err := t.all(&ids, `SELECT id FROM event WHERE code = ? AND organization_id = ? AND binned IS NULL
		UNION SELECT session.id FROM session JOIN event ON event.id = session.event_id
		WHERE session.code = ? AND event.organization_id = ? AND session.binned IS NULL`,
		code, o.by.Organization.ID, code, o.by.Organization.ID)
	if err == nil && len(ids) == 0 {
		err = survey.ErrNotFound
	}
	if err == nil {
		t.ours.learn(code)
	}
	return err
}
