package store

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

func TestBoardOfAnOrganization(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event, comments := heard(t, s)
		ours := s.Office(organizer.Member{Organization: event.Organization})
		other := event.Organization
		other.ID++
		theirs := s.Office(organizer.Member{Organization: other})
		code := event.Event.Code

		b, err := ours.Board(t.Context(), code)
		if err != nil || b.Board[0].Unread != 6 || b.Board[0].Responses != 6 || b.Board[1].Unread != 0 || b.Key != "" {
			t.Fatalf("%+v, %v", b.Board, err)
		}
		review := survey.Review{State: survey.CommentIncluded, Reviewed: true}
		if err := ours.Review(t.Context(), event.Sessions[0].Session.Code, comments[0].ID, comments[0].Review(), review); err != nil {
			t.Fatal(err)
		}
		if err := ours.SetDoor(t.Context(), code, true); err != nil {
			t.Fatal(err)
		}
		if b, err = ours.Board(t.Context(), code); err != nil || b.Board[0].Unread != 5 || b.Key == "" {
			t.Fatalf("%+v, %q, %v", b.Board, b.Key, err)
		}
		if door, err := s.DoorBoard(t.Context(), b.Key); err != nil || door.Event.ID != event.Event.ID {
			t.Errorf("the door's: %v", err)
		}
		_, err = theirs.Board(t.Context(), code)
		wantErr(t, "another's board", err, survey.ErrNotFound)
		wantErr(t, "another's link", theirs.SetDoor(t.Context(), code, false), survey.ErrNotFound)
		wantErr(t, "another's comment", theirs.Review(t.Context(), event.Sessions[0].Session.Code, comments[0].ID, comments[0].Review(), review), survey.ErrNotFound)
		if results, err := s.Results(t.Context(), event.Organization.ID, code); err != nil || len(results) != 0 {
			t.Errorf("%d results before release, %v", len(results), err)
		}
		if err := ours.SetDoor(t.Context(), code, false); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{b.Key, "", "x", "\x00"} {
			_, err := s.DoorBoard(t.Context(), key)
			wantErr(t, "an ended link", err, survey.ErrNotFound)
		}
	})
}
