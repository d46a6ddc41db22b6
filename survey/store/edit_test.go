package store

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

// fieldOf returns the field that the error is about.
func fieldOf(err error) string {
	var errs survey.FieldErrors
	if errors.As(err, &errs) && len(errs) > 0 {
		return errs[0].Field
	}
	return ""
}

func formOf(t testing.TB, s *Store, code survey.Code) survey.Form {
	t.Helper()
	f, err := s.Form(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// edited is what an editor of the session sends.
func edited(f survey.Form) survey.ProgrammeSession {
	return survey.ProgrammeSession{Session: f.Session, Appearances: append([]survey.Appearance(nil), f.Appearances...)}
}

// drafts loads n sessions that have not opened.
func drafts(t testing.TB, s *Store, n int) survey.EventSessions {
	t.Helper()
	l, err := s.Load(t.Context(), programme(n))
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Event(t.Context(), l.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnOwnEventFromNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		organization := drafts(t, s, 1).Organization.ID
		p := programme(2)
		p.Event.Name = "Höstens dag"
		e, err := s.AddEvent(t.Context(), organization, p.Event, p.Sessions)
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.Event(t.Context(), e.Code)
		if err != nil || len(all.Sessions) != 2 || all.Event.Revision != 1 || len(formOf(t, s, all.Sessions[0].Session.Code).Questions) != 5 {
			t.Errorf("%+v, %v", all, err)
		}
		_, err = s.AddEvent(t.Context(), organization, p.Event, nil)
		if fieldOf(err) != form.FieldName {
			t.Errorf("the same name twice: %v", err)
		}
		p.Event.Name = "Tredje"
		p.Sessions[1] = p.Sessions[0]
		if _, err = s.AddEvent(t.Context(), organization, p.Event, p.Sessions); fieldOf(err) != form.FieldTitle {
			t.Errorf("the same session twice: %v", err)
		}
		if events, _ := s.Events(t.Context()); len(events) != 2 {
			t.Errorf("%d events, want 2: half of one was written", len(events))
		}
	})
}

func TestTwoWhoEditTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 1)
		organization, code := all.Organization.ID, all.Sessions[0].Session.Code
		first := formOf(t, s, code)
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() {
				p := edited(first)
				p.Session.Room = string(rune('A' + i))
				errs[i] = s.SaveSession(t.Context(), organization, p)
			})
		}
		wg.Wait()
		saved, room := 0, ""
		for i, err := range errs {
			if err == nil {
				saved, room = saved+1, string(rune('A'+i))
			} else {
				wantErr(t, "the other", err, survey.ErrConflict)
			}
		}
		after := formOf(t, s, code)
		if saved != 1 || after.Session.Room != room || after.Session.Revision != 2 || after.Session.Code != code {
			t.Errorf("%d saved, the room is %q, want %q", saved, after.Session.Room, room)
		}
		e := all.Event
		e.Name = "Annat"
		if err := s.SaveEvent(t.Context(), organization, e); err != nil {
			t.Fatal(err)
		}
		e.Name = "Tredje"
		wantErr(t, "the event", s.SaveEvent(t.Context(), organization, e), survey.ErrConflict)
	})
}

// The clock that moves a session's closing must not be set back by an edit that
// began before.
func TestAnEditBegunBeforeOpeningDoesNotPutTheOldTimesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{Now: func() time.Time { return at(20) }})
		p := programme(1)
		p.Sessions[0].Session.OpensAt, p.Sessions[0].Session.ClosesAt = at(9), at(10)
		l, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := s.Event(t.Context(), l.Event.Code)
		before := formOf(t, s, all.Sessions[0].Session.Code)
		act(t, s, before.Session.Code, survey.ActionOpen)
		wantErr(t, "saving", s.SaveSession(t.Context(), all.Organization.ID, edited(before)), survey.ErrConflict)
	})
}

