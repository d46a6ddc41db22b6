package survey_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

func TestWhichSessionsTakeResponsesAndInquiries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		session Session
		want    error
		asks    bool
	}{
		{Session{State: StateDraft}, ErrNotOpen, true},
		{Session{State: StateDraft, Rehearsal: true}, nil, true},
		{Session{State: StateOpen}, nil, true},
		{Session{State: StateClosed}, ErrClosed, false},
		{Session{State: StateReleased}, ErrClosed, false},
		{Session{State: StateCancelled}, ErrNotOpen, false},
	} {
		if got := c.session.Accepts(); !errors.Is(got, c.want) {
			t.Errorf("%+v takes responses: %v, want %v", c.session.State, got, c.want)
		}
		for _, way := range append(slices.Clone(Inquirings), "") {
			if got, want := c.session.TakesInquiries(way), c.asks && (way == InquiringOpen || way == InquiringReview); got != want {
				t.Errorf("a session that is %s takes inquiries %q: %t", c.session.State, way, got)
			}
		}
	}
}

func TestWhenAFollowUpPageIsShown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)
	for _, audience := range append(FollowUpAudiences(AccessInvitation), "") {
		for _, c := range []struct {
			until time.Time
			shown bool
		}{{time.Time{}, true}, {now.Add(time.Nanosecond), true}, {now, false}, {now.Add(-time.Hour), false}} {
			got := FollowUp{Audience: audience, Until: c.until}.Shown(now)
			if want := c.shown && audience != FollowUpNone && audience != ""; got != want {
				t.Errorf("a page for %q until %s is shown: %t", audience, c.until, got)
			}
		}
	}
	if slices.Contains(FollowUpAudiences(AccessLink), FollowUpInvited) {
		t.Error("a page is for the invited where nobody is invited")
	}
}

// TestTheClockIsSetWhereItHasAnythingToDo, and never so that a form closes before it
// opens.
func TestTheClockIsSetWhereItHasAnythingToDo(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		at := func(name string) time.Time {
			n := rapid.IntRange(0, 4).Draw(t, name)
			if n == 0 {
				return time.Time{}
			}
			return time.Unix(int64(n)*3600, 0)
		}
		s := Session{Title: "Mål", State: rapid.SampledFrom(States).Draw(t, "state"), OpensAt: at("opens at"), ClosesAt: at("closes at")}
		opens, closes := at("opens"), at("closes")
		after, refused := s.Between(opens, closes)
		wrong := after.State == StateDraft && !after.OpensAt.IsZero() && !after.ClosesAt.IsZero() && !after.ClosesAt.After(after.OpensAt)
		if (refused != nil) != wrong {
			t.Fatalf("%+v from %s to %s: %v", after, opens, closes, refused)
		}
		switch s.State {
		case StateDraft:
			if !opens.IsZero() && !after.OpensAt.Equal(opens) || !closes.IsZero() && !after.ClosesAt.Equal(closes) {
				t.Fatalf("a draft is not set: %+v", after)
			}
		case StateOpen:
			if !after.OpensAt.Equal(s.OpensAt) || !closes.IsZero() && !after.ClosesAt.Equal(closes) {
				t.Fatalf("an open session is set to %+v", after)
			}
		default:
			if !after.OpensAt.Equal(s.OpensAt) || !after.ClosesAt.Equal(s.ClosesAt) {
				t.Fatalf("a session that is %s is set to %+v", s.State, after)
			}
		}
	})
}

// TestTextsFallBack to the fallback, and else to the same language every time.
func TestTextsFallBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text Text
		want string
	}{
		{Text{"sv": "S", "en": "E", "fi": "F"}, "S"},
		{Text{"en": "E", "fi": "F"}, "E"},
		{Text{"sv": "", "en": "", "nb": "N", "fi": "F"}, "F"},
		{Text{"sv": ""}, ""},
		{nil, ""},
	} {
		for range 20 {
			if got := c.text.In(Swedish, English); got != c.want {
				t.Errorf("%v is %q, want %q", c.text, got, c.want)
			}
		}
	}
}

