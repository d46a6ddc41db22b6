package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// A seriesHouse is an organization that has held one workshop many times, each
// time with too few answers, at several events of one day each.
type seriesHouse struct {
	*testing.T
	s      *Store
	office Office
	events []survey.EventSessions
}

// newSeriesHouse holds the workshop once for each of the numbers of answers, each
// at an event of its own, and shows the results.
func newSeriesHouse(t *testing.T, address string, answers ...int) *seriesHouse {
	t.Helper()
	h := &seriesHouse{T: t, s: open(t, address, Options{})}
	for i, n := range answers {
		p := programme(1)
		p.Event.Name += " " + string(rune('A'+i))
		p.Sessions[0].Session.Starts = at(9).AddDate(0, 0, 7*i)
		p.Sessions[0].Session.Ends = p.Sessions[0].Session.Starts.Add(time.Hour)
		event := loaded(t, h.s, p)
		session := event.Sessions[0].Session
		for range n {
			accept(t, h.s, survey.Delivery{Response: says(session.ID, 6, 5, 4, "Bra Lundström här"), Key: newKey(t)})
		}
		act(t, h.s, session.Code, survey.ActionClose)
		act(t, h.s, session.Code, survey.ActionRelease)
		h.events = append(h.events, event)
	}
	h.office = h.s.Office(organizer.Member{Organization: h.events[0].Organization, Organizer: organizer.Organizer{Name: "Eva"}})
	return h
}

func (h *seriesHouse) code(i int) survey.Code { return h.events[i].Sessions[0].Session.Code }

func (h *seriesHouse) codes(which ...int) []survey.Code {
	var codes []survey.Code
	for _, i := range which {
		codes = append(codes, h.code(i))
	}
	return codes
}

func (h *seriesHouse) make(which ...int) (survey.Code, survey.ID) {
	h.Helper()
	event, letter, err := h.office.MakeSeries(h.Context(), h.codes(which...))
	if err != nil {
		h.Fatal(err)
	}
	return event, letter
}

func (h *seriesHouse) refused(want string, which ...int) {
	h.Helper()
	_, _, err := h.office.MakeSeries(h.Context(), h.codes(which...))
	if errs, ok := errors.AsType[survey.FieldErrors](err); !ok || errs[0].Message != want {
		h.Errorf("%v: %v, want %s", which, err, want)
	}
}

// line is the letter of the event's list that sums.
func (h *seriesHouse) line(event survey.Code) survey.LetterLine {
	h.Helper()
	_, lines, err := h.office.Letters(h.Context(), event)
	if err != nil {
		h.Fatal(err)
	}
	at := slices.IndexFunc(lines, func(l survey.LetterLine) bool {
		return l.Letter.Series != 0 && l.Letter.State == survey.LetterDraft
	})
	if at < 0 {
		h.Fatalf("no draft sums in %v", lines)
	}
	return lines[at]
}

func TestASeriesIsSummedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		h := newSeriesHouse(t, address, 2, 1, 3, 6, 2, 2, 2)
		if all, err := h.office.Series(t.Context()); err != nil || len(all) != 1 || len(all[0]) != 6 || all[0].Responses() != 12 || len(all[0][0].Tallies.Ratings) > 0 {
			t.Fatalf("what may be summed is %v, %v", all, err)
		}
		h.refused(survey.MsgSeriesShown, 0, 3)
		h.refused(survey.MsgSeriesShort, 0, 1)
		stranger := h.s.Office(organizer.Member{Organization: survey.Organization{ID: 1}})
		_, _, err := stranger.MakeSeries(t.Context(), h.codes(0, 2))
		wantErr(t, "another organization's", err, survey.ErrNotFound)

		event, letter := h.make(0, 1, 2)
		if event != h.events[2].Event.Code {
			t.Errorf("the letter is among those of %s, not of the last session's event", event)
		}
		// For good: in no other, nor are those that are left enough to tell apart.
		h.refused(survey.MsgSeriesTaken, 0, 4, 5)
		line := h.line(event)
		if line.Responses != 6 || line.Unread != 6 || line.Letter.Occasions != 3 || line.Hold() != survey.HoldUnread {
			t.Errorf("the line is %+v", line)
		}
		facts, err := h.office.LetterFacts(t.Context(), event, letter)
		if err != nil || len(facts) != 1 || facts[0].Tallies.Responses != 6 || len(facts[0].Comments) != 6 || len(facts[0].Series) != 3 || facts[0].Event.Compare {
			t.Fatalf("the facts are %+v, %v", facts, err)
		}
		if got := facts[0].Tallies.Ratings[survey.Item{Question: 1}]; got != (survey.Tally{0, 0, 0, 0, 0, 6}) {
			t.Errorf("overall got %v", got)
		}
		// What each shows by itself stays as it was: nothing.
		single, err := h.s.Result(t.Context(), h.code(2))
		if err != nil || len(single.Comments) != 0 {
			t.Errorf("the session by itself shows %v, %v", single.Comments, err)
		}

		in, out := survey.Review{State: survey.CommentIncluded, Reviewed: true}, survey.Review{State: survey.CommentLeftOut, Reason: survey.ReasonNames, Reviewed: true}
		review := func(c survey.Comment, revision int, r survey.Review) error {
			return h.office.ReviewSeries(t.Context(), letter, revision, c.ID, c.Review(), r)
		}
		first, second := facts[0].Comments[0], facts[0].Comments[1]
		wantErr(t, "reviewing with an old page", review(first, line.Letter.Revision+1, in), survey.ErrConflict)
		wantErr(t, "a comment of another session", review(survey.Comment{ID: 1}, line.Letter.Revision, out), survey.ErrNotFound)
		wantErr(t, "no review", review(first, line.Letter.Revision, survey.Review{State: survey.CommentLeftOut}), survey.ErrConflict)
		for i, c := range facts[0].Comments {
			r := in
			switch i {
			case 0:
				r = out
			case 1:
				r.Cuts = survey.CutWords(c.Text, []int{1})
			}
			if err := review(c, h.line(event).Letter.Revision, r); err != nil {
				t.Fatal(err)
			}
		}
		wantErr(t, "what somebody else has decided meanwhile", review(second, h.line(event).Letter.Revision, out), survey.ErrConflict)
		if line = h.line(event); line.Unread != 0 || line.Hold() != survey.HoldNone {
			t.Errorf("read through, the line is %+v", line)
		}

		all := approved(t, h.s, h.events[2])
		at := slices.IndexFunc(all, func(l survey.LetterRef) bool { return l.ID == letter })
		correction, err := h.office.Correct(t.Context(), letter, all[at].Revision)
		if err != nil {
			t.Fatal(err)
		}
		if l := h.line(event).Letter; l.ID != correction || l.Series != all[at].Series || l.Occasions != 3 {
			t.Errorf("the correction is %+v", l)
		}
		// The words that were cut are gone since the letter was approved, the mark
		// stays, and more may be cut.
		if facts, err = h.office.LetterFacts(t.Context(), event, correction); err != nil {
			t.Fatal(err)
		}
		letter, second = correction, facts[0].Comments[1]
		if strings.Contains(second.Text, "Lundström") || second.Shown("#") != "Bra # här" {
			t.Errorf("the correction has %+v", second)
		}
		wantErr(t, "taking the mark away", review(second, 1, in), survey.ErrConflict)
		in.Cuts = second.CutWords([]int{1})
		if err := review(second, 1, in); err != nil {
			t.Error(err)
		}
		if facts, err = h.office.LetterFacts(t.Context(), event, correction); err != nil || facts[0].Comments[1].Shown("#") != "Bra #" {
			t.Errorf("cut again: %+v, %v", facts[0].Comments[1], err)
		}
		// The next times are another series, and nothing of the first.
		h.make(4, 5, 6)
		if all, err := h.office.Series(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("left to sum are %v, %v", all, err)
		}
	})
}

// What a letter sums is shown whole or not at all: what is left without one of its
// sessions would tell what that one got.
func TestASeriesIsShownWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		h := newSeriesHouse(t, address, 2, 1, 3)
		event, letter := h.make(0, 1, 2)
		organization, session := h.events[0].Organization.ID, h.events[1].Sessions[0].Session
		if err := h.s.BinSession(t.Context(), organization, session.Code, session.Revision); err != nil {
			t.Fatal(err)
		}
		gone := func(when string) {
			t.Helper()
			_, err := h.office.LetterFacts(t.Context(), event, letter)
			wantErr(t, when, err, survey.ErrConflict)
			if h.line(event).Hold() != survey.HoldGone {
				t.Errorf("%s: the list does not say so", when)
			}
		}
		gone("with a session in the bin")
		if err := h.s.RestoreSession(t.Context(), organization, session.Code); err != nil {
			t.Fatal(err)
		}
		if _, err := h.office.LetterFacts(t.Context(), event, letter); err != nil {
			t.Errorf("restored: %v", err)
		}
		found, err := h.s.Event(t.Context(), h.events[1].Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.s.BinSession(t.Context(), organization, session.Code, found.Sessions[0].Session.Revision); err != nil {
			t.Fatal(err)
		}
		if err := h.s.RemoveSession(t.Context(), organization, session.Code); err != nil {
			t.Fatal(err)
		}
		gone("with a session deleted")
		h.refused(survey.MsgSeriesTaken, 0, 2)
	})
}

