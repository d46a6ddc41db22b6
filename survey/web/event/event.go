package event

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	// SearchFrom is from how many sessions on the event's page has a search.
	SearchFrom = 13
	// wholeUpTo is how many sessions a page shows at most with all its days; a
	// longer programme is shown a day at a time.
	wholeUpTo = 60
	// dayUpTo is how many sessions of a day a page shows at most.
	dayUpTo = 100
	// openUpTo is how many of those open now stand on top.
	openUpTo = 8
)

// What the event's page is asked for in its address.
const (
	searchField = "q"
	dayField    = "day"  // "2026-04-16"
	fromField   = "from" // how many sessions of the day come before
)

// An eventPage is the event as attendees see it: where to find the sessions
// that they heard, and to come back to after each answer.
type eventPage struct {
	Organization, Name, Place, Base string
	// Zone says where the times apply.
	Zone string
	// Open are on top: open, not yet answered here, nearest in time first.
	Open []EventSession
	// Nothing says that no session is open; AllDone that all open ones are
	// answered here.
	Nothing, AllDone bool
	Days             []eventDay
	// Links lead to the other days; More to the day's next sessions.
	Links []dayLink
	More  string
	// CanSearch shows the search; Typed is what is searched for, and Found says
	// what that found.
	CanSearch    bool
	Typed, Found string
	// Answered says that something is answered here.
	Answered bool
	// FollowUp leads to what is left of the event, where everybody may see that.
	FollowUp string
	// Spoken is the language of the names and titles, see page.Spoken.
	Spoken survey.Language
	// Invited says that the visitor came by a personal link.
	Invited bool
	// Seal and Here tell the browser who has the device, as in heading.
	Seal, Here string
}

// An eventDay is a day of the programme.
type eventDay struct {
	Name     string
	Sessions []EventSession
}

type dayLink struct {
	Name, Address string
	Current       bool
}

// An EventSession is a session in the list.
type EventSession struct {
	Title, Speakers, Address string
	// Spoken is the title's language, see page.Spoken.
	Spoken survey.Language
	// When is the time of day and the room.
	When string
	// State is where it stands, Instead what is held in its place.
	State, Instead, InsteadAddress string
	// FollowUp leads to what is left of it, where everybody may see that.
	FollowUp       string
	Open, Answered bool
}

// Event shows an event's programme to attendees.
func (s *Room) Event(w http.ResponseWriter, r *http.Request) error {
	e, invitation, err := s.eventEntered(r)
	if err != nil {
		if errors.Is(err, survey.ErrNotFound) || errors.Is(err, page.TooManyGuesses) {
			typed, _ := url.PathUnescape(chi.URLParam(r, "code"))
			return s.NoSession(w, r, typed, err)
		}
		return err
	}
	if e.Sessions, err = s.AdmitTo(r, e); err != nil {
		return err
	}
	base := "/e/" + string(e.Event.Code)
	if chi.URLParam(r, "code") != string(e.Event.Code) {
		http.Redirect(w, r, base, http.StatusSeeOther)
		return nil
	}
	language := s.Language(w, r, page.Offered(e.Event))
	p := ProgrammePage{
		EventSessions: e, S: s, Catalog: i18n.For(language), Zone: e.Event.Location(), answered: marked(r, page.Holder(invitation, page.PersonOf(r, e.Event.Code))),
		view: eventPage{
			Organization: e.Organization.Name, Name: e.Event.Name, Spoken: page.Spoken(e.Event, language), Place: e.Event.Place, Base: base,
			CanSearch: len(e.Sessions) >= SearchFrom, Invited: invitation.ID != 0,
			Seal: page.Holder(invitation, page.PersonOf(r, e.Event.Code)), Here: page.Here(r, e.Event.Code),
		},
	}
	if err := p.addFollowUps(r.Context()); err != nil {
		return err
	}
	p.fill(r.URL.Query())
	title := e.Event.Name
	if p.view.Typed != "" {
		title = p.Catalog.T("event.found.title", "typed", p.view.Typed, "event", title)
	}
	return s.Render(w, r, http.StatusOK, "event/event", page.Page{
		Language: language, Offered: page.Offered(e.Event), Title: title, Event: e.Event.Code, Data: p.view,
	})
}

// addFollowUps finds the follow-up pages that everybody may read.
func (p *ProgrammePage) addFollowUps(ctx context.Context) error {
	pages, err := p.S.store.FollowUps(ctx, p.Event.ID)
	if err != nil {
		return err
	}
	p.after = map[survey.ID]bool{}
	for _, f := range pages {
		if f.SessionID == 0 {
			p.view.FollowUp = "/f/" + string(p.Event.Code)
		} else {
			p.after[f.SessionID] = true
		}
	}
	return nil
}