// TestABurstIsToldInSteps: never as more than it was, and its number cannot be read
// from the step.
func TestABurstIsToldInSteps(t *testing.T) {
	t.Parallel()
	steps := map[int]bool{}
	last := 0
	for n := range 1500 {
		told := CoarseBurst(n)
		if told > n || told < last || told != 0 && told < MinBurst || n >= MinBurst && told == 0 {
			t.Fatalf("%d answers are told as %d", n, told)
		}
		steps[told], last = true, told
	}
	if len(steps) != 7 {
		t.Errorf("there are %d steps", len(steps))
	}
}

// TestTalliesCountEveryAnswerOnce, in whatever order responses come.
func TestTalliesCountEveryAnswerOnce(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		ratings, chosen, answered := map[Item][]int{}, map[int]int{}, 0
		var responses []Response
		for range rapid.IntRange(0, 8).Draw(t, "responses") {
			var r Response
			for item := range 3 {
				if n := rapid.IntRange(0, MaxRating).Draw(t, "rating"); n > 0 {
					i := Item{Question: item + 1}
					r.Answers = append(r.Answers, Answer{Item: i, Rating: n})
					ratings[i] = append(ratings[i], n)
				}
			}
			if options := rapid.SliceOfNDistinct(rapid.IntRange(1, 4), 0, 4, rapid.ID[int]).Draw(t, "options"); len(options) > 0 {
				r.Answers = append(r.Answers, Answer{Item: Item{Question: 9}, Choices: options})
				answered++
				for _, o := range options {
					chosen[o]++
				}
			}
			r.Answers = append(r.Answers, Answer{Item: Item{Question: 10}, Comment: "Bra."})
			responses = append(responses, r)
		}
		got := TalliesOf(rapid.Permutation(responses).Draw(t, "order")...)
		if got.Responses != len(responses) || len(got.Ratings) != len(ratings) || len(got.Choices) > 1 {
			t.Fatalf("counted %+v", got)
		}
		for item, all := range ratings {
			tally := got.Ratings[item]
			if tally != TallyOf(all...) || tally.N() != len(all) {
				t.Fatalf("%v is %v", all, tally)
			}
			for rating := MinRating; rating <= MaxRating; rating++ {
				n := 0
				for _, one := range all {
					if one == rating {
						n++
					}
				}
				if tally.Count(rating) != n {
					t.Fatalf("%d gave %d, counted %d", n, rating, tally.Count(rating))
				}
			}
		}
		if c := got.Choices[Item{Question: 9}]; c.Answered != answered || !maps.Equal(c.Chosen, chosen) && len(chosen) > 0 {
			t.Fatalf("%d chose %v, counted %+v", answered, chosen, c)
		}
	})
}

// TestWhatHasBeenRemovedIsNotShown: figures and comments go, each by itself, and how
// many answered stays.
func TestWhatHasBeenRemovedIsNotShown(t *testing.T) {
	t.Parallel()
	item := Item{Question: 1}
	whole := Result{
		Tallies:  Tallies{Responses: 7, Ratings: map[Item]Tally{item: TallyOf(5, 6, 4)}},
		Comments: []Comment{{ID: 1, Text: "Bra."}},
	}
	for _, removed := range [][]Kept{nil, {KeptAnswers}, {KeptComments}, {KeptLetters}, AllKept()} {
		r := whole
		for _, what := range removed {
			r.Removals = append(r.Removals, Removal{What: what, Decision: "KS 1"})
		}
		got := r.WithoutRemoved()
		answers, comments := !slices.Contains(removed, KeptAnswers), !slices.Contains(removed, KeptComments)
		if (got.Tallies.Ratings[item].N() > 0) != answers || (len(got.Comments) > 0) != comments || got.Tallies.Responses != 7 {
			t.Errorf("of %v removed is shown %+v", removed, got)
		}
		for _, what := range AllKept() {
			if removal, gone := r.Removed(what); gone != slices.Contains(removed, what) || gone && removal.Decision != "KS 1" {
				t.Errorf("%s of %v is removed: %t", what, removed, gone)
			}
		}
	}
	if whole.Tallies.Ratings[item].N() != 3 || len(whole.Comments) != 1 {
		t.Error("the result itself has lost something")
	}
	if (Retention{KeptAnswers: {Decision: "KS 1"}}).Any() || !(Retention{KeptAnswers: {Months: 1}}).Any() {
		t.Error("a decision without a period removes something, or a period does not")
	}
}

