package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A crash is what a child process is to do, and at which step it is to die.
type crash struct {
	Database  string
	Operation string // an operation of the table
	Dies      string // the transaction that it dies in
	At        int    // its step, from 0; -1 for none
	Session   survey.Session
	Keys      []survey.Key
}

const crashEnvironment = "OMDOME_TEST_CRASH"

// A crashing is a row of the crash table.
type crashing struct {
	dies    string // the transaction that dies
	prepare func(t *testing.T, s *Store, c *crash)
	// do is the child's part; acknowledge tells the parent.
	do func(s *Store, c crash, acknowledge func(string)) error
	// holds is what holds after the crash; then everything is tried again, and
	// settled is what holds then.
	holds   func(t *testing.T, s *Store, c crash, acknowledged []string)
	settled func(t *testing.T, s *Store, c crash)
}

func crashTable() map[string]crashing {
	return map[string]crashing{
		"accept":   {"accept", prepareResponses(2, 3), crashAccept, holdsAccept, settledAccept},
		"change":   {"change", prepareResponses(6, 0), crashChange, holdsChange, settledChange},
		"withdraw": {"withdraw", prepareResponses(6, 0), crashWithdraw, holdsWithdraw, settledWithdraw},
		"shuffle":  {"accept", prepareResponses(4, 1), crashAccept, holdsAccept, settledShuffle},
		"close":    {"close", prepareResponses(7, 0), crashAct(survey.ActionClose), holdsAct, settledAct(survey.ActionClose)},
		"seal":     {"seal", prepareClosed, crashAct(survey.ActionSeal), holdsAct, settledAct(survey.ActionSeal)},
		"rehearse": {"open", prepareRehearsal, crashAct(survey.ActionOpen), holdsRehearsal, settledRehearsal},
		"remove":   {"removeSession", prepareBinned, crashRemove, holdsRemove, settledRemove},
	}
}

// TestCrash kills a program with SIGKILL between any two steps of what it does
// to a session, on both databases.
func TestCrash(t *testing.T) {
	t.Parallel()
	address := storetest.Postgres(t)
	shared := open(t, address, Options{})
	var few semaphore = make(chan struct{}, 4)
	for name, row := range crashTable() {
		for _, database := range []string{"sqlite", "postgres"} {
			t.Run(name+"/"+database, func(t *testing.T) {
				t.Parallel()
				fresh := func(t *testing.T, at int) *crashSite {
					return newCrashSite(t, shared, address, database, name, row, at)
				}
				steps := fresh(t, -1).count(t, few)
				if steps < 5 {
					t.Fatalf("only %d steps", steps)
				}
				for at := range steps {
					t.Run(fmt.Sprint(at), func(t *testing.T) {
						t.Parallel()
						fresh(t, at).run(t, few)
					})
				}
				t.Logf("%s on %s: killed at each of %d steps", name, database, steps)
			})
		}
	}
}

type semaphore chan struct{}

func (s semaphore) hold() func() {
	s <- struct{}{}
	return func() { <-s }
}

// A crashSite is a database with a session to crash in.
type crashSite struct {
	crash
	row    crashing
	shared *Store // on PostgreSQL: all sites are sessions of one database
}

func newCrashSite(t *testing.T, shared *Store, address, database, name string, row crashing, at int) *crashSite {
	t.Helper()
	site := &crashSite{row: row, crash: crash{Operation: name, Dies: row.dies, At: at}}
	p := programme(1)
	s := shared
	if database == "postgres" {
		site.shared = shared
		site.Database = address
		p.Event.Name = fmt.Sprintf("%s %d", name, at)
	} else {
		site.Database = storetest.SQLite(t)
		storetest.Migrated(t, site.Database, migrateAt)
		s = openPlain(t, site.Database)
		defer closeStore(t, s)
	}
	site.Session = loaded(t, s, p).Sessions[0].Session
	row.prepare(t, s, &site.crash)
	return site
}

func openPlain(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(context.Background(), address, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// count lets the child live and returns how many steps there are to die at.
func (c *crashSite) count(t *testing.T, few semaphore) int {
	t.Helper()
	lines, err := c.child(t, few)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, line := range lines {
		if line == "step" {
			n++
		}
	}
	return n
}

func (c *crashSite) run(t *testing.T, few semaphore) {
	t.Helper()
	lines, err := c.child(t, few)
	if err == nil {
		t.Fatalf("the child lived: %v", lines)
	}
	defer few.hold()()
	s := c.shared
	if s == nil {
		s = openPlain(t, c.Database)
		defer closeStore(t, s)
	}
	c.row.holds(t, s, c.crash, slices.DeleteFunc(lines, func(l string) bool { return l == "step" }))
	c.row.settled(t, s, c.crash)
}

// child runs this test program again as the child, and returns its lines.
func (c *crashSite) child(t *testing.T, few semaphore) ([]string, error) {
	t.Helper()
	defer few.hold()()
	order, err := json.Marshal(c.crash)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashEnvironment+"="+string(order))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.Exited()) {
		t.Fatalf("the child failed: %v\n%s%s", err, &out, &errs)
	}
	var lines []string
	for scan := bufio.NewScanner(&out); scan.Scan(); {
		if line, ok := strings.CutPrefix(scan.Text(), "child: "); ok {
			lines = append(lines, line)
		}
	}
	return lines, err
}

