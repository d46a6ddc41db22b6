// Package guard lets a fault of this program end the work that it is in and nothing
// else. Every goroutine that the program starts is started here.
package guard

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// ErrPanic: a fault of this program. What wraps it says where.
var ErrPanic = errors.New("panic")

// Do does something and returns what panics there as an error that wraps ErrPanic.
// The error may be logged: see [Said].
func Do(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %s\n%s", ErrPanic, Said(v), debug.Stack())
		}
	}()
	return do()
}

// Said is what may be logged of what was panicked with: the type alone, unless it is
// an error of Go's own, since a library may have put somebody's text there.
func Said(v any) string {
	if e, ok := v.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", v)
}

// Go does something in a goroutine of its own, and hands ended what became of it
// there: nil, its error, or what [Do] makes of a panic.
func Go(do func() error, ended func(error)) {
	go run(do, ended)
}

func run(do func() error, ended func(error)) {
	// That ended panics, too, can be told to nobody any more.
	_ = Do(func() error { ended(Do(do)); return nil })
}

// A Group is work of which somebody waits for the end. Its zero value is empty.
type Group struct{ under sync.WaitGroup }

// Go is [Go] for work that [Group.Wait] waits for, ended among it.
func (g *Group) Go(do func() error, ended func(error)) {
	g.under.Go(func() { run(do, ended) })
}

// Wait returns when nothing of the group is being done any more.
func (g *Group) Wait() { g.under.Wait() }
