package web_test

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"testing"
)

// A cut is where a line breaks the next time that a form is sent over it. It
// stays broken until it is mended.
type cut int

const (
	whole         cut = iota
	beforeRequest     // nothing of the form gets through
	inRequest         // half of it does
	beforeAnswer      // all of it does, and is stored; nothing comes back
	inAnswer          // a piece of the answer comes back
	inThanks          // the answer comes back, the page that it leads to does not
)

// A line is the network between a browser and the program: it can be cut at any
// point, and counts what passes.
type line struct {
	url    string
	target string

	mu       sync.Mutex
	next     cut
	instead  string // what forms are answered with in the program's place
	broken   bool
	open     map[net.Conn]bool
	up, down int // bytes
}

// line lays one to the house. The house that it returns is the same one, reached
// by that line.
func (h *house) line(t testing.TB) (*house, *line) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{
		url: "http://" + listener.Addr().String(), target: strings.TrimPrefix(h.url, "http://"),
		open: map[net.Conn]bool{},
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { l.carry(c, &all) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		l.cut()
		all.Wait()
	})
	far := *h
	far.url = l.url
	return &far, l
}

// carry connects one connection through.
func (l *line) carry(near net.Conn, all *sync.WaitGroup) {
	far, err := net.Dial("tcp", l.target)
	if err != nil {
		_ = near.Close()
		return
	}
	l.mu.Lock()
	dead := l.broken
	l.open[near], l.open[far] = true, true
	l.mu.Unlock()
	if dead {
		l.hangUp(near, far)
		return
	}
	posted := make(chan cut, 1)
	all.Go(func() { l.send(near, far, posted); l.hangUp(near, far) })
	l.answer(near, far, posted)
	l.hangUp(near, far)
}

// send carries requests. Where a form is to be lost on its way, it is lost here;
// otherwise the answers' side is told.
func (l *line) send(near, far net.Conn, posted chan<- cut) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := near.Read(buffer)
		if err != nil {
			return
		}
		part := buffer[:n]
		l.mu.Lock()
		l.up += n
		next, instead := l.next, l.instead
		l.mu.Unlock()
		if instead != "" && bytes.HasPrefix(part, []byte("POST ")) {
			_, _ = near.Write([]byte("HTTP/1.1 " + instead))
			return
		}
		if next == inThanks && bytes.Contains(part, []byte("/thanks HTTP")) {
			l.cut()
			return
		}
		if bytes.HasPrefix(part, []byte("POST ")) {
			switch next {
			case beforeRequest:
				l.cut()
				return
			case inRequest:
				_, _ = far.Write(part[:n/2])
				l.cut()
				return
			case beforeAnswer, inAnswer:
				posted <- next
			}
		}
		if _, err := far.Write(part); err != nil {
			return
		}
	}
}

// answer carries answers.
func (l *line) answer(near, far net.Conn, posted <-chan cut) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := far.Read(buffer)
		if err != nil {
			return
		}
		select {
		case next := <-posted:
			if next == inAnswer {
				_, _ = near.Write(buffer[:min(n, 40)])
			}
			l.cut()
			return
		default:
		}
		l.mu.Lock()
		l.down += n
		l.mu.Unlock()
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (l *line) hangUp(both ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range both {
		delete(l.open, c)
		_ = c.Close()
	}
}

// cutAt lets the next form be cut.
func (l *line) cutAt(next cut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = next
}

// cut breaks everything that is under way, and what comes until mend.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
	for c := range l.open {
		_ = c.Close()
	}
}

// answerInstead answers forms in the program's place, from the status on, as a
// hotel's sign-in page does, or a proxy whose program is gone.
func (l *line) answerInstead(with string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.instead = with
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next, l.broken, l.instead = whole, false, ""
}

// passed returns the bytes of requests and answers since it was last asked.
func (l *line) passed() (up, down int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	up, down, l.up, l.down = l.up, l.down, 0, 0
	return up, down
}
