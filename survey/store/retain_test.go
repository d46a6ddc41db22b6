package store

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// A keeper is an organization whose records the clock removes.
type keeper struct {
	*testing.T
	s        *Store
	c        clock
	address  string
	office   Office
	sessions []survey.Session
	key      string // of the first session's letter
}

// newKeeper has two released sessions with six answers and two comments each, of
// which one is left out of the letter, and sets the periods, in months.
func newKeeper(t *testing.T, address string, months map[survey.Kept]int) *keeper {
	t.Helper()
	k := &keeper{T: t, address: address}
	k.s = open(t, address, Options{Now: k.c.now})
	event := loaded(t, k.s, programme(2))
	for i, st := range event.Sessions {
		for n := range 6 {
			comment := [6]string{"Taget-med", "Lämnat-ute"}[n]
			if comment != "" {
				comment = fmt.Sprint(comment, "-", i)
			}
			accept(t, k.s, survey.Delivery{Response: says(st.Session.ID, 6, 5, 5, comment), Key: newKey(t)})
		}
		act(t, k.s, st.Session.Code, survey.ActionClose)
		act(t, k.s, st.Session.Code, survey.ActionSeal)
		for _, c := range k.result(st.Session).Comments {
			if strings.HasPrefix(c.Text, "Lämnat") {
				if err := k.s.ReviewComment(t.Context(), st.Session.Code, c.ID, survey.CommentLeftOut, survey.ReasonNames); err != nil {
					t.Fatal(err)
				}
			}
		}
		act(t, k.s, st.Session.Code, survey.ActionRelease)
		k.sessions = append(k.sessions, st.Session)
	}
	k.key = k.result(k.sessions[0]).Letters[0].Key
	m, err := k.s.AddOrganizer(t.Context(), organizer.Organizer{
		OrganizationID: event.Organization.ID, Name: "Eva", Email: "eva@example.org", Role: organizer.Owner,
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	k.office = k.s.Office(m)
	o := event.Organization
	o.Retention = survey.Retention{}
	for what, n := range months {
		o.Retention[what] = survey.Period{Months: n, Decision: "Beslut " + string(what)}
	}
	if err := k.office.SaveRecords(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "saving over somebody else's change", k.office.SaveRecords(t.Context(), o), survey.ErrConflict)
	return k
}

func (k *keeper) result(s survey.Session) survey.Result {
	k.Helper()
	r, err := k.s.Result(k.Context(), s.Code)
	if err != nil {
		k.Fatal(err)
	}
	return r
}

// tick lets the clock look so many days after the event.
func (k *keeper) tick(days int) {
	k.Helper()
	k.c.Store(int64(time.Duration(days) * 24 * time.Hour))
	if err := k.s.Tick(k.Context()); err != nil {
		k.Fatal(err)
	}
}

func (k *keeper) letter() survey.LetterFacts {
	k.Helper()
	facts, err := k.s.Letter(k.Context(), k.key)
	if err != nil {
		k.Fatal(err)
	}
	return facts
}

// gone looks for the words in the database's files, or in a dump.
func (k *keeper) gone(want bool, words ...string) {
	k.Helper()
	content := (&reader{s: k.s, address: k.address}).content(k.T)
	for _, word := range words {
		if got := !bytes.Contains(content, []byte(word)); got != want {
			k.Errorf("%q is gone: %v, want %v", word, got, want)
		}
	}
}

func (k *keeper) count(table string) (n int) {
	k.Helper()
	if err := k.s.pools.read.Get(&n, "SELECT COUNT(*) FROM "+table); err != nil {
		k.Fatal(err)
	}
	return n
}

func TestWhatIsKeptLongEnoughIsRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		k := newKeeper(t, address, map[survey.Kept]int{survey.KeptAnswers: 2, survey.KeptComments: 1, survey.KeptLetters: 3})
		first := k.sessions[0]
		before := k.letter()
		planned, err := k.office.PlannedRemovals(t.Context())
		if err != nil || len(planned) != 3 || planned[0].What != survey.KeptComments || planned[0].Sessions != 2 ||
			planned[0].On.Format(time.DateOnly) != "2026-05-17" || planned[0].Decision != "Beslut comments" {
			t.Errorf("planned: %+v, %v", planned, err)
		}
		k.tick(30)
		if r := k.result(first); len(r.Removals) != 0 || len(r.Comments) != 2 {
			t.Fatalf("removed too early: %+v", r.Removals)
		}

		k.tick(31) // the comments' month is over
		r := k.result(first)
		gone, ok := r.Removed(survey.KeptComments)
		if !ok || gone.Decision != "Beslut comments" || !gone.At.Equal(k.c.now()) || r.Comments != nil || len(r.Removals) != 1 {
			t.Errorf("after a month: %+v, %d comments", r.Removals, len(r.Comments))
		}
		if n := r.Summary(survey.Item{Question: 1}).N; n != 6 {
			t.Errorf("the figures went with the comments: %d", n)
		}
		k.gone(true, "Lämnat-ute-0", "Lämnat-ute-1")
		k.gone(false, "Taget-med-0")
		_, all, err := k.office.Comments(t.Context(), before.Event.Code)
		if err != nil || len(all) != 0 {
			t.Errorf("the queue has %v, %v", all, err)
		}
		left := 0
		for _, c := range k.letter().Comments {
			if c.State == survey.CommentLeftOut && c.Reason == survey.ReasonNames && c.Text == "" {
				left++
			}
		}
		if left != 1 {
			t.Errorf("the letter counts %d comments that are not in it, want 1", left)
		}

		k.tick(62) // the answers' two months too
		if r = k.result(first); len(r.Tallies.Ratings) != 0 || r.Tallies.Responses != 6 || k.count("answer")+k.count("response")+k.count("mark") != 0 {
			t.Errorf("after two months: %+v", r.Tallies)
		}
		if got := k.letter(); len(got.Tallies.Ratings) != len(before.Tallies.Ratings) || len(got.Others) != len(before.Others) || len(got.Others) == 0 || len(got.Others[0].Tallies.Ratings) == 0 {
			t.Errorf("the letter has changed: %+v", got.Tallies)
		}
		if results, err := k.office.Results(t.Context(), ""); err != nil || len(results) != 2 || len(results[0].Tallies.Ratings) != 0 || len(results[0].Removals) != 2 {
			t.Errorf("results: %+v, %v", results, err)
		}
		if _, err := k.s.Check(t.Context(), unwatched); err != nil {
			t.Error(err)
		}
		responses(t, k.s, first.ID) // checks that nothing differs

		k.tick(93) // and the letters' three
		_, err = k.s.Letter(t.Context(), k.key)
		wantErr(t, "a letter that is gone", err, survey.ErrNotFound)
		if n := k.count("letter") + k.count("comment") + k.count("tally"); n != 0 {
			t.Errorf("%d rows are left of the letters", n)
		}
		k.gone(true, "Taget-med-0", "Taget-med-1", k.key)

		acts, err := k.office.Acts(t.Context())
		clocked := 0
		for _, a := range acts {
			if strings.HasPrefix(a.Action, "retention.") && a.Name == "" && strings.HasPrefix(a.Subject, "Pass ") {
				clocked++
			}
		}
		if err != nil || clocked != 6 {
			t.Errorf("the log has %d lines of the clock's, want 6: %v", clocked, err)
		}
		if planned, err := k.office.PlannedRemovals(t.Context()); err != nil || len(planned) != 0 {
			t.Errorf("still planned: %+v, %v", planned, err)
		}
	})
}

