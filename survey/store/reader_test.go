package store

import (
	"bytes"
	"cmp"
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

// A trace is a mark or a response as the reader finds it: in which transaction it was
// written, where PostgreSQL tells, and whom it is about. A slice of them is in the order
// in which the rows lie in the files, and responses in a group in its order.
type trace struct {
	xmin int64
	who  int
	// waiting is a response's that lies in no group.
	waiting bool
	// group is which group it lies in, in the order of their rows; 0 for none.
	group int
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

// attack joins marks to responses: first by their transactions, then by order. What
// waits has been written together with its mark. A group is of those who had come by
// then, and were in no group before and do not wait; where nothing tells in which
// transaction rows were written (0), they came in the order of the marks' rows, or of
// the answering, as many as the group has.
func attack(marks, responses []trace, k int) guess {
	var g guess
	waits := map[int64]bool{}
	groups := map[[2]int64]*[]trace{}
	var order [][2]int64
	for _, row := range responses {
		if row.waiting {
			g.waiting++
			waits[row.xmin] = row.xmin != 0
			continue
		}
		at := [2]int64{row.xmin, int64(row.group)}
		if groups[at] == nil {
			groups[at] = &[]trace{}
			order = append(order, at)
		}
		*groups[at] = append(*groups[at], row)
	}
	slices.SortStableFunc(order, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	left := slices.DeleteFunc(slices.Clone(marks), func(m trace) bool { return waits[m.xmin] })
	inTime := slices.Clone(left) // they answered in the order of their numbers
	slices.SortFunc(inTime, func(a, b trace) int { return a.who - b.who })
	for i, at := range order {
		members := *groups[at]
		var mine [2][]int // by marks, by time
		for way, from := range []*[]trace{&left, &inTime} {
			var rest []trace
			for _, m := range *from {
				known := m.xmin != 0 && at[0] != 0
				if known && m.xmin <= at[0] || !known && len(mine[way]) < len(members) {
					mine[way] = append(mine[way], m.who)
				} else {
					rest = append(rest, m)
				}
			}
			*from = rest
		}
		// Groups of one transaction are told apart, and nobody knows who is in which.
		for j := i + 1; j < len(order) && at[0] != 0 && order[j][0] == at[0]; j++ {
			members = append(members, *groups[order[j]]...)
			order = slices.Delete(order, j, j+1)
			j--
		}
		g.groups++
		if n := len(mine[0]); n < k || n != len(members) {
			g.small++
		}
		var who []int
		for _, row := range members {
			who = append(who, row.who)
		}
		g.byMarks += same(mine[0], who)
		g.byTime += same(mine[1], who)
		if i == len(order)-1 {
			break
		}
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

// wrote tells by ratings, which only the test can, who wrote a response.
func wrote(r survey.Response) int {
	who := 0
	for _, a := range r.Answers {
		who += (a.Rating - 1) * map[int]int{1: 36, 2: 6, 3: 1}[a.Question] * min(a.Rating, 1)
	}
	return who
}

// whose is wrote of what is sealed.
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

// unpacked are the traces of a response that waits (id 0) or of a group.
func (r *reader) unpacked(t *testing.T, session survey.ID, waiting bool, group int, xmin int64, keys, content []byte) []trace {
	t.Helper()
	var some []held
	var err error
	if waiting {
		some = make([]held, 1)
		some[0], err = unpackOne(session, keys, content)
	} else {
		some, err = unpackGroup(session, keys, content)
	}
	if err != nil {
		t.Fatal(err)
	}
	var traces []trace
	for _, h := range some {
		traces = append(traces, trace{xmin: xmin, who: wrote(h.response), waiting: waiting, group: group})
	}
	return traces
}

// mayHave is who may have written each mark of a session: no secret to whoever
// reads the invitations.
func (r *reader) mayHave(round int) map[shortHash]int {
	marks := map[shortHash]int{}
	for who, i := range r.invited {
		marks[short(survey.InvitationMark(r.session(round).ID, i.Invitation.ID))] = who
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
			Sort    int
			ID      survey.ID
			Hash    []byte
			Content []byte
		}
		if err := r.s.pools.read.Select(&rows, `SELECT xmin::text::bigint AS xmin, 0 AS sort, 0 AS id, hash, ''::bytea AS content FROM
				(SELECT xmin, hash FROM mark WHERE session_id = $1 ORDER BY ctid) m
			UNION ALL SELECT xmin::text::bigint, 1, 0, key_hash, content FROM
				(SELECT xmin, key_hash, content FROM waiting_response WHERE session_id = $1 ORDER BY ctid) w
			UNION ALL SELECT xmin::text::bigint, 2, 0, keys, content FROM
				(SELECT xmin, keys, content FROM response_group WHERE session_id = $1 ORDER BY ctid) g
			UNION ALL SELECT xmin::text::bigint, 3, id, '', '' FROM
				(SELECT xmin, id FROM response WHERE session_id = $1 ORDER BY ctid) r`, session); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			switch row.Sort {
			case 0:
				marks = append(marks, trace{xmin: row.Xmin, who: mayHave[shortHash(row.Hash)]})
			case 3:
				responses = append(responses, trace{xmin: row.Xmin, who: whose[row.ID]})
			default:
				responses = append(responses, r.unpacked(t, session, row.Sort == 1, i+1, row.Xmin, row.Hash, row.Content)...)
			}
		}
		return marks, responses
	}
	for _, c := range r.cells(t, "mark") {
		if c.columns[0] == int64(session) {
			marks = append(marks, trace{who: mayHave[shortHash(c.columns[1].([]byte))]})
		}
	}
	for _, c := range r.cells(t, "waiting_response") {
		if c.columns[0] == int64(session) {
			responses = append(responses, r.unpacked(t, session, true, 0, 0, c.columns[1].([]byte), c.columns[2].([]byte))...)
		}
	}
	for i, c := range r.cells(t, "response_group") {
		if c.columns[0] == int64(session) {
			responses = append(responses, r.unpacked(t, session, false, i+1, 0, c.columns[2].([]byte), c.columns[3].([]byte))...)
		}
	}
	for _, c := range r.cells(t, "response") {
		if c.columns[1] == int64(session) {
			responses = append(responses, trace{who: whose[survey.ID(c.rowid)]})
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
	if g.small > 0 {
		t.Errorf("%d groups smaller than k can be joined", g.small)
	}
	if most := rounds * (answered / survey.DefaultK); groups > most || groups < rounds {
		t.Errorf("%d groups, and there can be %d", groups, most)
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
		if bytes.Contains(content, hash[:16]) || bytes.Contains(content, []byte(hex.EncodeToString(hash[:16]))) {
			t.Fatal("a key's hash is left")
		}
	}
	for _, mark := range r.links {
		if bytes.Contains(content, mark[:16]) || bytes.Contains(content, []byte(hex.EncodeToString(mark[:16]))) {
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
		mayHave, session, id := r.mayHave(round), fmt.Sprint(int64(r.session(round).ID)), r.session(round).ID
		var marks, responses []trace
		for _, row := range dump["mark"] {
			if row[0] == session {
				marks = append(marks, trace{who: mayHave[shortHash(dumped(t, row[1]))]})
			}
		}
		for _, row := range dump["waiting_response"] {
			if row[0] == session {
				responses = append(responses, r.unpacked(t, id, true, 0, 0, dumped(t, row[1]), dumped(t, row[2]))...)
			}
		}
		for i, row := range dump["response_group"] {
			if row[0] == session {
				responses = append(responses, r.unpacked(t, id, false, i+1, 0, dumped(t, row[2]), dumped(t, row[3]))...)
			}
		}
		for _, row := range dump["response"] {
			if row[1] == session {
				var id survey.ID
				fmt.Sscan(row[0], &id)
				responses = append(responses, trace{who: whose[id]})
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

// dumped reads a column of bytes.
func dumped(t *testing.T, column string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(column, `\\x`))
	if err != nil {
		t.Fatal(err)
	}
	return b
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
