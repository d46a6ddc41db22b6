package store

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A fault in the midst of storing a response is told to who has sent it, and the next
// is stored.
func TestAFaultStopsNoOtherResponse(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	faulty := true
	s.step = func(name, step string) error {
		if name == "accept" && step == "commit" && faulty {
			faulty = false
			panic("a fault")
		}
		return nil
	}
	u := survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)}
	_, err := s.Accept(t.Context(), u)
	wantErr(t, "a fault", err, survey.ErrUnconfirmed)
	if receipt, err := s.Accept(t.Context(), u); err != nil {
		t.Errorf("the same again: %+v, %v", receipt, err)
	}
	if result, err := s.Result(t.Context(), session.Code); err != nil || result.Tallies.Responses != 1 {
		t.Errorf("%d responses are stored, %v", result.Tallies.Responses, err)
	}
}

// A fault while the clock closes a session keeps no other from being closed.
func TestAFaultStopsNotTheClock(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	p := programme(2)
	for i := range p.Sessions {
		p.Sessions[i].Session.OpensAt, p.Sessions[i].Session.ClosesAt = s.now().Add(-time.Hour), s.now().Add(time.Hour)
	}
	event := loaded(t, s, p)
	late := s.now().Add(2 * time.Hour)
	s.now = func() time.Time { return late }
	faults := 0
	s.step = func(name, step string) error {
		if name == string(survey.ActionClose) && step == "begin" && faults == 0 {
			faults++
			panic("a fault")
		}
		return nil
	}
	if err := s.Tick(t.Context()); !errors.Is(err, guard.ErrPanic) || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("the fault is told as %v", err)
	}
	closed := 0
	for _, st := range event.Sessions {
		form, err := s.Form(t.Context(), st.Session.Code)
		if err != nil {
			t.Fatal(err)
		}
		if form.Session.State == survey.StateClosed {
			closed++
		}
	}
	if faults != 1 || closed != 1 {
		t.Errorf("after %d faults %d sessions are closed", faults, closed)
	}
}

// A faultyLog panics at the first error that it is told.
type faultyLog struct {
	slog.Handler
	faults *atomic.Int64
}

func (f faultyLog) Enabled(context.Context, slog.Level) bool { return true }

func (f faultyLog) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelError && f.faults.Add(1) == 1 {
		panic("a fault")
	}
	return nil
}

// A fault in the writer itself, outside of any transaction, stops it as little.
func TestAFaultStopsNotTheWriter(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{Log: slog.New(faultyLog{slog.DiscardHandler, new(atomic.Int64)})})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	var fails atomic.Bool
	fails.Store(true)
	s.step = func(name, step string) error {
		if name == "accept" && step == "begin" && fails.Load() {
			return errors.New("no room on the disk")
		}
		return nil
	}
	u := survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := s.Accept(ctx, u)
	wantErr(t, "a fault", err, survey.ErrUnconfirmed)
	fails.Store(false)
	if _, err := s.Accept(ctx, u); err != nil {
		t.Errorf("the same again: %v", err)
	}
}
