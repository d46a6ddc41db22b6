package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/organizer"
)

// reflecting sets the page of the code: whoever has the link reads it and writes.
func reflecting(t *testing.T, o Office, code survey.Code, until time.Time) {
	t.Helper()
	page, err := o.FollowUp(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	page.FollowUp.Audience, page.FollowUp.Reflections, page.FollowUp.Until = survey.FollowUpLink, true, until
	if err := o.SaveFollowUp(t.Context(), code, page.FollowUp); err != nil {
		t.Fatal(err)
	}
}

func TestReflections(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		o := s.Office(organizer.Member{Organization: event.Organization})
		writer, other := newKey(t), newKey(t)
		for _, code := range []survey.Code{event.Sessions[0].Session.Code, event.Event.Code} {
			write := func(text string) error {
				return s.Reflect(t.Context(), code, writer, followup.Reflection{Text: text, Name: "Åsa", Small: true})
			}
			wantErr(t, "writing on no page", write("Hej"), survey.ErrNotFound)
			reflecting(t, o, code, time.Time{})
			if err := write("Mod."); err != nil {
				t.Fatal(err)
			}
			found, err := s.Reflections(t.Context(), code, other)
			if err != nil || len(found.List) != 1 || found.List[0].Own || found.Waiting() != 1 || found.Writers != 1 || len(found.Wall()) != 0 {
				t.Fatalf("%+v %v", found, err)
			}
			id := found.List[0].ID
			if err := o.DoReflection(t.Context(), code, id, followup.Show); err != nil {
				t.Fatal(err)
			}
			found, err = s.Reflections(t.Context(), code, writer)
			if err != nil || !found.List[0].Own || len(found.Wall()) != 1 || found.Wall()[0].Name != "Åsa" {
				t.Fatalf("%+v %v", found, err)
			}
			stranger := s.Office(organizer.Member{Organization: survey.Organization{ID: 1}})
			wantErr(t, "another organization's deed", stranger.DoReflection(t.Context(), code, id, followup.Delete), survey.ErrNotFound)
			_, err = stranger.Reflections(t.Context(), code)
			wantErr(t, "another organization's page", err, survey.ErrNotFound)
			wantErr(t, "a deed on another page", o.DoReflection(t.Context(), event.Sessions[1].Session.Code, id, followup.Hide), survey.ErrNotFound)
			wantErr(t, "withdrawing another's", s.WithdrawReflection(t.Context(), code, id, other), survey.ErrNotFound)
			if err := s.WithdrawReflection(t.Context(), code, id, writer); err != nil {
				t.Fatal(err)
			}
			for range followup.MaxReflectionsEach {
				if err := write("Igen."); err != nil {
					t.Fatal(err)
				}
			}
			var fields survey.FieldErrors
			if err := write("En till."); !errors.As(err, &fields) || !fields.Has(form.MsgReflectionMany) {
				t.Errorf("one too many: %v", err)
			}
		}
	})
}

