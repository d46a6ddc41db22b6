package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

const (
	// progressAfter is how long work takes before its progress is shown.
	progressAfter = time.Second
	// progressEach is how often the bar is drawn again.
	progressEach = 100 * time.Millisecond
	barWidth     = 30
)

// A progress shows on a terminal how far long work has come. It shows nothing of
// work that is soon done, and nothing where nobody watches.
type progress struct {
	w     io.Writer // nil where nothing is shown
	total int
	what  string // what is counted, in the plural
	now   func() time.Time

	mu          sync.Mutex
	done        int
	began, last time.Time
	drawn       bool
}

func newProgress(w io.Writer, total int, what string) *progress {
	f, ok := w.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		w = nil
	}
	return &progress{w: w, total: total, what: what, now: time.Now, began: time.Now()}
}

// step says that one more is done.
func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw(p.done+1, p.total)
}

// reach says how many of how many are done.
func (p *progress) reach(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw(done, total)
}

func (p *progress) draw(done, total int) {
	p.done, p.total = done, total
	now := p.now()
	if p.w == nil || now.Sub(p.began) < progressAfter || now.Sub(p.last) < progressEach && p.done < p.total {
		return
	}
	full := barWidth * p.done / p.total
	fmt.Fprintf(p.w, "\r[%s%s] %d of %d %s", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), p.done, p.total, p.what)
	p.last, p.drawn = now, true
}

// stop takes the bar away.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
