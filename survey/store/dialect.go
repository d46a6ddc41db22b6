package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/omdome/omdome/migrations"
)

// A dialect is all that SQLite and PostgreSQL do not have in common.
type dialect struct {
	goose goose.Dialect
	steps fs.FS
	// onNetwork says that there are connections which wait for a server.
	onNetwork bool
	lock      lock.SessionLocker
	// share and update end a SELECT: share locks the rows of session that it
	// finds against update, update all rows that it finds.
	share, update string
	// confirm is a statement that makes a commit that has written nothing wait
	// for the standby all the same; empty where there is none.
	confirm string
	// snapshot is the isolation in which several reads agree.
	snapshot sql.IsolationLevel
	// naming waits until nobody else names an organization, and keeps others from
	// it until the transaction ends; empty where only one transaction writes.
	naming string
	// proof is how many bytes are written to see whether anything can be: so many that a
	// full disk shows.
	proof int
	// holds is a condition: the column keys has the parameter's bytes in it.
	holds string
	// hasTable asks whether the table named by its parameter is there.
	hasTable string
	// sweep asks for the statement that, outside a transaction, clears what sealing
	// and removing have left, in all tables that there are.
	sweep string
	// size asks how many bytes there are to sweep, where all that write wait for it; empty
	// where nobody does.
	size string
	// swept asks, after sweep, for a row whose first column is 0 when it worked.
	swept string
}

// pools are the connections to one database. slow ones may take their time:
// migrating, sealing, sweeping; long is where reading may.
type pools struct {
	dialect                 dialect
	write, read, slow, long *sqlx.DB
}

const (
	// busyWait is how long SQLite waits for another program's transaction at a time, in
	// milliseconds.
	busyWait = "2500"
	// migrationLock and namingLock are any numbers of ours among PostgreSQL's
	// advisory locks.
	migrationLock = 6_368_110_427
	namingLock    = 6_368_110_428
)

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

func connect(database string, writers int, readOnly bool) (*pools, error) {
	if isPostgres(database) {
		return connectPostgres(database, writers)
	}
	return connectSQLite(database, readOnly)
}

func connectSQLite(path string, readOnly bool) (*pools, error) {
	if path == "" {
		return nil, errors.New("no database named")
	}
	sqlx.BindDriver("sqlite", sqlx.QUESTION)
	pragmas := []string{"query_only(1)"}
	if !readOnly {
		if err := makeFile(path); err != nil {
			return nil, err
		}
		pragmas = []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(2)"}
	}
	// One connection writes, so that the program never waits for itself.
	write, err := openFile(path, 1, "immediate", pragmas...)
	if err != nil {
		return nil, err
	}
	read, err := openFile(path, 8, "deferred", "query_only(1)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &pools{write: write, read: read, slow: write, long: read, dialect: dialect{
		goose: goose.DialectSQLite3, steps: migrations.SQLite, lock: fileLock{path: path + ".migrating"},
		holds:    "instr(keys, ?) > 0",
		hasTable: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
		// The order matters: VACUUM writes a clean copy, and the checkpoint puts
		// it in the place of the old pages and empties the log.
		proof: 4 << 10,
		size:  "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
		sweep: "SELECT 'VACUUM'", swept: "PRAGMA wal_checkpoint(TRUNCATE)",
	}}, nil
}

// makeFile makes a SQLite file that is not there yet, for its owner alone: it holds
// keys and answers. SQLite gives the log beside it the same mode. A file that is
// there is not opened: closing it would give up the locks that this program may have
// on it.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// readable says whether a SQLite file may be read by everybody on the machine.
func readable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o004 != 0
}

