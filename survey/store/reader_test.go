package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

const (
	attendees = 61
	rounds    = 6 // sessions that all of them answer
)

// TestReaderOfTheDatabase plays somebody who has the database, knows who was
// invited and in which order they answered, and wants to know who said what.
//
// Each attendee answers in the known order, three times in parallel, and some
// batches fail before they are committed.
func TestReaderOfTheDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := open(t, address, Options{Now: c.now, Random: rand.NewChaCha8([32]byte{6, 1})})
		event := loaded(t, s, programme(rounds+1))
		r := &reader{s: s, address: address, event: event}
		invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, attendees))
		if err != nil {
			t.Fatal(err)
		}
		r.invited = invited
		r.abortSome()
		for _, part := range [][2]int{{0, 21}, {21, 42}, {42, attendees}} {
			r.answerAll(t, part[0], part[1])
			// The last batch's shuffle may still be under way.
			if err := s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.whileOpen(t, part[1])
		}
		for _, session := range event.Sessions {
			act(t, s, session.Session.Code, survey.ActionClose)
		}
		r.afterClosing(t)
		c.advance(survey.ReopenWindow)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.afterSealing(t)
		r.naive(t)
	})
}

// A reader is the attacker, with what the test knows to judge the guesses.
type reader struct {
	s       *Store
	address string
	event   survey.EventSessions
	invited []survey.Invited
	mu      sync.Mutex
	keys    []survey.Key
	links   []survey.Hash // marks of open-link responses
}

func (r *reader) session(round int) survey.Session { return r.event.Sessions[round].Session }

// abortSome lets every ninth batch fail when all is written but not committed.
func (r *reader) abortSome() {
	var batches atomic.Int64
	r.s.step = func(name, step string) error {
		if name == "accept" && step == "commit" && batches.Add(1)%9 == 0 {
			return errors.New("aborted by the test")
		}
		return nil
	}
}

// answerAll lets some of the attendees answer all sessions at once: in odd ones
// one after the other, in even ones seven at a time. One more session is
// answered with the open link.
func (r *reader) answerAll(t *testing.T, from, to int) {
	var wg sync.WaitGroup
	for round := range rounds {
		wg.Go(func() {
			burst := 1 + 6*(1-round%2)
			for first := from; first < to; first += burst {
				var together sync.WaitGroup
				for who := first; who < min(first+burst, to); who++ {
					together.Go(func() { r.answer(t, r.session(round).ID, who, r.invited[who].Invitation.ID) })
				}
				together.Wait()
			}
		})
	}
	wg.Go(func() {
		for who := from; who < min(from+4, to); who++ {
			r.answer(t, r.session(rounds).ID, who, 0)
		}
	})
	wg.Wait()
}

// answer sends an attendee's response three times at once, and again until it is
// acknowledged. Its ratings tell who wrote it.
func (r *reader) answer(t *testing.T, session survey.ID, who int, invitation survey.ID) {
	u := survey.Delivery{Key: newKey(t), Invitation: invitation}
	u.Response = says(session, 1+who/36, 1+who/6%6, 1+who%6, fmt.Sprint("Kommentar ", who))
	r.mu.Lock()
	r.keys = append(r.keys, u.Key)
	if invitation == 0 {
		r.links = append(r.links, u.Mark())
	}
	r.mu.Unlock()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 50 {
				if _, err := r.s.Accept(context.Background(), u); err == nil {
					return
				}
			}
			t.Error("not acknowledged in fifty tries")
		})
	}
	wg.Wait()
}

// A trace is a row as the reader finds it: in which transaction it was written,
// where PostgreSQL tells, and whom it is about. A slice of them is in the order
// in which the rows lie in the files.
type trace struct {
	xmin    int64
	who     int
	waiting bool
}

// A guess is how an attack went.
type guess struct {
	groups  int // that the attacker can tell apart
	small   int // of fewer than k, and not waiting
	waiting int // responses that still wait, which the attacker may have joined
	byMarks int // right: the i-th mark of a group is the i-th response
	byTime  int // right: who answered i-th of a group is the i-th response
}

func (g *guess) add(o guess) {
	g.groups += o.groups
	g.small += o.small
	g.waiting += o.waiting
	g.byMarks += o.byMarks
	g.byTime += o.byTime
}

