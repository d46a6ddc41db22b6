package form_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

func stockholm(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func known(l survey.Language) bool { return l == survey.Swedish || l == survey.English }

func TestTimesAsOrganizersWriteThem(t *testing.T) {
	t.Parallel()
	zone := stockholm(t)
	for _, c := range []struct{ typed, utc, message string }{
		{"2026-04-16T09:00", "2026-04-16T07:00:00Z", ""},
		{"2026-04-16 9.05", "2026-04-16T07:05:00Z", ""},
		{"2026-03-29T01:59", "2026-03-29T00:59:00Z", ""},
		{"2026-03-29T02:30", "", form.MsgSkipped},
		{"2026-03-29T03:00", "2026-03-29T01:00:00Z", ""},
		{"2026-10-25T02:30", "", form.MsgTwoTimes},
		{"2026-10-25T02:30+02:00", "2026-10-25T00:30:00Z", ""},
		{"2026-10-25 2.30 +0100", "2026-10-25T01:30:00Z", ""},
		{"2026-03-29T02:30+01:00", "2026-03-29T01:30:00Z", ""},
		{"2026-03-29T02:30+02:00", "2026-03-29T00:30:00Z", ""},
		{"2026-03-29T02:30+03:00", "", form.MsgOffset},
		{"2026-10-25T02:30Z", "", form.MsgOffset},
		{"2026-10-25T03:00", "2026-10-25T02:00:00Z", ""},
		{"2026-10-25T03:00+02:00", "", form.MsgOffset},
		{"2026-04-16T09:00+02:00", "2026-04-16T07:00:00Z", ""},
		{"2026-04-16T09:00+01:00", "", form.MsgOffset},
		{"2026-04-16T09:00-07:30", "", form.MsgOffset},
		{"2026-02-30T09:00", "", form.MsgNoDay},
		{"2027-02-29T09:00", "", form.MsgNoDay},
		{"2026-04-16T24:00", "", form.MsgNoTime},
		{"2026-04-16T09:60", "", form.MsgNoTime},
		{"16/4", "", form.MsgNoTime},
		{"1999-12-31T09:00", "", form.MsgYear},
	} {
		got, err := form.ParseTime(c.typed, zone)
		if c.message != "" {
			if err == nil || err.Message != c.message {
				t.Errorf("%s: said %v, want %s", c.typed, err, c.message)
			}
			continue
		}
		if err != nil || got.UTC().Format(time.RFC3339) != c.utc {
			t.Errorf("%s: %v, %v, want %s", c.typed, got.UTC(), err, c.utc)
		}
	}
}

// post makes a form of what one holds, with some fields changed.
func post(holds map[string]string, pairs ...string) map[string][]string {
	fields := map[string][]string{}
	for k, v := range holds {
		fields[k] = []string{v}
	}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = []string{pairs[i+1]}
	}
	return fields
}

func editable(t *testing.T) (survey.Event, survey.Session, []survey.Appearance) {
	zone := stockholm(t)
	e := survey.Event{Name: "Dagen", Zone: "Europe/Stockholm", Language: survey.Swedish, Languages: []survey.Language{survey.Swedish}, K: 5, Revision: 3}
	s := survey.Session{
		Kind: survey.KindWorkshop, Title: "Ett", Room: "Sal A", Starts: time.Date(2026, 4, 16, 9, 0, 0, 0, zone),
		Ends: time.Date(2026, 4, 16, 10, 0, 0, 0, zone), K: 5, Attended: 61, About: true, State: survey.StateDraft, Revision: 2,
	}
	s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, zone)
	return e, s, []survey.Appearance{
		{Number: 1, Role: survey.RoleLeader, Rated: true, Speaker: survey.Speaker{Name: "Karin Ek", Email: "karin@example.org", Language: survey.Swedish}},
		{Number: 3, Role: survey.RoleModerator, Speaker: survey.Speaker{Name: "Mo", Language: survey.English}},
	}
}

// What a form holds, sent back untouched, changes nothing.
func TestAFormSentBackChangesNothing(t *testing.T) {
	t.Parallel()
	e, s, appearances := editable(t)
	again, errs := form.ReadEvent(post(form.EventFields(e)), e, known)
	if len(errs) > 0 || again.Name != e.Name || again.K != 5 || again.Revision != 3 || len(again.Languages) != 1 {
		t.Errorf("%+v, %v", again, errs)
	}
	for name, opens := range map[string]time.Time{"default": s.OpensAt, "own": s.OpensAt.Add(time.Minute), "by hand": {}} {
		s.OpensAt = opens
		if name == "by hand" {
			s.ClosesAt = time.Time{}
		}
		p, errs := form.ReadSession(post(form.SessionFields(e, s, appearances)), e, s, known)
		if len(errs) > 0 || !p.Session.OpensAt.Equal(s.OpensAt) || !p.Session.ClosesAt.Equal(s.ClosesAt) ||
			p.Session.Attended != 61 || !p.Session.About || p.Session.Revision != 2 {
			t.Errorf("%s: %+v, %v", name, p.Session, errs)
		}
		if len(p.Appearances) != 2 || p.Appearances[0] != appearances[0] || p.Appearances[1] != appearances[1] {
			t.Errorf("%s: %+v", name, p.Appearances)
		}
	}
}