func TestNothingOfAnothersCanBeEdited(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 1)
		other := all.Organization.ID + 1
		code := all.Sessions[0].Session.Code
		wantErr(t, "event", s.SaveEvent(t.Context(), other, all.Event), survey.ErrNotFound)
		wantErr(t, "session", s.SaveSession(t.Context(), other, edited(formOf(t, s, code))), survey.ErrNotFound)
		_, err := s.SaveProgramme(t.Context(), other, all.Event.Code, programme(2).Sessions, nil)
		wantErr(t, "programme", err, survey.ErrNotFound)
		wantErr(t, "replacing", s.Replace(t.Context(), other, code, ""), survey.ErrNotFound)
	})
}

func TestSpeakersComeGoAndAreNeverMixedUp(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(2)
		p.Sessions[1].Appearances = p.Sessions[0].Appearances // Karin holds both
		l, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := s.Event(t.Context(), l.Event.Code)
		organization, code, other := all.Organization.ID, all.Sessions[0].Session.Code, all.Sessions[1].Session.Code
		save := func(appearances ...survey.Appearance) survey.Form {
			t.Helper()
			p := edited(formOf(t, s, code))
			p.Appearances = appearances
			if err := s.SaveSession(t.Context(), organization, p); err != nil {
				t.Fatal(err)
			}
			return formOf(t, s, code)
		}
		karin := formOf(t, s, code).Appearances[0]
		renamed := karin
		renamed.Speaker.Name = "Karin Ekman"
		johan := survey.Appearance{Role: survey.RoleSpeaker, Rated: true, Speaker: survey.Speaker{Name: "Johan", Language: survey.English}}
		f := save(renamed, johan)
		if len(f.Appearances) != 2 || f.Appearances[0].Speaker.Name != "Karin Ekman" || f.Appearances[1].Number != 2 || f.Session.Version != 2 {
			t.Errorf("%+v, version %d", f.Appearances, f.Session.Version)
		}
		if name := formOf(t, s, other).Appearances[0].Speaker.Name; name != "Karin 0" {
			t.Errorf("the other session's speaker is %s now", name)
		}
		f = save(f.Appearances[0])
		f = save(f.Appearances[0], johan)
		if n := f.Appearances[1].Number; n != 3 {
			t.Errorf("Johan's new number is %d, want 3: 2 has been used", n)
		}
		f = save()
		if q := f.Questions[1]; q.Key != survey.QuestionContent || q.About != survey.AboutSession || q.Number != 6 {
			t.Errorf("without speakers the second question is %+v", q)
		}
	})
}

func TestWhatHasBeenAnsweredStays(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := loaded(t, s, programme(1))
		organization, session := all.Organization.ID, all.Sessions[0].Session
		accept(t, s, survey.Delivery{Response: says(session.ID, 5, 5, 4, ""), Key: newKey(t), Version: session.Version})
		p := edited(formOf(t, s, session.Code))
		p.Appearances[0].Speaker.Name = "Någon annan"
		if err := s.SaveSession(t.Context(), organization, p); fieldOf(err) != "speaker-1" {
			t.Errorf("another speaker: %v", err)
		}
		p = edited(formOf(t, s, session.Code))
		p.Session.K++
		if err := s.SaveSession(t.Context(), organization, p); fieldOf(err) != survey.FieldK {
			t.Errorf("another k: %v", err)
		}
		// A second speaker comes; what was said of the first is kept as it is.
		p = edited(formOf(t, s, session.Code))
		p.Session.Attended = 40
		p.Appearances = append(p.Appearances, survey.Appearance{Role: survey.RoleSpeaker, Rated: true, Speaker: survey.Speaker{Name: "Johan", Language: survey.English}})
		if err := s.SaveSession(t.Context(), organization, p); err != nil {
			t.Fatal(err)
		}
		if n := responses(t, s, session.ID); n != 1 {
			t.Errorf("%d responses", n)
		}
		_, err := s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 5, 5, 4, ""), Key: newKey(t), Version: session.Version})
		wantErr(t, "an answer to the form as it was", err, survey.ErrConflict)
		act(t, s, session.Code, survey.ActionClose)
		act(t, s, session.Code, survey.ActionRelease)
		wantErr(t, "editing a released session", s.SaveSession(t.Context(), organization, edited(formOf(t, s, session.Code))), survey.ErrInUse)
	})
}