// attack joins marks to responses: first by their transaction, then by order.
func attack(marks, responses []trace, k int) guess {
	var g guess
	type group struct{ marks, responses []int }
	groups := map[int64]*group{}
	for i, rows := range [][]trace{marks, responses} {
		for _, row := range rows {
			if row.waiting {
				g.waiting += i
				continue
			}
			if groups[row.xmin] == nil {
				groups[row.xmin] = &group{}
			}
			if one := groups[row.xmin]; i == 0 {
				one.marks = append(one.marks, row.who)
			} else {
				one.responses = append(one.responses, row.who)
			}
		}
	}
	for _, one := range groups {
		g.groups++
		if n := len(one.marks); n < k || n != len(one.responses) {
			g.small++
		}
		g.byMarks += same(one.marks, one.responses)
		slices.Sort(one.marks) // they answered in the order of their numbers
		g.byTime += same(one.marks, one.responses)
	}
	return g
}

func same(a, b []int) int {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}

// whose tells by ratings, which only the test can, who wrote each response.
func (r *reader) whose(t *testing.T) map[survey.ID]int {
	t.Helper()
	var rows []struct {
		ID  survey.ID `db:"response_id"`
		Who int
	}
	if err := r.s.pools.read.Select(&rows, `SELECT response_id,
		CAST(SUM((value - 1) * CASE question WHEN 1 THEN 36 WHEN 2 THEN 6 ELSE 1 END) AS BIGINT) AS who
		FROM answer GROUP BY response_id`); err != nil {
		t.Fatal(err)
	}
	whose := map[survey.ID]int{}
	for _, row := range rows {
		whose[row.ID] = row.Who
	}
	return whose
}

// mayHave is who may have written each mark of a session: no secret to whoever
// reads the invitations.
func (r *reader) mayHave(round int) map[survey.Hash]int {
	marks := map[survey.Hash]int{}
	for who, i := range r.invited {
		marks[survey.InvitationMark(r.session(round).ID, i.Invitation.ID)] = who
	}
	return marks
}

// traces returns a session's marks and responses as they lie in the database.
func (r *reader) traces(t *testing.T, round int) (marks, responses []trace) {
	t.Helper()
	whose, mayHave, session := r.whose(t), r.mayHave(round), r.session(round).ID
	if isPostgres(r.address) {
		var rows []struct {
			Xmin    int64
			Mark    bool
			ID      survey.ID
			Hash    []byte
			Waiting bool
		}
		if err := r.s.pools.read.Select(&rows, `SELECT xmin::text::bigint AS xmin, true AS mark, 0 AS id, hash, waiting FROM
				(SELECT xmin, hash, waiting FROM mark WHERE session_id = $1 ORDER BY ctid) m
			UNION ALL SELECT xmin::text::bigint, false, id, '', waiting FROM
				(SELECT xmin, id, waiting FROM response WHERE session_id = $1 ORDER BY ctid) r`, session); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.Mark {
				marks = append(marks, trace{row.Xmin, mayHave[survey.Hash(row.Hash)], row.Waiting})
			} else {
				responses = append(responses, trace{row.Xmin, whose[row.ID], row.Waiting})
			}
		}
		return marks, responses
	}
	for _, c := range r.cells(t, "mark") {
		if c.columns[0] == int64(session) {
			marks = append(marks, trace{0, mayHave[survey.Hash(c.columns[1].([]byte))], c.columns[2] == int64(1)})
		}
	}
	for _, c := range r.cells(t, "response") {
		if c.columns[1] == int64(session) {
			responses = append(responses, trace{0, whose[survey.ID(c.rowid)], c.columns[3] == int64(1)})
		}
	}
	return marks, responses
}

// cells reads a table from the SQLite file itself.
func (r *reader) cells(t *testing.T, table string) []cell {
	t.Helper()
	if _, err := r.s.pools.slow.Exec("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		t.Fatal(err)
	}
	var root int
	if err := r.s.pools.read.Get(&root, "SELECT rootpage FROM sqlite_master WHERE name = ?", table); err != nil {
		t.Fatal(err)
	}
	return cells(t, r.address, root)
}

