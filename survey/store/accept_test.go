package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

func TestResponseIsStoredOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		key := newKey(t)
		u := survey.Delivery{Response: says(session.ID, 6, 5, 4, "Tydligt, och vi hann öva på riktigt. 👏"), Key: key}
		if accept(t, s, u).Already {
			t.Error("the first response was there already")
		}
		if !accept(t, s, u).Already {
			t.Error("a retry was stored")
		}
		if n := responses(t, s, session.ID); n != 1 {
			t.Errorf("%d responses, want 1", n)
		}
		got, err := s.Response(t.Context(), session.ID, key)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(u.Response, got); d != "" {
			t.Error(d)
		}
		_, err = s.Response(t.Context(), session.ID, newKey(t))
		wantErr(t, "another key", err, survey.ErrNotFound)
	})
}

func TestChangeAndWithdraw(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		key := newKey(t)
		u := survey.Delivery{Response: says(session.ID, 1, 1, 1, "Nja"), Key: key}
		accept(t, s, u)
		changed := says(session.ID, 6, 5, 5, "")
		if err := s.Change(t.Context(), key, changed); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Response(t.Context(), session.ID, key); err != nil || !cmp.Equal(got, changed) {
			t.Errorf("got %v, %v", got, err)
		}
		if n := responses(t, s, session.ID); n != 1 {
			t.Errorf("%d responses, want 1", n)
		}
		wantErr(t, "changing with another key", s.Change(t.Context(), newKey(t), changed), survey.ErrNotFound)
		for range 2 {
			if err := s.Withdraw(t.Context(), session.ID, key); err != nil {
				t.Fatal(err)
			}
		}
		if n := responses(t, s, session.ID); n != 0 {
			t.Errorf("%d responses, want none", n)
		}
		_, err := s.Accept(t.Context(), u)
		wantErr(t, "late retry", err, survey.ErrWithdrawn)
		if n := responses(t, s, session.ID); n != 0 {
			t.Errorf("the late retry left %d responses", n)
		}
	})
}

func TestInvitationAnswersOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		a, b := event.Sessions[0].Session.ID, event.Sessions[1].Session.ID
		invited, err := s.Invite(t.Context(), event.Event.ID, []survey.Invitation{
			{Address: "anna@example.org"}, {Address: "bo@example.org", SessionID: b},
		})
		if err != nil {
			t.Fatal(err)
		}
		anna, err := s.Invitation(t.Context(), invited[0].Token)
		if err != nil || anna != invited[0].Invitation {
			t.Fatalf("invitation %v, %v", anna, err)
		}
		_, err = s.Invitation(t.Context(), newKey(t).Text())
		wantErr(t, "unknown token", err, survey.ErrNotFound)

		first := survey.Delivery{Response: says(a, 6, 6, 6, ""), Key: newKey(t), Invitation: anna.ID}
		accept(t, s, first)
		if !accept(t, s, first).Already {
			t.Error("a retry was stored")
		}
		second := first
		second.Key = newKey(t)
		_, err = s.Accept(t.Context(), second)
		wantErr(t, "the same invitation with another key", err, survey.ErrAnswered)
		third := first
		third.Response = says(b, 5, 5, 5, "")
		accept(t, s, third) // the same key in another session is another response

		bo := invited[1].Invitation.ID
		_, err = s.Accept(t.Context(), survey.Delivery{Response: says(a, 1, 1, 1, ""), Key: newKey(t), Invitation: bo})
		wantErr(t, "an invitation to another session", err, survey.ErrNotFound)
		_, err = s.Accept(t.Context(), survey.Delivery{Response: says(a, 1, 1, 1, ""), Key: newKey(t), Invitation: 17})
		wantErr(t, "no invitation", err, survey.ErrNotFound)

		if err := s.Withdraw(t.Context(), a, first.Key); err != nil {
			t.Fatal(err)
		}
		_, err = s.Accept(t.Context(), first)
		wantErr(t, "answering again after withdrawing", err, survey.ErrAnswered)
		if n := responses(t, s, a) + responses(t, s, b); n != 1 {
			t.Errorf("%d responses, want 1", n)
		}

		reminded, err := s.Invite(t.Context(), event.Event.ID, []survey.Invitation{anna})
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{reminded[0].Token, invited[0].Token} {
			if got, err := s.Invitation(t.Context(), token); err != nil || got != anna {
				t.Errorf("after the reminder: %v, %v", got, err)
			}
		}
	})
}

func TestOnlyInvitedMayAnswerAnInvitationEvent(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(1)
		p.Event.Access = survey.AccessInvitation
		session := loaded(t, s, p).Sessions[0].Session
		_, err := s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		wantErr(t, "without an invitation", err, survey.ErrNotFound)
	})
}