// TestCrashChild is the child's side of TestCrash and does nothing by itself.
func TestCrashChild(t *testing.T) {
	order := os.Getenv(crashEnvironment)
	if order == "" {
		t.Skip("runs as a child of TestCrash only")
	}
	var c crash
	if err := json.Unmarshal([]byte(order), &c); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	say := func(line string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(os.Stdout, "\nchild: %s\n", line)
	}
	s := openPlain(t, c.Database)
	n := 0
	s.step = func(name, _ string) error {
		if name != c.Dies {
			return nil
		}
		if n == c.At {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return err
			}
			if err := self.Kill(); err != nil {
				return err
			}
			select {}
		}
		n++
		say("step")
		return nil
	}
	if err := crashTable()[c.Operation].do(s, c, say); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
}

// crashResponse is what the i-th key's attendee says.
func crashResponse(c crash, i int) survey.Response {
	return says(c.Session.ID, 1+i%6, 5, 4, fmt.Sprint("Kommentar ", i))
}

// prepareResponses gives the session responses, and keys for some more.
func prepareResponses(there, more int) func(*testing.T, *Store, *crash) {
	return func(t *testing.T, s *Store, c *crash) {
		for i := range there + more {
			c.Keys = append(c.Keys, newKey(t))
			if i < there {
				accept(t, s, survey.Delivery{Response: crashResponse(*c, i), Key: c.Keys[i]})
			}
		}
	}
}

func prepareClosed(t *testing.T, s *Store, c *crash) {
	prepareResponses(7, 0)(t, s, c)
	c.Session = act(t, s, c.Session.Code, survey.ActionClose)
}

// crashAccept sends every key's response: those that are there already are
// retries. The first goes alone and the rest as one batch, past the queue, so
// that there are as many steps each time.
func crashAccept(s *Store, c crash, acknowledge func(string)) error {
	var batch []*waiter
	var wg sync.WaitGroup
	for i, key := range c.Keys {
		w := newWaiter(survey.Delivery{Response: crashResponse(c, i), Key: key})
		batch = append(batch, w)
		wg.Go(func() {
			if o := <-w.done; o.err == nil {
				acknowledge(fmt.Sprint(i))
			}
		})
	}
	s.serve(batch[:1])
	s.serve(batch[1:])
	wg.Wait()
	return nil
}

// there returns what the responses of the keys say now, by the keys' indexes.
func (c crash) there(t *testing.T, s *Store) map[int]survey.Response {
	t.Helper()
	found := map[int]survey.Response{}
	for i, key := range c.Keys {
		r, err := s.Response(t.Context(), c.Session.ID, key)
		if err == nil {
			found[i] = r
		} else if !errors.Is(err, survey.ErrNotFound) {
			t.Errorf("response %d: %v", i, err)
		}
	}
	return found
}

func holdsAccept(t *testing.T, s *Store, c crash, acknowledged []string) {
	found := c.there(t, s)
	for _, line := range acknowledged {
		var i int
		fmt.Sscan(line, &i)
		if _, ok := found[i]; !ok {
			t.Errorf("response %d was acknowledged and is gone", i)
		}
	}
	for i, r := range found {
		if d := cmp.Diff(crashResponse(c, i), r); d != "" {
			t.Errorf("response %d is half there: %s", i, d)
		}
	}
	if n := responses(t, s, c.Session.ID); n != len(found) {
		t.Errorf("%d responses, %d of them known", n, len(found))
	}
}

func settledAccept(t *testing.T, s *Store, c crash) {
	for range 2 {
		for i, key := range c.Keys {
			accept(t, s, survey.Delivery{Response: crashResponse(c, i), Key: key})
		}
	}
	holdsAccept(t, s, c, []string{"0", "1", "2", "3", "4"}[:len(c.Keys)])
}

func settledShuffle(t *testing.T, s *Store, c crash) {
	settledAccept(t, s, c)
	if err := s.Tick(t.Context()); err != nil {
		t.Error(err)
	}
	var waiting int
	if err := s.pools.read.Get(&waiting, s.pools.read.Rebind("SELECT COUNT(*) FROM waiting_response WHERE session_id = ?"), c.Session.ID); err != nil {
		t.Error(err)
	}
	if waiting != 0 {
		t.Errorf("%d still wait to be shuffled", waiting)
	}
	holdsAccept(t, s, c, nil)
}

func changed(c crash) survey.Response { return says(c.Session.ID, 6, 6, 6, "") }

