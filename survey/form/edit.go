package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// The messages of the organizer's forms; keys of the catalogs.
const (
	MsgEmail     = "organizer.edit.error.email"
	MsgEnds      = "organizer.edit.error.ends"   // not after the start
	MsgCloses    = "organizer.edit.error.closes" // not after the opening
	MsgK         = "organizer.edit.error.k"
	MsgAttended  = "organizer.edit.error.attended"
	MsgZone      = "organizer.edit.error.zone"
	MsgZoneFixed = "organizer.edit.error.zonefixed" // {text}: the zone that stays
	MsgPick      = "organizer.edit.error.pick"      // none of what there is to choose from
	MsgTaken     = "organizer.edit.error.taken"     // another has the same name, or the same title and start
	MsgLookalike = "organizer.edit.error.lookalike" // a reader could take it for another's
	MsgSpeakers  = "organizer.edit.error.speakers"
)

// The fields of an event's form.
const (
	FieldName     = "name"
	FieldPlace    = "place"
	FieldZone     = "zone"
	FieldLanguage = "language"
	FieldCompare  = "compare"
	FieldRevision = "revision" // hidden: what the form was opened with
)

const (
	// MaxAttended bounds a mistyped number of people.
	MaxAttended = 1_000_000
	firstYear   = 2000
	lastYear    = 2199
)

// An input reads a posted form and keeps what is wrong with it.
type input struct {
	fields map[string][]string
	errs   survey.FieldErrors
}

func (in *input) value(field string) string {
	if v := in.fields[field]; len(v) > 0 {
		return writing.Fold(v[0])
	}
	return ""
}

// on says whether a box is ticked.
func (in *input) on(field string) bool { return in.value(field) != "" }

func (in *input) refuse(field, message string, args map[string]any) {
	if in.errs.For(field) == nil {
		in.errs = append(in.errs, survey.FieldError{Field: field, Message: message, Args: args})
	}
}

// line reads one line of text.
func (in *input) line(field string, need bool) string {
	s := writing.FoldLine(in.value(field))
	if err := survey.CheckLine(s, need); err != nil {
		in.refuse(field, err.Message, err.Args)
	}
	return s
}

func (in *input) email(field string) string {
	s := in.value(field)
	if s != "" && !writing.IsEmail(s) {
		in.refuse(field, MsgEmail, nil)
	}
	return s
}

// number reads a whole number from low to high; empty is the fallback.
func (in *input) number(field string, low, high, fallback int, message string) int {
	s := in.value(field)
	if s == "" {
		return fallback
	}
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, s))
	if err != nil || n < low || n > high {
		in.refuse(field, message, map[string]any{"low": low, "high": high})
	}
	return n
}

// tick writes a box as a form sends it.
func tick(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// EventFields returns what the form of an event holds.
func EventFields(e survey.Event) map[string]string {
	return map[string]string{
		FieldName: e.Name, FieldPlace: e.Place, FieldZone: e.Zone, FieldLanguage: string(e.Language),
		survey.FieldK: strconv.Itoa(e.K), FieldCompare: tick(e.Compare), FieldRevision: strconv.Itoa(e.Revision),
	}
}

// ReadEvent reads an event's form over the event as it was. known says which
// languages an event can have.
func ReadEvent(fields map[string][]string, e survey.Event, known func(survey.Language) bool) (survey.Event, survey.FieldErrors) {
	in := &input{fields: fields}
	e.Name, e.Place = in.line(FieldName, true), in.line(FieldPlace, false)
	e.Zone = in.value(FieldZone)
	if _, err := time.LoadLocation(e.Zone); err != nil || e.Zone == "" || e.Zone == "Local" {
		in.refuse(FieldZone, MsgZone, map[string]any{"text": writing.ShortLine(e.Zone)})
	}
	e.Language = survey.Language(in.value(FieldLanguage))
	if !known(e.Language) {
		in.refuse(FieldLanguage, MsgPick, nil)
	}
	if !slices.Contains(e.Languages, e.Language) {
		e.Languages = append([]survey.Language{e.Language}, e.Languages...)
	}
	e.K = in.number(survey.FieldK, survey.MinK, survey.MaxK, survey.DefaultK, MsgK)
	e.Compare = in.on(FieldCompare)
	e.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	return e, in.errs
}
