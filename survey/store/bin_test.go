package store

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store/storetest"
)

// An archived event is off nobody's desk but the clock's.
func TestTheClockOpensNothingOfAnArchivedEvent(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := storeAt(t, address, &c)
		p := programme(2)
		for i := range p.Sessions {
			p.Sessions[i].Session.OpensAt, p.Sessions[i].Session.ClosesAt = start.Add(time.Hour), start.Add(4*time.Hour)
		}
		event := unopened(t, s, p)
		organization, code := event.Organization.ID, event.Event.Code
		first, second := event.Sessions[0].Session, event.Sessions[1].Session
		act(t, s, first.Code, survey.ActionOpen)
		wantErr(t, "an old revision", s.Archive(t.Context(), organization, code, event.Event.Revision+1, true), survey.ErrConflict)
		wantErr(t, "another's", s.Archive(t.Context(), organization+1, code, event.Event.Revision, true), survey.ErrNotFound)
		if err := s.Archive(t.Context(), organization, code, event.Event.Revision, true); err != nil {
			t.Fatal(err)
		}
		c.advance(2 * time.Hour)
		tick(t, s)
		if got := formOf(t, s, second.Code).Session.State; got != survey.StateDraft {
			t.Errorf("the draft of an archived event is %s", got)
		}
		c.advance(3 * time.Hour)
		tick(t, s)
		if got := formOf(t, s, first.Code).Session.State; got != survey.StateClosed {
			t.Errorf("the open session of an archived event is %s", got)
		}
		c.advance(-3 * time.Hour)
		now, err := s.Event(t.Context(), code)
		if err != nil || now.Event.Archived.IsZero() {
			t.Fatal(now.Event, err)
		}
		if err := s.Archive(t.Context(), organization, code, now.Event.Revision, false); err != nil {
			t.Fatal(err)
		}
		tick(t, s)
		if got := formOf(t, s, second.Code).Session.State; got != survey.StateOpen {
			t.Errorf("taken out again the draft is %s", got)
		}
	})
}