func openFile(path string, limit int, lock string, pragmas ...string) (*sqlx.DB, error) {
	query := url.Values{"_txlock": {lock}, "_pragma": append([]string{"busy_timeout(" + busyWait + ")"}, pragmas...)}
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	db, err := sqlx.Open("sqlite", "file:"+escaped+"?"+query.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(limit)
	db.SetMaxIdleConns(limit)
	return db, nil
}

// fileLock holds a SQLite file of its own locked while migrating, so that
// programs that start together do not migrate together.
type fileLock struct{ path string }

var _ lock.SessionLocker = fileLock{}

// SessionLock does nothing: with holds the lock, before goose first looks.
func (fileLock) SessionLock(context.Context, *sql.Conn) error { return nil }

// SessionUnlock does nothing: with holds the lock.
func (fileLock) SessionUnlock(context.Context, *sql.Conn) error { return nil }

func (l fileLock) with(ctx context.Context, do func() error) error {
	side, err := openFile(l.path, 1, "immediate")
	if err != nil {
		return err
	}
	defer side.Close()
	tx, err := side.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errLocking, err)
	}
	defer tx.Rollback() // it has written nothing
	if err := do(); err != nil {
		return err
	}
	os.Remove(l.path) // an empty file that stays does no harm
	return nil
}

// errLocking: the lock could not be had, perhaps because whoever had it has
// removed its file.
var errLocking = errors.New("locking for migration")

func connectPostgres(address string, writers int) (*pools, error) {
	config, err := pq.NewConfig(severalHosts(address))
	if err != nil {
		// The error may repeat the address, and that holds a password.
		return nil, errors.New("the database's address cannot be read as a PostgreSQL URL")
	}
	config.BinaryParameters = true // one round trip for a statement, and pgbouncer
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWait
	}
	if _, err := pq.NewConnectorConfig(config); err != nil {
		return nil, errors.New("the database's address cannot be used")
	}
	shared := new(line)
	open := func(limit int, silence time.Duration) (*sqlx.DB, error) {
		db := sqlx.NewDb(sql.OpenDB(postgresConnector{config: config, silence: silence, line: shared}), "postgres")
		db.SetMaxOpenConns(limit)
		db.SetMaxIdleConns(limit)
		db.SetConnMaxIdleTime(5 * time.Minute)
		return db, nil
	}
	p := &pools{dialect: dialect{
		goose: goose.DialectPostgres, steps: migrations.PostgreSQL, onNetwork: true,
		share: " FOR SHARE OF session", update: " FOR UPDATE",
		naming:   "SELECT pg_advisory_xact_lock(?)",
		confirm:  "SELECT pg_logical_emit_message(true, 'omdome', '')",
		snapshot: sql.LevelRepeatableRead,
		proof:    32 << 10,
		holds:    "position(? IN keys) > 0",
		hasTable: "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND relname = ? AND pg_table_is_visible(oid)",
		sweep: `SELECT 'VACUUM ' || string_agg(quote_ident(relname), ', ' ORDER BY relname) FROM pg_class
			WHERE relkind = 'r' AND pg_table_is_visible(oid) AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')`,
	}}
	if p.dialect.lock, err = lock.NewPostgresSessionLocker(lock.WithLockID(migrationLock), lock.WithLockTimeout(1, 600)); err != nil {
		return nil, err
	}
	if p.write, err = open(writers+3, silence); err != nil {
		return nil, err
	}
	if p.read, err = open(16, silence); err != nil {
		return nil, err
	}
	p.slow, err = open(2, slowSilence)
	p.long = p.slow
	return p, err
}

// severalHosts writes "//a:1,b:2/", as PostgreSQL's own programs take it, in the
// way that lib/pq does.
func severalHosts(address string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(u.Host, ",") {
		return address
	}
	var hosts, ports []string
	for one := range strings.SplitSeq(u.Host, ",") {
		host, port, err := net.SplitHostPort(one)
		if err != nil {
			host, port = strings.Trim(one, "[]"), "5432"
		}
		hosts, ports = append(hosts, host), append(ports, port)
	}
	query := u.Query()
	query.Set("host", strings.Join(hosts, ","))
	query.Set("port", strings.Join(ports, ","))
	u.Host, u.RawQuery = "", query.Encode()
	return u.String()
}

func (p *pools) close() error {
	err := errors.Join(p.read.Close(), p.write.Close())
	if p.slow != p.write {
		err = errors.Join(err, p.slow.Close())
	}
	return err
}

