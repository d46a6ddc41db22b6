package survey_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/property"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestTimesThatTheClocksSkipOrShowTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, written, message, next string
		first, second                string
	}{
		{zone: "Europe/Stockholm", written: "2026-03-29T02:30", message: form.MsgSkipped, next: "2026-03-29 03:30"},
		{zone: "Europe/Stockholm", written: "2026-10-25T02:00", message: form.MsgTwoTimes, first: "2026-10-25T00:00:00Z", second: "2026-10-25T01:00:00Z"},
		{zone: "America/New_York", written: "2026-11-01T01:30", message: form.MsgTwoTimes, first: "2026-11-01T05:30:00Z", second: "2026-11-01T06:30:00Z"},
		{zone: "Australia/Lord_Howe", written: "2026-10-04T02:15", message: form.MsgSkipped, next: "2026-10-04 02:45"}, // half an hour
		{zone: "Australia/Lord_Howe", written: "2026-04-05T01:45", message: form.MsgTwoTimes, first: "2026-04-04T14:45:00Z", second: "2026-04-04T15:15:00Z"},
		{zone: "Pacific/Apia", written: "2011-12-30T10:00+13:00", message: form.MsgOffset},
		{zone: "Pacific/Apia", written: "2011-12-30T10:00", message: form.MsgSkipped, next: "2011-12-31 10:00"},      // a whole day
		{zone: "America/Sao_Paulo", written: "2018-11-04T00:30", message: form.MsgSkipped, next: "2018-11-04 01:30"}, // midnight
		{zone: "Asia/Pyongyang", written: "2018-05-04T23:45", message: form.MsgSkipped, next: "2018-05-05 00:15"},
		{zone: "Asia/Kathmandu", written: "2026-03-29T02:30"},
		{zone: "UTC", written: "2026-03-29T02:30"},
	} {
		z := zone(t, c.zone)
		got, refused := form.ParseTime(c.written, z)
		if c.message == "" {
			if refused != nil || got.Format(TimeField) != c.written {
				t.Errorf("%s %s: %v, %v", c.zone, c.written, got, refused)
			}
			continue
		}
		if refused == nil || refused.Message != c.message || c.next != "" && refused.Args["next"] != c.next {
			t.Errorf("%s %s: %v", c.zone, c.written, refused)
			continue
		}
		if c.first == "" {
			continue
		}
		for which, want := range map[form.Which]string{form.WhichFirst: c.first, form.WhichSecond: c.second} {
			got, err := form.ParseTimeOf(c.written, z, which)
			if err != nil || got.UTC().Format(time.RFC3339) != want {
				t.Errorf("%s %s, the %s: %v, %v", c.zone, c.written, which, got, err)
			}
			if again, err := form.ParseTime(c.written+refused.Args[string(which)].(string), z); err != nil || !again.Equal(got) {
				t.Errorf("%s %s, as the message says to write it: %v, %v", c.zone, c.written, again, err)
			}
		}
	}
}

// TestAFormThatIsSavedUnchangedChangesNoTime holds for every minute of every zone:
// also of the two hours of a night in autumn each stays what it is.
func TestAFormThatIsSavedUnchangedChangesNoTime(t *testing.T) {
	t.Parallel()
	names := rapid.SampledFrom([]string{"Europe/Stockholm", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "America/Asuncion", "Antarctica/Troll", "Asia/Gaza"})
	property.Check(t, func(r *rapid.T) {
		e := Event{Zone: names.Draw(r, "zone"), K: 5, Language: Swedish}
		begins := time.Unix(rapid.Int64Range(1_000_000_000, 3_000_000_000).Draw(r, "time")/60*60, 0).In(zone(t, e.Zone))
		if _, end := begins.ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(r, "near a change") {
			// Forms have whole minutes; the end of what is known of a zone has not.
			begins = end.Truncate(time.Minute).Add(time.Duration(rapid.IntRange(-150, 150).Draw(r, "minutes")) * time.Minute)
		}
		s := Session{Kind: KindTalk, Title: "Ett", Starts: begins, Ends: begins.Add(45 * time.Minute), K: 5}
		sent := map[string][]string{}
		for field, value := range form.SessionFields(e, s, nil) {
			sent[field] = []string{value}
		}
		got, errs := form.ReadSession(sent, e, s, func(Language) bool { return true })
		if len(errs) > 0 || !got.Session.Starts.Equal(s.Starts) || !got.Session.Ends.Equal(s.Ends) {
			r.Fatalf("%v: %v to %v became %v to %v", errs, s.Starts, s.Ends, got.Session.Starts, got.Session.Ends)
		}
	})
}

func TestAPastedTimeThatComesTwiceIsAskedAbout(t *testing.T) {
	t.Parallel()
	e := Event{Zone: "Europe/Stockholm", K: 5, Language: Swedish}
	text := "Datum;Tid;Titel\n2026-10-25;2.30-3.30;Natt\n"
	table := form.ReadTable(text, "", e, nil)
	if len(table.Errs) != 1 || table.Errs[0].Message != form.MsgTwoTimes || table.Errs[0].Args["line"] != "2" || table.Errs[0].Args["column"] != "2" {
		t.Fatalf("%v", table.Errs)
	}
	starts := func(table form.Table) string {
		if len(table.Errs) > 0 {
			return table.Errs.Error()
		}
		return table.Rows[0].Session.Session.Starts.UTC().Format("15:04")
	}
	if first, second := starts(form.ReadTableOf(text, "", form.WhichFirst, e, nil)), starts(form.ReadTableOf(text, "", form.WhichSecond, e, nil)); first != "00:30" || second != "01:30" {
		t.Errorf("the first is %s, the second %s", first, second)
	}
	if got := starts(form.ReadTable("Datum;Tid;Titel\n2026-10-25;2.30 UTC+1–3.30;Natt\n", "", e, nil)); got != "01:30" {
		t.Errorf("with its offset it is %s", got)
	}
	table = form.ReadTable("Datum;Tid;Titel\n2026-10-25;2.30 UTC+5–3.30;Natt\n", "", e, nil)
	if len(table.Errs) != 1 || table.Errs[0].Message != form.MsgOffset || table.Errs[0].Args["offset"] != "+02:00" || table.Errs[0].Args["text"] != "02:30+05:00" {
		t.Errorf("with an offset that the zone does not have: %v", table.Errs)
	}
	e.Zone = "America/New_York"
	if got := starts(form.ReadTable("Datum;Tid;Titel\n2026-11-01;1:30 UTC-4-1:30 UTC-5;Natt\n", "", e, nil)); got != "05:30" {
		t.Errorf("west of UTC it is %s", got)
	}
}
