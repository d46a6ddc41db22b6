package store

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/organizer"
)

// reflected is a reflection that somebody with the key has written on the page with
// the code, and an organizer shows.
func reflected(t *testing.T, o Office, code survey.Code, writer survey.Key, text string) survey.ID {
	t.Helper()
	if err := o.store.Reflect(t.Context(), code, writer, followup.Reflection{Text: text, Small: true}); err != nil {
		t.Fatal(err)
	}
	for _, one := range cards(t, o.store, code, writer).List {
		if one.Own && one.Text == text {
			if err := o.DoReflection(t.Context(), code, one.ID, followup.Show); err != nil {
				t.Fatal(err)
			}
			return one.ID
		}
	}
	t.Fatalf("%q is not there", text)
	return 0
}

func cards(t *testing.T, s *Store, code survey.Code, device survey.Key) followup.Reflections {
	t.Helper()
	found, err := s.Reflections(t.Context(), code, device)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// thanksKept is how many thanks the database keeps.
func thanksKept(t *testing.T, s *Store) int {
	t.Helper()
	var n int
	if err := s.pools.read.Get(&n, "SELECT COUNT(*) FROM thanks"); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestThanks(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		o := s.Office(organizer.Member{Organization: event.Organization})
		writer, reader := newKey(t), newKey(t)
		other := event.Sessions[1].Session.Code
		reflecting(t, o, other, time.Time{})
		for _, code := range []survey.Code{event.Sessions[0].Session.Code, event.Event.Code} {
			reflecting(t, o, code, time.Time{})
			id := reflected(t, o, code, writer, "Mod.")
			thank := func(on bool) error { return s.Thank(t.Context(), code, id, reader, on) }
			for range 2 {
				if err := thank(true); err != nil {
					t.Fatal(err)
				}
			}
			if n := thanksKept(t, s); n != 1 {
				t.Errorf("%d thanks of one device for one card", n)
			}
			// The reader sees its own thanks, the writer and an organizer that there
			// are any, and everybody else nothing.
			for who, want := range map[survey.Key]followup.Thanks{reader: {Thanking: true}, writer: {Thanked: true}, newKey(t): {}, {}: {}} {
				if wall := cards(t, s, code, who).Wall(); len(wall) != 1 || wall[0].Thanks != want {
					t.Errorf("the wall says %+v, want %+v", wall, want)
				}
			}
			if found, err := o.Reflections(t.Context(), code); err != nil || !found.List[0].Thanked {
				t.Errorf("organizers see %+v %v", found.List, err)
			}
			for range 2 {
				if err := thank(false); err != nil {
					t.Fatal(err)
				}
			}
			if wall := cards(t, s, code, writer).Wall(); wall[0].Thanked || thanksKept(t, s) != 0 {
				t.Errorf("taken back, and the wall says %+v", wall)
			}
			wantErr(t, "thanking oneself", s.Thank(t.Context(), code, id, writer, true), survey.ErrOwn)
			wantErr(t, "thanking under another code", s.Thank(t.Context(), other, id, reader, true), survey.ErrNotFound)
			wantErr(t, "thanking for no card", s.Thank(t.Context(), code, id+1, reader, true), survey.ErrNotFound)

			if err := thank(true); err != nil {
				t.Fatal(err)
			}
			if err := o.DoReflection(t.Context(), code, id, followup.Hide); err != nil {
				t.Fatal(err)
			}
			if n := thanksKept(t, s); n != 0 {
				t.Errorf("%d thanks for what is hidden", n)
			}
			for _, on := range []bool{true, false} {
				wantErr(t, "thanking for what is hidden", thank(on), survey.ErrNotFound)
			}
			if err := errors.Join(o.DoReflection(t.Context(), code, id, followup.Show), thank(true), s.WithdrawReflection(t.Context(), code, id, writer)); err != nil {
				t.Fatal(err)
			}
			if n := thanksKept(t, s); n != 0 {
				t.Errorf("%d thanks for what is withdrawn", n)
			}

			id = reflected(t, o, code, writer, "Mer mod.")
			page, err := o.FollowUp(t.Context(), code)
			if err != nil {
				t.Fatal(err)
			}
			page.FollowUp.Audience = survey.FollowUpNone
			if err := o.SaveFollowUp(t.Context(), code, page.FollowUp); err != nil {
				t.Fatal(err)
			}
			wantErr(t, "thanking on a page that nobody sees", thank(true), survey.ErrNotFound)
		}
	})
}

