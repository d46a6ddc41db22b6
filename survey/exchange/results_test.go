package exchange_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/property"
)

// results are a released session with a title that is a formula, one speaker
// with too few answers, and a session that is not released.
func results() []survey.Result {
	appearances := []survey.Appearance{
		{Number: 1, Rated: true, Speaker: survey.Speaker{Name: "Åsa; \"Ö\""}}, {Number: 2, Rated: true, Speaker: survey.Speaker{Name: "@bo"}},
	}
	form := survey.Form{
		Event:       survey.Event{Name: "Vår", Zone: "Europe/Stockholm"},
		Session:     survey.Session{Title: `=HYPERLINK("http://example.org")`, Code: "HMKR42", K: 5, State: survey.StateReleased, Starts: time.Date(2026, 4, 15, 22, 30, 0, 0, time.UTC)},
		Appearances: appearances, Questions: survey.DefaultQuestionnaire(appearances),
	}
	r := survey.Result{Form: form, Tallies: survey.Tallies{Responses: 23, Ratings: map[survey.Item]survey.Tally{
		{Question: 1}: {0, 0, 0, 3, 5, 15}, {Question: 2, Appearance: 1}: {0, 0, 1, 5, 9, 8}, {Question: 2, Appearance: 2}: {0, 0, 0, 0, 0, 4},
	}}}
	closed := r
	closed.Session.State, closed.Session.Title = survey.StateClosed, "Inte visat"
	return []survey.Result{r, closed}
}

func TestCSVReadsBackEqual(t *testing.T) {
	t.Parallel()
	for language, mean := range map[survey.Language]string{survey.Swedish: "5,5", survey.English: "5.5"} {
		c := i18n.For(language)
		var b bytes.Buffer
		if err := exchange.WriteResultsCSV(&b, exchange.ResultRows(results(), c), c); err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(b.String(), "\ufeff")
		if !ok {
			t.Error("no byte order mark")
		}
		in := csv.NewReader(strings.NewReader(text))
		if in.Comma = ','; language == survey.Swedish {
			in.Comma = ';'
		}
		lines, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			for i, cell := range line {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("%q may be taken for a formula", cell)
				}
				line[i] = exchange.ReadCell(cell)
			}
		}
		want := []string{"Vår", `=HYPERLINK("http://example.org")`, "HMKR42", "2026-04-16", c.T("organizer.question.overall"), "", "23", mean, strings.Replace("6.0", ".", mean[1:2], 1), "0", "0", "0", "3", "5", "15", "", ""}
		if len(lines) != 6 || cmp.Diff(lines[1], want) != "" {
			t.Errorf("%d lines; %s", len(lines), cmp.Diff(lines[1], want))
		}
		few := lines[4]
		if few[5] != "@bo" && lines[3][5] != "@bo" {
			t.Errorf("speakers: %q, %q", lines[3], few)
		}
		for _, line := range lines[1:] {
			if line[1] == "Inte visat" || line[5] == "@bo" && strings.Join(line[6:15], "") != "" {
				t.Errorf("shows %q", line)
			}
		}
	}
}

func TestAnyTextIsASafeCell(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`([ ;,\t\r\x{200b}\x{ad}]{0,2}['=+@\x{ff1d}\x{ff0b}\x{2212}-]{0,2}[a-z]{0,2}){0,3}`)).Draw(t, "text")
		cell := exchange.SafeCell(text)
		if exchange.ReadCell(cell) != text {
			t.Fatalf("%q became %q", text, exchange.ReadCell(cell))
		}
		for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,|\t\r\n", r) }) {
			if strings.ContainsAny(part[:1], "=+-@") {
				t.Fatalf("%q may be a formula", cell)
			}
		}
	})
}

