package limit

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
)

const (
	// waitingEach is how many may wait for a turn in one place, waitingAll in all
	// of them.
	waitingEach = 20
	waitingAll  = 1000
	// waitAtMost is how long anybody waits for a turn.
	waitAtMost = 6 * time.Second
)

// Turns let a few work at once. The others wait, each in a place, such as an
// address, and the places take turns: however many wait in one, another place's
// first waits for one turn of it, and not for all.
type Turns struct {
	mu sync.Mutex
	// free are the turns that nobody has; then nobody waits.
	free    int
	waiting map[string][]chan struct{}
	// order are the places where somebody waits, the next one first.
	order []string
	n     int
	// longest is how long anybody waits.
	longest time.Duration
}

// NewTurns lets so many at once.
func NewTurns(atOnce int) *Turns {
	return &Turns{free: atOnce, waiting: map[string][]chan struct{}{}, longest: waitAtMost}
}

// A Place is where one waits. Who is in a place that is ahead waits for no other
// place.
type Place struct {
	Name  string
	Ahead bool
}

// Take waits for a turn, which done gives back. It returns survey.ErrBusy when too
// many wait, or for too long.
func (t *Turns) Take(ctx context.Context, at Place) error {
	turn, err := t.queue(at)
	if turn == nil || err != nil {
		return err
	}
	late := time.NewTimer(t.longest)
	defer late.Stop()
	select {
	case <-turn:
		return nil
	case <-late.C:
		err = survey.ErrBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	if !t.leave(at, turn) {
		t.Done() // the turn has come meanwhile
	}
	return err
}

// queue takes a turn that is free and returns nil, or what is closed when it is
// one's turn.
func (t *Turns) queue(at Place) (chan struct{}, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.free > 0 {
		t.free--
		return nil, nil
	}
	here := t.waiting[at.Name]
	if len(here) >= waitingEach || t.n >= waitingAll && !at.Ahead {
		return nil, survey.ErrBusy
	}
	switch {
	case len(here) > 0:
	case at.Ahead:
		t.order = slices.Insert(t.order, 0, at.Name)
	default:
		t.order = append(t.order, at.Name)
	}
	turn := make(chan struct{})
	t.waiting[at.Name] = append(here, turn)
	t.n++
	return turn, nil
}

// leave stops waiting. It says whether the turn had not come.
func (t *Turns) leave(at Place, turn chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.waiting[at.Name], turn)
	if i < 0 {
		return false
	}
	t.remove(at.Name, i)
	return true
}

// remove takes the one at i out of the place, and the place out of the order when
// it was the last.
func (t *Turns) remove(name string, i int) {
	t.n--
	t.waiting[name] = slices.Delete(t.waiting[name], i, i+1)
	if len(t.waiting[name]) == 0 {
		delete(t.waiting, name)
		t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == name })
	}
}

// Done hands a turn on to the next place, which then is the last.
func (t *Turns) Done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.order) == 0 {
		t.free++
		return
	}
	name := t.order[0]
	t.order = append(t.order[1:], name)
	close(t.waiting[name][0])
	t.remove(name, 0)
}
