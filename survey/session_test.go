package survey_test

import (
	"errors"
	"testing"
	"time"

	. "github.com/omdome/omdome/survey"
)

func at(hour, minute int) time.Time { return time.Date(2026, 4, 16, hour, minute, 0, 0, time.UTC) }

func TestWhichStateMayFollowWhich(t *testing.T) {
	now := at(12, 0)
	closed := Session{State: StateClosed, Closed: now.Add(-10 * time.Minute)}
	long := Session{State: StateClosed, Closed: now.Add(-ReopenWindow)}
	sealed := Session{State: StateClosed, Closed: now.Add(-10 * time.Minute), Sealed: now}
	for _, c := range []struct {
		name   string
		from   Session
		action Action
		want   State
		err    error
	}{
		{"open a draft", Session{State: StateDraft}, ActionOpen, StateOpen, nil},
		{"open twice", Session{State: StateOpen}, ActionOpen, "", ErrConflict},
		{"close", Session{State: StateOpen}, ActionClose, StateClosed, nil},
		{"close a draft", Session{State: StateDraft}, ActionClose, "", ErrConflict},
		{"reopen in time", closed, ActionReopen, StateOpen, nil},
		{"reopen too late", long, ActionReopen, "", ErrSealed},
		{"reopen when sealed", sealed, ActionReopen, "", ErrSealed},
		{"seal", closed, ActionSeal, StateClosed, nil},
		{"seal what is open", Session{State: StateOpen}, ActionSeal, "", ErrConflict},
		{"release", closed, ActionRelease, StateReleased, nil},
		{"release what is open", Session{State: StateOpen}, ActionRelease, "", ErrConflict},
		{"release twice", Session{State: StateReleased}, ActionRelease, "", ErrConflict},
		{"cancel a released one", Session{State: StateReleased}, ActionCancel, "", ErrConflict},
		{"open a cancelled one", Session{State: StateCancelled}, ActionOpen, "", ErrConflict},
		{"rehearse a draft", Session{State: StateDraft}, ActionRehearse, StateDraft, nil},
		{"rehearse twice", Session{State: StateDraft, Rehearsal: true}, ActionRehearse, "", ErrConflict},
		{"rehearse what is open", Session{State: StateOpen}, ActionRehearse, "", ErrConflict},
		{"end a rehearsal", Session{State: StateDraft, Rehearsal: true}, ActionRehearsed, StateDraft, nil},
		{"end none", Session{State: StateDraft}, ActionRehearsed, "", ErrConflict},
		{"open in a rehearsal", Session{State: StateDraft, Rehearsal: true}, ActionOpen, StateOpen, nil},
		{"cancel in a rehearsal", Session{State: StateDraft, Rehearsal: true}, ActionCancel, StateCancelled, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, err := c.from.After(c.action, now)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && after.State != c.want {
				t.Errorf("state %s, want %s", after.State, c.want)
			}
			if err == nil && c.from.Rehearsal && (after.Rehearsal || after.Version == c.from.Version) {
				t.Error("the rehearsal goes on, or its form fits")
			}
			if c.action == ActionRelease && err == nil && after.Sealed.IsZero() {
				t.Error("released without being sealed")
			}
		})
	}
}

func TestReopeningAfterTheClockGivesHalfAnHour(t *testing.T) {
	s := Session{State: StateClosed, Closed: at(23, 59), ClosesAt: at(23, 59)}
	now := at(23, 59).Add(5 * time.Minute)
	again, err := s.After(ActionReopen, now)
	if err != nil || !again.ClosesAt.Equal(now.Add(30*time.Minute)) {
		t.Errorf("closes %v (%v), want half an hour from now", again.ClosesAt, err)
	}
	if _, due := again.Due(now); due {
		t.Error("the clock would close it again at once")
	}
}

func TestTheClock(t *testing.T) {
	s := Session{State: StateDraft, OpensAt: at(10, 45), ClosesAt: at(23, 59)}
	for _, c := range []struct {
		name  string
		state State
		now   time.Time
		want  Action
	}{
		{"too early", StateDraft, at(10, 44), ""},
		{"opens", StateDraft, at(10, 45), ActionOpen},
		{"a draft whose time has passed is left alone", StateDraft, at(23, 59), ""},
		{"stays open", StateOpen, at(23, 58), ""},
		{"closes", StateOpen, at(23, 59), ActionClose},
		{"a cancelled one stays so", StateCancelled, at(11, 0), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := s
			s.State = c.state
			if got, _ := s.Due(c.now); got != c.want {
				t.Errorf("due %q, want %q", got, c.want)
			}
		})
	}
	s = Session{State: StateClosed, Closed: at(12, 0)}
	if _, due := s.Due(at(12, 29)); due {
		t.Error("sealed while it could still be opened again")
	}
	if got, _ := s.Due(at(12, 30)); got != ActionSeal {
		t.Errorf("half an hour after closing %q is due, want seal", got)
	}
}

func TestDefaultWindow(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Skip("no time zones on this machine:", err)
	}
	for _, c := range []struct{ name, ends, opens, closes string }{
		{"a Thursday", "2026-04-16T12:00", "2026-04-16T11:45", "2026-04-17T23:59"},
		{"a Friday closes on Monday", "2026-04-17T12:00", "2026-04-17T11:45", "2026-04-20T23:59"},
		{"over the change to summer time", "2026-03-27T16:00", "2026-03-27T15:45", "2026-03-30T23:59"},
		{"at the year's end", "2026-12-31T15:00", "2026-12-31T14:45", "2027-01-01T23:59"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ends, _ := time.ParseInLocation("2006-01-02T15:04", c.ends, stockholm)
			opens, closes := DefaultWindow(ends, stockholm)
			if got := opens.Format("2006-01-02T15:04"); got != c.opens {
				t.Errorf("opens %s, want %s", got, c.opens)
			}
			if got := closes.Format("2006-01-02T15:04"); got != c.closes {
				t.Errorf("closes %s, want %s", got, c.closes)
			}
		})
	}
}
