package store

import (
	"bytes"
	"testing"

	"github.com/omdome/omdome/survey"
)

// Who has the database and knows all invitations cannot compute whose a mark is, once it
// is keyed, of those from before either; and nobody answers twice for it.
func TestMarksAreKeyed(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		invited, err := s.Invite(t.Context(), session.EventID, make([]survey.Invitation, 12))
		if err != nil {
			t.Fatal(err)
		}
		sent := make([]survey.Delivery, len(invited))
		for n, one := range invited {
			sent[n] = survey.Delivery{Response: says(session.ID, 6, 5, 4, ""), Key: newKey(t), Invitation: one.Invitation.ID}
		}
		told := func() (n int) {
			marks := rowsIn(t, s, "SELECT hash FROM mark")
			for _, one := range invited {
				plain := survey.InvitationMark(session.ID, one.Invitation.ID)
				n += len(marks) - less(marks, map[string]bool{fmtRow(plain[:16]): true})
			}
			return n
		}
		for _, d := range sent[:7] {
			accept(t, s, d)
		}
		if n := told(); n != 7 {
			t.Errorf("the reader tells %d of 7 from plain hashes: the test looks for the wrong thing", n)
		}
		secret := bytes.Repeat([]byte{7}, MarkSecretSize)
		for range 2 { // as at every start
			if err := s.KeyMarks(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range sent[7:] {
			accept(t, s, d)
		}
		if n := told(); n != 0 {
			t.Errorf("the reader tells who %d of the marks are", n)
		}
		for n, d := range sent {
			if !accept(t, s, d).Already {
				t.Errorf("answer %d is stored twice", n)
			}
			if used, err := s.Used(t.Context(), session.ID, d.Invitation); err != nil || !used {
				t.Errorf("invitation %d is not used, %v", n, err)
			}
			d.Key = newKey(t)
			_, err := s.Accept(t.Context(), d)
			wantErr(t, "the same invitation with another key", err, survey.ErrAnswered)
		}
		wantErr(t, "another secret", s.KeyMarks(t.Context(), bytes.Repeat([]byte{8}, MarkSecretSize)), ErrMarkSecret)
		act(t, s, session.Code, survey.ActionClose)
		states, err := s.Invitations(t.Context(), session.EventID, session.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range states {
			if !one.Answered {
				t.Error("after closing one has not answered")
			}
		}
	})
}
