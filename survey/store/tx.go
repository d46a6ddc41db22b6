package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

const (
	// maxTries is how often is tried what others are in the way of without a limit of
	// its own, and maxTrying how long a transaction for which nobody waits is tried.
	maxTries  = 12
	maxTrying = 30 * time.Second
	// portion is how many rows one statement writes, and how many things it asks
	// for, at most.
	portion = 500
)

var (
	// errStandby: committed here, but perhaps not on the standby.
	errStandby = fmt.Errorf("the server stopped waiting for its standby: %w", survey.ErrUnconfirmed)
	// errLostCommit: nobody knows whether the commit happened; a retry tells.
	errLostCommit = fmt.Errorf("the connection was lost while committing: %w", survey.ErrUnconfirmed)
)

// errReadOnly: the store was opened to look alone.
var errReadOnly = errors.New("the database was opened to be read alone")

// A tx is a transaction under way. Only Store.write and Store.read begin and
// end one.
type tx struct {
	*sqlx.Tx
	ctx   context.Context
	store *Store
	name  string
	wrote bool
	// broken is the error of a statement that has failed. Nothing runs after it:
	// PostgreSQL would answer with an error that hides it, SQLite would commit half.
	broken error
	// ours is what an office knows to be its organization's; nil for the whole store.
	ours *ours
}

// answering are the writes that change nothing of what a form or its thanks are made
// from, and come by the hundred a second.
var answering = map[string]bool{
	"accept": true, "shuffle": true, "change": true, "withdraw": true, "burst": true,
	"ask": true, "vote": true, "withdrawInquiry": true,
	"reflect": true, "withdrawReflection": true, "thank": true, "use sign-in": true, "probe": true,
}

// Changes counts what this program has written beside answers, questions and
// reflections: while it stays, forms and what is around them are as they were, but for
// what other programs on the same database have written.
func (s *Store) Changes() uint64 { return s.changes.Load() }

// write runs do in a transaction that may write, and commits it. What others
// were in the way of, and what was lost before its commit, is tried again from the
// start, so do must not keep anything from one call to the next. name is what tests
// call it.
//
// All tries together have until the context's deadline, or wholeWait; those of the slow
// pool go on for as long as the server says something. Cancelling the context counts
// until the transaction has begun, also while it waits for a connection: on SQLite all
// that write stand in line for one. After that nothing cancels it, because PostgreSQL
// answers a cancelled commit with success and a warning, and a row that only this server
// has is then lost with it.
func (s *Store) write(given context.Context, pool *sqlx.DB, name string, do func(*tx) error) error {
	if s.readOnly {
		return errReadOnly
	}
	if s.newer.Load() {
		return survey.ErrNewer
	}
	if !answering[name] {
		// Also where it fails: nobody knows what of it is stored.
		defer s.changes.Add(1)
	}
	do, recorded := s.recording(do)
	ctx, cancel := s.patience(given, pool)
	defer cancel()
	begun := time.Now()
	var err error
	for try := 0; ctx.Err() == nil; try++ {
		err = s.writeOnce(ctx, pool, name, try, do)
		if err == nil {
			recorded()
			return nil
		}
		again := isTransient(err) || isLost(err) && !errors.Is(err, survey.ErrUnconfirmed)
		if !again || time.Since(begun) > maxTrying {
			return s.told(given, err)
		}
		pause(ctx, try)
	}
	return s.gaveUp(given, ctx, err)
}

// patience bounds how long something is tried for which the context sets no limit. The
// slow pool has its own.
func (s *Store) patience(ctx context.Context, pool *sqlx.DB) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); limited || pool == s.pools.slow {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, wholeWait)
}

// hold limits how long one try waits for the server.
func (s *Store) hold(ctx context.Context, conn *sqlx.Conn, pool *sqlx.DB, try int) error {
	end, limited := ctx.Deadline()
	switch {
	case pool != s.pools.slow:
		return hold(conn, silence<<min(try, 4), end)
	case limited:
		return hold(conn, wholeWait, time.Time{})
	}
	return hold(conn, slowSilence, time.Time{})
}

