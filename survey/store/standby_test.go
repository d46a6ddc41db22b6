package store

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A server that waits for a standby acknowledges a commit, with a warning, when
// it is told to stop waiting. That is no acknowledgement to an attendee.
func TestCommitThatNoStandbyHas(t *testing.T) {
	t.Parallel()
	address := storetest.OwnPostgres(t)
	s := open(t, address, Options{})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	standby := func(name string) {
		t.Helper()
		for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + name + "'", "SELECT pg_reload_conf()"} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		for got := "?"; got != name; time.Sleep(5 * time.Millisecond) {
			if err := db.QueryRow("SHOW synchronous_standby_names").Scan(&got); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A server knows of the setting before its commits wait, which its checkpointer
	// has to tell them.
	waits := func() bool {
		t.Helper()
		done := make(chan error, 1)
		go func() {
			_, err := db.Exec("SELECT pg_logical_emit_message(true, 'probe', '')")
			done <- err
		}()
		for {
			select {
			case <-done:
				return false
			case <-time.After(5 * time.Millisecond):
			}
			var waiting bool
			if err := db.QueryRow("SELECT COUNT(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'").Scan(&waiting); err != nil {
				t.Fatal(err)
			}
			if waiting {
				<-done
				return true
			}
		}
	}
	u := survey.Delivery{Response: says(session.ID, 6, 6, 6, "Bra"), Key: newKey(t)}
	// send sends the response, and once its commit waits, ends the waiting.
	send := func(function string) error {
		t.Helper()
		result := make(chan error, 1)
		go func() {
			_, err := s.Accept(context.Background(), u)
			result <- err
		}()
		for {
			select {
			case err := <-result:
				return err
			case <-time.After(10 * time.Millisecond):
			}
			if _, err := db.Exec("SELECT " + function + "(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"); err != nil {
				t.Fatal(err)
			}
		}
	}
	standby("nobody")
	for end := time.Now().Add(30 * time.Second); !waits(); {
		if time.Now().After(end) {
			t.Fatal("after 30 s no commit waits for the standby")
		}
	}
	wantErr(t, "a commit whose waiting was cancelled", send("pg_cancel_backend"), survey.ErrUnconfirmed)
	wantErr(t, "its retry, which has nothing to write", send("pg_cancel_backend"), survey.ErrUnconfirmed)
	wantErr(t, "a retry whose connection was ended", send("pg_terminate_backend"), survey.ErrUnconfirmed)
	other := u
	other.Key = newKey(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = s.Accept(ctx, other)
	if !errors.Is(err, survey.ErrUnconfirmed) {
		t.Errorf("a commit that waits: %v", err)
	}
	standby("")
	if !accept(t, s, u).Already {
		t.Error("after the standby is back, the response was stored again")
	}
	if !accept(t, s, other).Already {
		t.Error("what had waited was stored again")
	}
	if n := responses(t, s, session.ID); n != 2 {
		t.Errorf("%d responses, want 2", n)
	}
}
