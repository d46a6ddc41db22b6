package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// What an event's board is measured with: so many open sessions, answers a
// second, and boards that are looked at.
const (
	boardSessions = 100
	boardAnswers  = 50
	boardLooking  = 5
	boardTime     = 15 * time.Second
)

// BenchmarkBoard prints what boards cost that are followed while answers come to
// a hundred sessions, beside the same answers with nobody looking. Each board
// does as a browser: it asks for its page when the stream says so.
func BenchmarkBoard(b *testing.B) {
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.EmptyPostgres}} {
		b.Run(database.name, func(b *testing.B) {
			for b.Loop() {
				none, _ := boards(b, database.open(b), 0)
				with, seen := boards(b, database.open(b), boardLooking)
				fmt.Printf("\n%s, %d open sessions, %d answers a second, %d boards\n", database.name, boardSessions, boardAnswers, boardLooking)
				fmt.Printf("  nobody looking   answer p50 %5.1f ms  p99 %5.1f ms  processor %4.1f %%\n", none.p50, none.p99, none.processor)
				fmt.Printf("  boards followed  answer p50 %5.1f ms  p99 %5.1f ms  processor %4.1f %%\n", with.p50, with.p99, with.processor)
				fmt.Printf("  each board: %.2f events/s (%.0f answers in one), %.1f kB/s; a page p50 %.1f ms; right at the end\n",
					seen.events, boardAnswers/seen.events, seen.kilobytes, seen.page)
				b.ReportMetric(seen.events, "events/s")
				b.ReportMetric(seen.kilobytes, "kB/s")
				b.ReportMetric(with.processor-none.processor, "%processor")
				b.ReportMetric(boardAnswers/seen.events, "answers/event")
			}
		})
	}
}

// A pace is how answers fared: milliseconds, and per cent of one processor
// that the program took.
type pace struct{ p50, p99, processor float64 }

// looking is what one board took: events and kB a second, and milliseconds for
// a page.
type looking struct{ events, kilobytes, page float64 }

func boards(b *testing.B, database string, followed int) (pace, looking) {
	b.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, database, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	event, door := hundredSessions(b, s)
	r := start(b, []string{"OMDOME_DATABASE=" + database}, "serve")
	defer r.kill()

	var watching sync.WaitGroup
	var events, bytes atomic.Int64
	var mu sync.Mutex
	var pages []time.Duration
	watch, stop := context.WithCancel(ctx)
	for range followed {
		watching.Go(func() {
			follow(watch, r.url()+door, func(n int64, took time.Duration) {
				events.Add(1)
				bytes.Add(n)
				mu.Lock()
				pages = append(pages, took)
				mu.Unlock()
			})
		})
	}
	time.Sleep(warm)
	events.Store(0)
	bytes.Store(0)
	before := processorTime(b, r)
	times := answerSteadily(b, strings.TrimPrefix(r.url(), "http://"), event)
	took := processorTime(b, r) - before
	time.Sleep(3 * time.Second) // the last word comes within two
	stop()
	watching.Wait()
	rightAtTheEnd(b, s, event, r.url()+door)

	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	slices.Sort(times)
	slices.Sort(pages)
	a := pace{ms(times[len(times)/2]), ms(times[len(times)*99/100]), 100 * took.Seconds() / boardTime.Seconds()}
	if followed == 0 {
		return a, looking{}
	}
	each := boardTime.Seconds() * float64(followed)
	return a, looking{float64(events.Load()) / each, float64(bytes.Load()) / each / 1000, ms(pages[len(pages)/2])}
}