// What begins a formula in some program, or once it is copied through another, has
// an apostrophe before it; what people write has none.
func TestCellsThatLookLikeFormulas(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u3000=1", "\u200b=1", "\ufeff=1", "\u00ad=1", "\u202e=1", "\u2060=1",
		"\ufe0f=1", "\u034f=1", "\u115f=1", "\u3164=1", "\u2800=1", "\u180e=1", "\x01=1", "\x7f=1", " \u200b \u200b＝1",
		"＝1+1", "＋1", "－1", "＠sum", "﹦1", "﹢1", "﹣1", "﹫1", "⁼1", "₌1", "⁺1", "₊1", "⁻1", "₋1", "−1", "⩵1", "➕1", "➖1", "꞊1", "'=1",
	} {
		if cell := exchange.SafeCell(text); !strings.HasPrefix(cell, "'"+text[:1]) || exchange.ReadCell(cell) != text {
			t.Errorf("%q becomes %q", text, cell)
		}
	}
	for text, want := range map[string]string{"a;=1": "a;'=1", "a,＝1": "a,'＝1", "a\t-1": "a\t'-1", "a\r\n@x": "a\r\n'@x", "a|\u200b+1": "a|'\u200b+1"} {
		if cell := exchange.SafeCell(text); cell != want || exchange.ReadCell(cell) != text {
			t.Errorf("%q becomes %q and %q again", text, cell, exchange.ReadCell(cell))
		}
	}
	for _, text := range []string{"", "Åsa", "a=b", "2-3", "C++, C# - och Go", "Mål, medel", "(=1)", "”Hej”", "1 + 1", "e@example.org"} {
		if cell := exchange.SafeCell(text); cell != text {
			t.Errorf("%q becomes %q", text, cell)
		}
	}
}

// TestCellsHaveOneWayOut: no other part of the program writes spreadsheets.
func TestCellsHaveOneWayOut(t *testing.T) {
	t.Parallel()
	may := map[string]string{"csv.NewWriter": "cell.go", "excelize.NewFile": "sheet.go", ".SetCellFormula": "", "Formula:": ""}
	// A form's rows on their way in, which nobody gets as a file.
	const rows = "../../survey/form/table_rows.go"
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "node_modules") {
			return err
		}
		text, err := os.ReadFile(path)
		for what, where := range may {
			if strings.Contains(string(text), what) && path != "../../survey/exchange/"+where && path != rows {
				t.Errorf("%s: %s: let exchange write it, which lets no text be a formula", path, what)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkbookHasNumbers(t *testing.T) {
	t.Parallel()
	c := i18n.For(survey.Swedish)
	var b bytes.Buffer
	if err := exchange.WriteResultsXLSX(&b, exchange.ResultRows(results(), c), c); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	for cell, want := range map[string]struct {
		value  string
		number bool
	}{
		"B2": {`=HYPERLINK("http://example.org")`, false}, "G2": {"23", true}, "H2": {"5.5", true}, "O2": {"15", true}, "D2": {"2026-04-16", false},
	} {
		value, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		if err != nil || value != want.value {
			t.Errorf("%s is %q, %v", cell, value, err)
		}
		kind, err := f.GetCellType(sheet, cell)
		number := kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset
		if err != nil || number != want.number {
			t.Errorf("%s has the type %d, %v", cell, kind, err)
		}
		if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
			t.Errorf("%s has the formula %q, %v", cell, formula, err)
		}
	}
	for row := 2; row < 7; row++ {
		if speaker, _ := f.GetCellValue(sheet, "F"+strconv.Itoa(row)); speaker == "@bo" {
			if n, _ := f.GetCellValue(sheet, "G"+strconv.Itoa(row)); n != "" {
				t.Errorf("too few answers show %s", n)
			}
		}
	}
}

func TestJSONReadsBackEqual(t *testing.T) {
	t.Parallel()
	rows := exchange.ResultRows(results(), i18n.For(survey.English))
	var b bytes.Buffer
	if err := exchange.WriteResultsJSON(&b, rows); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"mean": 5.5,`) {
		t.Errorf("no number in %s", b.String())
	}
	var back []exchange.ResultRow
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows, back); d != "" {
		t.Error(d)
	}
	for _, r := range back {
		if r.Speaker == "@bo" && r.Figures != nil {
			t.Errorf("too few answers show %+v", r.Figures)
		}
	}
}