// inspect refuses a server whose settings break what attendees are promised,
// and warns of those that weaken it.
func (p *pools) inspect(ctx context.Context, log *slog.Logger) error {
	if p.dialect.goose != goose.DialectPostgres {
		// Of programs that start together, one makes the file's log.
		err := p.write.PingContext(ctx)
		for try := 0; isTransient(err) && try < maxTries && ctx.Err() == nil; try++ {
			pause(ctx, try)
			err = p.write.PingContext(ctx)
		}
		return err
	}
	var settings []struct{ Name, Setting string }
	err := p.read.SelectContext(ctx, &settings, `SELECT name, setting FROM pg_settings WHERE name IN ('track_commit_timestamp',
		'log_statement', 'log_min_duration_statement', 'log_min_duration_sample', 'log_parameter_max_length', 'log_parameter_max_length_on_error')`)
	if err != nil {
		return fmt.Errorf("asking for the database's settings: %w", err)
	}
	is := map[string]string{}
	for _, s := range settings {
		is[s.Name] = s.Setting
	}
	warnings, err := judge(is)
	for _, name := range warnings {
		log.Warn("the database server may log what attendees answer", "setting", name, "value", is[name])
	}
	return err
}

// judge returns which of a server's settings may log what attendees answer, and
// an error for one that breaks what they are promised.
func judge(is map[string]string) (warnings []string, err error) {
	if is["track_commit_timestamp"] == "on" {
		return nil, errors.New("the server keeps the time of every commit (track_commit_timestamp = on), " +
			"which would tell when each attendee answered; turn it off")
	}
	statements := false
	for _, s := range []struct{ name, harmless string }{
		{"log_statement", "none"}, {"log_min_duration_statement", "-1"}, {"log_min_duration_sample", "-1"},
	} {
		if value, ok := is[s.name]; ok && value != s.harmless {
			statements = true
			warnings = append(warnings, s.name)
		}
	}
	// How much is logged of a statement's parameters matters where statements are.
	if statements && is["log_parameter_max_length"] != "0" {
		warnings = append(warnings, "log_parameter_max_length")
	}
	if value, ok := is["log_parameter_max_length_on_error"]; ok && value != "0" {
		warnings = append(warnings, "log_parameter_max_length_on_error")
	}
	return warnings, nil
}

// postgresConnector makes connections that remember the server's warnings, and on
// which nothing waits for ever.
type postgresConnector struct {
	config  pq.Config
	silence time.Duration
	line    *line
}

// Driver is driver.Connector's.
func (c postgresConnector) Driver() driver.Driver { return pq.Driver{} }

// Connect makes a connection. Its error never repeats the address.
func (c postgresConnector) Connect(ctx context.Context) (driver.Conn, error) {
	connector, err := pq.NewConnectorConfig(c.config)
	if err != nil {
		return nil, errors.New("the database's address cannot be used")
	}
	d := &dialer{silence: c.silence, line: c.line}
	connector.Dialer(d)
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(fullConn)
	if !ok {
		return nil, errors.Join(errors.New("lib/pq's connection lacks a method"), conn.Close())
	}
	warned := new(atomic.Bool)
	pq.SetNoticeHandler(conn, func(e *pq.Error) {
		// 01000 is how the server says that it no longer waits for its standby.
		if e.Code == "01000" || e.Code == "57P01" {
			warned.Store(true)
		}
	})
	return &postgresConn{fullConn: full, warned: warned, socket: d.made, silence: c.silence}, nil
}

// fullConn is what database/sql uses of a connection of lib/pq.
type fullConn interface {
	driver.Conn
	driver.ExecerContext
	driver.QueryerContext
	driver.ConnPrepareContext
	driver.NamedValueChecker
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.Tx
}

type postgresConn struct {
	fullConn
	warned  *atomic.Bool
	socket  *socket
	silence time.Duration // of its pool, when nothing else is said
}