func tick(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What is in the bin is gone to everybody, its name is free, and it comes back as
// it was.
func TestTheBin(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := storeAt(t, address, &c)
		event := loaded(t, s, programme(3))
		owner, err := s.AddOrganizer(t.Context(), organizer.Organizer{
			OrganizationID: event.Organization.ID, Name: "Ägare", Email: "a@example.org", Role: organizer.Owner,
		}, "")
		if err != nil {
			t.Fatal(err)
		}
		o := s.Office(owner)
		released, open, alone := event.Sessions[0].Session, event.Sessions[1].Session, event.Sessions[2].Session
		for range 6 {
			accept(t, s, survey.Delivery{Response: says(released.ID, 6, 5, 5, "Bra"), Key: newKey(t)})
		}
		act(t, s, released.Code, survey.ActionClose)
		act(t, s, released.Code, survey.ActionRelease)
		key := newKey(t)
		accept(t, s, survey.Delivery{Response: says(open.ID, 6, 5, 5, "Bra"), Key: key})
		invited, err := s.Invite(t.Context(), event.Event.ID, []survey.Invitation{{Address: "anna@example.org"}, {SessionID: open.ID}})
		if err != nil {
			t.Fatal(err)
		}
		result, err := s.Result(t.Context(), released.Code)
		if err != nil || len(result.Letters) != 1 {
			t.Fatal(err)
		}
		h, err := o.Holdings(t.Context(), event.Event.ID, 0)
		want := survey.Holdings{Sessions: 3, Open: 2, Responses: 7, Comments: 6, Letters: 1, Invitations: 2}
		if d := cmp.Diff(want, h); d != "" || err != nil {
			t.Errorf("the event holds %s %v", d, err)
		}
		h, err = o.Holdings(t.Context(), event.Event.ID, open.ID)
		if d := cmp.Diff(survey.Holdings{Sessions: 1, Open: 1, Responses: 1, Invitations: 1}, h); d != "" || err != nil {
			t.Errorf("the session holds %s %v", d, err)
		}

		// A session by itself, then its event.
		wantErr(t, "an old revision", o.BinSession(t.Context(), alone.Code, formOf(t, s, alone.Code).Session.Revision-1), survey.ErrConflict)
		if err := o.BinSession(t.Context(), alone.Code, formOf(t, s, alone.Code).Session.Revision); err != nil {
			t.Fatal(err)
		}
		c.advance(time.Minute)
		wantErr(t, "an old revision", o.BinEvent(t.Context(), event.Event.Code, 0), survey.ErrConflict)
		if err := o.BinEvent(t.Context(), event.Event.Code, event.Event.Revision); err != nil {
			t.Fatal(err)
		}
		gone := map[string]error{}
		_, gone["event"] = s.Event(t.Context(), event.Event.Code)
		_, gone["form"] = s.Form(t.Context(), open.Code)
		_, gone["result"] = o.Result(t.Context(), open.Code)
		_, gone["act"] = s.Act(t.Context(), open.Code, survey.ActionReopen)
		_, gone["letter"] = s.Letter(t.Context(), result.Letters[0].Key)
		_, gone["answer"] = s.Response(t.Context(), open.ID, key)
		gone["change"] = s.Change(t.Context(), key, says(open.ID, 1, 1, 1, ""))
		_, gone["a retry"] = s.Accept(t.Context(), survey.Delivery{Response: says(open.ID, 6, 5, 5, "Bra"), Key: key})
		_, gone["a new answer"] = s.Accept(t.Context(), survey.Delivery{Response: says(open.ID, 6, 5, 5, "Bra"), Key: newKey(t)})
		_, _, gone["personal link"] = s.InvitedTo(t.Context(), invited[0].Token)
		_, gone["inviting"] = s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 1))
		gone["the session while its event is there"] = o.Restore(t.Context(), survey.Binned{Code: alone.Code, Name: "x", Event: "y"})
		for what, err := range gone {
			wantErr(t, what, err, survey.ErrNotFound)
		}
		if all, err := s.Results(t.Context(), event.Organization.ID, ""); err != nil || len(all) != 0 {
			t.Errorf("%d results, %v", len(all), err)
		}
		bin, err := o.Bin(t.Context())
		if err != nil || len(bin) != 1 || bin[0].Name != event.Event.Name || bin[0].Responses != 7 || !bin[0].Until.Equal(c.now().Add(survey.BinWindow)) {
			t.Errorf("the bin holds %+v, %v", bin, err)
		}

		// It is sealed in time there too.
		c.advance(time.Hour)
		tick(t, s)
		var keys int
		if err := s.pools.read.Get(&keys, "SELECT COUNT(*) FROM response WHERE key_hash IS NOT NULL"); err != nil || keys != 0 {
			t.Errorf("%d keys are kept in the bin (%v)", keys, err)
		}

		// Its name is free meanwhile.
		again, err := s.Load(t.Context(), programme(1))
		if err != nil || again.Added != 1 || again.Event.ID == event.Event.ID {
			t.Fatal(again, err)
		}
		if got := fieldOf(o.Restore(t.Context(), bin[0])); got != form.FieldBin {
			t.Errorf("a name that is taken: %q", got)
		}
		renamed := again.Event
		renamed.Name, renamed.Revision = "Ett annat", 1
		if err := s.SaveEvent(t.Context(), event.Organization.ID, renamed); err != nil {
			t.Fatal(err)
		}
		if err := o.Restore(t.Context(), bin[0]); err != nil {
			t.Fatal(err)
		}
		back, err := s.Event(t.Context(), event.Event.Code)
		if err != nil || back.Event.Name != event.Event.Name || len(back.Sessions) != 2 || back.Sessions[0].Session.Title != released.Title {
			t.Fatalf("%+v, %v", back, err)
		}
		if got := formOf(t, s, open.Code).Session; got.State != survey.StateClosed || got.Sealed.IsZero() {
			t.Errorf("the session that was open is %s, sealed %v", got.State, got.Sealed)
		}
		if _, err := s.Letter(t.Context(), result.Letters[0].Key); err != nil {
			t.Error(err)
		}
		if n := responses(t, s, released.ID); n != 6 {
			t.Errorf("%d answers, want 6", n)
		}
		bin, err = o.Bin(t.Context())
		if err != nil || len(bin) != 1 || bin[0].Name != alone.Title || bin[0].Event != event.Event.Name {
			t.Errorf("the bin holds %+v, %v", bin, err)
		}
		if err := o.Restore(t.Context(), bin[0]); err != nil {
			t.Error(err)
		}
		wantErr(t, "twice", o.Restore(t.Context(), bin[0]), survey.ErrNotFound)
		acts, err := o.Acts(t.Context())
		if err != nil || len(acts) != 4 || acts[0].Action != "event.restored" && acts[0].Action != "session.restored" {
			t.Errorf("the log says %+v, %v", acts, err)
		}
	})
}

