package survey_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

func TestAPeriodEndsWithItsLastDay(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ends   string
		months int
		want   string
	}{
		{"2026-04-16T12:00", 24, "2028-04-17T00:00"},
		{"2026-01-31T12:00", 1, "2026-03-01T00:00"},  // February is shorter
		{"2027-12-31T23:30", 2, "2028-03-01T00:00"},  // and has a leap day
		{"2026-10-15T09:00", 12, "2027-10-16T00:00"}, // through the change of the clock
	} {
		ends, err := time.ParseInLocation(survey.TimeField, c.ends, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := (survey.Period{Months: c.months}).Due(ends.UTC(), zone).Format(survey.TimeField); got != c.want {
			t.Errorf("%s and %d months: due %s, want %s", c.ends, c.months, got, c.want)
		}
		since := ends.AddDate(9, 0, 0)
		if got := (survey.Period{Months: c.months, Since: since}).Due(ends, zone); !got.Equal(since.Add(survey.RetentionNotice)) {
			t.Errorf("a period set late is due %s", got)
		}
	}
}

func TestRecordsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	o := survey.Organization{Public: true, Controller: "dso@example.org", Revision: 3, Retention: survey.Retention{
		survey.KeptAnswers: {Months: 24, Decision: "KS 1", Since: since}, survey.KeptComments: {Months: 18, Decision: "KS 2", Since: since},
	}}
	sent := map[string][]string{}
	for name, value := range form.RecordsFields(o) {
		sent[name] = []string{value}
	}
	if sent["keep-answers"][0] != "2" || sent["unit-answers"][0] != "years" || sent["keep-comments"][0] != "18" || sent["unit-comments"][0] != "months" {
		t.Errorf("the form is %v", sent)
	}
	got, errs := form.ReadRecords(sent, o)
	if d := cmp.Diff(o, got); d != "" || len(errs) > 0 {
		t.Errorf("%v\n%s", errs, d)
	}
	for field, c := range map[string]struct{ value, message string }{
		"keep-answers":      {"0", form.MsgKeep},
		"keep-comments":     {"ett", form.MsgKeep},
		"unit-answers":      {"days", form.MsgPick},
		"decision-answers":  {"", form.MsgDecision}, // an authority decides
		"controller":        {" ", form.MsgController},
		"decision-comments": {"a\nb", survey.MsgCharacters},
	} {
		before := sent[field]
		sent[field] = []string{c.value}
		if _, errs := form.ReadRecords(sent, o); errs.For(field) == nil || errs.For(field).Message != c.message {
			t.Errorf("%s %q: %v, want %s", field, c.value, errs, c.message)
		}
		sent[field] = before
	}
	sent["keep-answers"] = []string{""}
	if _, errs := form.ReadRecords(sent, o); errs.For("keep-answers") == nil {
		t.Error("a decision on no period is taken")
	}
}
