package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

func TestInvitationsAreListedWithWhatRemindersNeed(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		first, second := event.Sessions[0].Session, event.Sessions[1].Session
		id := event.Event.ID
		added, err := s.AddInvitations(t.Context(), id, 0, []string{"bo@example.org", "Anna@example.org"})
		if err != nil || added != 2 {
			t.Fatalf("%d added, %v", added, err)
		}
		if added, err = s.AddInvitations(t.Context(), id, 0, []string{"anna@EXAMPLE.org", "cy@example.org"}); err != nil || added != 1 {
			t.Errorf("%d added, %v; anna is there already", added, err)
		}
		if added, err = s.AddInvitations(t.Context(), id, second.ID, []string{"bo@example.org", "dag@example.org"}); err != nil || added != 1 {
			t.Errorf("%d added to a session, %v; bo has all sessions", added, err)
		}
		list := invitations(t, s, id, 0)
		if got := told(list); got != "Anna@example.org bo@example.org cy@example.org dag@example.org" {
			t.Errorf("listed: %s", got)
		}
		invited, err := s.Invite(t.Context(), id, []survey.Invitation{list[1].Invitation})
		if err != nil {
			t.Fatal(err)
		}
		i, to, err := s.InvitedTo(t.Context(), invited[0].Token)
		if err != nil || i != list[1].Invitation || to.Event.Code != event.Event.Code || len(to.Sessions) != 2 {
			t.Errorf("the token is for %+v of %s, %v", i, to.Event.Code, err)
		}
		accept(t, s, survey.Delivery{Response: says(first.ID, 5, 5, 5, ""), Key: newKey(t), Invitation: i.ID})
		for _, c := range []struct {
			session survey.ID
			want    string
		}{
			{0, "Anna@example.org bo@example.org(linked)(answered) cy@example.org dag@example.org"},
			{first.ID, "Anna@example.org bo@example.org(linked)(answered) cy@example.org"},
			{second.ID, "Anna@example.org bo@example.org(linked) cy@example.org dag@example.org"},
		} {
			if got := told(invitations(t, s, id, c.session)); got != c.want {
				t.Errorf("listed: %s, want %s", got, c.want)
			}
		}
		for session, want := range map[survey.ID]bool{first.ID: true, second.ID: false} {
			if used, err := s.Used(t.Context(), session, i.ID); err != nil || used != want {
				t.Errorf("used: %v, %v", used, err)
			}
		}
		_, err = s.AddInvitations(t.Context(), 1, 0, nil)
		wantErr(t, "another event", err, survey.ErrNotFound)
		_, err = s.AddInvitations(t.Context(), id, 1, nil)
		wantErr(t, "another session", err, survey.ErrNotFound)
		for _, token := range []string{"", "x", strings.Repeat("x", 1<<20), newKey(t).Text()} {
			_, _, err := s.InvitedTo(t.Context(), token)
			wantErr(t, "no token", err, survey.ErrNotFound)
		}
	})
}

func invitations(t *testing.T, s *Store, event, session survey.ID) []survey.InvitationState {
	t.Helper()
	list, err := s.Invitations(t.Context(), event, session)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func told(list []survey.InvitationState) string {
	var lines []string
	for _, i := range list {
		line := i.Address
		if i.Linked {
			line += "(linked)"
		}
		if i.Answered {
			line += "(answered)"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, " ")
}

// Who was invited to one session first and then to all of them answers that one
// session once, and is counted once among those invited to it.
func TestWhoIsInvitedToMoreIsInvitedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		id, first, second := event.Event.ID, event.Sessions[0].Session.ID, event.Sessions[1].Session.ID
		for _, c := range []struct {
			session survey.ID
			people  []string
			added   int
		}{
			{second, []string{"bo@example.org"}, 1},
			{0, []string{"Bo@example.org", "anna@example.org"}, 2},
			{0, []string{"bo@example.org"}, 0},
			{second, []string{"bo@example.org"}, 0},
		} {
			if added, err := s.AddInvitations(t.Context(), id, c.session, c.people); err != nil || added != c.added {
				t.Errorf("%v: %d added, want %d; %v", c.people, added, c.added, err)
			}
		}
		bo := invitations(t, s, id, second)[1].Invitation
		for _, session := range []survey.ID{first, second} {
			accept(t, s, survey.Delivery{Response: says(session, 5, 5, 5, ""), Key: newKey(t), Invitation: bo.ID})
		}
		for _, session := range []survey.ID{0, first, second} {
			if got := told(invitations(t, s, id, session)); got != "anna@example.org bo@example.org(answered)" {
				t.Errorf("listed: %s", got)
			}
		}
	})
}

func TestASheetMadeTwiceInvitesOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		sheet := newKey(t)
		var tokens []string
		for range 2 {
			slips, err := s.AddSlips(t.Context(), event.Event.ID, 0, 12, sheet)
			if err != nil || len(slips) != 12 {
				t.Fatalf("%d slips, %v", len(slips), err)
			}
			for _, slip := range slips {
				tokens = append(tokens, slip.Token)
			}
		}
		if n := len(invitations(t, s, event.Event.ID, 0)); n != 12 {
			t.Errorf("%d invitations of one sheet of 12", n)
		}
		for i := range 12 {
			old, _, err := s.InvitedTo(t.Context(), tokens[i])
			again, _, errAgain := s.InvitedTo(t.Context(), tokens[12+i])
			if err != nil || errAgain != nil || old != again || tokens[i] == tokens[12+i] {
				t.Fatalf("slip %d: %v and %v, %v, %v", i, old, again, err, errAgain)
			}
		}
		_, err := s.AddSlips(t.Context(), event.Event.ID, 1, 3, sheet)
		wantErr(t, "another session", err, survey.ErrNotFound)
	})
}