// TestACopyIsADraftOnAnotherDay: by the clock on the wall, also where the clocks are
// changed in between, and with nothing of what was answered.
func TestACopyIsADraftOnAnotherDay(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	wall := func(text string) time.Time {
		at, err := time.ParseInLocation(TimeField, text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	f := Form{
		Event: Event{Zone: "Europe/Stockholm"},
		Session: Session{
			ID: 5, Code: "7K39XA", Kind: KindTalk, Title: "Mål", Room: "A", Starts: wall("2026-03-26T09:00"), Ends: wall("2026-03-26T10:00"), K: 7,
			State: StateReleased, Attended: 40, Released: wall("2026-03-27T12:00"), Sealed: wall("2026-03-27T12:00"), Revision: 9, Version: 4,
		},
		Appearances: []Appearance{{ID: 3, SessionID: 5, Number: 2, Speaker: Speaker{ID: 8, Name: "Karin Ek"}}},
	}
	f.Session.OpensAt, f.Session.ClosesAt = DefaultWindow(f.Session.Ends, zone)
	p, refused := f.Copied(7) // over the change to summer time
	if refused != nil {
		t.Fatal(refused)
	}
	s := p.Session
	opens, closes := DefaultWindow(wall("2026-04-02T10:00"), zone)
	want := Session{
		Kind: KindTalk, Title: "Mål", Room: "A", Starts: wall("2026-04-02T09:00"), Ends: wall("2026-04-02T10:00"),
		OpensAt: opens, ClosesAt: closes, State: StateDraft, K: 7, Version: 1,
	}
	if !s.Starts.Equal(want.Starts) || !s.Ends.Equal(want.Ends) || !s.OpensAt.Equal(opens) || !s.ClosesAt.Equal(closes) {
		t.Errorf("the copy is from %s to %s, open from %s to %s", s.Starts, s.Ends, s.OpensAt, s.ClosesAt)
	}
	s.Starts, s.Ends, s.OpensAt, s.ClosesAt = want.Starts, want.Ends, opens, closes
	if s != want {
		t.Errorf("the copy has %+v, want %+v", s, want)
	}
	if a := p.Appearances; len(a) != 1 || a[0].ID != 0 || a[0].SessionID != 0 || a[0].Number != 2 || a[0].Speaker.ID != 8 {
		t.Errorf("the copy's speakers are %+v", a)
	}
	if f.Appearances[0].ID != 3 {
		t.Error("the event itself has lost its speakers")
	}
	f.Session.OpensAt = f.Session.Starts // its organizer's own
	if p, refused := f.Copied(7); refused != nil || !p.Session.OpensAt.Equal(want.Starts) {
		t.Errorf("the copy opens at %s, %v", p.Session.OpensAt, refused)
	}
	f.Session.Starts = wall("2026-03-26T02:30")
	if _, refused := f.Copied(3); refused == nil || refused.Field != FieldDay || refused.Message != MsgClockGone {
		t.Errorf("a copy that begins at no time is refused: %v", refused)
	}
}

// TestWhichLettersACommentIsFor: those that were chosen, else those of whom it is
// about.
func TestWhichLettersACommentIsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		comment Comment
		want    []int
	}{
		{Comment{}, []int{1, 2, 3}},
		{Comment{Item: Item{Appearance: 2}}, []int{2}},
		{Comment{Letters: []int{1, 3}}, []int{1, 3}},
	} {
		for n := 1; n <= 3; n++ {
			if c.comment.IsFor(n) != slices.Contains(c.want, n) {
				t.Errorf("%+v is for %d: %t", c.comment, n, c.comment.IsFor(n))
			}
		}
	}
}