func (r *reader) attackAll(t *testing.T, what string, answered int) guess {
	t.Helper()
	var g guess
	for round := range rounds {
		marks, responses := r.traces(t, round)
		if len(marks) != answered || len(responses) != answered {
			t.Fatalf("%s: %d marks, %d responses", what, len(marks), len(responses))
		}
		one := attack(marks, responses, survey.DefaultK)
		if one.waiting >= survey.DefaultK {
			t.Errorf("%s: %d responses wait to be shuffled", what, one.waiting)
		}
		g.add(one)
	}
	r.report(t, what, answered, g)
	return g
}

func (r *reader) report(t *testing.T, what string, answered int, g guess) {
	name := "SQLite"
	if isPostgres(r.address) {
		name = "PostgreSQL"
	}
	per := func(n int) float64 { return float64(n) / rounds }
	line := fmt.Sprintf("reader of %-10s %-14s groups %5.1f, of them under k %d; right of %d by order of marks %5.2f, by order of answering %5.2f; waiting %.1f",
		name, what, per(g.groups), g.small, answered, per(g.byMarks), per(g.byTime), per(g.waiting))
	t.Log(line)
	if testing.Verbose() {
		fmt.Println(line)
	}
}

// atMost checks right guesses against what chance gives. In random order a
// group has one right guess on average, with variance one, however large it is;
// four standard deviations are passed once in about ten thousand runs.
func atMost(t *testing.T, what string, right, groups int) {
	t.Helper()
	if limit := float64(groups) + 4*math.Sqrt(float64(groups)) + 1; float64(right) > limit {
		t.Errorf("%s: %d right guesses, chance gives %d", what, right, groups)
	}
}

func (r *reader) whileOpen(t *testing.T, answered int) {
	g := r.attackAll(t, "while open", answered)
	groups := g.groups
	if !isPostgres(r.address) {
		// The file does not show the groups; there can be no more than these.
		groups = rounds * (answered / survey.DefaultK)
	} else if g.small > 0 {
		t.Errorf("%d groups smaller than k can be joined", g.small)
	}
	atMost(t, "while open, by marks", g.byMarks, groups)
	atMost(t, "while open, by time", g.byTime, groups)
	if isPostgres(r.address) {
		r.fromDump(t, "open, dump", answered, groups)
	}

	content := r.content(t)
	for _, key := range append(slices.Clone(r.keys), r.tokens(t)...) {
		for _, form := range []string{key.Text(), key.Spaced(), string(key[:]), hex.EncodeToString(key[:])} {
			if bytes.Contains(content, []byte(form)) {
				t.Fatal("a key or token stands in the database")
			}
		}
	}
}

func (r *reader) tokens(t *testing.T) []survey.Key {
	var keys []survey.Key
	for _, i := range r.invited {
		key, ok := survey.ParseKey(i.Token)
		if !ok {
			t.Fatal("a token is no key")
		}
		keys = append(keys, key)
	}
	return keys
}

func (r *reader) afterClosing(t *testing.T) {
	g := r.attackAll(t, "after closing", attendees)
	if g.small > 0 || g.waiting > 0 || g.groups != rounds {
		t.Errorf("after closing: %+v", g)
	}
	atMost(t, "after closing, by marks", g.byMarks, rounds)
	atMost(t, "after closing, by time", g.byTime, rounds)
}

func (r *reader) afterSealing(t *testing.T) {
	g := r.attackAll(t, "after sealing", attendees)
	if g.small > 0 || g.waiting > 0 || g.groups != rounds {
		t.Errorf("after sealing: %+v", g)
	}
	atMost(t, "after sealing, by marks", g.byMarks, rounds)
	atMost(t, "after sealing, by time", g.byTime, rounds)
	if isPostgres(r.address) {
		r.fromDump(t, "sealed dump", attendees, rounds)
	}
	content := r.content(t)
	for _, key := range r.keys {
		hash := key.ResponseHash()
		if bytes.Contains(content, hash[:]) || bytes.Contains(content, []byte(hex.EncodeToString(hash[:]))) {
			t.Fatal("a key's hash is left")
		}
	}
	for _, mark := range r.links {
		if bytes.Contains(content, mark[:]) || bytes.Contains(content, []byte(hex.EncodeToString(mark[:]))) {
			t.Fatal("the mark of an open-link response is left")
		}
	}
	var joined int
	if err := r.s.pools.read.Get(&joined, "SELECT COUNT(*) FROM comment WHERE response_id IS NOT NULL"); err != nil || joined > 0 {
		t.Errorf("%d comments are joined to ratings, %v", joined, err)
	}
}

