package store

import (
	"context"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/record"
)

// Figures are shown on a follow-up page when every speaker with a letter has
// agreed, and no longer once one takes it back.
func TestSpeakersAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(1)
		p.Sessions[0].Appearances = append(p.Sessions[0].Appearances,
			survey.Appearance{Speaker: survey.Speaker{Name: "Nils Ek"}, Role: survey.RoleSpeaker, Rated: true})
		event := loaded(t, s, p)
		session := event.Sessions[0].Session
		act(t, s, session.Code, survey.ActionClose)
		act(t, s, session.Code, survey.ActionRelease)
		letters := approved(t, s, event)
		if len(letters) != 2 {
			t.Fatalf("%d letters", len(letters))
		}
		page := func() followup.Page {
			t.Helper()
			page, err := s.FollowUp(t.Context(), session.Code)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		save := func(key string, r survey.Reply) error { return s.SaveReply(t.Context(), key, r) }

		if page().Agreed {
			t.Error("nobody has been asked")
		}
		if err := save(letters[0].Key, survey.Reply{Figures: true, Takeaway: "Mer tid.", Shared: true}); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "the same again", save(letters[0].Key, survey.Reply{}), survey.ErrConflict)
		wantErr(t, "another's key", save("nej", survey.Reply{}), survey.ErrNotFound)
		if page().Agreed {
			t.Error("one of two has agreed")
		}
		if err := save(letters[1].Key, survey.Reply{Figures: true, Takeaway: "Bara för er."}); err != nil {
			t.Fatal(err)
		}
		if p := page(); !p.Agreed || p.Takeaways != nil {
			t.Errorf("agreed %v, takeaways that the organizer does not show: %v", p.Agreed, p.Takeaways)
		}
		o := s.Office(organizer.Member{Organization: event.Organization})
		f := page().FollowUp
		f.Audience, f.Takeaways = survey.FollowUpLink, true
		if err := o.SaveFollowUp(context.Background(), session.Code, f); err != nil {
			t.Fatal(err)
		}
		if got := page().Takeaways; len(got) != 1 || got[0].Text != "Mer tid." {
			t.Errorf("shared are %v", got)
		}
		if all, err := o.Takeaways(t.Context(), session.Code); err != nil || len(all) != 2 {
			t.Errorf("the organizers read %v, %v", all, err)
		}
		if _, err := s.Office(organizer.Member{Organization: survey.Organization{ID: 1}}).Takeaways(t.Context(), session.Code); err == nil {
			t.Error("another organization reads them")
		}
		if err := save(letters[1].Key, survey.Reply{Revision: 1}); err != nil {
			t.Fatal(err)
		}
		if page().Agreed {
			t.Error("what was taken back still holds")
		}
		if err := save(letters[1].Key, survey.Reply{Figures: true, Revision: 2}); err != nil {
			t.Fatal(err)
		}
		if err := o.Revoke(t.Context(), letters[0].ID, letters[0].Revision, "Fel"); err != nil {
			t.Fatal(err)
		}
		if p := page(); p.Agreed || len(p.Takeaways) != 0 {
			t.Errorf("a revoked letter's speaker still speaks: %v %v", p.Agreed, p.Takeaways)
		}
		wantErr(t, "replying to a revoked letter", save(letters[0].Key, survey.Reply{Revision: 1}), survey.ErrConflict)
	})
}

// approved approves the drafts of the event, with nothing in them, and returns
// all its letters.
func approved(t *testing.T, s *Store, event survey.EventSessions) []survey.LetterRef {
	t.Helper()
	o := s.Office(organizer.Member{Organization: event.Organization, Organizer: organizer.Organizer{Name: "Eva"}})
	_, lines, err := o.Letters(t.Context(), event.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	var all []survey.Approval
	for _, line := range lines {
		if line.Letter.State != survey.LetterDraft {
			continue
		}
		record, err := record.Record{Format: record.Format, Number: line.Letter.Number, Approved: "2026-04-20T08:00:00Z"}.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, survey.Approval{Letter: line.Letter.ID, Revision: line.Letter.Revision, Frozen: survey.Frozen{
			Enclosure: []byte("{}"), Record: record, Signature: []byte("x"), File: []byte("the file of " + line.Letter.Number),
		}})
	}
	if _, err := o.Approve(t.Context(), "alla", all); err != nil {
		t.Fatal(err)
	}
	if _, lines, err = o.Letters(t.Context(), event.Event.Code); err != nil {
		t.Fatal(err)
	}
	var letters []survey.LetterRef
	for _, line := range lines {
		letters = append(letters, line.Letter)
	}
	return letters
}

// Two people may have the same name: over several events only an address says that
// it is the same speaker.
func TestHistoryIsOfOnePerson(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		for email, want := range map[string]int{"": 1, "karin@example.org": 2} {
			var page survey.SpeakerPage
			for _, name := range []string{"Vår", "Höst"} {
				p := programme(1)
				p.Organization.Name, p.Event.Name = strings.TrimSpace("Förbund "+email), name
				p.Sessions[0].Appearances[0].Speaker.Email = email
				event := loaded(t, s, p)
				session := event.Sessions[0].Session
				act(t, s, session.Code, survey.ActionClose)
				act(t, s, session.Code, survey.ActionRelease)
				var err error
				if page, err = s.SpeakerPage(t.Context(), approved(t, s, event)[0].Key); err != nil {
					t.Fatal(err)
				}
			}
			if len(page.History) != want {
				t.Errorf("with the address %q there are %d letters, want %d", email, len(page.History), want)
			}
		}
	})
}
