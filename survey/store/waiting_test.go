package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// Who gives up while others write leaves the line at once, and nothing is written
// for them afterwards.
func TestGivenUpLeavesTheLine(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	holds, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	s.step = func(name, step string) error {
		if name == "holding" && step == "commit" {
			close(holds)
			<-release
		}
		return nil
	}
	go func() {
		done <- s.write(context.Background(), s.pools.write, "holding", func(*tx) error { return nil })
	}()
	<-holds
	ctx, giveUp := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := s.act(ctx, session.ID, survey.ActionCancel, false); first <- err }()
	go func() {
		second <- s.write(ctx, s.pools.write, "given up", func(*tx) error { t.Error("it ran all the same"); return nil })
	}()
	time.Sleep(20 * time.Millisecond) // they stand in line, or will find that they are given up
	giveUp()
	for _, gone := range []chan error{first, second} {
		select {
		case err := <-gone:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("given up: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("what was given up still stands in line")
		}
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	form, err := s.Form(t.Context(), session.Code)
	if err != nil || form.Session.State != session.State {
		t.Errorf("the session is %s, and was %s; %v", form.Session.State, session.State, err)
	}
}

// What is given up while the transaction begins writes nothing either; what is given
// up later is done to its end.
func TestGivenUpWhileBeginning(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	loaded(t, s, programme(1))
	for _, when := range []string{"begin", "commit"} {
		ctx, giveUp := context.WithCancel(t.Context())
		s.step = func(_, step string) error {
			if step == when {
				giveUp()
			}
			return nil
		}
		wrote := false
		err := s.write(ctx, s.pools.write, "given up", func(t *tx) error {
			wrote = true
			_, err := t.exec("UPDATE event SET name = ? WHERE archived IS NULL", when)
			return err
		})
		if early := when == "begin"; early != errors.Is(err, context.Canceled) || early == wrote {
			t.Errorf("at %s: wrote %v, %v", when, wrote, err)
		}
	}
	events, err := s.Events(t.Context())
	if err != nil || events[0].Name != "commit" {
		t.Errorf("the event is called %q, %v", events[0].Name, err)
	}
}
