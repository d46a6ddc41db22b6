package web

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
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
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

// organizerBoard shows how an event goes.
func (s *server) organizerBoard(w http.ResponseWriter, r *http.Request, m member) error {
	return s.showBoard(w, r, s.office(w, r, m), http.StatusOK, timesView{})
}

// showBoard shows the board, with the form for times as it was typed.
func (s *server) showBoard(w http.ResponseWriter, r *http.Request, o office, status int, times timesView) error {
	code, err := codeNamed(r)
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
	base := o.base + "/e/" + string(code)
	view := boardView{
		Event: b.Event.Name, EventAddress: base, Page: base + "/board", Live: base + "/board/live",
		May: o.may("edit") != "", Sessions: boardLines(o.catalog, b, o.base+"/s/"), Times: times,
	}
	for i, line := range view.Sessions {
		view.Sessions[i].Chosen = slices.Contains(r.PostForm[survey.FieldChosen], line.Code)
	}
	if b.Key != "" && view.May {
		view.Door = s.url + "/b/" + b.Key
	}
	if done := r.URL.Query().Get("done"); slices.Contains([]string{"sessions", "none", "times", "door", "nodoor"}, done) {
		view.Done = o.catalog.T("organizer.board.done." + done)
	}
	view.Attention = o.attention(b, base, s.now())
	return s.showOffice(w, r, o, status, "organizer_board", page{
		Title: o.catalog.T("organizer.board.title", "event", b.Event.Name), Failed: times.Summary != "", Data: view,
	})
}

// attention is what needs somebody's attention now, the most urgent first.
func (o office) attention(b store.Board, base string, now time.Time) []attentionLine {
	var lines []attentionLine
	for _, sort := range survey.Attentions {
		for _, line := range b.Board {
			if !slices.Contains(line.Attention(now), sort) {
				continue
			}
			at := attentionLine{
				o.catalog.T("organizer.board.attention."+string(sort), o.attentionArgs(line, sort)...),
				o.base + "/s/" + string(line.Session.Code),
			}
			switch {
			case sort == survey.AttentionComments:
				at.Address = base + "/comments?session=" + string(line.Session.Code)
			case sort == survey.AttentionAddress && o.may("edit") != "":
				at.Address += "/edit"
			}
			lines = append(lines, at)
		}
	}
	return lines
}

// attentionArgs are what the text on a session that needs attention speaks of.
func (o office) attentionArgs(line survey.BoardSession, sort survey.Attention) []any {
	n := line.Unread
	if sort == survey.AttentionExceeded {
		n = line.Responses
	}
	return []any{
		"session", line.Session.Title, "n", n, "k", line.Session.K,
		"attended", attended(o.catalog, line.Session), "burst", line.Burst,
	}
}

// boardLines are the sessions of a board; without sessions, lines lead nowhere.
func boardLines(c *i18n.Catalog, b store.Board, sessions string) []boardLine {
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
			StateText: stateText(c, st.Session), Answers: c.Int(st.Responses), Seen: st.Session.Revision,
		}
		if !st.Session.Starts.IsZero() {
			line.When = c.Clock(st.Session.Starts.In(b.Event.Location()))
		}
		if st.Session.Rehearsal {
			line.Rate = c.T("organizer.rehearsal.board")
		} else if st.Session.Exceeded(st.Responses) {
			line.Rate = c.T("organizer.board.exceeded", "attended", attended(c, st.Session))
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

// organizerBoardAct opens or closes the chosen sessions, now or by the clock.
// Those whose state does not allow it any more are left as they are.
func (s *server) organizerBoardAct(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	page := o.base + "/e/" + string(e.Event.Code) + "/board"
	do := r.PostForm.Get("do")
	switch do {
	case "door", "nodoor":
		if err := o.store.SetDoor(r.Context(), e.Event.Code, do == "door"); err != nil {
			return err
		}
		http.Redirect(w, r, page+"?done="+do, http.StatusSeeOther)
		return nil
	case "times":
		return s.boardTimes(w, r, o, e)
	case "open", "close":
	default:
		return problem{http.StatusBadRequest, "badform"}
	}
	done := "none"
	for _, st := range e.Sessions {
		if !slices.Contains(r.PostForm[survey.FieldChosen], string(st.Session.Code)) {
			continue
		}
		_, err := o.store.Act(r.Context(), st.Session.Code, survey.Action(do))
		if _, ok := refused(err); ok {
			continue
		}
		if err != nil {
			return err
		}
		done = "sessions"
	}
	http.Redirect(w, r, page+"?done="+done, http.StatusSeeOther)
	return nil
}

// doorBoard is the board for who has not signed in: how many have answered, and
// nothing else.
func (s *server) doorBoard(w http.ResponseWriter, r *http.Request) error {
	key := chi.URLParam(r, "key")
	b, err := s.store.DoorBoard(r.Context(), key)
	if err != nil {
		return s.missedKey(r, err)
	}
	c := i18n.For(s.language(w, r, i18n.LanguagesFor(i18n.Organizers)))
	return s.render(w, r, http.StatusOK, "organizer_board", page{
		Language: c.Language(), Offered: i18n.LanguagesFor(i18n.Organizers), Organizer: true, Home: "/",
		Title: c.T("organizer.board.title", "event", b.Event.Name),
		Data: boardView{
			Event: b.Event.Name, Page: "/b/" + key, Live: "/b/" + key + "/live", Sessions: boardLines(c, b, ""),
		},
	})
}

func (s *server) organizerBoardLive(w http.ResponseWriter, r *http.Request, m member) error {
	code, err := codeNamed(r)
	if err != nil {
		return err
	}
	o := s.store.Office(m)
	return s.stream(w, r, func(ctx context.Context) (store.Board, error) {
		if err := s.stillIn(ctx, m); err != nil {
			return store.Board{}, err
		}
		return o.Board(ctx, code)
	})
}

func (s *server) doorBoardLive(w http.ResponseWriter, r *http.Request) error {
	key := chi.URLParam(r, "key")
	return s.missedKey(r, s.stream(w, r, func(ctx context.Context) (store.Board, error) { return s.store.DoorBoard(ctx, key) }))
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
func (s *server) stream(w http.ResponseWriter, r *http.Request, read func(context.Context) (store.Board, error)) error {
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
	last := version(b, s.now())
	if say("retry: 3000\nevent: changed\ndata: "+last+"\n\n") != nil {
		return nil
	}
	ticker, life, said := time.NewTicker(boardPause), time.After(boardLife), time.Now()
	defer ticker.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-stopping(r.Context()):
			return nil
		case <-life:
			return nil
		case <-ticker.C:
		}
		if b, err = read(r.Context()); err != nil {
			return nil // what can be told of it, the next stream tells
		}
		text := ""
		if now := version(b, s.now()); now != last {
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
func version(b store.Board, now time.Time) string {
	h := fnv.New64a()
	for _, st := range b.Board {
		fmt.Fprintln(h, st.Session.Code, st.Session.State, st.Session.Rehearsal, st.Responses, st.Unread, st.Session.Attended, st.Session.OpensAt, st.Session.ClosesAt, st.Attention(now))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

type stoppingKey struct{}

// WithStopping returns a context for the requests of a server, whose streams end
// when done is closed: else a server that shuts down waits for them.
func WithStopping(ctx context.Context, done <-chan struct{}) context.Context {
	return context.WithValue(ctx, stoppingKey{}, done)
}

func stopping(ctx context.Context) <-chan struct{} {
	done, _ := ctx.Value(stoppingKey{}).(<-chan struct{})
	return done // nil, where nobody said: it never comes
}