func TestAChangedZoneKeepsTheClock(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 2)
		e := all.Event
		was := all.Sessions[0].Session.Starts.In(e.Location()).Format(survey.TimeField)
		e.Zone = "Europe/Helsinki"
		if err := s.SaveEvent(t.Context(), all.Organization.ID, e); err != nil {
			t.Fatal(err)
		}
		moved := formOf(t, s, all.Sessions[0].Session.Code)
		if got := moved.Session.Starts.In(moved.Event.Location()).Format(survey.TimeField); got != was {
			t.Errorf("starts %s, want %s", got, was)
		}
		act(t, s, moved.Session.Code, survey.ActionOpen)
		e.Zone, e.Revision = "UTC", 2
		if err := s.SaveEvent(t.Context(), all.Organization.ID, e); fieldOf(err) != form.FieldZone {
			t.Errorf("a zone changed under an open session: %v", err)
		}
	})
}

func TestAProgrammeIsSavedWhollyOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 2)
		organization, more := all.Organization.ID, programme(5).Sessions[2:]
		change := edited(formOf(t, s, all.Sessions[0].Session.Code))
		change.Session.Room = "Ny sal"
		last, err := s.SaveProgramme(t.Context(), organization, all.Event.Code, more, []survey.ProgrammeSession{change})
		if err != nil || last.Title != "Pass 5" || last.Code == "" {
			t.Fatalf("%+v, %v", last, err)
		}
		if n, _ := s.CountSessions(t.Context(), all.Event.ID); n != 5 || formOf(t, s, change.Session.Code).Session.Room != "Ny sal" {
			t.Errorf("%d sessions", n)
		}
		new := programme(6).Sessions[5:]
		_, err = s.SaveProgramme(t.Context(), organization, all.Event.Code, new, []survey.ProgrammeSession{change})
		wantErr(t, "an old revision", err, survey.ErrConflict)
		if n, _ := s.CountSessions(t.Context(), all.Event.ID); n != 5 {
			t.Errorf("%d sessions: half was written", n)
		}
	})
}

func TestACancelledSessionLeadsToItsReplacement(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 2)
		organization, off, by := all.Organization.ID, all.Sessions[0].Session.Code, all.Sessions[1].Session.Code
		wantErr(t, "not cancelled", s.Replace(t.Context(), organization, off, by), survey.ErrConflict)
		act(t, s, off, survey.ActionCancel)
		wantErr(t, "by nothing", s.Replace(t.Context(), organization, off, "000000"), survey.ErrNotFound)
		wantErr(t, "by itself", s.Replace(t.Context(), organization, off, off), survey.ErrConflict)
		if err := s.Replace(t.Context(), organization, off, by); err != nil {
			t.Fatal(err)
		}
		if got := formOf(t, s, off).Session.ReplacedBy; got != by {
			t.Errorf("leads to %q", got)
		}
	})
}

func TestANewSessionStandsWhereItsTimePutsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 3) // at 9, 10 and 11
		early := programme(1).Sessions[0]
		early.Session.Title, early.Session.Starts = "Mitt emellan", at(9).Add(30*time.Minute)
		if _, err := s.SaveProgramme(t.Context(), all.Organization.ID, all.Event.Code, []survey.ProgrammeSession{early}, nil); err != nil {
			t.Fatal(err)
		}
		after, _ := s.Event(t.Context(), all.Event.Code)
		var titles string
		for _, st := range after.Sessions {
			titles += st.Session.Title + ", "
		}
		if titles != "Pass 1, Mitt emellan, Pass 2, Pass 3, " {
			t.Error(titles)
		}
	})
}
