package form

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/writing"
	"pgregory.net/rapid"
)

// What is typed in rows is read as it was typed, whatever characters are in it.
func TestRowsAreReadAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		const n = 6
		titles := map[int]string{}
		fields := map[string][]string{}
		for row := 1; row <= n; row++ {
			fields[FieldRow(row, ColumnKind)] = []string{string(survey.KindWorkshop)}
			if rapid.Bool().Draw(t, "filled") {
				title := writing.OneLine(writing.Fold(rapid.StringMatching("[a-zåäö\"';,\t=<&0-9]{1,12}").Draw(t, "title")))
				title = writing.OneLine(title + " " + string(rune('A'+row))) // no two are the same session
				titles[row] = title
				fields[FieldRow(row, ColumnTitle)] = []string{title}
				fields[FieldRow(row, ColumnTime)] = []string{"09:00"}
				fields[FieldRow(row, ColumnEnds)] = []string{"10:30"}
				fields[FieldRow(row, ColumnRoom)] = []string{"Sal " + string(rune('A'+row))}
			}
		}
		text, rows := WriteRows(fields, n)
		table := ReadTable(text, "2026-04-16", survey.Event{Zone: "Europe/Stockholm", Language: survey.Swedish}, nil)
		if len(titles) == 0 {
			if len(rows) != 0 || len(table.Errs) != 1 || table.Errs[0].Message != MsgTableEmpty {
				t.Fatalf("nothing typed is %v, %v", rows, table.Errs)
			}
			return
		}
		if len(table.Errs) > 0 || len(table.Rows) != len(titles) || len(rows) != len(titles) {
			t.Fatalf("%q: %d rows of %d, %v", text, len(table.Rows), len(titles), table.Errs)
		}
		for i, r := range table.Rows {
			row := rows[r.Line-2]
			s := r.Session.Session
			if row != rows[i] || s.Title != titles[row] || s.Kind != survey.KindWorkshop || s.Room != "Sal "+string(rune('A'+row)) || s.Ends.Sub(s.Starts).Minutes() != 90 {
				t.Fatalf("row %d is %+v", row, s)
			}
		}
	})
}
