package store

import (
	"context"
	"errors"
	"testing"

	"github.com/omdome/omdome/survey"
)

// prepareRehearsal puts a session of its own event into a rehearsal with answers.
func prepareRehearsal(t *testing.T, s *Store, c *crash) {
	event, err := s.Form(t.Context(), c.Session.Code)
	if err != nil {
		t.Fatal(err)
	}
	p := programme(1)
	p.Event.Name = event.Event.Name + " (repetition)"
	c.Session = unopened(t, s, p).Sessions[0].Session
	c.Session = act(t, s, c.Session.Code, survey.ActionRehearse)
	prepareResponses(6, 0)(t, s, c)
}

// holdsRehearsal: the session is open and empty, or on trial with all its answers.
func holdsRehearsal(t *testing.T, s *Store, c crash, acknowledged []string) {
	f := formOf(t, s, c.Session.Code)
	n, found := responses(t, s, c.Session.ID), len(c.there(t, s))
	want := len(c.Keys)
	if f.Session.State == survey.StateOpen {
		want = 0
	}
	if n != want || found != want || f.Session.Rehearsal != (want > 0) {
		t.Errorf("%s, rehearsal %v: %d answers, %d known", f.Session.State, f.Session.Rehearsal, n, found)
	}
	if len(acknowledged) > 0 && want > 0 {
		t.Error("the opening was acknowledged and has not happened")
	}
}

func settledRehearsal(t *testing.T, s *Store, c crash) {
	if _, err := s.Act(t.Context(), c.Session.Code, survey.ActionOpen); err != nil && !errors.Is(err, survey.ErrConflict) {
		t.Error(err)
	}
	holdsRehearsal(t, s, c, []string{"open"})
}

func prepareBinned(t *testing.T, s *Store, c *crash) {
	prepareResponses(6, 0)(t, s, c)
	f := formOf(t, s, c.Session.Code)
	if err := s.BinSession(t.Context(), f.Organization.ID, c.Session.Code, f.Session.Revision); err != nil {
		t.Fatal(err)
	}
}

// organization is whose session is in the bin; there is one only.
func organization(t *testing.T, s *Store) survey.ID {
	t.Helper()
	var id survey.ID
	if err := s.pools.read.Get(&id, "SELECT id FROM organization"); err != nil {
		t.Fatal(err)
	}
	return id
}

func crashRemove(s *Store, c crash, acknowledge func(string)) error {
	var id survey.ID
	if err := s.pools.read.Get(&id, "SELECT id FROM organization"); err != nil {
		return err
	}
	err := s.RemoveSession(context.Background(), id, c.Session.Code)
	acknowledge("removed")
	return err
}

// holdsRemove: the session is in the bin with all its answers, or nowhere.
func holdsRemove(t *testing.T, s *Store, c crash, acknowledged []string) {
	n := responses(t, s, c.Session.ID)
	if n != -1 && n != len(c.Keys) || len(acknowledged) > 0 && n != -1 {
		t.Errorf("after %v: %d answers", acknowledged, n)
	}
	comments := 0
	if err := s.read(t.Context(), func(t *tx) error {
		waiting, grouped, err := t.heldIn(c.Session.ID)
		comments = len(waiting) + len(grouped) // each has one
		return err
	}); err != nil {
		t.Error(err)
	}
	if comments != max(n, 0) {
		t.Errorf("%d comments of %d answers", comments, n)
	}
}

func settledRemove(t *testing.T, s *Store, c crash) {
	if err := s.RemoveSession(t.Context(), organization(t, s), c.Session.Code); err != nil && !errors.Is(err, survey.ErrNotFound) {
		t.Error(err)
	}
	holdsRemove(t, s, c, []string{"removed"})
}