// pause waits before something is tried again, longer and longer, so that those who
// are in each other's way, or a server that has just come back, get room; not
// longer than ctx.
func pause(ctx context.Context, try int) {
	wait := time.NewTimer(time.Duration(1+rand.IntN(1+5<<min(try, 7))) * time.Millisecond)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}

// writeOnce tries once. Only waiting ends when given does.
func (s *Store) writeOnce(given context.Context, pool *sqlx.DB, name string, try int, do func(*tx) error) (err error) {
	ctx := context.Background()
	if err := s.hook(name, "begin"); err != nil {
		return err
	}
	conn, err := pool.Connx(given)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	if err := s.hold(given, conn, pool, try); err != nil {
		return err
	}
	begun, err := conn.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	defer begun.Rollback()  // after a commit it does nothing
	if given.Err() != nil { // beginning, too, waits for other programs
		return given.Err()
	}
	t := &tx{Tx: begun, ctx: ctx, store: s, name: name}
	if err := do(t); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	if confirm := s.pools.dialect.confirm; !t.wrote && confirm != "" {
		if _, err := begun.ExecContext(ctx, confirm); err != nil {
			return fmt.Errorf("confirming: %w", err)
		}
	}
	if err := s.hook(name, "commit"); err != nil {
		return err
	}
	if err := commit(conn, begun); err != nil {
		return err
	}
	return s.hook(name, "done")
}

// commit commits, and tells what is known to have failed from what is not known.
func commit(conn *sqlx.Conn, begun *sqlx.Tx) error {
	warned, err := warnings(conn)
	if err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	if warned != nil {
		warned.Store(false)
	}
	err = begun.Commit()
	switch {
	case warned != nil && warned.Load():
		return errStandby
	case err == nil:
		return nil
	case isRolledBack(err):
		return fmt.Errorf("committing: %w", err)
	}
	return errors.Join(errLostCommit, err)
}

// read runs do in a transaction that only reads, and sees one moment. It has until the
// context's deadline, or wholeWait.
func (s *Store) read(ctx context.Context, do func(*tx) error) error {
	ctx, cancel := s.patience(ctx, s.pools.read)
	defer cancel()
	return s.reading(ctx, s.pools.read, do)
}

// readLong is read for what may take its time, such as reading all answers: it goes on
// for as long as the database says something.
func (s *Store) readLong(ctx context.Context, do func(*tx) error) error {
	return s.reading(ctx, s.pools.long, do)
}

func (s *Store) reading(ctx context.Context, pool *sqlx.DB, do func(*tx) error) error {
	if s.newer.Load() {
		return survey.ErrNewer
	}
	begun := time.Now()
	var err error
	for try := 0; ctx.Err() == nil; try++ {
		if err = s.readOnce(ctx, pool, try, do); err == nil {
			return nil
		}
		if !isLost(err) && !isTransient(err) || time.Since(begun) > maxTrying {
			return s.told(ctx, err)
		}
		pause(ctx, try)
	}
	return s.gaveUp(ctx, ctx, err)
}

func (s *Store) readOnce(given context.Context, pool *sqlx.DB, try int, do func(*tx) error) error {
	conn, err := pool.Connx(given)
	if err != nil {
		return fmt.Errorf("connecting to read: %w", err)
	}
	defer conn.Close()
	if err := s.hold(given, conn, pool, try); err != nil {
		return err
	}
	ctx := given
	if s.pools.dialect.onNetwork {
		ctx = context.Background() // the connection's own limits end it; lib/pq would ask the server to cancel, and wait
	}
	begun, err := conn.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.pools.dialect.snapshot})
	if err != nil {
		return fmt.Errorf("beginning to read: %w", err)
	}
	defer begun.Rollback() // it has written nothing
	return do(&tx{Tx: begun, ctx: ctx, store: s})
}

// gaveUp is what is returned when the time is over, or nobody waits any more. last is
// what the last try has met, if anything.
func (s *Store) gaveUp(given, limited context.Context, last error) error {
	if errors.Is(given.Err(), context.Canceled) {
		return given.Err()
	}
	if last == nil {
		last = limited.Err()
	}
	return s.told(given, last)
}

