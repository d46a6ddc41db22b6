package survey_test

import (
	"testing"

	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

func TestSealTellsInvitationsApart(t *testing.T) {
	t.Parallel()
	a, b := Invitation{ID: 1}.Seal(), Invitation{ID: 2}.Seal()
	if a == b || a == "" || (Invitation{}).Seal() != "" || a != (Invitation{ID: 1, Address: "x"}).Seal() {
		t.Errorf("%q, %q", a, b)
	}
}

// TestAnInvitationIsARightToItsOwnSessions, and to no other event's.
func TestAnInvitationIsARightToItsOwnSessions(t *testing.T) {
	t.Parallel()
	session := Session{ID: 7, EventID: 3}
	for _, c := range []struct {
		name       string
		invitation Invitation
		want       bool
	}{
		{"to the event", Invitation{ID: 1, EventID: 3}, true},
		{"to the session", Invitation{ID: 1, EventID: 3, SessionID: 7}, true},
		{"to another session", Invitation{ID: 1, EventID: 3, SessionID: 8}, false},
		{"to another event", Invitation{ID: 1, EventID: 4}, false},
		{"to a session of that number in another event", Invitation{ID: 1, EventID: 4, SessionID: 7}, false},
		{"none", Invitation{EventID: 3}, false},
	} {
		if c.invitation.For(session) != c.want {
			t.Errorf("an invitation %s is a right to answer: %t", c.name, !c.want)
		}
	}
}

// TestASheetThatIsAskedForTwiceIsTheSameSlips, and no two slips of any sheets are one.
func TestASheetThatIsAskedForTwiceIsTheSameSlips(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		type slip struct {
			sheet          Key
			event, session ID
			n              int
		}
		draw := func(name string) slip {
			return slip{
				Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name)),
				ID(rapid.IntRange(1, 3).Draw(t, "event")), ID(rapid.IntRange(0, 3).Draw(t, "session")), rapid.IntRange(0, MaxSlips).Draw(t, "n"),
			}
		}
		id := func(s slip) ID { return SlipID(s.sheet, s.event, s.session, s.n) }
		a, b := draw("one sheet"), draw("another")
		b.sheet = rapid.SampledFrom([]Key{a.sheet, b.sheet}).Draw(t, "sheet")
		if again := a; id(a) <= 0 || id(a) != id(again) {
			t.Fatalf("a slip's id is %d, and then %d", id(a), id(again))
		}
		if (a == b) != (id(a) == id(b)) {
			t.Fatalf("%v and %v are %d and %d", a, b, id(a), id(b))
		}
	})
}
