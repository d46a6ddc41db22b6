package store

import (
	"errors"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// What is answered on trial is gone when the session opens, however it opens, and
// nothing that was under way can become a real answer.
func TestARehearsalLeavesNothing(t *testing.T) {
	for how, open := range map[string]func(t *testing.T, s *Store, c *clock, session survey.Code){
		"by hand": func(t *testing.T, s *Store, _ *clock, session survey.Code) { act(t, s, session, survey.ActionOpen) },
		"by the clock": func(t *testing.T, s *Store, c *clock, _ survey.Code) {
			c.advance(2 * time.Hour)
			if err := s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"ended first": func(t *testing.T, s *Store, _ *clock, session survey.Code) {
			act(t, s, session, survey.ActionRehearsed)
			act(t, s, session, survey.ActionOpen)
		},
	} {
		t.Run(how, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				var c clock
				s := storeAt(t, address, &c)
				p := programme(1)
				p.Event.Access = survey.AccessInvitation
				p.Sessions[0].Session.OpensAt, p.Sessions[0].Session.ClosesAt = start.Add(time.Hour), start.Add(9*time.Hour)
				event := unopened(t, s, p)
				code, id := event.Sessions[0].Session.Code, event.Sessions[0].Session.ID
				invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 8))
				if err != nil {
					t.Fatal(err)
				}
				send := func(i int, key survey.Key, version int) (survey.Receipt, error) {
					return s.Accept(t.Context(), survey.Delivery{
						Response: says(id, 6, 5, 5, "Prov"), Key: key, Invitation: invited[i].Invitation.ID, Version: version,
					})
				}
				keys := make([]survey.Key, len(invited))
				for i := range keys {
					keys[i] = newKey(t)
				}
				_, err = send(0, keys[0], 0)
				wantErr(t, "before the rehearsal", err, survey.ErrNotOpen)
				trial := act(t, s, code, survey.ActionRehearse)
				if trial.State != survey.StateDraft || !trial.Rehearsal || trial.Accepts() != nil {
					t.Fatalf("%+v", trial)
				}
				_, err = s.Act(t.Context(), code, survey.ActionRehearse)
				wantErr(t, "a rehearsal in a rehearsal", err, survey.ErrConflict)
				for i := range 7 { // more than k, so that some are shuffled
					if _, err := send(i, keys[i], trial.Version); err != nil {
						t.Fatal(err)
					}
				}
				if n := responses(t, s, id); n != 7 {
					t.Errorf("%d trial answers, want 7", n)
				}
				if r, err := s.Result(t.Context(), code); err != nil || r.Tallies.Ratings != nil || r.Comments != nil {
					t.Errorf("a rehearsal shows %+v, %v", r.Tallies, err)
				}

				open(t, s, &c, code)
				real := formOf(t, s, code).Session
				if real.State != survey.StateOpen || real.Rehearsal || real.Version == trial.Version || real.Code != trial.Code {
					t.Fatalf("%+v", real)
				}
				for _, table := range []string{"response", "comment", "mark", "tally"} {
					var n int
					if err := s.pools.read.Get(&n, "SELECT COUNT(*) FROM "+table); err != nil || n != 0 {
						t.Errorf("%d rows of %s are left (%v)", n, table, err)
					}
				}
				if n := responses(t, s, id); n != 0 {
					t.Errorf("%d answers at the opening", n)
				}
				_, err = send(7, keys[7], trial.Version)
				wantErr(t, "a trial answer that comes late", err, survey.ErrConflict)
				_, err = send(0, keys[0], trial.Version)
				wantErr(t, "a trial answer sent again", err, survey.ErrConflict)
				_, err = s.Response(t.Context(), id, keys[0])
				wantErr(t, "the key of a trial answer", err, survey.ErrNotFound)
				if used, err := s.Used(t.Context(), id, invited[0].Invitation.ID); err != nil || used {
					t.Errorf("the invitation is used: %v, %v", used, err)
				}
				if got, err := send(0, keys[0], real.Version); err != nil || got.Already {
					t.Errorf("the real answer: %+v, %v", got, err)
				}
				if n := responses(t, s, id); n != 1 {
					t.Errorf("%d answers, want 1", n)
				}
			})
		})
	}
}

// A rehearsal is for finding faults, so what was answered on trial keeps nobody
// from mending them.
func TestAFormIsMendedInARehearsal(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := unopened(t, s, programme(1))
		code, id := event.Sessions[0].Session.Code, event.Sessions[0].Session.ID
		trial := act(t, s, code, survey.ActionRehearse)
		accept(t, s, survey.Delivery{Response: says(id, 6, 5, 5, "Prov"), Key: newKey(t), Version: trial.Version})
		p := edited(formOf(t, s, code))
		p.Appearances[0].Speaker.Name, p.Appearances[0].Rated = "Karin Ny", false
		if err := s.SaveSession(t.Context(), event.Organization.ID, p); err != nil {
			t.Fatal(err)
		}
		if n := responses(t, s, id); n != 0 {
			t.Errorf("%d trial answers to a form that is gone", n)
		}
		if !formOf(t, s, code).Session.Rehearsal {
			t.Error("mending the form has ended the rehearsal")
		}
		act(t, s, code, survey.ActionCancel)
		if f := formOf(t, s, code).Session; f.Rehearsal || f.Accepts() == nil {
			t.Errorf("cancelled: %+v", f)
		}
		if _, err := s.Act(t.Context(), code, survey.ActionRehearsed); !errors.Is(err, survey.ErrConflict) {
			t.Errorf("ending what is no rehearsal: %v", err)
		}
	})
}

func storeAt(t *testing.T, address string, c *clock) *Store {
	t.Helper()
	return open(t, address, Options{Now: c.now})
}

// unopened is loaded with the sessions left as drafts.
func unopened(t *testing.T, s *Store, p survey.Programme) survey.EventSessions {
	t.Helper()
	l, err := s.Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	event, err := s.Event(t.Context(), l.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	return event
}
