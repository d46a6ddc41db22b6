package form_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/property"
)

func pasteEvent() survey.Event {
	return survey.Event{ID: 1, Zone: "Europe/Stockholm", Language: survey.Swedish, K: 5}
}

const tenSessions = "Datum\tTid\tTitel\tTalare\tE-post\tSal\tTyp\r\n" +
	"2026-04-16\t9:00–9.45\tInledning\tKarin Ek\tkarin@example.org\tSal A\tFöreläsning\r\n" +
	"2026-04-16\t10.00–11.30\tFrån mål till avtal\tKarin Ek, Johan Åberg\tkarin@example.org; johan@example.org\tSal B\tWorkshop\r\n" +
	"\r\n" +
	"2026-04-16\t13-14\t\"Samtal om\nupphandling\"\tMo och Åsa Öberg\t\tSal A\tPanel\r\n" +
	"2026-04-16\t8-16\tHela dagen\t\t\t\tHela evenemanget\r\n"

func TestAPastedProgramme(t *testing.T) {
	t.Parallel()
	table := form.ReadTable(tenSessions, "", pasteEvent(), nil)
	if len(table.Errs) > 0 || table.Count(form.RowNew) != 4 {
		t.Fatalf("%d rows, %v", len(table.Rows), table.Errs)
	}
	zone := stockholm(t)
	var got []string
	for _, r := range table.Rows {
		s := r.Session.Session
		line := fmt.Sprint(r.Line, " ", s.Starts.In(zone).Format("0201 15:04"), s.Ends.In(zone).Format("-15:04 "), s.Kind, " ", s.Title, " ", s.Room)
		for _, a := range r.Session.Appearances {
			line += " " + a.Speaker.Name + "<" + a.Speaker.Email + ">" + string(a.Role)
		}
		got = append(got, line)
	}
	want := []string{
		"2 1604 09:00-09:45 talk Inledning Sal A Karin Ek<karin@example.org>speaker",
		"3 1604 10:00-11:30 workshop Från mål till avtal Sal B Karin Ek<karin@example.org>leader Johan Åberg<johan@example.org>leader",
		"5 1604 13:00-14:00 panel Samtal om upphandling Sal A Mo<>panelist Åsa Öberg<>panelist",
		"7 1604 08:00-16:00 event Hela dagen ",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i, got[i], want[i])
		}
	}
}

// saved is the event as it is once the table is saved.
func saved(table form.Table, there []survey.SessionState) []survey.SessionState {
	add, change := table.Sessions()
	states := append([]survey.SessionState(nil), there...)
	for i := range states {
		for _, c := range change {
			if c.Session.ID == states[i].Session.ID {
				states[i].Session, states[i].Appearances = c.Session, c.Appearances
			}
		}
	}
	for _, a := range add {
		a.Session.ID = survey.ID(len(states) + 1)
		states = append(states, survey.SessionState{Session: a.Session, Appearances: a.Appearances})
	}
	return states
}

func TestPastingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	e := pasteEvent()
	there := saved(form.ReadTable(tenSessions, "", e, nil), nil)
	again := form.ReadTable(tenSessions, "", e, there)
	if len(again.Errs) > 0 || again.Count(form.RowSame) != 4 {
		t.Fatalf("%+v", again)
	}
	// A room, a speaker and a time have changed; what is left empty stays.
	other := "titel;tid;slut;sal;talare\nInledning;2026-04-16 9:15;2026-04-16 9:45;Sal C;\nHela dagen;2026-04-16 8;2026-04-16 16;;\n" +
		"Från mål till avtal;2026-04-16 10:00;11:30;;Karin Ek\n"
	table := form.ReadTable(other, "2026-04-16", e, there)
	if len(table.Errs) > 0 || table.Count(form.RowChanged) != 2 || table.Count(form.RowSame) != 1 {
		t.Fatalf("%+v", table)
	}
	if got := fmt.Sprint(table.Rows[0].Fields, table.Rows[2].Fields); got != "[starts room] [speaker]" {
		t.Error(got)
	}
	if a := table.Rows[0].Session.Appearances; len(a) != 1 || a[0].Speaker.Email != "karin@example.org" {
		t.Errorf("the speaker that was not given is %+v", a)
	}
	if s := table.Rows[0].Session.Session; s.Room != "Sal C" || s.ID == 0 {
		t.Errorf("%+v", s)
	}
	if table.Seen() == again.Seen() {
		t.Error("two tables that do different things have one name")
	}
	there[0].Session.State = survey.StateOpen
	if table := form.ReadTable(other, "2026-04-16", e, there); len(table.Errs) != 1 || table.Errs[0].Message != form.MsgRowOpen {
		t.Errorf("a session that has opened: %v", table.Errs)
	}
}

func TestATableWithoutHeading(t *testing.T) {
	t.Parallel()
	table := form.ReadTable("9.00\t10.00\tEtt\tKarin Ek\tkarin@example.org\tSal A", "2026-04-16", pasteEvent(), nil)
	if len(table.Errs) > 0 || len(table.Rows) != 1 || table.Rows[0].Session.Session.Room != "Sal A" {
		t.Errorf("%+v", table)
	}
	table = form.ReadTable("Start\tEnd\tTitle\tSpeaker\tEmail\tRoom\n9:00\t10:00\tOne\tKarin Ek\t\tHall A", "2026-04-16", pasteEvent(), nil)
	if len(table.Errs) > 0 || len(table.Rows) != 1 || table.Rows[0].Session.Session.Title != "One" {
		t.Errorf("%+v", table)
	}
}

func TestWhatIsWrongInATableIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	const head = "Tid;Slut;Titel;Talare;E-post;Typ\n"
	for _, c := range []struct{ text, place, message string }{
		{"", "1:1", form.MsgTableEmpty},
		{" \n\t\n", "1:1", form.MsgTableEmpty},
		{head, "1:1", form.MsgTableEmpty},
		{"Tid;Sal\n9;A", "1:1", form.MsgNoTitles},
		{"Titel;Sal\nEtt;A", "1:1", form.MsgNoTimes},
		{head + "9;10;;Karin;;", "2:3", survey.MsgMissing},
		{head + "9;10;Ett;;;\n9;10;Ett;;;", "3:3", form.MsgRowTwice},
		{head + "9;8;Ett;;;", "2:2", form.MsgEnds},
		{head + "9;;Ett;;;", "2:2", form.MsgNoTimes},
		{head + "nio;10;Ett;;;", "2:1", form.MsgTableTime},
		{head + "25:00;26;Ett;;;", "2:1", form.MsgNoTime},
		{head + "2026-02-30 9;10;Ett;;;", "2:1", form.MsgNoDay},
		{head + "2026-03-29 2:30;4;Ett;;;", "2:1", form.MsgSkipped},
		{head + "9;10;Ett;Karin;karin;", "2:5", form.MsgEmail},
		{head + "9;10;Ett;Karin;a@example.org, b@example.org;", "2:5", form.MsgTableMails},
		{head + "9;10;Ett;;;seminarium", "2:6", form.MsgTableKind},
		{head + "9;10;Ett;Karin;;Hela evenemanget", "2:4", form.MsgSpeakers},
		{head + "9;10;Ett;;;;mer", "2:7", form.MsgTableWide},
		{head + "9;10;" + strings.Repeat("å", 501) + ";;;", "2:3", survey.MsgTooLong},
		{"Datum;Tid;Titel\n16/4 2026;9-10;Ett", "2:1", form.MsgTableDate},
		{head + strings.Repeat("9;10;Ett;;;\n", form.MaxRows+1), "2:1", form.MsgTableLong},
		{"a\x00b", "1:1", survey.MsgCharacters},
	} {
		table := form.ReadTable(c.text, "2026-04-16", pasteEvent(), nil)
		if len(table.Errs) != 1 || len(table.Rows) > 0 {
			t.Errorf("%.60q: %v", c.text, table.Errs)
			continue
		}
		err := table.Errs[0]
		if place := fmt.Sprint(err.Args["line"], ":", err.Args["column"]); place != c.place || err.Message != c.message {
			t.Errorf("%.60q: %s at %s, want %s at %s", c.text, err.Message, place, c.message, c.place)
		}
	}
	if table := form.ReadTable(head+"9;10;Ett;;;", "", pasteEvent(), nil); len(table.Errs) != 1 || table.Errs[0].Message != form.MsgTableDate {
		t.Errorf("without a day: %v", table.Errs)
	}
	several := form.ReadTable(head+"nio;10;;;;\n9;10;Ett;Karin;x;", "2026-04-16", pasteEvent(), nil)
	if len(several.Errs) != 3 {
		t.Errorf("three things are wrong, said are %v", several.Errs)
	}
}

// Whatever is pasted, it is refused with a place or it is a programme that,
// pasted again, changes nothing.
func TestWhateverIsPasted(t *testing.T) {
	t.Parallel()
	e := pasteEvent()
	cell := rapid.SampledFrom([]string{"", "9", "10.30", "9-10", "2026-04-16", "2026-03-29 02:30", "Ett", "Två", "Karin Ek", "a@example.org", "\"", "\"a\nb\"", "Panel", "16.4.2026", "å\u00a0ö"})
	property.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 0, 8), 0, 6).Draw(t, "rows")
		lines := []string{rapid.SampledFrom([]string{"Tid\tSlut\tTitel\tTalare\tE-post\tSal\tTyp", "Title\tTime\tDate", ""}).Draw(t, "heading")}
		for _, r := range rows {
			lines = append(lines, strings.Join(r, "\t"))
		}
		text := strings.Join(lines, "\n")
		table := form.ReadTable(text, "2026-04-16", e, nil)
		for _, err := range table.Errs {
			if err.Args["line"] == "" || err.Message == "" {
				t.Fatalf("%q: %+v", text, err)
			}
		}
		if len(table.Errs) > 0 {
			return
		}
		for _, r := range table.Rows {
			if !r.Session.Session.Ends.After(r.Session.Session.Starts) || r.Session.Session.Title == "" || r.Session.Session.Starts.Year() < 2000 {
				t.Fatalf("%q: %+v", text, r)
			}
		}
		if again := form.ReadTable(text, "2026-04-16", e, saved(table, nil)); again.Count(form.RowSame) != len(table.Rows) {
			t.Fatalf("%q again: %+v", text, again)
		}
	})
}