// TestAWordThatIsCutIsTouched, and its neighbours are not.
func TestAWordThatIsCutIsTouched(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zåäö]{1,5}([ ,.]{1,3}[a-zåäö]{1,5}){0,6}`).Draw(t, "text")
		words := Words(text)
		chosen := rapid.SliceOfDistinct(rapid.IntRange(0, len(words)-1), rapid.ID[int]).Draw(t, "chosen")
		cuts := CutWords(text, chosen)
		for i, w := range words {
			if w.Touches(cuts) != slices.Contains(chosen, i) {
				t.Fatalf("of %q, %v are cut: %v; %q is touched: %t", text, chosen, cuts, w.Text, w.Touches(cuts))
			}
		}
	})
}

func TestReviewsThatDecideTheSameAreEqual(t *testing.T) {
	t.Parallel()
	one := Review{State: CommentLeftOut, Reason: ReasonRoom, Cuts: []Cut{{1, 2}}, Letters: []int{1}, Reviewed: true}
	if again := (Comment{State: one.State, Reason: one.Reason, Cuts: slices.Clone(one.Cuts), Letters: []int{1}, Reviewed: true}).Review(); !one.Equal(again) {
		t.Errorf("%+v is not %+v", one, again)
	}
	for name, change := range map[string]func(*Review){
		"state": func(r *Review) { r.State = CommentIncluded }, "reason": func(r *Review) { r.Reason = ReasonNames },
		"cuts": func(r *Review) { r.Cuts = []Cut{{1, 3}} }, "letters": func(r *Review) { r.Letters = nil }, "reading": func(r *Review) { r.Reviewed = false },
	} {
		other := one
		change(&other)
		if one.Equal(other) {
			t.Errorf("reviews with another %s are equal", name)
		}
	}
}

// TestSessionsAreComparedWithThreeOthersOrNone: a letter counts only released figures
// of others, never its own, and what was approved stays.
func TestSessionsAreComparedWithThreeOthersOrNone(t *testing.T) {
	t.Parallel()
	overall := []Question{{Number: 1, Key: QuestionOverall, Kind: KindRating, About: AboutSession}}
	other := func(id ID, ratings ...int) Result {
		return Result{
			Form:    Form{Session: Session{ID: id, K: 3}, Questions: overall},
			Tallies: Tallies{Ratings: map[Item]Tally{{Question: 1}: TallyOf(ratings...)}},
		}
	}
	f := LetterFacts{Form: Form{Event: Event{Compare: true}, Session: Session{ID: 1}}}
	f.Others = []Result{other(1, 1, 1, 1), other(2, 6, 6, 6), other(3, 5, 5, 5), other(4, 6, 6)}
	if c, ok := f.Comparison(); ok || c.Sessions != 2 || len(c.With) != 2 {
		t.Errorf("two others with figures are compared with: %+v, %t", c, ok)
	}
	f.Others = append(f.Others, other(5, 4, 4, 4))
	c, ok := f.Comparison()
	if !ok || c.Sessions != 3 || c.Mean != 50 || !slices.Equal(c.IDs(), []ID{2, 3, 5}) {
		t.Errorf("three others: %+v, %t", c, ok)
	}
	fixed := Comparison{Sessions: 4, Mean: 41}
	f.Fixed = &fixed
	if c, ok := f.Comparison(); !ok || c.Mean != 41 || c.Sessions != 4 {
		t.Errorf("what was approved is told as %+v, %t", c, ok)
	}
	f.Fixed, f.Event.Compare = nil, false
	if c, ok := f.Comparison(); ok || c.Sessions != 0 {
		t.Errorf("an event that compares nothing compares %+v", c)
	}
}
