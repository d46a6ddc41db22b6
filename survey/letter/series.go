package letter

import (
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
)

// maxOccasions is how many occasions a sentence names one by one.
const maxOccasions = 6

// sums says that the letter sums several sessions.
func (b *builder) sums() bool { return len(b.facts.Series) > 0 }

// count is how many occasions the letter sums, in words: "tre".
func (b *builder) count() string { return b.c.Spelled(len(b.facts.Series)) }

// common is what all occasions have the same, or nothing.
func (b *builder) common(of func(survey.Occasion) string) string {
	var said string
	for i, o := range b.facts.Series {
		s := oneLine(of(o))
		if i > 0 && s != said {
			return ""
		}
		said = s
	}
	return said
}

// eventName is the event's, or that of all occasions.
func (b *builder) eventName() string {
	if b.sums() {
		return b.common(func(o survey.Occasion) string { return o.Event.Name })
	}
	return oneLine(b.facts.Event.Name)
}

// dayOf is an occasion's day, with its year where that is not the letter's; empty
// where it is not known.
func (b *builder) dayOf(o survey.Occasion) string {
	if o.Session.Starts.IsZero() {
		return ""
	}
	starts := o.Session.Starts.In(o.Event.Location())
	if starts.Year() != b.date.Year() {
		return b.c.Date(starts)
	}
	return b.c.Day(starts)
}

// days are the occasions' days, each with its place where they are not all at one;
// nil where a day is not known. Several on one day are one of them.
func (b *builder) days(places bool) []string {
	var days []string
	times := map[string]int{}
	for _, o := range b.facts.Series {
		day, place := b.dayOf(o), isolate(oneLine(o.Event.Place))
		if day == "" {
			return nil
		}
		form := "letter.series.day"
		if places && place != "" {
			form += ".place"
		}
		if day = b.c.T(form, "date", day, "place", place); times[day] == 0 {
			days = append(days, day)
		}
		times[day]++
	}
	for i, day := range days {
		if n := times[day]; n > 1 && len(days) > 1 {
			days[i] = b.c.T("letter.series.same", "day", day, "count", b.c.Spelled(n))
		}
	}
	return days
}

// seriesOccasion says how often, and where and when: "vid tre tillfällen: den 3
// mars i Uppsala, …".
func (b *builder) seriesOccasion() string {
	places := b.kind() != survey.KindWebinar && b.common(func(o survey.Occasion) string { return o.Event.Place }) == ""
	days := b.days(places)
	switch {
	case len(days) == 0:
		return b.c.T("letter.series.occasions", "count", b.count())
	case len(days) == 1:
		return b.c.T("letter.series.oneday", "count", b.count(), "day", days[0])
	case len(days) <= maxOccasions:
		return b.c.T("letter.series.days", "count", b.count(), "days", b.c.List(days))
	}
	first, last := b.facts.Series[0], b.facts.Series[len(b.facts.Series)-1]
	return b.c.T("letter.series.between", "count", b.count(), "first", b.dayOf(first), "last", b.dayOf(last))
}

// seriesTurnout says that the letter sums, why, and how many answered in all.
func (b *builder) seriesTurnout() string {
	c, n, s, invited := b.c, b.facts.Tallies.Responses, b.facts.Session, b.facts.Invited
	why := c.T("letter.series.why", "count", b.count()) + " "
	switch {
	case invited > 0 && n <= invited:
		said := why + c.T("letter.series.invited", "invited", invited, "n", n, "percent", c.Percent(n, invited))
		return strings.TrimSpace(said + " " + b.fewerAttended())
	case s.Attended <= 0:
		return strings.TrimSpace(why + c.T("letter.series.answers", "n", n) + " " + b.someExceeded())
	case s.Exceeded(n):
		return why + b.exceeded("letter.series")
	case s.About:
		return strings.TrimSpace(why + c.T("letter.series.about", "attended", s.Attended, "n", n) + " " + b.someExceeded())
	}
	return strings.TrimSpace(why + c.T("letter.series.attended", "attended", s.Attended, "n", n) + " " + b.someExceeded())
}

// someExceeded says at how many occasions more answers came than people attended,
// where the sums do not show it.
func (b *builder) someExceeded() string {
	n := 0
	for _, o := range b.facts.Series {
		if o.Exceeded {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return b.c.T("letter.over.some"+b.linked(), "n", n, "count", b.c.Spelled(n))
}

// honest says what the figures are of. What an organization has written itself
// speaks of one occasion, and so is not in a letter that sums several.
func (b *builder) honest() string {
	if !b.sums() {
		return b.part(wording.Honest)
	}
	if contact := isolate(oneLine(b.facts.Organization.Contact)); contact != "" {
		return b.c.T("letter.series.honest", "count", b.count(), "contact", contact)
	}
	return b.c.T("letter.series.honest.bare", "count", b.count())
}

// seriesPlace is where the occasions were: all places, each once.
func (b *builder) seriesPlace() string {
	var places []string
	for _, o := range b.facts.Series {
		if place := isolate(oneLine(o.Event.Place)); place != "" && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return b.c.List(places)
}

// seriesDate is when they were.
func (b *builder) seriesDate() string {
	var days []string
	for _, o := range b.facts.Series {
		if day := b.dayOf(o); day != "" && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return b.c.List(days)
}