// A quoted comment is thanked for on each page apart, and the thanks are gone once
// it is quoted there no more.
func TestThanksForQuotes(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		clock := &clock{}
		s := open(t, address, Options{Now: clock.now})
		event := loaded(t, s, programme(1))
		st := event.Sessions[0].Session
		o := s.Office(organizer.Member{Organization: event.Organization})
		for range 5 {
			r := says(st.ID, 5, 5, 5, "Får citeras.")
			r.Answers[len(r.Answers)-1].Public = true
			accept(t, s, survey.Delivery{Response: r, Key: newKey(t)})
		}
		for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal, survey.ActionRelease} {
			act(t, s, st.Code, a)
		}
		result, err := s.Result(t.Context(), st.Code)
		if err != nil {
			t.Fatal(err)
		}
		id, reader := result.Comments[0].ID, newKey(t)
		pages := []survey.Code{st.Code, event.Event.Code}
		for _, code := range pages {
			reflecting(t, o, code, time.Time{})
			wantErr(t, "thanking for what is not quoted", s.Thank(t.Context(), code, id, reader, true), survey.ErrNotFound)
			if err := errors.Join(o.Quote(t.Context(), code, id, true), s.Thank(t.Context(), code, id, reader, true)); err != nil {
				t.Fatal(err)
			}
			for who, want := range map[survey.Key]followup.Thanks{reader: {Thanking: true}, newKey(t): {}} {
				if wall := cards(t, s, code, who).Wall(); len(wall) != 1 || wall[0].ID != id || wall[0].Thanks != want {
					t.Errorf("the wall says %+v, want %+v", wall, want)
				}
			}
		}
		if n := thanksKept(t, s); n != 2 {
			t.Errorf("%d thanks, want one on each page", n)
		}
		if err := o.Quote(t.Context(), st.Code, id, false); err != nil {
			t.Fatal(err)
		}
		for i, code := range pages {
			found, err := o.Reflections(t.Context(), code)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range found.Quotes {
				if want := i == 1 && q.ID == id; q.Thanked != want {
					t.Errorf("page %d: %q is thanked for: %t", i, q.Text, q.Thanked)
				}
			}
		}
	})
}

// However many thank at once, and however often each, every device thanks once; and
// who hides the card meanwhile leaves no thanks behind.
func TestThanksAreExact(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		o, code := s.Office(organizer.Member{Organization: event.Organization}), event.Sessions[0].Session.Code
		reflecting(t, o, code, time.Time{})
		id := reflected(t, o, code, newKey(t), "Mod.")
		const devices = 60
		together := func(also func()) {
			var all sync.WaitGroup
			for range devices {
				device := newKey(t)
				for range 2 {
					all.Go(func() {
						if err := s.Thank(t.Context(), code, id, device, true); err != nil && !errors.Is(err, survey.ErrNotFound) {
							t.Error(err)
						}
					})
				}
			}
			all.Go(also)
			all.Wait()
		}
		together(func() {})
		if n := thanksKept(t, s); n != devices {
			t.Errorf("%d thanks of %d devices", n, devices)
		}
		together(func() {
			if err := o.DoReflection(t.Context(), code, id, followup.Hide); err != nil {
				t.Error(err)
			}
		})
		if n := thanksKept(t, s); n != 0 {
			t.Errorf("%d thanks for a card that was hidden meanwhile", n)
		}
	})
}

// Who reads the tables can join neither the thanks of one device nor a thank to
// what the device has written.
func TestThanksAreNotJoined(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		o, code := s.Office(organizer.Member{Organization: event.Organization}), event.Sessions[0].Session.Code
		reflecting(t, o, code, time.Time{})
		known := newKey(t) // writes with a name, and thanks for all the others
		reflected(t, o, code, known, "Jag heter Åsa.")
		for range 4 {
			id := reflected(t, o, code, newKey(t), "Mod.")
			if err := s.Thank(t.Context(), code, id, known, true); err != nil {
				t.Fatal(err)
			}
		}
		var devices [][]byte
		if err := s.pools.read.Select(&devices, "SELECT device FROM thanks UNION ALL SELECT device FROM reflection"); err != nil {
			t.Fatal(err)
		}
		different := map[string]bool{}
		for _, d := range devices {
			different[string(d)] = true
		}
		if len(devices) != 9 || len(different) != 9 {
			t.Errorf("%d of %d hashes are different", len(different), len(devices))
		}
	})
}