// A batch with every kind of delivery: each gets its own outcome, and what
// the database refuses harms no other.
func TestBatchOfAllKinds(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		a, b := event.Sessions[0].Session.ID, event.Sessions[1].Session
		act(t, s, b.Code, survey.ActionClose)
		withdrawn := survey.Delivery{Response: says(a, 1, 1, 1, ""), Key: newKey(t)}
		accept(t, s, withdrawn)
		if err := s.Withdraw(t.Context(), a, withdrawn.Key); err != nil {
			t.Fatal(err)
		}
		good := survey.Delivery{Response: says(a, 6, 5, 4, "Bra"), Key: newKey(t)}
		unknown := survey.Delivery{Response: survey.Response{SessionID: a, Answers: []survey.Answer{
			{Item: survey.Item{Question: 99}, Rating: 6},
		}}, Key: newKey(t)}
		closed := survey.Delivery{Response: says(b.ID, 6, 5, 4, ""), Key: newKey(t)}
		nowhere := survey.Delivery{Response: says(4711, 6, 5, 4, ""), Key: newKey(t)}
		cases := []struct {
			name    string
			u       survey.Delivery
			already bool
			err     error
		}{
			{"good", good, false, nil},
			{"its retry", good, true, nil},
			{"a question that is not there", unknown, false, survey.ErrConflict},
			{"closed session", closed, false, survey.ErrClosed},
			{"no session", nowhere, false, survey.ErrNotFound},
			{"withdrawn before", withdrawn, false, survey.ErrWithdrawn},
			{"another good one", survey.Delivery{Response: says(a, 3, 3, 3, "Sådär"), Key: newKey(t)}, false, nil},
		}
		var batch []*waiter
		for _, c := range cases {
			batch = append(batch, newWaiter(c.u))
		}
		for i, o := range s.settle(batch) {
			c := cases[i]
			wantErr(t, c.name, o.err, c.err)
			if o.receipt.Already != c.already {
				t.Errorf("%s: already %v", c.name, o.receipt.Already)
			}
		}
		if n := responses(t, s, a); n != 2 {
			t.Errorf("%d responses, want 2", n)
		}
	})
}

func TestStoreRefusesWhatDatabasesTreatDifferently(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		for name, r := range map[string]survey.Response{
			"NUL":         says(session.ID, 6, 6, 6, "a\x00b"),
			"no UTF-8":    says(session.ID, 6, 6, 6, "a\xffb"),
			"rating 7":    says(session.ID, 7, 6, 6, ""),
			"rating -1":   says(session.ID, -1, 6, 6, ""),
			"no answers":  {SessionID: session.ID},
			"item twice":  {SessionID: session.ID, Answers: []survey.Answer{{Item: survey.Item{Question: 1}, Rating: 1}, {Item: survey.Item{Question: 1}, Rating: 2}}},
			"choice zero": {SessionID: session.ID, Answers: []survey.Answer{{Item: survey.Item{Question: 1}, Choices: []int{0}}}},
		} {
			var errs survey.FieldErrors
			if _, err := s.Accept(t.Context(), survey.Delivery{Response: r, Key: newKey(t)}); !errors.As(err, &errs) {
				t.Errorf("%s: %v, want field errors", name, err)
			}
		}
		if n := responses(t, s, session.ID); n != 0 {
			t.Errorf("%d responses, want none", n)
		}
		if _, err := s.Form(t.Context(), "A\x00B"); !errors.Is(err, survey.ErrNotFound) {
			t.Errorf("a code with NUL: %v", err)
		}
	})
}

func TestBusyAndClosedStore(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{MaxWaiting: 1, MaxBatch: 1})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	begun, release := make(chan struct{}, 10), make(chan struct{})
	s.step = func(name, step string) error {
		if name == "accept" && step == "begin" {
			begun <- struct{}{}
			<-release
		}
		return nil
	}
	submit := func() error {
		_, err := s.Accept(context.Background(), survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		return err
	}
	done := make(chan error, 2)
	go func() { done <- submit() }()
	<-begun
	go func() { done <- submit() }()
	for len(s.queue) == 0 {
		time.Sleep(time.Millisecond)
	}
	wantErr(t, "a full queue", submit(), survey.ErrBusy)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	go close(release)
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	for range 2 {
		if err := <-done; err != nil {
			t.Errorf("what waited when the store was closed: %v", err)
		}
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	_, err := s.Accept(ctx, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
	wantErr(t, "a closed store", err, survey.ErrBusy)
}

func TestCallerWhoLeavesIsToldThatNothingIsKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		release := make(chan struct{})
		s.step = func(name, step string) error {
			if name == "accept" && step == "commit" {
				<-release
			}
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		u := survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)}
		_, err := s.Accept(ctx, u)
		wantErr(t, "a caller whose time is out", err, survey.ErrUnconfirmed)
		close(release)
		if !accept(t, s, u).Already {
			t.Error("the work was not finished")
		}
		if n := responses(t, s, session.ID); n != 1 {
			t.Errorf("%d responses, want 1", n)
		}
	})
}
