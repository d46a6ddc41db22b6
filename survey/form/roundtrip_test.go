package form_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/property"
)

// posted are fields as a browser sends them back.
func posted(fields map[string]string) map[string][]string {
	sent := map[string][]string{}
	for name, value := range fields {
		sent[name] = []string{strings.ReplaceAll(value, "\n", "\r\n")}
	}
	return sent
}

// The texts that the forms below are filled with: a line, and one of several.
var (
	aLine  = rapid.StringMatching(`[A-ZÅÄÖ][a-zåäö0-9&<>"]{0,12}( [a-zåäö]{1,8}){0,3}`)
	aProse = rapid.StringMatching(`([A-ZÅÄÖ][a-zåäö]{0,8}\.(\n\n?- )?){0,4}[a-zåäö]`)
	aDay   = rapid.SampledFrom([]string{"", "2026-04-16", "2024-02-29", "2026-12-31"})
)

// TestWhatAFormHoldsIsReadBack: whatever is stored, its form that is sent back as it is
// changes nothing.
func TestWhatAFormHoldsIsReadBack(t *testing.T) {
	t.Parallel()
	e := survey.Event{Zone: "Europe/Stockholm", Language: survey.Swedish, Languages: []survey.Language{survey.Swedish, survey.English}, Access: survey.AccessInvitation}
	both := e.Languages
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	until := func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "for ever") {
			return time.Time{}
		}
		return now.Add(time.Duration(rapid.IntRange(1, 500_000).Draw(t, "until")) * time.Minute)
	}
	text := func(t *rapid.T) survey.Text {
		text := survey.Text{}
		for _, l := range both {
			if rapid.Bool().Draw(t, "there") {
				text[l] = aProse.Draw(t, "text")
			}
		}
		return text
	}
	same := func(t *rapid.T, was, is any, errs survey.FieldErrors) {
		t.Helper()
		if d := cmp.Diff(was, is, cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); d != "" || len(errs) > 0 {
			t.Fatalf("read back: %v\n%s", errs, d)
		}
	}
	for name, check := range map[string]func(*rapid.T){
		"follow-up page": func(t *rapid.T) {
			f := survey.FollowUp{
				Audience: rapid.SampledFrom(survey.FollowUpAudiences(e.Access)).Draw(t, "audience"), Lead: text(t), Changes: text(t),
				Figures: rapid.Bool().Draw(t, "figures"), Takeaways: rapid.Bool().Draw(t, "takeaways"), Reflections: rapid.Bool().Draw(t, "reflections"),
				Until: until(t), Revision: rapid.IntRange(0, 9).Draw(t, "revision"),
			}
			is, errs := form.ReadFollowUp(posted(form.FollowUpFields(f, e)), survey.FollowUp{}, e)
			same(t, f, is, errs)
		},
		"material": func(t *rapid.T) {
			m := material.Material{
				Kind: rapid.SampledFrom(material.Kinds).Draw(t, "kind"), Title: aLine.Draw(t, "title"), Caption: aProse.Draw(t, "caption"),
				Publisher: aLine.Draw(t, "by"), Licence: rapid.SampledFrom(material.Licences).Draw(t, "licence"), Terms: aLine.Draw(t, "terms"),
				Until: until(t), Revision: 3,
			}
			if m.Kind != material.KindFile {
				m.Address = "https://example.org/" + rapid.StringMatching(`[a-z0-9/?=&]{0,9}`).Draw(t, "address")
			}
			if m.Kind == material.KindRecording {
				m.Provider, m.Minutes = aLine.Draw(t, "provider"), rapid.IntRange(0, material.MaxMinutes).Draw(t, "minutes")
			}
			is, errs := form.ReadMaterial(posted(form.MaterialFields(m, e)), material.Material{Kind: m.Kind}, e, now)
			same(t, m, is, errs)
		},
		"procurement": func(t *rapid.T) {
			p := compliance.Procurement{Answers: map[compliance.Topic]survey.Text{}, Revision: 2}
			for _, topic := range compliance.Topics() {
				if answer := text(t); len(answer) > 0 {
					p.Answers[topic] = answer
				}
			}
			is, errs := form.ReadProcurement(posted(form.ProcurementFields(p, both)), both)
			same(t, p, is, errs)
		},
		"statement": func(t *rapid.T) {
			s := compliance.Statement{
				Status: compliance.Partly, Assessed: "2026-03-01", Reviewed: aDay.Draw(t, "reviewed"), Method: rapid.SampledFrom(compliance.Methods).Draw(t, "method"),
				Phone: "018-12 34 56", Days: rapid.IntRange(0, 60).Draw(t, "days"), Supervisor: aLine.Draw(t, "supervisor"),
				SupervisorAddress: "https://example.org/", More: survey.Text{}, Revision: 4,
			}
			for range rapid.IntRange(1, compliance.MaxFaults).Draw(t, "faults") {
				s.Faults = append(s.Faults, compliance.Fault{
					What: survey.Text{survey.Swedish: aLine.Draw(t, "sv"), survey.English: aLine.Draw(t, "en")},
					Why:  rapid.SampledFrom(compliance.Whys).Draw(t, "why"), Mended: aDay.Draw(t, "mended"),
				})
			}
			for _, l := range both {
				s.More[l] = aProse.Draw(t, "more")
			}
			is, errs := form.ReadStatement(posted(form.StatementFields(s)), both)
			same(t, s, is, errs)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			property.Check(t, check)
		})
	}
}