// content is all that the database's files hold, or all that a dump does.
func (r *reader) content(t *testing.T) []byte {
	t.Helper()
	if isPostgres(r.address) {
		return storetest.Dump(t, r.address)
	}
	var all []byte
	for _, suffix := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(r.address + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// fromDump attacks the dump, whose rows stand as they lie in the files.
func (r *reader) fromDump(t *testing.T, what string, answered, groups int) {
	whose := r.whose(t)
	dump := copied(storetest.Dump(t, r.address))
	var g guess
	for round := range rounds {
		mayHave, session := r.mayHave(round), fmt.Sprint(int64(r.session(round).ID))
		var marks, responses []trace
		for _, row := range dump["mark"] {
			if row[0] == session {
				hash, err := hex.DecodeString(strings.TrimPrefix(row[1], `\\x`))
				if err != nil {
					t.Fatal(err)
				}
				marks = append(marks, trace{who: mayHave[survey.Hash(hash)], waiting: row[2] == "t"})
			}
		}
		for _, row := range dump["response"] {
			if row[1] == session {
				var id survey.ID
				fmt.Sscan(row[0], &id)
				responses = append(responses, trace{who: whose[id], waiting: row[3] == "t"})
			}
		}
		if len(marks) != answered || len(responses) != answered {
			t.Fatalf("the dump has %d marks, %d responses", len(marks), len(responses))
		}
		g.add(attack(marks, responses, survey.DefaultK))
	}
	r.report(t, what, answered, g)
	atMost(t, what+", by marks", g.byMarks, groups)
	atMost(t, what+", by time", g.byTime, groups)
}

// copied returns the columns of a dump's rows by table.
func copied(dump []byte) map[string][][]string {
	tables, table := map[string][][]string{}, ""
	for line := range strings.Lines(string(dump)) {
		line = strings.TrimSuffix(line, "\n")
		switch name, ok := strings.CutPrefix(line, "COPY public."); {
		case ok:
			table, _, _ = strings.Cut(name, " ")
		case line == `\.`:
			table = ""
		case table != "":
			tables[table] = append(tables[table], strings.Split(line, "\t"))
		}
	}
	return tables
}

// naive makes the same attack on tables as one would write them, a mark and a
// response in each transaction with ids that count: it must find everybody, or
// it could not have found anybody above.
func (r *reader) naive(t *testing.T) {
	db := r.s.pools.slow
	id := "INTEGER PRIMARY KEY"
	if isPostgres(r.address) {
		id = "BIGSERIAL PRIMARY KEY"
	}
	for _, table := range []string{"naive_mark", "naive_response"} {
		if _, err := db.Exec("CREATE TABLE " + table + " (id " + id + ", who BIGINT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
	}
	for who := range attendees {
		if err := naiveAnswer(db, who); err != nil {
			t.Fatal(err)
		}
	}
	traces := func(table string) (found []trace) {
		if isPostgres(r.address) {
			var rows []struct {
				Xmin int64
				Who  int
			}
			if err := db.Select(&rows, "SELECT xmin::text::bigint AS xmin, who FROM "+table+" ORDER BY ctid"); err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				found = append(found, trace{xmin: row.Xmin, who: row.Who})
			}
			return found
		}
		for _, c := range r.cells(t, table) {
			found = append(found, trace{who: int(c.columns[1].(int64))})
		}
		return found
	}
	g := attack(traces("naive_mark"), traces("naive_response"), survey.DefaultK)
	if g.byMarks != attendees || g.byTime != attendees {
		t.Errorf("the attack finds only %d and %d of %d in naive tables", g.byMarks, g.byTime, attendees)
	}
	r.report(t, "naive tables", attendees, guess{groups: g.groups * rounds, small: g.small, byMarks: g.byMarks * rounds, byTime: g.byTime * rounds})
}

func naiveAnswer(db *sqlx.DB, who int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	for _, table := range []string{"naive_mark", "naive_response"} {
		if _, err := tx.Exec(tx.Rebind("INSERT INTO "+table+" (who) VALUES (?)"), who); err != nil {
			return err
		}
	}
	return tx.Commit()
}