// told adds to an error what can be said of it to who asked: that the database is full,
// cannot be reached, or has a newer schema.
func (s *Store) told(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return err
	case isFull(err):
		return fmt.Errorf("%w: %w", survey.ErrFull, err)
	case isLost(err), isTransient(err), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", survey.ErrUnavailable, err)
	case isForeign(err) && s.outdated(ctx):
		return fmt.Errorf("%w: %w", survey.ErrNewer, err)
	}
	return err
}

// exec runs a statement and returns how many rows it wrote.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if t.broken != nil {
		return 0, t.broken
	}
	if err := t.refused(query, args); err != nil {
		return 0, err
	}
	result, err := t.ExecContext(t.ctx, t.Rebind(query), args...)
	if err != nil {
		return 0, t.failed(query, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, t.failed(query, err)
	}
	t.wrote = t.wrote || n > 0
	t.ours.wrote(query, args, n)
	return n, t.store.hook(t.name, query)
}

// refused is why an office may not run the statement; see ours. That is a fault of
// this program, so it is logged.
func (t *tx) refused(query string, args []any) error {
	err := t.ours.mayRun(query, args)
	if err != nil {
		err = t.failed(query, err)
		t.store.log.Error("a statement was refused", "transaction", t.name, "error", err)
	}
	return err
}

// one reads the one row into dest; survey.ErrNotFound when there is none. What
// cannot be stored as text cannot be found either: PostgreSQL would refuse it
// and SQLite look for it.
func (t *tx) one(dest any, query string, args ...any) error {
	for _, arg := range args {
		if code, ok := arg.(survey.Code); ok && !writing.IsText(string(code)) {
			return survey.ErrNotFound
		}
	}
	if t.broken != nil {
		return t.broken
	}
	if err := t.refused(query, args); err != nil {
		return err
	}
	err := t.GetContext(t.ctx, dest, t.Rebind(query), args...)
	if errors.Is(err, sql.ErrNoRows) {
		return survey.ErrNotFound
	}
	if err != nil {
		return t.failed(query, err)
	}
	t.ours.asked(dest, args)
	return t.store.hook(t.name, query)
}

// all reads the rows into the slice that dest points to.
func (t *tx) all(dest any, query string, args ...any) error {
	if t.broken != nil {
		return t.broken
	}
	if err := t.refused(query, args); err != nil {
		return err
	}
	if err := t.SelectContext(t.ctx, dest, t.Rebind(query), args...); err != nil {
		return t.failed(query, err)
	}
	t.ours.asked(dest, args)
	return t.store.hook(t.name, query)
}

// failed names the statement by its beginning; its parameters stay out of it. The
// transaction is over.
func (t *tx) failed(query string, err error) error {
	t.broken = fmt.Errorf("%s: %w", strings.Join(firstWords(query, 3), " "), err)
	return t.broken
}

// inOrder does one step after the other, up to the first that fails.
func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func firstWords(s string, n int) []string {
	words := strings.Fields(s)
	return words[:min(n, len(words))]
}

// insert writes rows into "table (columns)", with what follows the values.
func (t *tx) insert(into string, rows [][]any, tail string) (int64, error) {
	var total int64
	for len(rows) > 0 {
		part := rows[:min(portion, len(rows))]
		rows = rows[len(part):]
		query, args := values(into, part, tail)
		n, err := t.exec(query, args...)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// values returns the statement that inserts the rows.
func values(into string, rows [][]any, tail string) (string, []any) {
	width := len(rows[0])
	row := "(" + placeholders(width) + ")"
	var b strings.Builder
	b.Grow(len(into) + len(tail) + (len(row)+2)*len(rows) + 24)
	b.WriteString("INSERT INTO " + into + " VALUES ")
	args := make([]any, 0, width*len(rows))
	for i, r := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(row)
		args = append(args, r...)
	}
	b.WriteString(tail)
	return b.String(), args
}

// placeholders returns n question marks with commas between.
func placeholders(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// list returns the ids as parameters, for "IN (" + placeholders(len(ids)) + ")".
func list[T any](ids []T) []any {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return args
}

// hook lets tests stop a transaction, or the program, at any of its steps.
func (s *Store) hook(name, step string) error {
	if name == "" || s.step == nil {
		return nil
	}
	return s.step(name, step)
}