// TestWhatDoesNotBelongTogetherInAStatement is refused at the field that is wrong.
func TestWhatDoesNotBelongTogetherInAStatement(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		form.FieldStatus: "partly", form.FieldAssessed: "2026-03-01", form.FieldMethod: "self", form.FieldReportEmail: "eva@example.org",
		"faultsv-1": "Bilder saknar text.", "faulten-1": "Pictures lack text.", "faultwhy-1": "unmended",
	}
	for _, c := range []struct {
		name, field, value string
		wrong, message     string
	}{
		{"as it should be", "", "", "", ""},
		{"a day that is none", form.FieldAssessed, "2026-02-30", form.FieldAssessed, form.MsgNoDay},
		{"not assessed", form.FieldAssessed, "", form.FieldAssessed, survey.MsgMissing},
		{"no method", form.FieldMethod, "", form.FieldMethod, form.MsgPick},
		{"a method of one's own", form.FieldMethod, "guess", form.FieldMethod, form.MsgPick},
		{"a status of one's own", form.FieldStatus, "mostly", form.FieldStatus, form.MsgPick},
		{"no status", form.FieldStatus, "", form.FieldStatus, form.MsgNoStatus},
		{"nowhere to report", form.FieldReportEmail, "", form.FieldReportEmail, form.MsgReport},
		{"an e-mail that is none", form.FieldReportEmail, "eva", form.FieldReportEmail, form.MsgEmail},
		{"no days", form.FieldReportDays, "0", form.FieldReportDays, form.MsgDays},
		{"too many days", form.FieldReportDays, "61", form.FieldReportDays, form.MsgDays},
		{"fully, with a fault", form.FieldStatus, "fully", form.FieldStatus, form.MsgFaulty},
		{"a fault in one language", "faulten-1", "", "faulten-1", survey.MsgMissing},
		{"a fault without a reason", "faultwhy-1", "", "faultwhy-1", form.MsgPick},
		{"an address that is not safe", form.FieldSupervisorAddress, "http://example.org/", form.FieldSupervisorAddress, form.MsgAddress},
		{"a script", form.FieldSupervisorAddress, "javascript:alert(1)", form.FieldSupervisorAddress, form.MsgAddress},
	} {
		fields := maps.Clone(good)
		if c.field != "" {
			fields[c.field] = c.value
		}
		_, errs := form.ReadStatement(posted(fields), []survey.Language{survey.Swedish})
		if c.wrong == "" {
			if len(errs) > 0 {
				t.Errorf("%s: %v", c.name, errs)
			}
			continue
		}
		if e := errs.For(c.wrong); e == nil || e.Message != c.message {
			t.Errorf("%s: %v", c.name, errs)
		}
	}
	exempt := maps.Clone(good)
	exempt[form.FieldStatus], exempt["faultwhy-1"] = "fully", "exempt"
	if _, errs := form.ReadStatement(posted(exempt), nil); len(errs) > 0 {
		t.Errorf("fully, but for what the law does not ask for: %v", errs)
	}
	for _, field := range []string{"faultsv-1", "faulten-1"} {
		delete(good, field)
	}
	if _, errs := form.ReadStatement(posted(good), nil); !errs.Has(form.MsgFaultless) {
		t.Errorf("partly, without a fault: %v", errs)
	}
}

