package storetest

import (
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	guarded "github.com/omdome/omdome/survey/guard"
)

// A Fault is what a wire does.
type Fault int

const (
	// Sound passes everything.
	Sound Fault = iota
	// Cut ends all connections, and each new one at once.
	Cut
	// BlackHole swallows everything, both ways, and tells nobody.
	BlackHole
	// HeldBack passes what is asked and keeps the answers until the wire is sound.
	HeldBack
	// Slow passes each answer 200 ms late.
	Slow
)

// slowness is how late an answer is.
const slowness = 200 * time.Millisecond

// A Wire is a network between programs and a database server, which a test breaks.
type Wire struct {
	// Address is the database's address over the wire.
	Address string

	target   string
	listener net.Listener
	mu       sync.Mutex
	changed  *sync.Cond
	fault    Fault
	closed   bool
	conns    map[net.Conn]net.Conn // of programs, to those of the server
}

// NewWire lays a wire to the database at the address. It ends with the test.
func NewWire(t testing.TB, address string) *Wire {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{target: u.Host, listener: listener, conns: map[net.Conn]net.Conn{}}
	w.changed = sync.NewCond(&w.mu)
	u.Host = listener.Addr().String()
	w.Address = u.String()
	ended := make(chan struct{})
	guarded.Go(w.listen, func(error) { close(ended) })
	t.Cleanup(func() {
		w.mu.Lock()
		w.closed = true
		w.mu.Unlock()
		w.changed.Broadcast()
		listener.Close()
		<-ended
		w.drop(true)
	})
	return w
}

// Set breaks the wire, or mends it. What was swallowed stays away.
func (w *Wire) Set(f Fault) {
	w.mu.Lock()
	w.fault = f
	w.mu.Unlock()
	w.changed.Broadcast()
	if f == Cut {
		w.drop(true)
	}
}

// HalfOpen ends all connections at the server and tells the programs nothing.
func (w *Wire) HalfOpen() { w.drop(false) }

// drop ends all connections at the server's side, and at the programs' where both.
func (w *Wire) drop(both bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for program, server := range w.conns {
		server.Close()
		if both {
			program.Close()
			delete(w.conns, program)
		}
	}
}

func (w *Wire) listen() error {
	for {
		program, err := w.listener.Accept()
		if err != nil {
			return err
		}
		w.mu.Lock()
		fault := w.fault
		w.mu.Unlock()
		if fault == Cut {
			program.Close()
			continue
		}
		server, err := net.Dial("tcp", w.target)
		if err != nil {
			program.Close()
			continue
		}
		w.mu.Lock()
		w.conns[program] = server
		w.mu.Unlock()
		guarded.Go(func() error { return w.pass(program, server, false) }, func(error) {})
		guarded.Go(func() error { return w.pass(server, program, true) }, func(error) {})
	}
}

// pass hands on what comes. answers says that it comes from the server.
func (w *Wire) pass(from, to net.Conn, answers bool) error {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			if !answers { // the program has gone: so has its connection to the server
				to.Close()
				from.Close()
			}
			return err
		}
		if !w.lets(answers) {
			continue
		}
		if _, err := to.Write(b[:n]); err != nil {
			return err
		}
	}
}

// lets waits until what has come may pass, and says whether it does.
func (w *Wire) lets(answers bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for answers && w.fault == HeldBack && !w.closed {
		w.changed.Wait()
	}
	switch {
	case w.fault == BlackHole || w.fault == Cut || w.closed:
		return false
	case answers && w.fault == Slow:
		w.mu.Unlock()
		time.Sleep(slowness)
		w.mu.Lock()
	}
	return true
}
