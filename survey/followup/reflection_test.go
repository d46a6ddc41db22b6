package followup_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/property"
)

// Whatever has been written, chosen and answered, a wall shows only what an
// organizer shows, and in a small group only those who have agreed to just that.
func TestTheWallProtectsSmallGroups(t *testing.T) {
	t.Parallel()
	states := []followup.State{followup.Waiting, followup.Shown, followup.Hidden}
	property.Check(t, func(t *rapid.T) {
		r := followup.Reflections{
			Page:      followup.Page{Session: survey.Session{ID: 1, K: rapid.IntRange(0, 8).Draw(t, "k")}},
			Responses: rapid.IntRange(0, 12).Draw(t, "responses"),
		}
		agreed, shown := map[string]bool{}, map[string]bool{}
		for i := range rapid.IntRange(0, 12).Draw(t, "reflections") {
			one := followup.Reflection{
				Text: strings.Repeat("x", i+1), State: rapid.SampledFrom(states).Draw(t, "state"), Small: rapid.Bool().Draw(t, "small"),
			}
			r.List = append(r.List, one)
			shown[one.Text], agreed[one.Text] = one.State == followup.Shown, one.Small
		}
		r.Writers = rapid.IntRange(0, len(r.List)).Draw(t, "writers")
		for i := range rapid.IntRange(0, 4).Draw(t, "quotes") {
			q := followup.Quote{Comment: survey.Comment{Text: strings.Repeat("q", i+1)}, Chosen: rapid.Bool().Draw(t, "chosen")}
			r.Quotes = append(r.Quotes, q)
			shown[q.Text] = q.Chosen
		}
		small := max(r.Responses, r.Writers) < max(r.Page.Session.K, survey.MinK)
		cards := r.Wall()
		for _, c := range cards {
			if !shown[c.Text] {
				t.Fatalf("%q is on the wall, and nobody shows it", c.Text)
			}
			if small && !agreed[c.Text] {
				t.Fatalf("%q is on the wall of a small group, and its writer has not agreed", c.Text)
			}
			delete(shown, c.Text)
		}
		for text, is := range shown {
			if is && (!small || agreed[text]) {
				t.Fatalf("%q is not on the wall", text)
			}
		}
		slices.Reverse(r.List)
		slices.Reverse(r.Quotes)
		if !slices.EqualFunc(cards, r.Wall(), func(a, b followup.Card) bool { return a.Text == b.Text }) {
			t.Fatal("the wall's order tells in which order the cards came")
		}
	})
}

func TestWhatMayBeQuoted(t *testing.T) {
	t.Parallel()
	released := survey.Session{State: survey.StateReleased, K: 5}
	public := survey.Comment{Public: true, State: survey.CommentIncluded}
	private, out, closed := public, public, released
	private.Public, out.State, closed.State = false, survey.CommentLeftOut, survey.StateClosed
	for name, c := range map[string]struct {
		session   survey.Session
		responses int
		comment   survey.Comment
		want      bool
	}{
		"allowed":          {released, 5, public, true},
		"for speaker only": {released, 5, private, false},
		"left out":         {released, 5, out, false},
		"not released":     {closed, 5, public, false},
		"too few":          {released, 4, public, false},
	} {
		if got := followup.MayQuote(c.session, c.responses, c.comment); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestReadReflection(t *testing.T) {
	t.Parallel()
	read := func(text, name string) (followup.Reflection, survey.FieldErrors) {
		return form.ReadReflection(map[string][]string{"reflection": {text}, "firstname": {name}, "small": {"1"}})
	}
	if r, errs := read(" Mod.\r\nOch tid. ", " Åsa  M "); len(errs) > 0 || r.Text != "Mod.\nOch tid." || r.Name != "Åsa M" || !r.Small {
		t.Errorf("%+v %v", r, errs)
	}
	for text, message := range map[string]string{
		" ": form.MsgReflectionEmpty, "a\x00b": form.MsgInquiryCharacters, strings.Repeat("å", 1001): form.MsgReflectionLong,
	} {
		if _, errs := read(text, ""); !errs.Has(message) {
			t.Errorf("%.9q: %v", text, errs)
		}
	}
	if _, errs := read("Mod", strings.Repeat("å", 41)); !errs.Has(form.MsgInquiryName) {
		t.Error(errs)
	}
}

// Whoever has been thanked by whomever: a card says so to its writer alone, and
// nothing of it moves a card.
func TestTheWallIsNoContest(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		r := followup.Reflections{Responses: survey.MinK}
		for i := range rapid.IntRange(0, 8).Draw(t, "reflections") {
			r.List = append(r.List, followup.Reflection{ID: survey.ID(i + 1), Text: strings.Repeat("x", i+1), State: followup.Shown})
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "quotes") {
			r.Quotes = append(r.Quotes, followup.Quote{Comment: survey.Comment{ID: survey.ID(i + 101), Text: strings.Repeat("q", i+1)}, Chosen: true})
		}
		before := r.Wall()
		own, thanked := map[survey.ID]bool{}, map[survey.ID]bool{}
		for i := range r.List {
			one := &r.List[i]
			one.Own, one.Thanked = rapid.Bool().Draw(t, "own"), rapid.Bool().Draw(t, "thanked")
			own[one.ID], thanked[one.ID] = one.Own, one.Thanked
		}
		for i := range r.Quotes {
			r.Quotes[i].Thanked = rapid.Bool().Draw(t, "thanked")
		}
		after := r.Wall()
		for _, c := range after {
			if c.Thanked != (own[c.ID] && thanked[c.ID]) {
				t.Fatalf("the card %d, own %t, says %t of thanks", c.ID, own[c.ID], c.Thanked)
			}
		}
		if !slices.EqualFunc(before, after, func(a, b followup.Card) bool { return a.ID == b.ID }) {
			t.Fatal("thanks have moved a card")
		}
	})
}

// No two cards, pages or purposes have the same hash of a device.
func TestThanksOfADeviceCannotBeJoined(t *testing.T) {
	t.Parallel()
	key := survey.Key{1}
	hashes := map[survey.Hash]bool{
		key.ThanksDevice(1, 2): true, key.ThanksDevice(2, 1): true, key.ThanksDevice(1, 3): true,
		key.ReflectionDevice(1): true, key.ReflectionDevice(2): true, key.InquiryDevice(1): true, key.InquiryDevice(2): true,
	}
	if len(hashes) != 7 {
		t.Errorf("%d hashes of 7 are different", len(hashes))
	}
}