// hundredSessions loads an event of open sessions, and returns its door's address.
func hundredSessions(b *testing.B, s *store.Store) (survey.EventSessions, string) {
	b.Helper()
	ctx := context.Background()
	if err := s.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	p := survey.Programme{
		Organization: survey.Organization{Name: "Arrangör"},
		Event: survey.Event{
			Name: "Stora dagarna", Zone: "Europe/Stockholm", K: 5, Language: survey.Swedish, Languages: []survey.Language{survey.Swedish},
		},
	}
	for n := range boardSessions {
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{
			Session: survey.Session{
				Title: fmt.Sprintf("Pass %03d", n), Kind: survey.KindTalk, State: survey.StateOpen, K: 5, Attended: 100,
				Starts: now.Add(-time.Hour), Ends: now, ClosesAt: now.Add(24 * time.Hour),
			},
			Appearances: []survey.Appearance{{
				Number: 1, Role: survey.RoleSpeaker, Rated: true,
				Speaker: survey.Speaker{Name: "Karin Ek", Language: survey.Swedish, Email: "karin@example.org"},
			}},
		})
	}
	loaded, err := s.Load(ctx, p)
	if err != nil {
		b.Fatal(err)
	}
	event, err := s.Event(ctx, loaded.Event.Code)
	if err != nil {
		b.Fatal(err)
	}
	m, err := s.AddOrganizer(ctx, organizer.Organizer{
		OrganizationID: event.Organization.ID, Name: "Test", Email: "test@example.org", Role: organizer.Owner,
	}, "")
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Office(m).SetDoor(ctx, event.Event.Code, true); err != nil {
		b.Fatal(err)
	}
	board, err := s.Office(m).Board(ctx, event.Event.Code)
	if err != nil {
		b.Fatal(err)
	}
	return event, "/b/" + board.Key
}

// follow asks for the board's page whenever its stream says that it has
// changed, and tells how many bytes that took, compressed, and how long.
func follow(ctx context.Context, door string, tell func(int64, time.Duration)) {
	fetch := func(address string) (*http.Response, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Accept-Encoding", "gzip") // as it is sent, not as it is read
		return http.DefaultClient.Do(request)
	}
	stream, err := fetch(door + "/live")
	if err != nil {
		return
	}
	defer stream.Body.Close()
	for in := bufio.NewScanner(stream.Body); in.Scan(); {
		if !strings.HasPrefix(in.Text(), "data: ") {
			continue
		}
		begin := time.Now()
		page, err := fetch(door)
		if err != nil {
			return
		}
		n, _ := io.Copy(io.Discard, page.Body)
		page.Body.Close()
		tell(n+int64(len(in.Text())), time.Since(begin))
	}
}

// answerSteadily posts the answers at their pace, and returns how long each took.
func answerSteadily(b *testing.B, address string, event survey.EventSessions) []time.Duration {
	b.Helper()
	const posters = 10
	var all sync.WaitGroup
	var mu sync.Mutex
	var times []time.Duration
	begin := time.Now()
	total := boardAnswers * int(boardTime.Seconds())
	for p := range posters {
		all.Go(func() {
			post := &poster{address: address}
			defer post.close()
			for n := p; n < total; n += posters {
				time.Sleep(time.Until(begin.Add(time.Duration(n) * time.Second / boardAnswers)))
				sent := time.Now()
				status, err := post.post("/s/"+string(event.Sessions[n*37%boardSessions].Session.Code), newAttempt(n).body)
				mu.Lock()
				times = append(times, time.Since(sent))
				mu.Unlock()
				if err != nil || status != http.StatusSeeOther {
					b.Errorf("an answer got the status %d, %v", status, err)
				}
			}
		})
	}
	all.Wait()
	return times
}

var boardCell = regexp.MustCompile(`<td id="n-([0-9A-Z]+)"><b>(\d+)</b>`)

// rightAtTheEnd asserts that the board says what the database has.
func rightAtTheEnd(b *testing.B, s *store.Store, event survey.EventSessions, door string) {
	b.Helper()
	response, err := http.Get(door)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	shown := map[string]string{}
	for _, cell := range boardCell.FindAllStringSubmatch(string(body), -1) {
		shown[cell[1]] = cell[2]
	}
	sum := 0
	for _, st := range event.Sessions {
		n, err := s.Answered(context.Background(), st.Session.ID)
		if err != nil {
			b.Fatal(err)
		}
		if sum += n; shown[string(st.Session.Code)] != fmt.Sprint(n) {
			b.Errorf("%s: the board says %q, the database %d", st.Session.Title, shown[string(st.Session.Code)], n)
		}
	}
	if want := boardAnswers * int(boardTime.Seconds()); sum != want {
		b.Errorf("%d answers are there, of %d", sum, want)
	}
}

// processorTime is what the program has used so far.
func processorTime(b *testing.B, r *running) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		b.Skip("how much the processor does is known on Linux alone: ", err)
	}
	// After the name in brackets: utime and stime are the 12th and 13th, in
	// hundredths of a second (proc_pid_stat(5)).
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		b.Fatal(err)
	}
	system, err := strconv.Atoi(fields[12])
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}