// Only what its writer has allowed is quoted, and only once results are released.
func TestQuotes(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		clock := &clock{}
		s := open(t, address, Options{Now: clock.now})
		event := loaded(t, s, programme(1))
		st := event.Sessions[0].Session
		o := s.Office(organizer.Member{Organization: event.Organization})
		for i := range 5 {
			r := says(st.ID, 5, 5, 5, []string{"Får citeras.", "Till Karin.", "", "", ""}[i])
			for j := range r.Answers {
				r.Answers[j].Public = r.Answers[j].Comment == "Får citeras."
			}
			accept(t, s, survey.Delivery{Response: r, Key: newKey(t)})
		}
		for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal} {
			act(t, s, st.Code, a)
		}
		if found, err := o.Reflections(t.Context(), st.Code); err != nil || len(found.Quotes) != 0 {
			t.Fatalf("before release %+v %v", found.Quotes, err)
		}
		act(t, s, st.Code, survey.ActionRelease)
		result, err := s.Result(t.Context(), st.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []survey.Code{st.Code, event.Event.Code} {
			for _, c := range result.Comments {
				if err := o.Quote(t.Context(), code, c.ID, true); c.Public == errors.Is(err, survey.ErrNotFound) {
					t.Errorf("quoting %q: %v", c.Text, err)
				}
			}
			found, err := s.Reflections(t.Context(), code, survey.Key{})
			if err != nil || len(found.Wall()) != 1 || found.Wall()[0].Text != "Får citeras." || found.Responses != 5 {
				t.Fatalf("%+v %v", found, err)
			}
		}
		at := slices.IndexFunc(result.Comments, func(c survey.Comment) bool { return c.Public })
		if err := o.Quote(t.Context(), st.Code, result.Comments[at].ID, false); err != nil {
			t.Fatal(err)
		}
		for code, want := range map[survey.Code]int{st.Code: 0, event.Event.Code: 1} {
			if found, err := s.Reflections(t.Context(), code, survey.Key{}); err != nil || len(found.Wall()) != want {
				t.Errorf("%+v %v", found.Wall(), err)
			}
		}
		// Kept for a draft of a letter alone.
		if _, err := s.pools.write.Exec(s.pools.write.Rebind("INSERT INTO removal (session_id, what, at, decision) VALUES (?, ?, 0, '')"), st.ID, survey.KeptComments); err != nil {
			t.Fatal(err)
		}
		if found, err := s.Reflections(t.Context(), event.Event.Code, survey.Key{}); err != nil || len(found.Wall()) != 0 {
			t.Errorf("quoted after removal: %+v %v", found.Wall(), err)
		}
	})
}

// What a page held is kept for a while after the page has gone away, and then it
// is gone, on that page alone.
func TestFollowUpPagesExpire(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		clock := &clock{}
		s := open(t, address, Options{Now: clock.now})
		event := loaded(t, s, programme(2))
		o := s.Office(organizer.Member{Organization: event.Organization})
		until := clock.now().Add(time.Hour)
		going, whole, staying := event.Sessions[0].Session.Code, event.Event.Code, event.Sessions[1].Session.Code
		for code, until := range map[survey.Code]time.Time{going: until, whole: until, staying: {}} {
			reflecting(t, o, code, until)
			id := reflected(t, o, code, newKey(t), "Mod.")
			if err := s.Thank(t.Context(), code, id, newKey(t), true); err != nil {
				t.Fatal(err)
			}
		}
		for _, st := range event.Sessions {
			if err := o.SetInquiring(t.Context(), st.Session.Code, survey.InquiringOpen); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Ask(t.Context(), st.Session.ID, newKey(t), inquiry.Inquiry{Text: "Hur?"}); err != nil {
				t.Fatal(err)
			}
		}
		left := func(code survey.Code) int {
			t.Helper()
			found, err := o.Reflections(t.Context(), code)
			if err != nil {
				t.Fatal(err)
			}
			n := len(found.List)
			if code != whole {
				asked, err := o.Inquiries(t.Context(), code)
				if err != nil {
					t.Fatal(err)
				}
				n += len(asked.List)
			}
			if found.Page.FollowUp.Revision > 0 {
				n++
			}
			return n
		}
		clock.advance(30 * 24 * time.Hour)
		tick(t, s)
		if got := left(going); got != 3 {
			t.Errorf("the page has lost something too early: %d", got)
		}
		clock.advance(2 * time.Hour)
		tick(t, s)
		for code, want := range map[survey.Code]int{going: 0, whole: 0, staying: 3} {
			if got := left(code); got != want {
				t.Errorf("%s: %d pieces, want %d", code, got, want)
			}
		}
		if n := thanksKept(t, s); n != 1 {
			t.Errorf("%d thanks are left, want those of the page that stays", n)
		}
	})
}
