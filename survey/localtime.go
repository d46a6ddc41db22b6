package survey

import (
	"slices"
	"time"
)

// mostOffset is how far any clock is from UTC, and some more.
const mostOffset = 26 * time.Hour

// OnClocks returns when the zone's clocks show what wall shows (in UTC): once,
// twice where they are turned back, or never where they skip it; then later is
// the time that would have been it.
func OnClocks(wall time.Time, zone *time.Location) (there []time.Time, later time.Time) {
	for t := wall.Add(-mostOffset).In(zone); ; {
		_, offset := t.Zone()
		is := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if later.IsZero() {
			later = is
		}
		if is.Format(TimeField) == wall.Format(TimeField) && !slices.ContainsFunc(there, is.Equal) {
			there = append(there, is)
		}
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(wall.Add(mostOffset)) {
			slices.SortFunc(there, time.Time.Compare)
			return there, later
		}
		if !end.After(t) { // where what is known of the zone ends (2038) it does not go on
			end = t.Add(time.Hour)
		}
		t = end
	}
}

// SameClock returns when the clocks of a zone show, so many days later, what those
// of another show at t. ok is false where they never do, or twice.
func SameClock(t time.Time, from, to *time.Location, days int) (same time.Time, ok bool) {
	l := t.In(from)
	wall := time.Date(l.Year(), l.Month(), l.Day()+days, l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), time.UTC)
	there, later := OnClocks(wall, to)
	if len(there) != 1 {
		return later, false
	}
	return there[0], true
}
