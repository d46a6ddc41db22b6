package programme

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// A boardView is the board of an event, for organizers or for the door.
type boardView struct {
	Event, EventAddress string
	// Page is the board's own address, Live that of its stream.
	Page, Live string
	Done       string
	Attention  []attentionLine
	Sessions   []boardLine
	// May says that sessions can be opened and closed here, and the link for the
	// door made; Door is that link.
	May  bool
	Door string
	// Times is the form that sets when the chosen sessions open and close.
	Times timesView
}

type attentionLine struct{ Text, Address string }

type boardLine struct {
	Code, Title, Address, When, Room string
	State                            survey.State
	StateText, Answers, Rate         string
	// Clock is when the clock opens or closes it.
	Clock string
	// Do is what can be done to it: open or close; empty for nothing.
	Do string
	// Chosen says that it was chosen, and Seen is its revision.
	Chosen bool
	Seen   int
}

// Board shows how an event goes.

// boardDone are what leads back to the board and is said there.
var boardDone = []string{
	"organizer.board.done.sessions", "organizer.board.done.none", "organizer.board.done.times",
	"organizer.board.done.door", "organizer.board.done.nodoor",
}

func (s *Room) Board(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showBoard(w, r, o, http.StatusOK, timesView{})
}

// showBoard shows the board, with the form for times as it was typed.
func (s *Room) showBoard(w http.ResponseWriter, r *http.Request, o desk, status int, times timesView) error {
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	b, err := o.store.Board(r.Context(), code)
	if err != nil {
		return err
	}
	if times.Zone == "" {
		times = o.timesForm(b.Event, nil, nil)
	}
	base := o.Base + "/e/" + string(code)
	view := boardView{
		Event: b.Event.Name, EventAddress: base, Page: base + "/board", Live: base + "/board/live",
		May: o.May("edit") != "", Sessions: boardLines(o.Catalog, b, o.Base+"/s/"), Times: times,
	}
	for i, line := range view.Sessions {
		view.Sessions[i].Chosen = slices.Contains(r.PostForm[form.FieldChosen], line.Code)
	}
	if b.Key != "" && view.May {
		view.Door = s.URL + "/b/" + b.Key
	}
	view.Done = o.Catalog.T(page.DoneKey(r, boardDone...))
	view.Attention = o.attention(b, base, s.Now())
	return s.ShowOffice(w, r, o.Desk, status, "office/programme/board", page.Page{
		Title: o.Catalog.T("organizer.board.title", "event", b.Event.Name), Failed: times.Summary != "", Data: view,
	})
}

// attention is what needs somebody's attention now, the most urgent first.
func (o desk) attention(b survey.Board, base string, now time.Time) []attentionLine {
	var lines []attentionLine
	for _, sort := range survey.Attentions {
		for _, line := range b.Board {
			if !slices.Contains(line.Attention(now), sort) {
				continue
			}
			at := attentionLine{
				o.Catalog.T(sort.BoardKey(), o.attentionArgs(line, sort)...),
				o.Base + "/s/" + string(line.Session.Code),
			}
			switch {
			case sort == survey.AttentionComments:
				at.Address = base + "/comments?session=" + string(line.Session.Code)
			case sort == survey.AttentionAddress && o.May("edit") != "":
				at.Address += "/edit"
			}
			lines = append(lines, at)
		}
	}
	return lines
}

// attentionArgs are what the text on a session that needs attention speaks of.
func (o desk) attentionArgs(line survey.BoardSession, sort survey.Attention) []any {
	n := line.Unread
	if sort == survey.AttentionExceeded {
		n = line.Responses
	}
	return []any{
		"session", line.Session.Title, "n", n, "k", line.Session.K,
		"attended", office.Attended(o.Catalog, line.Session), "burst", line.Burst,
	}
}