// BeginTx begins a transaction, and tells the server in the same message how long each
// statement may take, and how long it waits for a lock and for the next statement: one
// whose client is gone must not keep its locks.
func (c *postgresConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	mode := " READ WRITE"
	if o.ReadOnly {
		mode = " READ ONLY"
	}
	if sql.IsolationLevel(o.Isolation) == sql.LevelRepeatableRead {
		mode += " ISOLATION LEVEL REPEATABLE READ"
	}
	limits := c.socket.serverLimits()
	if !o.ReadOnly {
		// The server keeps its plans for foreign keys as they were made when a table had
		// no rows yet: reading all of it is right then, and takes longer with every row.
		limits += "; SET LOCAL enable_seqscan = off"
	}
	_, err := c.ExecContext(ctx, "BEGIN"+mode+limits, nil)
	if err != nil {
		return nil, err
	}
	return c.fullConn, nil
}

// ResetSession refuses a connection that may have been lost with another one.
func (c *postgresConn) ResetSession(ctx context.Context) error {
	if c.socket.stale() {
		return driver.ErrBadConn
	}
	c.socket.hold(c.silence, time.Time{})
	return c.fullConn.ResetSession(ctx)
}

// Close says goodbye to the server, but does not wait for one that is gone.
func (c *postgresConn) Close() error {
	c.socket.closed.Store(true)
	c.socket.hold(time.Second, time.Time{})
	_ = c.fullConn.Close() // whether it was heard changes nothing
	return nil
}

// IsValid says whether the connection is worth keeping.
func (c *postgresConn) IsValid() bool { return !c.socket.stale() && c.fullConn.IsValid() }

// hold limits how long the connection waits, where it is one that waits on a network;
// see socket.hold.
func hold(conn *sqlx.Conn, silence time.Duration, until time.Time) error {
	return conn.Raw(func(c any) error {
		if p, ok := c.(*postgresConn); ok {
			p.socket.hold(silence, until)
		}
		return nil
	})
}

// warnings returns where the connection keeps that the server has warned, or
// nil where servers do not warn.
func warnings(conn *sqlx.Conn) (warned *atomic.Bool, err error) {
	err = conn.Raw(func(c any) error {
		if p, ok := c.(*postgresConn); ok {
			warned = p.warned
		}
		return nil
	})
	return warned, err
}

// isTransient says whether the database has rolled back only because of what
// others did at the same time: the same transaction may succeed now.
func isTransient(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		return p.Code == "40P01" || p.Code == "40001" || p.Code == "55P03"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && (s.Code()&0xff == sqlite3.SQLITE_BUSY || s.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// isRefused says whether the database has understood and refused a statement,
// so that another statement may do.
func isRefused(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		class := p.Code.Class()
		return class == "22" || class == "23" || class == "54"
	}
	var s *sqlite.Error
	if !errors.As(err, &s) {
		return false
	}
	switch s.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_ERROR:
		return true
	}
	return false
}

// isFull says whether there is no room for what is written.
func isFull(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		return p.Code == "53100"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && s.Code()&0xff == sqlite3.SQLITE_FULL || errors.Is(err, syscall.ENOSPC)
}

// isForeign says whether a statement does not fit the tables, as happens when another,
// newer program has changed them.
func isForeign(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		return p.Code.Class() == "42" || p.Code.Class() == "23"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && (s.Code()&0xff == sqlite3.SQLITE_ERROR || s.Code()&0xff == sqlite3.SQLITE_CONSTRAINT)
}

// isForeignKey says whether a row names another that is not there.
func isForeignKey(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		return p.Code == "23503"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && s.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// isLost says whether the connection is gone or the server is going away, so
// that a new connection may do.
func isLost(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		// 25P03: the server has waited too long for the next statement; 53300: it has too
		// many connections.
		return p.Code.Class() == "57" || p.Code.Class() == "08" || p.Code == "25P03" || p.Code == "53300"
	}
	var n net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, sql.ErrConnDone) || errors.As(err, &n)
}

// isRolledBack says of a failed commit that it is known not to have happened.
func isRolledBack(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		return !p.Fatal() && p.Code.Class() != "57" && p.Code.Class() != "58" && p.Code.Class() != "XX"
	}
	return isTransient(err) || isRefused(err) || isFull(err) || errors.Is(err, pq.ErrInFailedTransaction)
}