func TestTheSamePeopleInvitedAtOnceAreInvitedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1)).Event.ID
		var people []string
		for i := range 700 {
			people = append(people, fmt.Sprintf("p%d@example.org", i))
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := s.AddInvitations(t.Context(), event, 0, people); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(invitations(t, s, event, 0)); n != len(people) {
			t.Errorf("%d invitations for %d people", n, len(people))
		}
	})
}

// The table does not keep the order in which people were listed.
func TestInvitationsAreWrittenInNoOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1)).Event.ID
		var people []string
		for i := range 40 {
			people = append(people, fmt.Sprintf("p%02d@example.org", i))
		}
		if _, err := s.AddInvitations(t.Context(), event, 0, people); err != nil {
			t.Fatal(err)
		}
		var stored []string
		if err := s.pools.read.Select(&stored, "SELECT address FROM invitation"); err != nil {
			t.Fatal(err)
		}
		if len(stored) != len(people) || slices.IsSorted(stored) {
			t.Errorf("stored as they were listed: %v", stored)
		}
	})
}

func TestAddressesAreRemovedThirtyDaysAfterTheEvent(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := open(t, address, Options{Now: c.now})
		p := programme(2)
		event := loaded(t, s, p)
		if _, err := s.AddInvitations(t.Context(), event.Event.ID, 0, []string{"ada.removed@example.org"}); err != nil {
			t.Fatal(err)
		}
		last := event.Sessions[0].Session.Ends
		if e := event.Sessions[1].Session.Ends; e.After(last) {
			last = e
		}
		c.advance(last.Add(keepAddresses).Sub(c.now()))
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{0, "ada.removed@example.org"}, {time.Second, ""}, {time.Hour, ""}} {
			c.advance(step.after)
			if err := s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			list := invitations(t, s, event.Event.ID, 0)
			if len(list) != 1 || list[0].Address != step.want {
				t.Fatalf("after %v: %+v", step.after, list)
			}
		}
		r := &reader{s: s, address: address}
		if strings.Contains(string(r.content(t)), "ada.removed") {
			t.Error("the address is left in the files")
		}
	})
}

func TestResultsKnowHowManyWereInvited(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		for _, access := range []survey.Access{survey.AccessInvitation, survey.AccessLink} {
			p := programme(2)
			p.Event.Name, p.Event.Access = string(access), access
			event := loaded(t, s, p)
			first, second := event.Sessions[0].Session, event.Sessions[1].Session
			for session, n := range map[survey.ID]int{0: 7, second.ID: 4} {
				if _, err := s.AddSlips(t.Context(), event.Event.ID, session, n, newKey(t)); err != nil {
					t.Fatal(err)
				}
			}
			for session, want := range map[survey.Code]int{first.Code: 7, second.Code: 11} {
				result, err := s.Result(t.Context(), session)
				if access == survey.AccessLink {
					want = 0 // others can answer too: the number would mean nothing
				}
				if err != nil || result.Invited != want {
					t.Errorf("%s: %d invited, want %d, %v", access, result.Invited, want, err)
				}
			}
		}
	})
}

// A retry that comes together with a try by another key gets its thanks.
func TestARetryBesideAnotherKey(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		session := event.Sessions[0].Session.ID
		invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 1))
		if err != nil {
			t.Fatal(err)
		}
		u := survey.Delivery{Response: says(session, 5, 5, 5, ""), Key: newKey(t), Invitation: invited[0].Invitation.ID}
		accept(t, s, u)
		other := u
		other.Key = newKey(t)
		outcomes, err := s.accept([]*waiter{newWaiter(other), newWaiter(u), newWaiter(other)})
		if err != nil {
			t.Fatal(err)
		}
		if !outcomes[1].receipt.Already || outcomes[1].err != nil {
			t.Errorf("the retry got %+v", outcomes[1])
		}
		for _, i := range []int{0, 2} {
			if !errors.Is(outcomes[i].err, survey.ErrAnswered) {
				t.Errorf("the other key got %+v", outcomes[i])
			}
		}
	})
}

func TestWhoMayAnswerIsFixedOnceASessionHasOpened(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(2)
		for i := range p.Sessions {
			p.Sessions[i].Session.State = survey.StateDraft
		}
		fresh, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		event, err := s.Event(t.Context(), fresh.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, access := range []survey.Access{survey.AccessInvitation, survey.AccessLink, survey.AccessInvitation} {
			if err := s.SetAccess(t.Context(), event.Event.ID, access); err != nil {
				t.Fatal(err)
			}
			again, err := s.Event(t.Context(), event.Event.Code)
			if err != nil || again.Event.Access != access {
				t.Errorf("%s, %v", again.Event.Access, err)
			}
		}
		act(t, s, event.Sessions[1].Session.Code, survey.ActionOpen)
		wantErr(t, "open", s.SetAccess(t.Context(), event.Event.ID, survey.AccessLink), survey.ErrInUse)
		act(t, s, event.Sessions[1].Session.Code, survey.ActionCancel)
		wantErr(t, "was open", s.SetAccess(t.Context(), event.Event.ID, survey.AccessLink), survey.ErrInUse)
		wantErr(t, "no event", s.SetAccess(t.Context(), 1, survey.AccessLink), survey.ErrNotFound)
	})
}