// A mistyped period can be mended for a week, whatever is old enough already.
func TestNothingIsRemovedTheFirstWeek(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		k := newKeeper(t, address, nil)
		k.tick(1000)
		o, err := k.office.Organization(t.Context())
		if err != nil || o.Revision != 2 {
			t.Fatal(o.Revision, err)
		}
		o.Retention = survey.Retention{survey.KeptAnswers: {Months: 1}}
		if err := k.office.SaveRecords(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		k.tick(1006)
		if len(k.result(k.sessions[0]).Removals) != 0 {
			t.Error("removed within the week")
		}
		k.tick(1007)
		if len(k.result(k.sessions[0]).Removals) != 1 {
			t.Error("not removed after the week")
		}
	})
}

func TestWhatIsNotReleasedLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		k := newKeeper(t, address, map[survey.Kept]int{survey.KeptAnswers: 1, survey.KeptComments: 1})
		p := programme(3)
		p.Sessions = p.Sessions[2:]
		added, err := k.s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		event, err := k.s.Event(t.Context(), added.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		late := act(t, k.s, event.Sessions[2].Session.Code, survey.ActionOpen)
		for range 5 {
			accept(t, k.s, survey.Delivery{Response: says(late.ID, 3, 3, 3, "Oläst-ord"), Key: newKey(t)})
		}
		k.tick(40)
		if len(k.result(late).Removals) != 0 {
			t.Error("taken from an open session")
		}
		act(t, k.s, late.Code, survey.ActionClose)
		act(t, k.s, late.Code, survey.ActionSeal)
		k.tick(41)
		k.gone(true, "Oläst-ord")
		_, err = k.s.Act(t.Context(), late.Code, survey.ActionRelease)
		wantErr(t, "showing the results of nothing", err, survey.ErrConflict)
	})
}
