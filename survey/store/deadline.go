package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

const (
	// connectWait is how long connecting to PostgreSQL may take, with all that is said
	// before the first statement, unless the address says otherwise (connect_timeout).
	connectWait = 3 * time.Second
	// silence is how long a server may say nothing while it does what a request waits
	// for, at the first try; each further try gives it twice as long. So a server that is
	// gone is found soon, and one that is slow still gets there.
	silence = 2500 * time.Millisecond
	// slowSilence is that for what may take its time and for which nobody waits.
	slowSilence = 10 * time.Minute
	// idleWait is how long the server waits for a transaction's next statement before it
	// ends it, and gives back its locks.
	idleWait = 3 * time.Second
	// wholeWait is how long something is tried for whom no deadline is given.
	wholeWait = 9 * time.Second
	// deadAfter is how long a packet may stay unconfirmed before the connection counts as
	// dead, and how long one that says nothing is left before it is asked.
	deadAfter = 5 * time.Second
)

// A line is what all connections to one server know of it: when the last of them was
// lost. What was connected before is as good as lost, too, and is not used again; so a
// server that went away without a word is waited for once, and not once for each
// connection.
type line struct{ lost atomic.Int64 }

// A dialer makes connections on which neither reading nor writing waits for ever: a
// transaction has no context that could be cancelled while it commits.
type dialer struct {
	silence time.Duration
	line    *line
	made    *socket // the last
}

func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	dial := net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: deadAfter, Interval: 2 * time.Second, Count: 3},
		Control:         findDead,
	}
	c, err := dial.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s := &socket{Conn: c, line: d.line, born: time.Now()}
	s.silence.Store(int64(d.silence))
	if end, ok := ctx.Deadline(); ok {
		s.connecting.Store(end.UnixNano())
	}
	d.made = s
	return s, nil
}

// A socket is a connection to PostgreSQL that ends what waits on it in time.
type socket struct {
	net.Conn
	line *line
	born time.Time
	// silence is how long, in nanoseconds, nothing may come; until and connecting are
	// when waiting ends whatever comes, in nanoseconds since 1970; 0 for never.
	silence, until, connecting atomic.Int64
	closed                     atomic.Bool
}

// SetDeadline is how lib/pq limits connecting; with the zero time that is over.
func (s *socket) SetDeadline(t time.Time) error {
	if t.IsZero() {
		s.connecting.Store(0)
		return nil
	}
	if end := s.connecting.Load(); end == 0 || t.UnixNano() < end {
		s.connecting.Store(t.UnixNano())
	}
	return nil
}

// hold says how long the server may say nothing from now on, and when waiting ends;
// the zero time for never.
func (s *socket) hold(silence time.Duration, until time.Time) {
	s.silence.Store(int64(silence))
	if until.IsZero() {
		s.until.Store(0)
	} else {
		s.until.Store(until.UnixNano())
	}
}

// serverLimits are the server's own, for one transaction: a statement and a lock get
// less than the connection waits, so that what comes is an answer. What may take its
// time has none but that the next statement comes.
func (s *socket) serverLimits() string {
	wait := time.Duration(s.silence.Load())
	limits := fmt.Sprintf("; SET LOCAL idle_in_transaction_session_timeout = %d", idleWait.Milliseconds())
	if wait < slowSilence {
		limits += fmt.Sprintf("; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d",
			(wait * 9 / 10).Milliseconds(), (wait * 8 / 10).Milliseconds())
	}
	return limits
}

// end is when what waits from now on ends.
func (s *socket) end() time.Time {
	end := time.Now().Add(time.Duration(s.silence.Load()))
	for _, limit := range []int64{s.until.Load(), s.connecting.Load()} {
		if limit != 0 && limit < end.UnixNano() {
			end = time.Unix(0, limit)
		}
	}
	return end
}

func (s *socket) Read(b []byte) (int, error) {
	if err := s.SetReadDeadline(s.end()); err != nil {
		return 0, err
	}
	n, err := s.Conn.Read(b)
	return n, s.noted(err)
}

func (s *socket) Write(b []byte) (int, error) {
	if err := s.SetWriteDeadline(s.end()); err != nil {
		return 0, err
	}
	n, err := s.Conn.Write(b)
	return n, s.noted(err)
}

// noted tells the line of a connection that is lost.
func (s *socket) noted(err error) error {
	// That one which is stale fails is no news.
	if err != nil && !s.closed.Load() && !s.stale() && !errors.Is(err, net.ErrClosed) {
		s.line.lost.Store(time.Now().UnixNano())
	}
	return err
}

// stale says whether the connection was made before another one was lost.
func (s *socket) stale() bool { return s.born.UnixNano() <= s.line.lost.Load() }

// Close closes the connection, which is then not lost.
func (s *socket) Close() error {
	s.closed.Store(true)
	return s.Conn.Close()
}
