package store

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// errPanic: a fault of this program, which ends the work that it is in and nothing else.
var errPanic = errors.New("panic")

// guarded does something and returns what panics there as an error. What runs in a
// goroutine of the store's, or by the clock, is guarded, so that one response, or one
// session, stops no other.
func guarded(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, v, debug.Stack())
		}
	}()
	return do()
}
