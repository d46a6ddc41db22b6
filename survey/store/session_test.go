package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
)

func TestLoadingTwiceChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(3)
		p.Sessions[1].Questions = []survey.Question{
			{Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession},
			{
				Kind: survey.KindChoices, About: survey.AboutSession, Text: survey.Text{"sv": "Vad åt du?", "en": "What did you eat?"},
				Options: []survey.Option{{Text: survey.Text{"sv": "Ärtsoppa"}}, {Text: survey.Text{"sv": "Pannkaka"}}},
			},
		}
		first, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if first.Added != 3 || first.Kept != 0 {
			t.Errorf("first: %d added, %d kept", first.Added, first.Kept)
		}
		before, err := s.Event(t.Context(), first.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		p.Sessions = append(p.Sessions, programme(4).Sessions[3])
		again, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if again.Added != 1 || again.Kept != 3 || again.Event.ID != first.Event.ID {
			t.Errorf("again: %+v", again)
		}
		after, err := s.Event(t.Context(), first.Event.Code)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(before.Sessions, after.Sessions[:3]); d != "" {
			t.Error(d)
		}
		form, err := s.Form(t.Context(), before.Sessions[1].Session.Code)
		if err != nil {
			t.Fatal(err)
		}
		want := survey.Question{
			SessionID: form.Session.ID, Number: 2, Kind: survey.KindChoices, About: survey.AboutSession,
			Text: survey.Text{"sv": "Vad åt du?", "en": "What did you eat?"},
			Options: []survey.Option{
				{Number: 1, Text: survey.Text{"sv": "Ärtsoppa"}}, {Number: 2, Text: survey.Text{"sv": "Pannkaka"}},
			},
		}
		if d := cmp.Diff(want, form.Questions[1]); d != "" {
			t.Error(d)
		}
		if !form.Session.Starts.Equal(at(10)) || form.Session.K != 5 || form.Session.State != survey.StateDraft {
			t.Errorf("session %+v", form.Session)
		}
		events, err := s.Events(t.Context())
		if err != nil || len(events) != 1 || !cmp.Equal(events[0], after.Event) {
			t.Errorf("events %v, %v", events, err)
		}
	})
}

func TestNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		ctx := t.Context()
		errs := map[string]error{}
		_, errs["form"] = s.Form(ctx, "000000")
		_, errs["event"] = s.Event(ctx, "000000")
		_, errs["result"] = s.Result(ctx, "000000")
		_, errs["act"] = s.Act(ctx, "000000", survey.ActionOpen)
		_, errs["letter"] = s.Letter(ctx, "nothing")
		_, errs["answered"] = s.Answered(ctx, 1)
		_, errs["response"] = s.Response(ctx, 1, survey.Key{})
		_, errs["invite"] = s.Invite(ctx, 1, nil)
		errs["withdraw"] = s.Withdraw(ctx, 1, survey.Key{})
		errs["review"] = s.ReviewComment(ctx, "000000", 1, survey.CommentIncluded, "")
		for what, err := range errs {
			wantErr(t, what, err, survey.ErrNotFound)
		}
	})
}