// TestTextsEndWhereTheyAreTooLong: a text of just so many characters is taken, whatever
// bytes they have, one more is refused, and so is what is no text.
func TestTextsEndWhereTheyAreTooLong(t *testing.T) {
	t.Parallel()
	e := survey.Event{Zone: "UTC", Languages: []survey.Language{survey.Swedish}}
	for _, c := range []struct {
		field string
		most  int
		read  func(map[string][]string) survey.FieldErrors
	}{
		{form.FieldInquiry, 500, func(f map[string][]string) survey.FieldErrors { _, errs := form.ReadInquiry(f); return errs }},
		{form.FieldReflection, 1000, func(f map[string][]string) survey.FieldErrors { _, errs := form.ReadReflection(f); return errs }},
		{form.FieldTakeaway, 2000, func(f map[string][]string) survey.FieldErrors { _, errs := form.ReadReply(f); return errs }},
		{form.FieldReason, 300, func(f map[string][]string) survey.FieldErrors {
			_, errs := form.ReadReason(f[form.FieldReason][0])
			return errs
		}},
		{form.FieldLead + "sv", 4000, func(f map[string][]string) survey.FieldErrors {
			f[form.FieldAudience] = []string{"link"}
			_, errs := form.ReadFollowUp(f, survey.FollowUp{}, e)
			return errs
		}},
		{form.FieldMaterialCaption, 1000, func(f map[string][]string) survey.FieldErrors {
			f[form.FieldMaterialLicence] = []string{"none"}
			_, errs := form.ReadMaterial(f, material.Material{Kind: material.KindFile}, e, time.Now())
			return errs
		}},
	} {
		for typed, right := range map[string]bool{
			strings.Repeat("å", c.most): true, strings.Repeat("\U0001f600", c.most): true, " " + strings.Repeat("å", c.most) + "\r\n": true,
			strings.Repeat("å", c.most+1): false, "a\x00b": false, "a\xffb": false,
		} {
			errs := c.read(map[string][]string{c.field: {typed}})
			if (errs.For(c.field) == nil) != right || right && len(errs) > 0 {
				t.Errorf("%s with %.9q of %d bytes: %v", c.field, typed, len(typed), errs)
			}
			if over := errs.For(c.field); over != nil && over.Args["n"] != nil && over.Args["n"] != 1 {
				t.Errorf("%s: %v characters too many", c.field, over.Args["n"])
			}
		}
	}
}

// TestRepliesThatAreAsTheyWereAreNotSent: only what was written anew is stored, so that
// two who reply at once do not write over one another.
func TestRepliesThatAreAsTheyWereAreNotSent(t *testing.T) {
	t.Parallel()
	list := askedOf("", "Ja.", "Nej.", "Kanske.")
	replies, errs := form.ReadReplies(map[string][]string{
		form.FieldReplier: {"Karin Ek"}, "answer-1": {"I Uppsala."}, "revision-1": {"3"}, "answer-2": {"Ja."}, "answer-3": {""}, "answer-9": {"Vem frågar?"},
	}, list)
	if len(errs) > 0 || len(replies) != 2 {
		t.Fatalf("%+v, %v", replies, errs)
	}
	if a := replies[0]; a.Inquiry != 1 || a.Text != "I Uppsala." || a.By != "Karin Ek" || a.Revision != 3 {
		t.Errorf("the first is %+v", a)
	}
	if a := replies[1]; a.Inquiry != 3 || a.Text != "" {
		t.Errorf("what was taken back is %+v", a)
	}
}

