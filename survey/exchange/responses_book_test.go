package exchange_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
)

func csvLines(t interface{ Fatal(...any) }, s string) [][]string {
	lines, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// A bookMaker makes a workbook with the sheet Svar: three responses to one
// workshop.
type bookMaker struct {
	*excelize.File
	t testing.TB
}

func book(t testing.TB, change func(*bookMaker)) []byte {
	t.Helper()
	m := &bookMaker{excelize.NewFile(), t}
	m.must(m.SetSheetName("Sheet1", "Svar"))
	for i, row := range [][]any{
		{"Talare", "Workshop", "Helhet", "Innehåll", "Kommentar"},
		{"Karin Ek", "Från mål till avtal", 5, "6", "Bra"},
		{"Karin Ek", "Från mål till avtal", 6, nil, nil},
		{"Karin Ek", "Från mål till avtal", 4, 5.0, nil},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		m.must(err)
		m.must(m.SetSheetRow("Svar", cell, &row))
	}
	change(m)
	b, err := m.WriteToBuffer()
	m.must(err)
	return b.Bytes()
}

func (m *bookMaker) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *bookMaker) set(cell string, value any) { m.must(m.SetCellValue("Svar", cell, value)) }

// style shows a cell by a number format.
func (m *bookMaker) style(cell, format string) {
	id, err := m.NewStyle(&excelize.Style{CustomNumFmt: &format})
	m.must(err)
	m.must(m.SetCellStyle("Svar", cell, cell, id))
}

func read2(data []byte, sheet string) (exchange.Responses, error) {
	return exchange.ReadResponses(data, exchange.ResponseFile{Name: "svar.xlsx", Sheet: sheet})
}

func TestWorkbooksThatReadTheSame(t *testing.T) {
	t.Parallel()
	want, err := read2(book(t, func(*bookMaker) {}), "")
	if err != nil || want.Rated[0].Tallies[exchange.ColumnOverall] != survey.TallyOf(4, 5, 6) ||
		want.Rated[0].Tallies[exchange.ColumnContent] != survey.TallyOf(5, 6) || want.Kind != survey.KindWorkshop {
		t.Fatalf("%+v, %v", want, err)
	}
	for name, change := range map[string]func(*bookMaker){
		"shown with decimals": func(m *bookMaker) { m.style("C2", "0.0") },
		"texts":               func(m *bookMaker) { m.set("C2", "5,0"); m.set("C3", " 6 ") },
		"an empty row": func(m *bookMaker) {
			m.must(m.InsertRows("Svar", 3, 2))
			m.style("A3", "@")
		},
		"a title above": func(m *bookMaker) {
			m.must(m.InsertRows("Svar", 1, 2))
			m.set("A1", "Utvärdering 2026")
			m.must(m.MergeCell("Svar", "A1", "E1"))
		},
		"merged names": func(m *bookMaker) {
			m.must(m.MergeCell("Svar", "A2", "A4"))
			m.must(m.MergeCell("Svar", "B2", "B4"))
		},
		"a hidden sheet": func(m *bookMaker) {
			_, err := m.NewSheet("Gammalt")
			m.must(err)
			m.must(m.SetSheetRow("Gammalt", "A1", &[]any{"Talare", "Pass", "Helhet"}))
			m.must(m.SetSheetVisible("Gammalt", false))
		},
		"a sheet of something else": func(m *bookMaker) {
			_, err := m.NewSheet("Anteckningar")
			m.must(err)
			m.must(m.SetSheetRow("Anteckningar", "A1", &[]any{"Kom ihåg", "kaffe"}))
		},
		"notes to the right": func(m *bookMaker) { m.set("H3", "ring") },
	} {
		got, err := read2(book(t, change), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestACellOfAWorkbookThatIsNoRating(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*bookMaker)
		want   string
	}{
		"a fraction":              {func(m *bookMaker) { m.set("C3", 4.5) }, `"4.5"`},
		"a fraction shown as 5":   {func(m *bookMaker) { m.set("C3", 5.4); m.style("C3", "0") }, `"5.4"`},
		"a date":                  {func(m *bookMaker) { m.set("C3", time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)) }, "is not a rating"},
		"a day shown as a date":   {func(m *bookMaker) { m.style("C3", "yyyy-mm-dd") }, "is not a rating"},
		"per cent":                {func(m *bookMaker) { m.style("C3", "0%") }, `"600%"`},
		"true":                    {func(m *bookMaker) { m.set("C3", true) }, `"TRUE"`},
		"an error":                {func(m *bookMaker) { m.set("C3", "#N/A") }, `"#N/A"`},
		"a formula without value": {func(m *bookMaker) { m.set("C3", nil); m.must(m.SetCellFormula("Svar", "C3", "3+3")) }, "value was not saved"},
	} {
		_, err := read2(book(t, c.change), "")
		if err == nil || !strings.HasPrefix(err.Error(), "svar.xlsx, line 3, column 3 (Helhet): ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// A formula counts with the value that was saved with it.
func TestAFormulasSavedValueCounts(t *testing.T) {
	t.Parallel()
	data := book(t, func(m *bookMaker) { m.must(m.SetCellFormula("Svar", "C3", "3+3")) })
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if formula, err := f.GetCellFormula("Svar", "C3"); err != nil || formula == "" {
		t.Fatalf("the workbook has no formula: %q, %v", formula, err)
	}
	r, err := read2(data, "")
	if err != nil || r.Rated[0].Tallies[exchange.ColumnOverall] != survey.TallyOf(4, 5, 6) {
		t.Errorf("%+v, %v", r.Rated, err)
	}
}

func TestSheets(t *testing.T) {
	t.Parallel()
	data := book(t, func(m *bookMaker) {
		for _, name := range []string{"Dag 2", "Gammalt"} {
			_, err := m.NewSheet(name)
			m.must(err)
			m.must(m.SetSheetRow(name, "A1", &[]any{"Talare", "Pass", "Helhet"}))
			m.must(m.SetSheetRow(name, "A2", &[]any{name, "P", 5}))
		}
		m.must(m.SetSheetVisible("Gammalt", false))
	})
	for sheet, want := range map[string]string{"Svar": "Karin Ek", "dag 2": "Dag 2", "Gammalt": "Gammalt"} {
		if r, err := read2(data, sheet); err != nil || r.Rated[0].Speaker != want {
			t.Errorf("sheet %s: %+v, %v", sheet, r.Rated, err)
		}
	}
	if _, err := read2(data, "Blad1"); err == nil || !strings.Contains(err.Error(), `no sheet "Blad1"; it has "Svar", "Dag 2", "Gammalt" (hidden)`) {
		t.Error(err)
	}
	if _, err := read2(data, ""); err == nil || !strings.Contains(err.Error(), `several sheets, "Svar", "Dag 2": say which with --sheet`) {
		t.Error(err)
	}
}