func crashChange(s *Store, c crash, acknowledge func(string)) error {
	err := s.Change(context.Background(), c.Keys[0], changed(c))
	acknowledge("changed")
	return err
}

func holdsChange(t *testing.T, s *Store, c crash, acknowledged []string) {
	found := c.there(t, s)
	was, is := cmp.Equal(found[0], crashResponse(c, 0)), cmp.Equal(found[0], changed(c))
	if !was && !is || len(acknowledged) > 0 && !is {
		t.Errorf("after %v the response is %v", acknowledged, found[0])
	}
	if n := responses(t, s, c.Session.ID); n != len(c.Keys) || len(found) != n {
		t.Errorf("%d responses, %d known", n, len(found))
	}
}

func settledChange(t *testing.T, s *Store, c crash) {
	for range 2 {
		if err := s.Change(t.Context(), c.Keys[0], changed(c)); err != nil {
			t.Error(err)
		}
	}
	holdsChange(t, s, c, []string{"changed"})
}

func crashWithdraw(s *Store, c crash, acknowledge func(string)) error {
	err := s.Withdraw(context.Background(), c.Session.ID, c.Keys[0])
	acknowledge("withdrawn")
	return err
}

func holdsWithdraw(t *testing.T, s *Store, c crash, acknowledged []string) {
	found := c.there(t, s)
	if r, ok := found[0]; ok && (len(acknowledged) > 0 || !cmp.Equal(r, crashResponse(c, 0))) {
		t.Errorf("after %v the response is %v", acknowledged, r)
	}
	if n := responses(t, s, c.Session.ID); n != len(found) || n < len(c.Keys)-1 {
		t.Errorf("%d responses, %d known", n, len(found))
	}
}

func settledWithdraw(t *testing.T, s *Store, c crash) {
	for range 2 {
		if err := s.Withdraw(t.Context(), c.Session.ID, c.Keys[0]); err != nil {
			t.Error(err)
		}
	}
	_, err := s.Accept(t.Context(), survey.Delivery{Response: crashResponse(c, 0), Key: c.Keys[0]})
	wantErr(t, "a late retry", err, survey.ErrWithdrawn)
	holdsWithdraw(t, s, c, []string{"withdrawn"})
}

func crashAct(a survey.Action) func(*Store, crash, func(string)) error {
	return func(s *Store, c crash, acknowledge func(string)) error {
		_, err := s.Act(context.Background(), c.Session.Code, a)
		acknowledge(string(a))
		return err
	}
}

// holdsAct: the action has happened as a whole or not at all.
func holdsAct(t *testing.T, s *Store, c crash, acknowledged []string) {
	if n := responses(t, s, c.Session.ID); n != len(c.Keys) {
		t.Errorf("%d responses, want %d", n, len(c.Keys))
	}
	form, err := s.Form(t.Context(), c.Session.Code)
	if err != nil {
		t.Fatal(err)
	}
	count := func(query string) (n int) {
		if err := s.pools.read.Get(&n, s.pools.read.Rebind(query), c.Session.ID); err != nil {
			t.Error(err)
		}
		return n
	}
	var waiting, grouped []held
	if err := s.read(t.Context(), func(t *tx) (err error) {
		waiting, grouped, err = t.heldIn(c.Session.ID)
		return err
	}); err != nil {
		t.Error(err)
	}
	marks := count("SELECT COUNT(*) FROM mark WHERE session_id = ?")
	unpacked := count("SELECT COUNT(*) FROM response WHERE session_id = ?")
	keys, joined := len(waiting)+len(grouped), len(c.Keys)-unpacked
	want := len(c.Keys)
	if !form.Session.Sealed.IsZero() {
		want = 0
	}
	if keys != want || marks != want || joined != want {
		t.Errorf("sealed %v, and %d keys, %d marks, %d joined comments; want %d", form.Session.Sealed, keys, marks, joined, want)
	}
	happened := form.Session.State != c.Session.State || form.Session.Sealed != c.Session.Sealed
	if len(acknowledged) > 0 && !happened {
		t.Errorf("%v was acknowledged and has not happened", acknowledged)
	}
	if n := count("SELECT COUNT(*) FROM comment WHERE session_id = ?"); n != unpacked {
		t.Errorf("%d comments, want %d", n, unpacked)
	}
	if n := count("SELECT COUNT(*) FROM response WHERE key_hash IS NOT NULL AND session_id = ?") +
		count("SELECT COUNT(*) FROM comment WHERE response_id IS NOT NULL AND session_id = ?"); n != 0 {
		t.Errorf("%d rows are joined", n)
	}
}

func settledAct(a survey.Action) func(*testing.T, *Store, crash) {
	return func(t *testing.T, s *Store, c crash) {
		if _, err := s.Act(t.Context(), c.Session.Code, a); err != nil && !errors.Is(err, survey.ErrConflict) {
			t.Error(err)
		}
		holdsAct(t, s, c, []string{string(a)})
	}
}
