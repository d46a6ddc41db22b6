package store

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/organizer"
)

// A comparing event has sessions whose letters tell the mean of the others.
type comparing struct {
	*testing.T
	s      *Store
	office Office
	event  survey.EventSessions
}

// newComparing holds a session for each rating, each of five responses that all
// give it. The first has two speakers, and its results are shown last.
func newComparing(t *testing.T, address string, ratings ...int) *comparing {
	t.Helper()
	s := open(t, address, Options{})
	p := programme(len(ratings))
	p.Sessions[0].Appearances = append(p.Sessions[0].Appearances, survey.Appearance{
		Role: survey.RoleLeader, Rated: true, Speaker: survey.Speaker{Name: "Åke", Language: survey.English, Email: "ake@example.org"},
	})
	c := &comparing{T: t, s: s, event: loaded(t, s, p)}
	c.office = s.Office(organizer.Member{Organization: c.event.Organization, Organizer: organizer.Organizer{Name: "Eva"}})
	for i, rating := range ratings {
		for range 5 {
			accept(t, s, survey.Delivery{Response: says(c.event.Sessions[i].Session.ID, rating, 5, 5, ""), Key: newKey(t)})
		}
		act(t, s, c.event.Sessions[i].Session.Code, survey.ActionClose)
	}
	for i := len(ratings) - 1; i >= 0; i-- {
		act(t, s, c.event.Sessions[i].Session.Code, survey.ActionRelease)
	}
	return c
}

// draft is the one to the speaker of the first session.
func (c *comparing) draft(speaker string) survey.LetterFacts {
	c.Helper()
	r, err := c.s.Result(c.Context(), c.event.Sessions[0].Session.Code)
	if err != nil {
		c.Fatal(err)
	}
	at := slices.IndexFunc(r.Letters, func(l survey.LetterRef) bool {
		return l.State == survey.LetterDraft && l.Appearance.Speaker.Name == speaker
	})
	if at < 0 {
		c.Fatalf("no draft to %s in %+v", speaker, r.Letters)
	}
	return c.facts(r.Letters[at].ID)
}

func (c *comparing) facts(id survey.ID) survey.LetterFacts {
	c.Helper()
	facts, err := c.office.LetterFacts(c.Context(), c.event.Event.Code, id)
	if err != nil || len(facts) != 1 {
		c.Fatal(facts, err)
	}
	return facts[0]
}

// approve freezes the draft as it is and returns what the letter says of the others.
func (c *comparing) approve(f survey.LetterFacts) string {
	c.Helper()
	l, err := letter.Build(f, letter.Options{Language: survey.Swedish})
	if err != nil {
		c.Fatal(err)
	}
	frozen, err := letter.Seal{Installation: "https://omdome.example.org", Random: rand.Reader, Now: time.Now()}.Freeze(l, f)
	if err != nil {
		c.Fatal(err)
	}
	frozen.Signature, frozen.File = []byte("signed"), []byte("the file of "+f.Letter.Number)
	if _, err := c.office.Approve(c.Context(), "Karin", []survey.Approval{{Letter: f.Letter.ID, Revision: f.Letter.Revision, Frozen: frozen}}); err != nil {
		c.Fatal(err)
	}
	return l.Findings[len(l.Findings)-1]
}

func (c *comparing) correct(id survey.ID) {
	c.Helper()
	if _, err := c.office.Correct(c.Context(), id, c.facts(id).Letter.Revision); err != nil {
		c.Fatal(err)
	}
}

func (c *comparing) bin(i int) {
	c.Helper()
	found, err := c.s.Event(c.Context(), c.event.Event.Code)
	if err != nil {
		c.Fatal(err)
	}
	code := c.event.Sessions[i].Session.Code
	at := slices.IndexFunc(found.Sessions, func(s survey.SessionState) bool { return s.Session.Code == code })
	if err := c.s.BinSession(c.Context(), c.event.Organization.ID, code, found.Sessions[at].Session.Revision); err != nil {
		c.Fatal(err)
	}
}