// AdmitTo returns the sessions that the visitor may answer: all, or those that
// the personal link is for. Without one an event for invited people shows
// nothing of itself.
func (s *Room) AdmitTo(r *http.Request, e survey.EventSessions) ([]survey.SessionState, error) {
	if e.Event.Access != survey.AccessInvitation {
		return e.Sessions, nil
	}
	i, err := s.InvitationTo(r, e.Event)
	if err != nil {
		return nil, err
	}
	var sessions []survey.SessionState
	for _, st := range e.Sessions {
		if i.ID != 0 && i.For(st.Session) {
			sessions = append(sessions, st)
		}
	}
	if len(sessions) == 0 {
		return nil, page.Uninvited
	}
	return sessions, nil
}

// eventNamed returns the event that the address names.
func (s *Room) eventNamed(r *http.Request) (survey.EventSessions, error) {
	typed, err := url.PathUnescape(chi.URLParam(r, "code"))
	code, ok := survey.ParseCode(typed)
	if err != nil || !ok {
		return survey.EventSessions{}, fmt.Errorf("event: %w", survey.ErrNotFound)
	}
	e, err := s.store.Event(r.Context(), code)
	return e, s.MissedCode(r, err)
}

// fill chooses what the page shows: what was searched for, or what is open now
// and the programme by day.
func (p *ProgrammePage) fill(asked url.Values) {
	p.view.Answered = len(p.answered) > 0
	p.view.Zone = zoneName(p.Zone)
	if typed := Searched(asked, searchField); typed != "" {
		p.find(typed)
		return
	}
	top := p.open()
	days := p.days(func(st survey.SessionState) bool { return !top[st.Session.Code] })
	if len(p.Sessions) <= wholeUpTo {
		for _, d := range days {
			p.view.Days = append(p.view.Days, eventDay{p.dayName(d.date), p.lines(d.sessions)})
		}
		return
	}
	p.oneDay(days, asked)
}

// find fills in the sessions that the words find.
func (p *ProgrammePage) find(typed string) {
	q := NewSearch(typed)
	n := 0
	for _, d := range p.days(q.Finds) {
		left := d.sessions[:min(len(d.sessions), max(0, dayUpTo-n))]
		n += len(d.sessions)
		if len(left) > 0 {
			p.view.Days = append(p.view.Days, eventDay{p.dayName(d.date), p.lines(left)})
		}
	}
	p.view.Typed, p.view.CanSearch = typed, true
	p.view.Found = p.Catalog.T("event.found", "n", n, "typed", typed)
	if n == 0 {
		p.view.Found = p.Catalog.T("event.found.none", "typed", typed)
	} else if n > dayUpTo {
		p.view.Found = p.Catalog.T("event.found.many", "n", n, "typed", typed, "shown", dayUpTo)
	}
}

// oneDay fills in the asked day of a long programme, or else today, or else the
// first day to come, or else the last.
func (p *ProgrammePage) oneDay(days []programmeDay, asked url.Values) {
	if len(days) == 0 {
		return
	}
	today := p.S.Now().In(p.Zone).Format(time.DateOnly)
	chosen := len(days) - 1
	for i := len(days) - 1; i >= 0; i-- {
		if days[i].key() >= today {
			chosen = i
		}
	}
	for i, d := range days {
		if d.key() == asked.Get(dayField) {
			chosen = i
		}
	}
	for i, d := range days {
		if len(days) > 1 {
			p.view.Links = append(p.view.Links, dayLink{p.dayName(d.date), p.dayAddress(d, 0), i == chosen})
		}
	}
	d := days[chosen]
	from, err := strconv.Atoi(asked.Get(fromField))
	if err != nil || from < 0 || from >= len(d.sessions) {
		from = 0
	}
	to := min(from+dayUpTo, len(d.sessions))
	if to < len(d.sessions) {
		p.view.More = p.dayAddress(d, to)
	}
	p.view.Days = []eventDay{{p.dayName(d.date), p.lines(d.sessions[from:to])}}
}

func (p *ProgrammePage) dayAddress(d programmeDay, from int) string {
	q := url.Values{dayField: {d.key()}}
	if from > 0 {
		q.Set(fromField, strconv.Itoa(from))
	}
	return p.view.Base + "?" + q.Encode()
}
