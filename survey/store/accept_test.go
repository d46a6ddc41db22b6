package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
)

func TestResponseIsStoredOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		key := newKey(t)
		u := survey.Submission{Response: says(session.ID, 6, 5, 4, "Tydligt, och vi hann öva på riktigt. 👏"), Key: key}
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
		u := survey.Submission{Response: says(session.ID, 1, 1, 1, "Nja"), Key: key}
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
