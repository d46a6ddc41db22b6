package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// A large session is sealed in steps between which others answer. Where that ends in the
// middle everything is counted still, nobody opens the session again, and the next who
// seals it goes on.
func TestALargeSessionIsSealedInSteps(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		c := &clock{}
		s := open(t, address, Options{Now: c.now})
		event := loaded(t, s, programme(2))
		session, other := event.Sessions[0].Session, event.Sessions[1].Session
		invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 30))
		if err != nil {
			t.Fatal(err)
		}
		m, err := s.AddOrganizer(t.Context(), organizer.Organizer{
			OrganizationID: event.Organization.ID, Name: "Eva", Email: "eva@example.org", Role: organizer.Owner,
		}, "")
		if err != nil {
			t.Fatal(err)
		}
		const many = 1700
		var all []survey.Response
		var key survey.Key
		for i := 0; i < many; i += 170 {
			var batch []*waiter
			for j := range 170 {
				key = newKey(t)
				u := survey.Delivery{Response: says(session.ID, 1+(i+j)%6, 1+i%5, 3, fmt.Sprint("Ord ", i+j)), Key: key}
				if j < 3 {
					u.Invitation = invited[i/170*3+j].Invitation.ID
				}
				all, batch = append(all, u.Response), append(batch, newWaiter(u))
			}
			for _, o := range s.settle(batch) {
				if o.err != nil {
					t.Fatal(o.err)
				}
			}
		}
		act(t, s, session.Code, survey.ActionClose)
		if _, groups := lies(t, s, session.ID); len(groups) != 6 {
			t.Fatalf("closed, it has groups of %v", groups)
		}

		steps, stopAt := 0, 3
		stopped := errors.New("stopped")
		s.step = func(name, step string) error {
			switch {
			case name != "unpack":
			case step == "commit":
				if steps++; steps == stopAt {
					return stopped
				}
			case step == "begin":
				accept(t, s, survey.Delivery{Response: says(other.ID, 6, 6, 6, ""), Key: newKey(t)})
			}
			return nil
		}
		office := s.Office(m)
		_, err = office.Act(t.Context(), session.Code, survey.ActionRelease)
		wantErr(t, "stopped in the middle", err, stopped)
		if n := responses(t, s, session.ID); n != many {
			t.Errorf("half unpacked it has %d responses", n)
		}
		if form, err := s.Form(t.Context(), session.Code); err != nil || form.Session.State != survey.StateClosed || !form.Session.Sealed.IsZero() {
			t.Errorf("half unpacked: %+v, %v", form.Session, err)
		}
		if r, err := s.Result(t.Context(), session.Code); err != nil || r.Comments != nil || r.Tallies.Ratings != nil {
			t.Errorf("half unpacked, it shows results: %v", err)
		}
		_, err = s.Act(t.Context(), session.Code, survey.ActionReopen)
		wantErr(t, "opening what is half unpacked", err, survey.ErrSealed)
		stopAt = 0
		c.advance(survey.ReopenWindow + time.Second)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := office.Act(t.Context(), session.Code, survey.ActionRelease); err != nil {
			t.Fatal(err)
		}
		r, err := s.Result(t.Context(), session.Code)
		if d := cmp.Diff(survey.TalliesOf(all...), r.Tallies); d != "" || err != nil {
			t.Error(d, err)
		}
		if len(r.Comments) != many {
			t.Errorf("%d comments", len(r.Comments))
		}
		if n := responses(t, s, session.ID); n != many {
			t.Errorf("%d responses, want %d", n, many)
		}
		if steps < 6 {
			t.Errorf("sealed in %d steps", steps)
		}
		var marks int
		if err := s.pools.read.Get(&marks, s.pools.read.Rebind("SELECT COUNT(*) FROM mark WHERE session_id = ?"), session.ID); err != nil || marks != 30 {
			t.Errorf("%d marks stay, want the 30 of invitations; %v", marks, err)
		}
		if n := responses(t, s, other.ID); n < 5 {
			t.Errorf("between the steps only %d answers came to another session", n)
		}
		acts, err := office.Acts(t.Context())
		if err != nil || len(acts) != 1 || acts[0].Action != "session.release" {
			t.Errorf("the log tells %v, %v", acts, err)
		}
	})
}
