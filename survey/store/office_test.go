package store

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// What belongs to another organization is not there, and nothing is written in
// anybody's log of what was tried.
func TestAnOfficeHasNothingOfAnotherOrganizations(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		join := func(organization survey.ID, email string) organizer.Member {
			m, err := s.AddOrganizer(t.Context(), organizer.Organizer{
				OrganizationID: organization, Name: "Test", Email: email, Role: organizer.Owner,
			}, "")
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		token, err := s.AddLink(t.Context(), organizer.Link{Kind: organizer.LinkSetUp, Expires: s.now().Add(organizer.SetUpLinkLasts)})
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.SetUp(t.Context(), token, "Grannen", organizer.Organizer{Name: "Granne", Email: "granne@example.org"}, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.SetUp(t.Context(), token, "En till", organizer.Organizer{Name: "Granne", Email: "granne@example.org"}, "")
		wantErr(t, "the link again", err, survey.ErrNotFound)
		mine := join(event.Event.OrganizationID, "jag@example.org")
		o, code, id := s.Office(other), event.Sessions[0].Session.Code, event.Event.ID

		if events, err := o.Events(t.Context()); err != nil || len(events) != 0 {
			t.Errorf("the neighbour lists %d events, %v", len(events), err)
		}
		if days, err := o.EventDays(t.Context()); err != nil || len(days) != 0 {
			t.Errorf("the neighbour sees the days of %d events, %v", len(days), err)
		}
		first, last := event.Sessions[0].Session.Starts, event.Sessions[0].Session.Ends
		for _, st := range event.Sessions {
			if st.Session.Starts.Before(first) {
				first = st.Session.Starts
			}
			if st.Session.Ends.After(last) {
				last = st.Session.Ends
			}
		}
		days, err := s.Office(mine).EventDays(t.Context())
		if d := days[id]; err != nil || !d.First.Equal(first) || !d.Last.Equal(last) {
			t.Errorf("the event is from %v to %v, want %v to %v; %v", d.First, d.Last, first, last, err)
		}
		for what, try := range map[string]func() error{
			"event":  func() error { _, err := o.Event(t.Context(), event.Event.Code); return err },
			"form":   func() error { _, err := o.Form(t.Context(), code); return err },
			"result": func() error { _, err := o.Result(t.Context(), code); return err },
			"act":    func() error { _, err := o.Act(t.Context(), code, survey.ActionCancel); return err },
			"review": func() error {
				return o.Review(t.Context(), code, 1, survey.Review{}, survey.Review{State: survey.CommentIncluded})
			},
			"invitations": func() error { _, err := o.Invitations(t.Context(), id, 0); return err },
			"add":         func() error { _, err := o.AddInvitations(t.Context(), id, 0, nil); return err },
			"slips":       func() error { _, err := o.AddSlips(t.Context(), id, 0, 1, survey.Key{}); return err },
			"invite":      func() error { _, err := o.Invite(t.Context(), id, nil); return err },
			"access":      func() error { return o.SetAccess(t.Context(), id, survey.AccessInvitation) },
			"organizer":   func() error { _, err := o.Organizer(t.Context(), mine.Organizer.ID); return err },
			"role":        func() error { return o.SetRole(t.Context(), mine.Organizer.ID, organizer.Viewer) },
			"remove":      func() error { return o.RemoveOrganizer(t.Context(), mine.Organizer.ID) },
			"reset":       func() error { _, err := o.ResetLink(t.Context(), mine.Organizer.ID); return err },
		} {
			wantErr(t, what, try(), survey.ErrNotFound)
		}
		if acts, err := s.Office(mine).Acts(t.Context()); err != nil || len(acts) != 0 {
			t.Errorf("my log has %d lines, %v", len(acts), err)
		}
		if _, err := s.Office(mine).Act(t.Context(), code, survey.ActionCancel); err != nil {
			t.Fatal(err)
		}
		acts, err := s.Office(mine).Acts(t.Context())
		if err != nil || len(acts) != 1 || acts[0].Action != "session.cancel" || acts[0].Subject != event.Sessions[0].Session.Title {
			t.Errorf("my log says %+v, %v", acts, err)
		}
	})
}
