package event

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// A ProgrammePage makes an eventPage.
type ProgrammePage struct {
	survey.EventSessions
	S        *Room
	Catalog  *i18n.Catalog
	Zone     *time.Location
	answered map[survey.Code]bool
	// after are the sessions with a follow-up page for everybody.
	after map[survey.ID]bool
	view  eventPage
}

// A programmeDay is the sessions that start on a day of the event's zone. Its
// date is zero for sessions without a time.
type programmeDay struct {
	date     time.Time
	sessions []survey.SessionState
}

// key is the day as addresses write it; sessions without a time come last.
func (d programmeDay) key() string {
	if d.date.IsZero() {
		return "none"
	}
	return d.date.Format(time.DateOnly)
}

// days are the programme's days in order, each with those of its sessions that
// are to be kept, by their start; days without any are left out.
func (p *ProgrammePage) days(keep func(survey.SessionState) bool) []programmeDay {
	of := map[string]*programmeDay{}
	for _, st := range p.Sessions {
		if !keep(st) {
			continue
		}
		d := programmeDay{}
		if starts := st.Session.Starts; !starts.IsZero() {
			d.date = starts.In(p.Zone)
		}
		if of[d.key()] == nil {
			of[d.key()] = &d
		}
		of[d.key()].sessions = append(of[d.key()].sessions, st)
	}
	var days []programmeDay
	for _, d := range of {
		slices.SortStableFunc(d.sessions, func(a, b survey.SessionState) int {
			return a.Session.Starts.Compare(b.Session.Starts)
		})
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b programmeDay) int { return strings.Compare(a.key(), b.key()) })
	return days
}

// open puts on top what is open and not answered here, the session whose end is
// nearest first, and says which those are.
func (p *ProgrammePage) open() map[survey.Code]bool {
	var list []survey.SessionState
	anyOpen := false
	for _, st := range p.Nearest() {
		if st.Session.State != survey.StateOpen {
			continue
		}
		anyOpen = true
		if !p.answered[st.Session.Code] {
			list = append(list, st)
		}
	}
	list = list[:min(len(list), openUpTo)]
	top := map[survey.Code]bool{}
	for _, st := range list {
		top[st.Session.Code] = true
		line := p.Line(st)
		line.State = "" // the heading says it
		p.view.Open = append(p.view.Open, line)
	}
	p.view.Nothing, p.view.AllDone = !anyOpen, anyOpen && len(list) == 0
	return top
}

// Nearest are all sessions, the one whose end is nearest first.
func (p *ProgrammePage) Nearest() []survey.SessionState {
	now := p.S.Now()
	list := slices.Clone(p.Sessions)
	slices.SortStableFunc(list, func(a, b survey.SessionState) int {
		return cmp.Compare(now.Sub(a.Session.Ends).Abs(), now.Sub(b.Session.Ends).Abs())
	})
	return list
}

func (p *ProgrammePage) lines(sessions []survey.SessionState) []EventSession {
	lines := make([]EventSession, len(sessions))
	for i, st := range sessions {
		lines[i] = p.Line(st)
	}
	return lines
}

// Line is the session as the programme lists it.
func (p *ProgrammePage) Line(st survey.SessionState) EventSession {
	session := st.Session
	line := EventSession{
		Title: session.Title, Spoken: page.Spoken(p.Event, p.Catalog.Language()), Address: "/s/" + string(session.Code), When: p.when(session),
		Open: session.State == survey.StateOpen, Answered: p.answered[session.Code],
	}
	var names []string
	for _, a := range st.Appearances {
		names = append(names, a.Speaker.Name)
	}
	line.Speakers = p.Catalog.List(names)
	line.State = p.state(session)
	if p.after[session.ID] {
		line.FollowUp = "/f/" + string(session.Code)
	}
	if session.State == survey.StateCancelled && session.ReplacedBy != "" {
		for _, other := range p.Sessions {
			if other.Session.Code == session.ReplacedBy {
				line.Instead, line.InsteadAddress = other.Session.Title, "/s/"+string(other.Session.Code)
			}
		}
	}
	return line
}

// overnight is from how long on a session that ends on another day says on which;
// what goes on past midnight needs no date.
const overnight = 12 * time.Hour

// when is the session's time of day and room: "10.30–12.00, Sal B"; what goes on
// another day says until when: "09.00 – 22 november kl. 16.00".
func (p *ProgrammePage) when(session survey.Session) string {
	room := session.Room
	if session.Starts.IsZero() {
		return room
	}
	when := p.Catalog.Clock(session.Starts.In(p.Zone))
	if session.Ends.After(session.Starts) {
		ends := session.Ends.In(p.Zone)
		if sameDay(ends, session.Starts.In(p.Zone)) || session.Ends.Sub(session.Starts) < overnight {
			when += "–" + p.Catalog.Clock(ends)
		} else {
			when += " – " + p.Catalog.T("format.moment", "day", p.Catalog.Day(ends), "clock", p.Catalog.Clock(ends))
		}
	}
	if room != "" {
		when += ", " + room
	}
	return when
}

// DayAndTime is when with the day before it.
func (p *ProgrammePage) DayAndTime(session survey.Session) string {
	if session.Starts.IsZero() {
		return session.Room
	}
	return p.dayName(session.Starts.In(p.Zone)) + " " + p.when(session)
}

// state says where a session stands, with the time. Of a time on the session's
// own day the clock alone is told, since the day stands above.
func (p *ProgrammePage) state(session survey.Session) string {
	tell := func(key, clock string, t time.Time) string {
		t = t.In(p.Zone)
		if !session.Starts.IsZero() && sameDay(t, session.Starts.In(p.Zone)) {
			return p.Catalog.T(clock, "clock", p.Catalog.Clock(t))
		}
		return p.Catalog.T(key, "time", p.Catalog.Moment(t))
	}
	switch session.State {
	case survey.StateDraft:
		if session.OpensAt.After(p.S.Now()) {
			return tell("event.opens", "event.opens.clock", session.OpensAt)
		}
		return p.Catalog.T("event.draft")
	case survey.StateOpen:
		if session.ClosesAt.IsZero() {
			return p.Catalog.T("event.isopen")
		}
		return tell("event.until", "event.until.clock", session.ClosesAt)
	case survey.StateCancelled:
		return p.Catalog.T("event.cancelled")
	case survey.StateReleased:
		return tell("event.closed", "event.closed.clock", session.Closed) + " " + p.Catalog.T("event.released")
	}
	return tell("event.closed", "event.closed.clock", session.Closed)
}

// sameDay says whether two times in one zone are of the same day.
func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

func (p *ProgrammePage) dayName(date time.Time) string {
	if date.IsZero() {
		return p.Catalog.T("event.others")
	}
	name := []rune(p.Catalog.Weekday(date))
	name[0] = unicode.ToUpper(name[0])
	return string(name)
}

// zoneName is a time zone as people name it: by its city.
func zoneName(zone *time.Location) string {
	name := zone.String()
	return strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " ")
}