func TestWhatIsWrongWithAForm(t *testing.T) {
	t.Parallel()
	e, s, appearances := editable(t)
	for _, c := range []struct{ field, value, message string }{
		{"title", " ", survey.MsgMissing},
		{"title", strings.Repeat("å", 501), survey.MsgTooLong},
		{"title", "a\x00b", survey.MsgCharacters},
		{"room", "a\nb", survey.MsgCharacters},
		{"kind", "seminar", form.MsgPick},
		{"starts", "", survey.MsgMissing},
		{"ends", "2026-04-16T09:00", form.MsgEnds},
		{"ends", "2026-03-29T02:30", form.MsgSkipped},
		{"clock", "x", form.MsgPick},
		{"k", "2", form.MsgK},
		{"k", "fem", form.MsgK},
		{"attended", "-1", form.MsgAttended},
		{"attended", "3,5", form.MsgAttended},
		{"email-1", "Karin <karin@example.org>", form.MsgEmail},
		{"email-4", "a@example.org", ""}, // said at the name that is missing
		{"role-1", "boss", form.MsgPick},
		{"speaks-1", "xx", form.MsgPick},
	} {
		p, errs := form.ReadSession(post(form.SessionFields(e, s, appearances), c.field, c.value), e, s, known)
		if c.message == "" {
			if errs.For("speaker-4") == nil {
				t.Errorf("%s %q: %v", c.field, c.value, errs)
			}
			continue
		}
		if err := errs.For(c.field); err == nil || err.Message != c.message || len(errs) != 1 {
			t.Errorf("%s %.20q: said %v of %+v, want %s", c.field, c.value, errs, p.Session, c.message)
		}
	}
	_, errs := form.ReadSession(post(form.SessionFields(e, s, appearances), "clock", "own", "opens", "2026-04-16T10:00", "closes", "2026-04-16T10:00"), e, s, known)
	if errs.For("closes") == nil {
		t.Error("a form that closes when it opens is taken")
	}
	_, errs = form.ReadSession(post(form.SessionFields(e, s, appearances), "kind", "event"), e, s, known)
	if errs.For("speaker-1") == nil {
		t.Error("the whole event has speakers")
	}
	for field, value := range map[string]string{"name": "", "zone": "Stockholm", "language": "xx", "k": "0"} {
		if _, errs := form.ReadEvent(post(form.EventFields(e), field, value), e, known); len(errs) != 1 || errs.For(field) == nil {
			t.Errorf("event, %s %q: %v", field, value, errs)
		}
	}
	if p, errs := form.ReadSession(post(form.SessionFields(e, s, appearances), "attended", "1 200"), e, s, known); errs != nil || p.Session.Attended != 1200 {
		t.Errorf("1 200 is %d, %v", p.Session.Attended, errs)
	}
}

func TestWhatIsFixedOnceAttendeesKnow(t *testing.T) {
	t.Parallel()
	_, s, appearances := editable(t)
	other := s
	other.K, other.Kind = 4, survey.KindEvent
	if errs := s.MayBecome(other, appearances, nil, nil); len(errs) > 0 {
		t.Errorf("a draft may not: %v", errs)
	}
	s.State = survey.StateOpen
	if errs := s.MayBecome(other, nil, nil, nil); errs.For("k") == nil || errs.For("kind") == nil {
		t.Errorf("an open session may: %v", errs)
	}
	renamed := append([]survey.Appearance(nil), appearances...)
	renamed[0].Speaker.Name, renamed[1].Speaker.Name = "Karin Eck", "Moa"
	if errs := s.MayBecome(s, appearances, renamed, nil); len(errs) > 0 {
		t.Errorf("nobody has answered: %v", errs)
	}
	if errs := s.MayBecome(s, appearances, renamed, map[int]bool{1: true}); len(errs) != 1 || errs.For("speaker-1") == nil {
		t.Errorf("somebody has answered about Karin: %v", errs)
	}
	if errs := s.MayBecome(s, appearances, appearances[1:], map[int]bool{1: true}); errs.For("speaker-1") == nil {
		t.Error("Karin may be taken away")
	}
	for state, fixed := range map[survey.State]bool{
		survey.StateDraft: false, survey.StateOpen: false, survey.StateClosed: false, survey.StateReleased: true, survey.StateCancelled: true,
	} {
		if s.State = state; (s.Editable() != nil) != fixed {
			t.Errorf("%s: %v", state, s.Editable())
		}
	}
}

// The standard questionnaire follows the speakers and uses no number twice; one
// that its organizer has changed stays.
func TestTheQuestionnaireFollowsTheSpeakers(t *testing.T) {
	t.Parallel()
	_, _, one := editable(t)
	none := one[1:] // a moderator, not rated
	questions := survey.DefaultQuestionnaire(one)
	asks := func(appearances []survey.Appearance, questions []survey.Question) survey.Form {
		return survey.Form{Session: survey.Session{Kind: survey.KindTalk}, Appearances: appearances, Questions: questions}
	}
	without := survey.Following(asks(one, questions), asks(none, nil), 5)
	var numbers []string
	for _, q := range without {
		numbers = append(numbers, q.Key+strconv.Itoa(q.Number)+string(q.About))
	}
	if got := strings.Join(numbers, " "); got != "overall1session content6session delivery7session best4session better5session" {
		t.Error(got)
	}
	if again := survey.Following(asks(none, without), asks(one, nil), 7); again[1].Number != 8 || again[1].About != survey.AboutSpeaker {
		t.Errorf("%+v", again)
	}
	own := append([]survey.Question(nil), questions...)
	own[1].Required = true
	if kept := survey.Following(asks(one, own), asks(none, nil), 5); kept[1].Number != 2 {
		t.Errorf("an own questionnaire becomes %+v", kept)
	}
}