// TestWhatIsChosenToBeShown: numbers alone, each once and in order.
func TestWhatIsChosenToBeShown(t *testing.T) {
	t.Parallel()
	got := form.ReadShown(map[string][]string{form.FieldShownFigure: {"3", "0", "3", "-1", "x", ""}, form.FieldShownComment: {"99999999999999999999"}})
	if !slices.Equal(got.Figures, []int{0, 3}) || len(got.Comments) != 0 || got.Empty() {
		t.Errorf("chosen is %+v", got)
	}
	if !form.ReadShown(nil).Empty() {
		t.Error("who chooses nothing shows something")
	}
}

// TestACopysDay is counted in days of the event's zone, whatever hours the clocks are
// changed by in between.
func TestACopysDay(t *testing.T) {
	t.Parallel()
	e := survey.Event{Zone: "Europe/Stockholm"}
	first := time.Date(2026, 3, 27, 23, 30, 0, 0, time.UTC) // the 28th there, before summer time
	for day, want := range map[string]int{"2026-03-28": 0, "2026-03-29": 1, "2026-03-30": 2, "2026-03-27": -1, "2027-03-28": 365} {
		name, days, errs := form.ReadCopy(map[string][]string{form.FieldName: {"Nästa år"}, survey.FieldDay: {day}}, e, first)
		if len(errs) > 0 || days != want || name != "Nästa år" {
			t.Errorf("%s is %d days later, %v", day, days, errs)
		}
	}
	for field, fields := range map[string]map[string][]string{
		form.FieldName:  {survey.FieldDay: {"2026-03-28"}},
		survey.FieldDay: {form.FieldName: {"Nästa"}, survey.FieldDay: {"2026-02-30"}},
	} {
		if _, _, errs := form.ReadCopy(fields, e, first); errs.For(field) == nil {
			t.Errorf("%v: %v", fields, errs)
		}
	}
	if _, _, errs := form.ReadCopy(map[string][]string{form.FieldName: {"Nästa"}}, e, first); !errs.Has(survey.MsgMissing) {
		t.Errorf("a copy without a day: %v", errs)
	}
	if _, days, errs := form.ReadCopy(map[string][]string{form.FieldName: {"Nästa"}}, e, time.Time{}); len(errs) > 0 || days != 0 {
		t.Errorf("a copy of an event without sessions: %d, %v", days, errs)
	}
}

// TestTimesOfChosenSessions need one of the two, in their order.
func TestTimesOfChosenSessions(t *testing.T) {
	t.Parallel()
	e := survey.Event{Zone: "Europe/Stockholm"}
	for _, c := range []struct {
		opens, closes, field, message string
	}{
		{"2026-04-16T09:00", "2026-04-16T10:00", "", ""},
		{"2026-04-16T09:00", "", "", ""},
		{"", "2026-04-16T09:00", "", ""},
		{"", "", survey.FieldOpens, form.MsgTimesEmpty},
		{"2026-04-16T09:00", "2026-04-16T09:00", survey.FieldCloses, form.MsgCloses},
		{"2026-04-16T09:00", "2026-04-15T10:00", survey.FieldCloses, form.MsgCloses},
		{"i morgon", "2026-04-15T10:00", survey.FieldOpens, form.MsgNoTime},
	} {
		_, _, errs := form.ReadTimes(map[string][]string{survey.FieldOpens: {c.opens}, survey.FieldCloses: {c.closes}}, e)
		if c.field == "" && len(errs) > 0 || c.field != "" && (errs.For(c.field) == nil || errs.For(c.field).Message != c.message) {
			t.Errorf("from %q to %q: %v", c.opens, c.closes, errs)
		}
	}
}

// askedOf are inquiries with these replies, numbered from 1.
func askedOf(replies ...string) []inquiry.Inquiry {
	var list []inquiry.Inquiry
	for i, text := range replies {
		list = append(list, inquiry.Inquiry{ID: survey.ID(i + 1), Reply: text})
	}
	return list
}
