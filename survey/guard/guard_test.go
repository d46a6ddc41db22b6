package guard

import (
	"errors"
	"strings"
	"testing"
)

func TestAPanicIsAnError(t *testing.T) {
	t.Parallel()
	plain := errors.New("plain")
	if err := Do(func() error { return plain }); err != plain {
		t.Errorf("an error became %v", err)
	}
	err := Do(func() error { panic("Åsa wrote this") })
	if !errors.Is(err, ErrPanic) || strings.Contains(err.Error(), "Åsa") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("a panic became %v", err)
	}
	var none []int
	if err := Do(func() error { none[len(none)] = 1; return nil }); !errors.Is(err, ErrPanic) || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("a panic of Go's became %v", err)
	}
}

func TestAPanicEndsItsGoroutineAlone(t *testing.T) {
	t.Parallel()
	told := make(chan error, 1)
	Go(func() error { panic("a fault") }, func(err error) { told <- err; panic("and another") })
	if err := <-told; !errors.Is(err, ErrPanic) {
		t.Errorf("it was told as %v", err)
	}
	var g Group
	ended := make(chan error, 2)
	g.Go(func() error { panic("a fault") }, func(err error) { ended <- err })
	g.Go(func() error { return nil }, func(err error) { ended <- err })
	g.Wait()
	if a, b := <-ended, <-ended; (a == nil) == (b == nil) {
		t.Errorf("two ended with %v and %v", a, b)
	}
}