// From open to the letter: what may be seen when, and that the figures stay.
func TestFromOpenToLetter(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := open(t, address, Options{Now: c.now})
		event := loaded(t, s, programme(2))
		session := event.Sessions[0].Session
		var keys []survey.Key
		var all []survey.Response
		for i := range 7 {
			keys = append(keys, newKey(t))
			all = append(all, says(session.ID, 6-i%2, 5, 4+i%3, fmt.Sprint("Kommentar ", i)))
			accept(t, s, survey.Delivery{Response: all[i], Key: keys[i]})
		}
		result := func() survey.Result {
			r, err := s.Result(t.Context(), session.Code)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := result(); r.Tallies.Responses != 7 || r.Tallies.Ratings != nil || r.Comments != nil || r.Letters != nil {
			t.Errorf("while open: %+v", r.Tallies)
		}
		act(t, s, session.Code, survey.ActionClose)
		_, err := s.Response(t.Context(), session.ID, keys[0])
		wantErr(t, "reading back from a closed session", err, survey.ErrClosed)
		wantErr(t, "changing in a closed session", s.Change(t.Context(), keys[0], all[0]), survey.ErrClosed)
		wantErr(t, "withdrawing from a closed session", s.Withdraw(t.Context(), session.ID, keys[0]), survey.ErrClosed)
		if !accept(t, s, survey.Delivery{Response: all[0], Key: keys[0]}).Already {
			t.Error("a retry after closing was not recognized")
		}
		if r := result(); r.Comments != nil {
			t.Error("comments before sealing")
		}
		act(t, s, session.Code, survey.ActionReopen)
		if got, err := s.Response(t.Context(), session.ID, keys[0]); err != nil || !cmp.Equal(got, all[0]) {
			t.Errorf("after opening again: %v, %v", got, err)
		}
		act(t, s, session.Code, survey.ActionClose)
		c.advance(survey.ReopenWindow + time.Second)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err = s.Act(t.Context(), session.Code, survey.ActionReopen)
		wantErr(t, "opening a sealed session again", err, survey.ErrSealed)
		_, err = s.Accept(t.Context(), survey.Delivery{Response: all[0], Key: keys[0]})
		wantErr(t, "a retry after sealing", err, survey.ErrClosed)

		r := result()
		if len(r.Comments) != 7 || r.Tallies.Ratings != nil {
			t.Fatalf("after sealing: %d comments, ratings %v", len(r.Comments), r.Tallies.Ratings)
		}
		if err := s.ReviewComment(t.Context(), session.Code, r.Comments[0].ID, survey.CommentLeftOut, survey.ReasonNames); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "leaving out without a reason",
			s.ReviewComment(t.Context(), session.Code, r.Comments[0].ID, survey.CommentLeftOut, ""), survey.ErrConflict)
		released := act(t, s, session.Code, survey.ActionRelease)
		if released.State != survey.StateReleased || released.Sealed.IsZero() {
			t.Errorf("released: %+v", released)
		}
		wantErr(t, "reviewing after release",
			s.ReviewComment(t.Context(), session.Code, r.Comments[0].ID, survey.CommentIncluded, ""), survey.ErrConflict)

		r = result()
		if d := cmp.Diff(survey.TalliesOf(all...), r.Tallies); d != "" {
			t.Error(d)
		}
		left := slices.IndexFunc(r.Comments, func(c survey.Comment) bool { return c.State == survey.CommentLeftOut })
		if left < 0 || r.Comments[left].Reason != survey.ReasonNames {
			t.Errorf("the review is gone: %+v", r.Comments)
		}
		if len(r.Letters) != 1 || len(r.Letters[0].Number) != 14 || r.Letters[0].Appearance.Speaker.Name != "Karin 0" {
			t.Fatalf("letters %+v", r.Letters)
		}
		act(t, s, event.Sessions[1].Session.Code, survey.ActionClose)
		act(t, s, event.Sessions[1].Session.Code, survey.ActionRelease)
		facts, err := s.Letter(t.Context(), r.Letters[0].Key)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(facts.Tallies, r.Tallies) || len(facts.Comments) != 7 || !cmp.Equal(facts.Letter, r.Letters[0]) {
			t.Errorf("letter %+v", facts.Letter)
		}
		if others := facts.ComparedWith(); len(others) != 1 || others[0].Session.ID != event.Sessions[1].Session.ID || others[0].Letters != nil {
			t.Errorf("others %+v", others)
		}
		if n := responses(t, s, session.ID); n != 7 {
			t.Errorf("%d responses, want 7", n)
		}
	})
}

