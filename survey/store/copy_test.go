package store

import (
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

// A copy is the programme at other dates, through summer time's changes, with
// nothing of what was answered.
func TestACopyOfAnEvent(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := loaded(t, s, programme(3))
		organization, first := all.Organization.ID, all.Sessions[0].Session
		accept(t, s, survey.Delivery{Response: says(first.ID, 5, 5, 4, "Bra"), Key: newKey(t), Version: first.Version})
		act(t, s, all.Sessions[2].Session.Code, survey.ActionCancel)
		e, err := s.CopyEvent(t.Context(), organization, all.Event.Code, "Styrning i november", 210)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Event(t.Context(), e.Code)
		if err != nil || len(got.Sessions) != 2 || e.Code == all.Event.Code {
			t.Fatalf("%d sessions, %v", len(got.Sessions), err)
		}
		zone := e.Location()
		session := got.Sessions[0].Session
		if want := time.Date(2026, 11, 12, 11, 0, 0, 0, zone); !session.Starts.Equal(want) {
			t.Errorf("starts %v, want %v", session.Starts.In(zone), want)
		}
		if session.State != survey.StateDraft || session.Attended != 0 || session.Code == first.Code || got.Sessions[0].Responses != 0 {
			t.Errorf("%+v", session)
		}
		f := formOf(t, s, session.Code)
		if len(f.Questions) != 5 || len(f.Appearances) != 1 || f.Appearances[0].Speaker.Name != "Karin 0" {
			t.Errorf("%+v", f)
		}
		_, err = s.CopyEvent(t.Context(), organization, all.Event.Code, "Styrning i november", 210)
		if fieldOf(err) != form.FieldName {
			t.Errorf("a name that is taken: %v", err)
		}
		_, err = s.CopyEvent(t.Context(), organization+1, all.Event.Code, "Annans", 0)
		wantErr(t, "another's", err, survey.ErrNotFound)
	})
}
