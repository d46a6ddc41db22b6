package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey"
)

// hundred gives the house an event of so many open sessions.
func (h *house) hundred() {
	h.t.Helper()
	p := programme(h.event.Location())
	p.Event.Name = "Stora dagarna"
	like := p.Sessions[0]
	like.Session.Code, like.Session.Attended = "", 1000
	p.Sessions = nil
	for n := range 100 {
		like.Session.Title = fmt.Sprintf("Pass %03d", n)
		p.Sessions = append(p.Sessions, like)
	}
	loaded, err := h.store.Load(h.t.Context(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	h.event = loaded.Event
	all, err := h.store.Event(h.t.Context(), h.event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, st := range all.Sessions {
		h.code[st.Session.Title] = st.Session.Code
	}
}

// counts is what the board's page says of the sessions that have answers.
func (s seen) counts() map[string]string {
	found := map[string]string{}
	for _, cell := range s.Find("td[id^='n-']").EachIter() {
		if n := cell.Find("b").Text(); n != "0" {
			found[strings.TrimPrefix(cell.AttrOr("id", ""), "n-")] = n
		}
	}
	return found
}

// TestABoardOfAHundredSessionsIsCalm answers in a hundred sessions while boards
// are followed. Each says that it has changed once for many answers, and what it
// shows at the end is what the database has.
func TestABoardOfAHundredSessionsIsCalm(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			h.hundred()
			v := h.visitor()
			v.follow(v.post(h.board(), url.Values{"do": {"door"}}))
			door := strings.TrimPrefix(v.get(h.board()).Find("a[href*='/b/']").AttrOr("href", ""), h.url)
			var boards []<-chan string
			for range 3 {
				lines, stop := h.listen(t, door+"/live")
				defer stop()
				boards = append(boards, lines)
			}
			const answers = 80
			begin := time.Now()
			for n := range answers {
				h.visitor().answer(fmt.Sprintf("Pass %03d", n*7%100), "q1", "5")
			}
			// A stream looks every other second, and says one word for all that it sees.
			most := int(time.Since(begin)/(2*time.Second)) + 3
			for i, said := range h.waitForQuiet(boards) {
				if said > most {
					t.Errorf("board %d said %d times that it has changed, want at most %d", i, said, most)
				}
			}
			want := map[string]string{}
			for n := range 100 {
				title := fmt.Sprintf("Pass %03d", n)
				if answered := h.answered(title); answered > 0 {
					want[string(h.code[title])] = fmt.Sprint(answered)
				}
			}
			for _, path := range []string{h.board(), door} {
				if got := v.get(path).counts(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s says %v, the database %v", path, got, want)
				}
			}
		})
	}
}

// waitForQuiet returns how often each board said that it has changed, once each
// has said so and then nothing for longer than it waits between two looks.
func (h *house) waitForQuiet(boards []<-chan string) []int {
	h.t.Helper()
	said, wait := make([]int, len(boards)), 5*time.Second
	for i, lines := range boards {
		for quiet := false; !quiet; {
			select {
			case line, open := <-lines:
				if !open {
					h.t.Fatal("a board's stream is over")
				}
				if strings.HasPrefix(line, "data: ") {
					said[i]++
				}
			case <-time.After(wait):
				quiet = true
			}
		}
		wait = time.Second // the others have been quiet for as long
		if said[i] < 2 {
			h.t.Errorf("board %d has not heard of any answer", i)
		}
	}
	return said
}

// TestABoardStaysStillInABrowser: while answers come, nothing on the page moves, and the
// focus and the place stay; and when the program that serves it is stopped and
// started again, the board finds it and is right.
func TestABoardStaysStillInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.hundred()
	h.clock.advance(15 * time.Minute) // all sessions are over: each has too few answers, until it has them
	var streams atomic.Int64          // that are open
	serve := func(listener net.Listener) *httptest.Server {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/live") {
				streams.Add(1)
				defer streams.Add(-1)
			}
			h.handler.ServeHTTP(w, r)
		}))
		if listener != nil {
			server.Listener.Close()
			server.Listener = listener
		}
		server.Start()
		return server
	}
	server := serve(nil)
	b := h.browse(t)
	b.speak(survey.Swedish)
	b.goTo(server.URL + h.board())
	following := "document.querySelector('.fresh [role=status]').textContent.includes('Uppdateras')"
	cell := func(title, n string) string {
		return "document.querySelector('#n-" + string(h.code[title]) + " b').textContent === '" + n + "'"
	}
	b.until("it follows", following)
	box := "document.querySelector('#do-" + string(h.code["Pass 050"]) + " input')"
	b.do(chromedp.Evaluate[chromedp.Void](`(() => { window.moved = 0;
		new PerformanceObserver((all) => { for (const e of all.getEntries()) moved += e.value; }).observe({ type: 'layout-shift' });
		` + box + `.focus(); })()`))
	top := b.measure("scrollY")
	todo := "document.querySelectorAll('#attention li').length"
	if n := b.measure(todo); n != 100 {
		t.Errorf("%v things to do", n)
	}
	for range 12 {
		for _, title := range []string{"Pass 000", "Pass 050", "Pass 099"} {
			h.visitor().answer(title, "q1", "5")
		}
	}
	b.until("all answers are there", cell("Pass 000", "12")+"&&"+cell("Pass 050", "12")+"&&"+cell("Pass 099", "12"))
	if n := b.measure(todo); n != 97 {
		t.Errorf("%v things are left to do", n)
	}
	if moved := b.measure("moved"); moved != 0 {
		t.Errorf("things moved by %v", moved)
	}
	if now := b.measure("scrollY"); now != top || top == 0 || b.measure("+("+box+" === document.activeElement)") != 1 {
		t.Errorf("the page was at %v and is at %v, or the focus has gone", top, now)
	}

	server.CloseClientConnections()
	h.visitor().answer("Pass 050", "q1", "5")
	b.until("the answer after the cut", cell("Pass 050", "13"))
	address := server.Listener.Addr().String()
	server.CloseClientConnections()
	closeServer(t, server)
	b.until("it says that it is lost", "document.querySelector('.fresh [role=status]').textContent.includes('Ingen kontakt')")
	h.visitor().answer("Pass 050", "q1", "5")
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	again := serve(listener)
	closeAtEnd(t, again)
	b.until("the answer after the restart", cell("Pass 050", "14")+"&&"+following)

	// Paused, it stays as it is.
	b.do(chromedp.Evaluate[chromedp.Void]("document.querySelector('.fresh input').click()"))
	b.eventually("the end of the stream", func() bool { return streams.Load() == 0 }) // so that nothing can tell it
	h.visitor().answer("Pass 050", "q1", "5")
	if b.measure("+("+cell("Pass 050", "14")+")") != 1 {
		t.Error("a paused board moves")
	}
	b.do(chromedp.Evaluate[chromedp.Void]("document.querySelector('.fresh input').click()"))
	b.until("it goes on", cell("Pass 050", "15"))
}