// What a draft sums is held for it when its time comes, in every event, and goes
// with it.
func TestWhatADraftSumsIsHeldForIt(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		h := newSeriesHouse(t, address, 2, 3)
		event, letter := h.make(0, 1)
		owner := h.events[0].Organization
		owner.Retention = survey.Retention{survey.KeptAnswers: {Months: 1}, survey.KeptComments: {Months: 1}, survey.KeptLetters: {Months: 6}}
		if err := h.office.SaveRecords(t.Context(), owner); err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		remove := func(what survey.Kept, months int) {
			t.Helper()
			h.s.now = func() time.Time { return now.AddDate(0, months, 0) }
			for _, e := range h.events {
				if err := h.s.write(t.Context(), h.s.pools.slow, "retain", func(t *tx) error { return t.remove(owner.ID, e.Sessions[0].Session.ID, what) }); err != nil {
					t.Fatal(err)
				}
			}
		}
		left := func(want int) {
			t.Helper()
			var n int
			if err := h.s.pools.read.Get(&n, "SELECT (SELECT COUNT(*) FROM tally) + (SELECT COUNT(*) FROM comment)"); err != nil || (n > 0) != (want > 0) {
				t.Errorf("%d counts and comments are left, %v", n, err)
			}
		}
		remove(survey.KeptAnswers, 3)
		remove(survey.KeptComments, 3)
		left(1)
		if facts, err := h.office.LetterFacts(t.Context(), event, letter); err != nil || facts[0].Tallies.Responses != 5 || len(facts[0].Comments) != 5 {
			t.Errorf("the draft has %+v, %v", facts, err)
		}
		remove(survey.KeptLetters, 9)
		left(0)
	})
}

// What was approved stays as it was when one of its sessions is deleted: it is
// among the event's letters, can be verified and be revoked. A correction would be
// of the rest alone, and is refused.
func TestASeriesLetterOutlivesItsSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		h := newSeriesHouse(t, address, 2, 1, 3)
		event, letter := h.make(0, 1, 2)
		all := approved(t, h.s, h.events[2])
		one := all[slices.IndexFunc(all, func(l survey.LetterRef) bool { return l.ID == letter })]
		organization, session := h.events[0].Organization.ID, h.events[1].Sessions[0].Session
		for _, remove := range []func() error{
			func() error { return h.s.BinSession(t.Context(), organization, session.Code, session.Revision) },
			func() error { return h.s.RemoveSession(t.Context(), organization, session.Code) },
		} {
			if err := remove(); err != nil {
				t.Fatal(err)
			}
			frozen, err := h.office.Frozen(t.Context(), event, letter)
			if err != nil || len(frozen) != 1 || len(frozen[0].Record) == 0 || frozen[0].Letter.Occasions != 3 {
				t.Errorf("the letter among its event's is %+v, %v", frozen, err)
			}
			if f, err := h.s.FrozenNumbered(t.Context(), one.Number); err != nil || !f.Letter.State.Stands() {
				t.Errorf("by its number it is %+v, %v", f.Letter, err)
			}
			_, err = h.office.Correct(t.Context(), letter, one.Revision)
			wantErr(t, "correcting what cannot be summed again", err, survey.ErrConflict)
		}
		if err := h.office.Revoke(t.Context(), letter, one.Revision, "Fel svar räknades med."); err != nil {
			t.Fatal(err)
		}
		for _, find := range []func() (survey.FrozenLetter, error){
			func() (survey.FrozenLetter, error) { return h.s.FrozenNumbered(t.Context(), one.Number) },
			func() (survey.FrozenLetter, error) { return h.s.FrozenLetter(t.Context(), one.Key) },
		} {
			if f, err := find(); err != nil || f.Letter.State != survey.LetterRevoked || f.Letter.Revoked.IsZero() || f.Letter.Reason != "Fel svar räknades med." {
				t.Errorf("revoked, it is %+v, %v", f.Letter, err)
			}
		}
	})
}