// After thirty days, or at once for who must, nothing is left, in the tables or in
// the file.
func TestWhatIsRemovedIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := storeAt(t, address, &c)
		other := programme(1)
		other.Event.Name, other.Sessions[0].Session.Title = "Kvar", "Kvar"
		stays := loaded(t, s, other)
		p := programme(3)
		p.Sessions[1].Appearances[0].Speaker.Name = "Sigrid Unik"
		event := loaded(t, s, p)
		kept, one, two := event.Sessions[0].Session, event.Sessions[1].Session, event.Sessions[2].Session
		const secret = "Hemligheten i papperskorgen"
		for _, session := range []survey.Session{kept, one, two} {
			for range 6 {
				accept(t, s, survey.Delivery{Response: says(session.ID, 6, 5, 5, secret), Key: newKey(t)})
			}
		}
		act(t, s, one.Code, survey.ActionClose)
		act(t, s, one.Code, survey.ActionRelease)
		act(t, s, kept.Code, survey.ActionCancel)
		if err := s.Replace(t.Context(), event.Organization.ID, kept.Code, one.Code); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Invite(t.Context(), event.Event.ID, []survey.Invitation{{SessionID: one.ID}, {}}); err != nil {
			t.Fatal(err)
		}
		for _, session := range []survey.Code{one.Code, two.Code} {
			if err := s.BinSession(t.Context(), event.Organization.ID, session, formOf(t, s, session).Session.Revision); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RemoveSession(t.Context(), event.Organization.ID, two.Code); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "what is not in the bin", s.RemoveSession(t.Context(), event.Organization.ID, kept.Code), survey.ErrNotFound)
		wantErr(t, "another's", s.RemoveSession(t.Context(), event.Organization.ID+1, one.Code), survey.ErrNotFound)
		c.advance(survey.BinWindow - time.Hour)
		tick(t, s)
		if n := responses(t, s, one.ID); n != 6 {
			t.Errorf("%d answers in the bin before its time, want 6", n)
		}
		c.advance(time.Hour)
		tick(t, s)
		if n := responses(t, s, one.ID); n != -1 {
			t.Errorf("%d answers after its time", n)
		}
		if got := formOf(t, s, kept.Code).Session.ReplacedBy; got != "" {
			t.Errorf("a cancelled session leads to %s, which is gone", got)
		}
		count := func(query string) (n int) {
			if err := s.pools.read.Get(&n, query); err != nil {
				t.Error(err)
			}
			return n
		}
		if n := count("SELECT COUNT(*) FROM speaker WHERE name = 'Sigrid Unik'"); n != 0 {
			t.Error("a speaker who appears nowhere is kept")
		}
		if err := s.BinEvent(t.Context(), event.Organization.ID, event.Event.Code, event.Event.Revision); err != nil {
			t.Fatal(err)
		}
		c.advance(survey.BinWindow)
		tick(t, s)
		for table, want := range map[string]int{
			"event": 1, "session": 1, "register": 1, "appearance": 1, "speaker": 1, "response": 0, "answer": 0, "comment": 0,
			"mark": 0, "tally": 0, "letter": 0, "invitation": 0, "token": 0, "leftover": 0,
		} {
			if n := count("SELECT COUNT(*) FROM " + table); n != want {
				t.Errorf("%d rows of %s, want %d", n, table, want)
			}
		}
		if formOf(t, s, stays.Sessions[0].Session.Code).Session.Title != "Kvar" {
			t.Error("another event is gone")
		}
		if !isPostgres(address) {
			for _, file := range []string{address, address + "-wal"} {
				if b, err := os.ReadFile(file); err == nil && bytes.Contains(b, []byte(secret)) {
					t.Errorf("%s still holds a comment that was removed", file)
				}
			}
		}
	})
}

// Whatever is acknowledged before a session goes to the bin is there when it comes
// back, and nothing is acknowledged after.
func TestNoAnswerIsLostOnTheWayToTheBin(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		session := event.Sessions[0].Session
		const many = 40
		var wg sync.WaitGroup
		var mu sync.Mutex
		acknowledged := 0
		for i := range many {
			wg.Go(func() {
				_, err := s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 6, 5, 5, ""), Key: newKey(t)})
				switch {
				case err == nil:
					mu.Lock()
					acknowledged++
					mu.Unlock()
				case !errors.Is(err, survey.ErrNotFound):
					t.Error(err)
				}
			})
			if i == many/2 {
				wg.Go(func() {
					if err := s.BinSession(t.Context(), event.Organization.ID, session.Code, session.Revision); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if err := s.RestoreSession(t.Context(), event.Organization.ID, session.Code); err != nil {
			t.Fatal(err)
		}
		if n := responses(t, s, session.ID); n != acknowledged {
			t.Errorf("%d answers, %d acknowledged", n, acknowledged)
		}
	})
}

// TestRemovingKnowsEveryTable fails for a new table that leans on what is removed:
// say in ofSession or removeEvent what becomes of it, or let its references cascade.
func TestRemovingKnowsEveryTable(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	var refers []struct{ Table, To string }
	if err := s.pools.read.Select(&refers, `SELECT m.name AS "table", f."table" AS "to" FROM sqlite_master m
		JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.on_delete <> 'CASCADE'`); err != nil {
		t.Fatal(err)
	}
	removed := "event session speaker appearance question response invitation letter comment"
	known := strings.Join(ofSession, "\n") + `
		DELETE FROM token WHERE; DELETE FROM invitation WHERE; DELETE FROM board WHERE; DELETE FROM session WHERE; DELETE FROM event WHERE`
	for _, r := range refers {
		if slices.Contains(strings.Fields(removed), r.To) && !strings.Contains(known, "DELETE FROM "+r.Table+" WHERE") {
			t.Errorf("%s leans on %s, and removing does not know it", r.Table, r.To)
		}
	}
	if len(refers) < 20 {
		t.Errorf("only %d references", len(refers))
	}
}