func (c *comparing) compares(yes bool) {
	c.Helper()
	err := c.s.write(c.Context(), c.s.pools.write, "compare", func(t *tx) error {
		_, err := t.exec("UPDATE event SET compare = ? WHERE id = ?", yes, c.event.Event.ID)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
}

// Whoever holds a letter and its correction beside one another, or the letters to
// both who held the session, sees one mean of the same sessions, whatever became of
// those: with two of them the mean of the one between would follow.
func TestACorrectionKeepsItsLettersComparison(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		c := newComparing(t, address, 4, 6, 3, 5, 6)
		const says = "Jämförelsen gäller fyra andra pass, som i genomsnitt fick 5,0 som helhet."
		first := c.draft("Karin 0")
		if got := c.approve(first); !strings.HasSuffix(got, says) {
			t.Fatalf("the letter says %q", got)
		}
		c.bin(1)
		if err := c.s.RemoveSession(t.Context(), c.event.Organization.ID, c.event.Sessions[1].Session.Code); err != nil {
			t.Fatal(err)
		}
		c.bin(2)
		found, err := c.s.Event(t.Context(), c.event.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.s.Archive(t.Context(), c.event.Organization.ID, c.event.Event.Code, found.Event.Revision, true); err != nil {
			t.Fatal(err)
		}
		same := func(what string, f survey.LetterFacts) {
			t.Helper()
			with, ok := f.Comparison()
			if !ok || with.Sessions != 4 || with.Mean != 50 || len(with.With) != 4 {
				t.Fatalf("%s is compared with %+v, %v", what, with, ok)
			}
			for i, one := range with.With {
				session := c.event.Sessions[4-i].Session
				title := session.Title
				if i == 3 {
					title = "" // deleted for good
				}
				if one.ID != session.ID || one.Title != title || one.Binned != (i == 2) {
					t.Errorf("%s is compared with %+v in the place of %s", what, one, session.Title)
				}
			}
		}
		c.correct(first.Letter.ID)
		correction := c.draft("Karin 0")
		same("the correction", correction)
		same("the letter to the other speaker", c.draft("Åke"))
		same("the letter itself", c.facts(first.Letter.ID))
		correction.Fixed = nil
		if with, ok := correction.Comparison(); ok {
			t.Fatalf("anew it would be compared with %+v, and nothing is tested", with)
		}

		// Without a comparison in between, what comes after says what was said before.
		c.compares(false)
		without := c.draft("Karin 0")
		if with, ok := without.Comparison(); ok {
			t.Errorf("with comparing off the draft is compared with %+v", with)
		}
		c.approve(without)
		c.compares(true)
		if with, ok := c.facts(without.Letter.ID).Comparison(); ok {
			t.Errorf("a letter approved without a comparison has %+v", with)
		}
		c.correct(without.Letter.ID)
		second := c.draft("Karin 0")
		same("the correction of the correction", second)
		if got := c.approve(second); !strings.HasSuffix(got, says) {
			t.Errorf("the correction says %q", got)
		}
		if got := c.approve(c.draft("Åke")); !strings.HasSuffix(got, says) {
			t.Errorf("the letter to the other speaker says %q", got)
		}
		same("the last letter", c.facts(second.Letter.ID))
	})
}

// Nothing is fixed by a letter without a comparison: there were too few sessions.
func TestACorrectionMayBeTheFirstThatCompares(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		c := newComparing(t, address, 4, 6, 3)
		first := c.draft("Karin 0")
		if with, ok := first.Comparison(); ok || with.Sessions != 2 {
			t.Fatalf("compared with %+v", with)
		}
		c.approve(first)
		more := programme(4)
		more.Event, more.Sessions = c.event.Event, more.Sessions[3:]
		added, err := c.s.Load(t.Context(), more)
		if err != nil {
			t.Fatal(err)
		}
		event, err := c.s.Event(t.Context(), added.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		late := act(t, c.s, event.Sessions[3].Session.Code, survey.ActionOpen)
		for range 5 {
			accept(t, c.s, survey.Delivery{Response: says(late.ID, 6, 5, 5, ""), Key: newKey(t)})
		}
		act(t, c.s, late.Code, survey.ActionClose)
		act(t, c.s, late.Code, survey.ActionRelease)
		c.correct(first.Letter.ID)
		if with, ok := c.draft("Karin 0").Comparison(); !ok || with.Sessions != 3 || with.Mean != 50 {
			t.Errorf("the correction is compared with %+v, %v", with, ok)
		}
	})
}
