package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// heard is an event whose first session is sealed with six responses that each
// have a comment, and whose second has one response too few.
func heard(t *testing.T, s *Store) (survey.EventSessions, []survey.Comment) {
	t.Helper()
	event := loaded(t, s, programme(2))
	for i := range 6 {
		session := event.Sessions[0].Session.ID
		accept(t, s, survey.Delivery{Key: newKey(t), Version: event.Sessions[0].Session.Version, Response: says(session, 5, 5, 5, "Tack Hemligaste Lundström för allt")})
		if i < 4 {
			accept(t, s, survey.Delivery{Key: newKey(t), Response: says(event.Sessions[1].Session.ID, 1, 1, 1, "Ensam")})
		}
	}
	for _, st := range event.Sessions {
		act(t, s, st.Session.Code, survey.ActionClose)
		act(t, s, st.Session.Code, survey.ActionSeal)
	}
	_, comments, err := s.Comments(t.Context(), event.Organization.ID, event.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(comments[event.Sessions[1].Session.ID]); n != 0 {
		t.Errorf("%d comments of a session with too few responses", n)
	}
	return event, comments[event.Sessions[0].Session.ID]
}

func TestReviewing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event, comments := heard(t, s)
		if len(comments) != 6 || comments[0].Reviewed {
			t.Fatalf("comments %+v", comments)
		}
		code, organization := event.Sessions[0].Session.Code, event.Organization.ID
		cut := survey.Review{State: survey.CommentIncluded, Cuts: survey.CutWords(comments[0].Text, []int{1, 2}), Letters: []int{1}, Reviewed: true}
		seen := comments[0].Review()
		review := func(organization, comment survey.ID, r survey.Review) error {
			err := s.Review(t.Context(), organization, code, comment, seen, r)
			if err == nil {
				seen = r
			}
			return err
		}
		wantErr(t, "another organization's", review(organization+1, comments[0].ID, cut), survey.ErrNotFound)
		wantErr(t, "nobody's", review(0, comments[0].ID, cut), survey.ErrNotFound)
		wantErr(t, "no comment", review(organization, 1, cut), survey.ErrNotFound)
		wantErr(t, "nobody's letter", review(organization, comments[0].ID, survey.Review{State: survey.CommentIncluded, Letters: []int{7}}), survey.ErrConflict)
		if err := review(organization, comments[0].ID, cut); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "what somebody else has decided meanwhile",
			s.Review(t.Context(), organization, code, comments[0].ID, comments[0].Review(), survey.Review{State: survey.CommentIncluded}), survey.ErrConflict)
		// Taken back and done again: what was cut is still there to show.
		if err := review(organization, comments[0].ID, survey.Review{State: survey.CommentIncluded}); err != nil {
			t.Fatal(err)
		}
		if err := review(organization, comments[0].ID, cut); err != nil {
			t.Fatal(err)
		}
		read := func() survey.Comment {
			_, all, err := s.Comments(t.Context(), organization, event.Event.Code)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all[event.Sessions[0].Session.ID] {
				if c.ID == comments[0].ID {
					return c
				}
			}
			t.Fatal("the comment is gone")
			return survey.Comment{}
		}
		if c := read(); c.Text != comments[0].Text || !c.Reviewed || len(c.Letters) != 1 || c.Shown("#") != "Tack # för allt" {
			t.Errorf("reviewed: %+v", c)
		}
		act(t, s, code, survey.ActionRelease)
		if c := read(); strings.Contains(c.Text, "Lundström") || c.Shown("#") != "Tack # för allt" {
			t.Errorf("released: %+v", c)
		}
		wantErr(t, "after release", review(organization, comments[0].ID, cut), survey.ErrConflict)
		_, _, err := s.Comments(t.Context(), organization+1, event.Event.Code)
		wantErr(t, "comments of another organization", err, survey.ErrNotFound)
	})
}

// TestCutWordsLeaveTheFile looks for the words in the database's files.
func TestCutWordsLeaveTheFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "data.sqlite")
	s := open(t, file, Options{})
	event, comments := heard(t, s)
	for _, c := range comments {
		cut := survey.Review{State: survey.CommentIncluded, Cuts: survey.CutWords(c.Text, []int{1, 2}), Reviewed: true}
		if err := s.Review(t.Context(), event.Organization.ID, event.Sessions[0].Session.Code, c.ID, c.Review(), cut); err != nil {
			t.Fatal(err)
		}
	}
	act(t, s, event.Sessions[0].Session.Code, survey.ActionRelease)
	if err := s.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(file + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("Hemligaste")) {
			t.Errorf("%s still holds what was cut", filepath.Base(f))
		}
	}
}
