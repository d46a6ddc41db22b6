package form

import (
	"regexp"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// The messages about times of a zone's clocks. {text} is the clock, {day} the day.
const (
	MsgNoTime   = "organizer.edit.error.time"
	MsgOffset   = "organizer.edit.error.offset"  // the zone is at {offset} then
	MsgNoDay    = "organizer.edit.error.day"     // 30 February
	MsgSkipped  = "organizer.edit.error.skipped" // the clocks skip it; {next} is as much later
	MsgTwoTimes = "organizer.edit.error.twotimes"
	MsgYear     = "organizer.edit.error.year"
)

// Which of the two times that are written alike is meant, where the clocks are
// turned back; empty where nobody has said.
type Which string

// The two times.
const (
	WhichFirst  Which = "first"
	WhichSecond Which = "second"
)

// Whiches are both.
var Whiches = []Which{WhichFirst, WhichSecond}

// FieldWhich is the field that says which of two times the time field means.
func FieldWhich(field string) string { return field + "-which" }

var timeShape = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2})[:.](\d{2})(?:[:.]00)? ?(Z|[+-]\d{2}:?\d{2})?$`)

// ParseTime reads a time as an organizer writes it, in the zone: 2026-04-16T09:00,
// or with a space, or with a dot in the clock. A time that the zone's clocks skip
// is refused, and so is one that they show twice, since nobody knows which was
// meant: unless how far it is from UTC stands after it, as in 02:30+01:00. That is
// refused where the zone's clocks are not so far from UTC then. The error has a
// message and no field.
func ParseTime(s string, zone *time.Location) (time.Time, *survey.FieldError) {
	return ParseTimeOf(s, zone, "")
}

// ParseTimeOf is ParseTime where which says which of two times is meant.
func ParseTimeOf(s string, zone *time.Location, which Which) (time.Time, *survey.FieldError) {
	m := timeShape.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, &survey.FieldError{Message: MsgNoTime, Args: map[string]any{"text": writing.ShortLine(s)}}
	}
	day, clock := m[1], two(m[2])+":"+m[3]
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return time.Time{}, &survey.FieldError{Message: MsgNoDay, Args: map[string]any{"text": day}}
	}
	wall, err := time.Parse(survey.TimeField, day+"T"+clock)
	switch {
	case err != nil:
		return time.Time{}, &survey.FieldError{Message: MsgNoTime, Args: map[string]any{"text": writing.ShortLine(s)}}
	case wall.Year() < firstYear || wall.Year() > lastYear:
		return wall, &survey.FieldError{Message: MsgYear, Args: map[string]any{"low": strconv.Itoa(firstYear), "high": strconv.Itoa(lastYear)}}
	case m[4] != "":
		return parseOffset(wall, m[4], zone)
	}
	there, later := survey.OnClocks(wall, zone)
	switch {
	case len(there) == 0:
		return later, &survey.FieldError{Message: MsgSkipped, Args: map[string]any{
			"text": clock, "day": day, "next": later.Format("2006-01-02 15:04"),
		}}
	case len(there) == 1 || which == WhichFirst:
		return there[0], nil
	case which == WhichSecond:
		return there[len(there)-1], nil
	}
	return there[0], &survey.FieldError{Message: MsgTwoTimes, Args: map[string]any{
		"text": clock, "day": day, "first": there[0].Format("-07:00"), "second": there[len(there)-1].Format("-07:00"),
	}}
}

// parseOffset is the time on a clock of the zone that is so far from UTC.
func parseOffset(wall time.Time, offset string, zone *time.Location) (time.Time, *survey.FieldError) {
	for _, layout := range []string{"Z07:00", "Z0700"} {
		t, err := time.Parse(survey.TimeField+layout, wall.Format(survey.TimeField)+offset)
		if err != nil {
			continue
		}
		is := t.In(zone)
		if !goesSo(is, wall) {
			return is, &survey.FieldError{Message: MsgOffset, Args: map[string]any{
				"text": wall.Format("15:04") + offset, "day": wall.Format(time.DateOnly), "offset": is.Format("-07:00"),
			}}
		}
		return is, nil
	}
	return time.Time{}, &survey.FieldError{Message: MsgNoTime, Args: map[string]any{"text": writing.ShortLine(wall.Format("15:04") + offset)}}
}

// goesSo says whether the clocks of t's zone show what wall shows (in UTC) at t, or
// would, had they not been changed just before or not until just after.
func goesSo(t, wall time.Time) bool {
	if t.Format(survey.TimeField) == wall.Format(survey.TimeField) {
		return true
	}
	if there, _ := survey.OnClocks(wall, t.Location()); len(there) > 0 {
		return false
	}
	begins, ends := t.ZoneBounds()
	for _, near := range []time.Time{begins.Add(-time.Second), ends} {
		_, offset := near.Zone()
		if wall.Add(-time.Duration(offset) * time.Second).Equal(t) {
			return true
		}
	}
	return false
}

// whichOf says which of two times t is on the zone's clocks; empty where they
// show its time once.
func whichOf(t time.Time, zone *time.Location) Which {
	if t.IsZero() {
		return ""
	}
	l := t.In(zone)
	there, _ := survey.OnClocks(time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC), zone)
	switch {
	case len(there) < 2:
		return ""
	case l.Truncate(time.Minute).Equal(there[0]):
		return WhichFirst
	}
	return WhichSecond
}

// time reads a time in the zone; empty is refused when need is set.
func (in *input) time(field string, zone *time.Location, need bool) time.Time {
	s := in.value(field)
	if s == "" {
		if need {
			in.refuse(field, survey.MsgMissing, nil)
		}
		return time.Time{}
	}
	t, err := ParseTimeOf(s, zone, Which(in.value(FieldWhich(field))))
	if err != nil {
		in.refuse(field, err.Message, err.Args)
	}
	return t
}

// putTime writes a time into its fields as in.time reads it, and nothing for the
// zero time.
func putTime(fields map[string]string, field string, t time.Time, zone *time.Location) {
	fields[field] = ""
	if t.IsZero() {
		return
	}
	fields[field] = t.In(zone).Format(survey.TimeField)
	if which := whichOf(t, zone); which != "" {
		fields[FieldWhich(field)] = string(which)
	}
}