func TestTooFewResponsesShowNoComments(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		for range 4 {
			accept(t, s, survey.Delivery{Response: says(session.ID, 1, 1, 1, "hemligt"), Key: newKey(t)})
		}
		act(t, s, session.Code, survey.ActionClose)
		act(t, s, session.Code, survey.ActionRelease)
		r, err := s.Result(t.Context(), session.Code)
		if err != nil || len(r.Comments) != 0 || len(r.Letters) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestClockOpensClosesAndSeals(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := open(t, address, Options{Now: c.now})
		p := programme(1)
		p.Sessions[0].Session.OpensAt = start.Add(time.Hour)
		p.Sessions[0].Session.ClosesAt = start.Add(2 * time.Hour)
		l, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []survey.State{survey.StateDraft, survey.StateOpen, survey.StateClosed, survey.StateClosed} {
			for range 2 {
				if err := s.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			event, err := s.Event(t.Context(), l.Event.Code)
			if err != nil {
				t.Fatal(err)
			}
			session := event.Sessions[0].Session
			if session.State != want || session.Sealed.IsZero() != (i < 3) {
				t.Errorf("hour %d: %s, sealed %v", i, session.State, session.Sealed)
			}
			c.advance(time.Hour)
		}
	})
}

// Every acknowledged response is counted exactly once, though each is sent three
// times by two programs while a third closes the session in the middle.
func TestClosingInTheMiddle(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		const clients, each = 40, 3
		programs := []*Store{open(t, address, Options{}), open(t, address, Options{})}
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		var mu sync.Mutex
		acknowledged, stored := map[survey.Key]bool{}, 0
		var wg sync.WaitGroup
		third := make(chan struct{}, clients*each*3)
		for range clients {
			wg.Go(func() {
				for range each {
					u := survey.Delivery{Response: says(session.ID, 6, 5, 5, "Bra"), Key: newKey(t)}
					var inner sync.WaitGroup
					for i := range 3 {
						inner.Go(func() {
							r, err := programs[i%2].Accept(context.Background(), u)
							mu.Lock()
							defer mu.Unlock()
							third <- struct{}{}
							switch {
							case err == nil:
								acknowledged[u.Key] = true
								if !r.Already {
									stored++
								}
							case !errors.Is(err, survey.ErrClosed):
								t.Errorf("a caller got %v", err)
							}
						})
					}
					inner.Wait()
				}
			})
		}
		for range clients * each {
			<-third
		}
		act(t, s, session.Code, survey.ActionClose)
		whenClosed, err := s.Answered(t.Context(), session.ID)
		if err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		n := responses(t, s, session.ID)
		if n != len(acknowledged) || n != stored {
			t.Errorf("%d responses are stored, %d acknowledged, %d of them as new", n, len(acknowledged), stored)
		}
		if n != whenClosed {
			t.Errorf("%d responses when the session had closed, %d later", whenClosed, n)
		}
		if n == 0 || n == clients*each {
			t.Logf("the session closed at an end, not in the middle: %d", n)
		}
	})
}

// A batch that has seen the session open is committed before the session closes.
func TestClosingWaitsForABatchUnderWay(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s, other := open(t, address, Options{}), open(t, address, Options{})
		session := loaded(t, other, programme(1)).Sessions[0].Session
		seen, release := make(chan struct{}), make(chan struct{})
		s.step = func(name, step string) error {
			if name == "accept" && strings.HasPrefix(step, "SELECT session.id, event_id, state") {
				close(seen)
				<-release
			}
			return nil
		}
		accepted, closed := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := s.Accept(context.Background(), survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
			accepted <- err
		}()
		<-seen
		go func() {
			_, err := other.Act(context.Background(), session.Code, survey.ActionClose)
			closed <- err
		}()
		select {
		case err := <-closed:
			t.Errorf("the session closed in the middle of a batch: %v", err)
			closed <- err
		case <-time.After(100 * time.Millisecond):
		}
		close(release)
		if err := errors.Join(<-accepted, <-closed); err != nil {
			t.Fatal(err)
		}
		if n := responses(t, s, session.ID); n != 1 {
			t.Errorf("%d responses, want 1", n)
		}
	})
}