// boardLines are the sessions of a board; without sessions, lines lead nowhere.
func boardLines(c *i18n.Catalog, b survey.Board, sessions string) []boardLine {
	var lines []boardLine
	byClock := func(key string, at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return c.T(key, "time", c.Moment(at.In(b.Event.Location())))
	}
	for _, st := range b.Board {
		line := boardLine{
			Code: string(st.Session.Code), Title: st.Session.Title, Room: st.Session.Room, State: st.Session.State,
			StateText: office.StateText(c, st.Session), Answers: c.Int(st.Responses), Seen: st.Session.Revision,
		}
		if !st.Session.Starts.IsZero() {
			line.When = c.Clock(st.Session.Starts.In(b.Event.Location()))
		}
		if st.Session.Rehearsal {
			line.Rate = c.T("organizer.rehearsal.board")
		} else if st.Session.Exceeded(st.Responses) {
			line.Rate = c.T("organizer.board.exceeded", "attended", office.Attended(c, st.Session))
		} else if st.Session.Attended > 0 {
			line.Rate = c.T("organizer.board.rate", "percent", c.Percent(st.Responses, st.Session.Attended))
		}
		if sessions != "" {
			line.Address = sessions + string(st.Session.Code)
			switch st.Session.State {
			case survey.StateDraft:
				line.Do, line.Clock = "open", byClock("organizer.board.opens", st.Session.OpensAt)
			case survey.StateOpen:
				line.Do, line.Clock = "close", byClock("organizer.board.closes", st.Session.ClosesAt)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// BoardAct opens or closes the chosen sessions, now or by the clock.
// Those whose state does not allow it any more are left as they are.
func (s *Room) BoardAct(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	address := o.Base + "/e/" + string(e.Event.Code) + "/board"
	do := r.PostForm.Get("do")
	switch do {
	case "door", "nodoor":
		if err := o.store.SetDoor(r.Context(), e.Event.Code, do == "door"); err != nil {
			return err
		}
		http.Redirect(w, r, address+"?done="+do, http.StatusSeeOther)
		return nil
	case "times":
		return s.boardTimes(w, r, o, e)
	case "open", "close":
	default:
		return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	done := "none"
	for _, st := range e.Sessions {
		if !slices.Contains(r.PostForm[form.FieldChosen], string(st.Session.Code)) {
			continue
		}
		_, err := o.store.Act(r.Context(), st.Session.Code, survey.Action(do))
		if _, ok := office.Refused(err); ok {
			continue
		}
		if err != nil {
			return err
		}
		done = "sessions"
	}
	http.Redirect(w, r, address+"?done="+done, http.StatusSeeOther)
	return nil
}

// DoorBoard is the board for who has not signed in: how many have answered, and
// nothing else.
func (s *Room) DoorBoard(w http.ResponseWriter, r *http.Request) error {
	key := chi.URLParam(r, "key")
	b, err := s.door.DoorBoard(r.Context(), key)
	if err != nil {
		return s.MissedKey(r, err)
	}
	c := i18n.For(s.Language(w, r, i18n.LanguagesFor(i18n.Organizers)))
	return s.Render(w, r, http.StatusOK, "office/programme/board", page.Page{
		Language: c.Language(), Offered: i18n.LanguagesFor(i18n.Organizers), Organizer: true, Home: "/",
		Title: c.T("organizer.board.title", "event", b.Event.Name),
		Data: boardView{
			Event: b.Event.Name, Page: "/b/" + key, Live: "/b/" + key + "/live", Sessions: boardLines(c, b, ""),
		},
	})
}

// BoardLive tells the board's page when something has changed.
func (s *Room) BoardLive(w http.ResponseWriter, r *http.Request, o desk) error {
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	return s.stream(w, r, func(ctx context.Context) (survey.Board, error) {
		if err := s.StillIn(ctx, o.Member); err != nil {
			return survey.Board{}, err
		}
		return o.store.Board(ctx, code)
	})
}

// DoorBoardLive does the same for those who stand in the door.
func (s *Room) DoorBoardLive(w http.ResponseWriter, r *http.Request) error {
	key := chi.URLParam(r, "key")
	return s.MissedKey(r, s.stream(w, r, func(ctx context.Context) (survey.Board, error) { return s.door.DoorBoard(ctx, key) }))
}

const (
	// boardPause is how often a stream looks, so how often a board may move.
	boardPause = 2 * time.Second
	// boardBeat is how often a stream says something, so that proxies keep it.
	boardBeat = 15 * time.Second
	// boardWrite is how long a reader may take to take what is said.
	boardWrite = 10 * time.Second
	// boardLife is how long a stream lasts. Browsers then come again, and show
	// anew that they may.
	boardLife = 10 * time.Minute
)

// stream says "changed" whenever the board has changed. What it says of the
// board is a number that means nothing; the page then asks for itself again.
func (s *Room) stream(w http.ResponseWriter, r *http.Request, read func(context.Context) (survey.Board, error)) error {
	b, err := read(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would keep it back
	control := http.NewResponseController(w)
	say := func(text string) error {
		// The server's own limit is for pages; a stream has one for each message.
		if err := control.SetWriteDeadline(time.Now().Add(boardWrite)); err != nil {
			return err
		}
		if _, err := w.Write([]byte(text)); err != nil {
			return err
		}
		return control.Flush()
	}
	last := version(b, s.Now())
	if say("retry: 3000\nevent: changed\ndata: "+last+"\n\n") != nil {
		return nil
	}
	ticker, life, said := time.NewTicker(boardPause), time.After(boardLife), time.Now()
	defer ticker.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.Stopping:
			return nil
		case <-life:
			return nil
		case <-ticker.C:
		}
		if b, err = read(r.Context()); err != nil {
			return nil // what can be told of it, the next stream tells
		}
		text := ""
		if now := version(b, s.Now()); now != last {
			last, text = now, "event: changed\ndata: "+now+"\n\n"
		} else if time.Since(said) > boardBeat {
			text = ": \n\n"
		}
		if text == "" {
			continue
		}
		if said = time.Now(); say(text) != nil {
			return nil
		}
	}
}

// version is a number for what the board shows at now.
func version(b survey.Board, now time.Time) string {
	h := fnv.New64a()
	for _, st := range b.Board {
		fmt.Fprintln(h, st.Session.Code, st.Session.State, st.Session.Rehearsal, st.Responses, st.Unread, st.Session.Attended, st.Session.OpensAt, st.Session.ClosesAt, st.Attention(now))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