// Two programs that write to many sessions at once get into each other's way;
// their callers do not notice.
func TestTwoPrograms(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		a, b := open(t, address, Options{}), open(t, address, Options{})
		event := loaded(t, a, programme(6))
		var wg sync.WaitGroup
		for i := range 120 {
			u := survey.Delivery{Response: says(event.Sessions[i%6].Session.ID, 1+i%6, 5, 5, "Bra"), Key: newKey(t)}
			for _, s := range []*Store{a, b} {
				wg.Go(func() {
					if _, err := s.Accept(context.Background(), u); err != nil {
						t.Errorf("a caller got %v", err)
					}
				})
			}
			if i%10 == 0 {
				wg.Go(func() {
					if _, err := a.Accept(context.Background(), u); err != nil {
						t.Errorf("a caller got %v", err)
					}
					if err := b.Change(context.Background(), u.Key, says(u.Response.SessionID, 3, 3, 3, "")); err != nil {
						t.Errorf("changing: %v", err)
					}
				})
			}
		}
		wg.Wait()
		total := 0
		for _, session := range event.Sessions {
			total += responses(t, a, session.Session.ID)
		}
		if total != 120 {
			t.Errorf("%d responses, want 120", total)
		}
	})
}

// Choices are counted by option and by how many answered at all.
func TestChoicesAreCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(1)
		p.Sessions[0].Questions = []survey.Question{
			{Kind: survey.KindChoices, About: survey.AboutSession, Options: []survey.Option{{}, {}, {}}},
			{Kind: survey.KindChoice, About: survey.AboutSession, Options: []survey.Option{{}, {}}},
		}
		session := loaded(t, s, p).Sessions[0].Session
		says := func(choices []int, choice int) survey.Response {
			return survey.Response{SessionID: session.ID, Answers: []survey.Answer{
				{Item: survey.Item{Question: 1}, Choices: choices}, {Item: survey.Item{Question: 2}, Choices: []int{choice}},
			}}
		}
		all := []survey.Response{says([]int{1, 3}, 1), says([]int{1}, 2), says([]int{1, 2, 3}, 2), says([]int{2}, 1)}
		keys := make([]survey.Key, len(all))
		for i, r := range all {
			keys[i] = newKey(t)
			accept(t, s, survey.Delivery{Response: r, Key: keys[i]})
		}
		all[0] = says([]int{2}, 2)
		if err := s.Change(t.Context(), keys[0], all[0]); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Response(t.Context(), session.ID, keys[2]); err != nil || !cmp.Equal(got, all[2]) {
			t.Errorf("read back %v, %v", got, err)
		}
		if err := s.Withdraw(t.Context(), session.ID, keys[3]); err != nil {
			t.Fatal(err)
		}
		act(t, s, session.Code, survey.ActionClose)
		act(t, s, session.Code, survey.ActionRelease)
		r, err := s.Result(t.Context(), session.Code)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(survey.TalliesOf(all[:3]...), r.Tallies); d != "" {
			t.Error(d)
		}
		if n := responses(t, s, session.ID); n != 3 {
			t.Errorf("%d responses, want 3", n)
		}
	})
}

// A check that always agrees would be worth nothing.
func TestCheckFindsWhatDiffers(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		for range 5 {
			accept(t, s, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)})
		}
		for _, statement := range []string{
			"UPDATE tally SET count = count + 1 WHERE question = 1", "UPDATE register SET responses = 2, waiting = 3",
		} {
			if _, err := s.pools.write.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		recounts, err := s.Check(t.Context(), unwatched)
		if err != nil || len(recounts) != 1 || len(recounts[0].Differences) != 3 || recounts[0].Responses != 5 {
			t.Errorf("%+v, %v", recounts, err)
		}
	})
}

// Cancelling forgets the keys: nothing would seal a cancelled session later.
func TestCancellingSeals(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		u := survey.Delivery{Response: says(session.ID, 6, 6, 6, "Bra"), Key: newKey(t)}
		accept(t, s, u)
		if after := act(t, s, session.Code, survey.ActionCancel); after.Sealed.IsZero() {
			t.Error("not sealed")
		}
		_, err := s.Accept(t.Context(), u)
		wantErr(t, "a cancelled session", err, survey.ErrNotOpen)
		var left int
		if err := s.pools.read.Get(&left, "SELECT (SELECT COUNT(*) FROM mark) + (SELECT COUNT(*) FROM response WHERE key_hash IS NOT NULL)"); err != nil || left != 0 {
			t.Errorf("%d hashes of keys are left, %v", left, err)
		}
	})
}
