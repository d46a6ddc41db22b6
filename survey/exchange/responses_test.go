package exchange_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/property"
)

func responses(file string) (exchange.Responses, error) {
	return exchange.ReadResponses([]byte(file), exchange.ResponseFile{Name: "svar.csv"})
}

func utf16Of(s string, big, mark bool) string {
	if mark {
		s = "\ufeff" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// What is the same file to whoever saved it, is the same to us.
func TestEveryWayOfSavingReadsTheSame(t *testing.T) {
	t.Parallel()
	plain := "Föreläsare,Pass,Helhet,Innehåll,Kommentar\nÅsa Öberg,Mål,5,6,\"Bra, men snabbt\"\nÅsa Öberg,Mål,4,,\n"
	windows, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	semicolons := strings.NewReplacer("Bra, men", "Bra, men", ",", ";").Replace(plain)
	want, err := responses(plain)
	if err != nil {
		t.Fatal(err)
	}
	if got := want.Rated[0].Tallies[exchange.ColumnOverall]; got != survey.TallyOf(5, 4) || want.Rated[0].Speaker != "Åsa Öberg" || want.Rows != 2 {
		t.Fatalf("read %+v", want)
	}
	for name, file := range map[string]string{
		"UTF-8 with mark":      "\ufeff" + plain,
		"UTF-16LE":             utf16Of(plain, false, true),
		"UTF-16BE":             utf16Of(plain, true, true),
		"UTF-16LE without":     utf16Of(plain, false, false),
		"UTF-16BE without":     utf16Of(plain, true, false),
		"Windows-1252":         windows,
		"semicolons":           semicolons,
		"tabs":                 strings.ReplaceAll(semicolons, ";", "\t"),
		"pipes":                strings.ReplaceAll(semicolons, ";", "|"),
		"CRLF":                 strings.ReplaceAll(plain, "\n", "\r\n"),
		"CR":                   strings.ReplaceAll(plain, "\n", "\r"),
		"Excel's sep=":         "sep=;\r\n" + semicolons,
		"no last line end":     strings.TrimRight(plain, "\n"),
		"empty lines":          strings.ReplaceAll(plain, "\n", "\n\n,,,,\n"),
		"a title above":        "Utvärdering,,,,\n\n" + plain,
		"decimals, comma":      strings.NewReplacer(";5;", ";5,0;", ";4;", ";4,00;").Replace(semicolons),
		"decimals, point":      strings.NewReplacer(",5,", ",5.0,", ",4,", ", 4.0\u00a0,").Replace(plain),
		"decomposed letters":   strings.ReplaceAll(strings.Replace(plain, "Åsa Öberg", "A\u030asa  O\u0308berg", 1), "Mål", "Ma\u030al "),
		"other columns beside": strings.NewReplacer("Kommentar\n", "Kommentar,E-post\n", "snabbt\"\n", "snabbt\",a@example.org\n", ",,\n", ",,,b\n").Replace(plain),
	} {
		got, err := responses(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs: %s", name, diff)
		}
	}
}

func TestARatingIsFromOneToSix(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"7", "0", "4,5", "4.5", "+3", "-3", "003", "03", "30", "３", "⑤", "bra", "5 av 6", "5!", "5,", "5.", ".5", "5,0000", "5,01", "5e0", "5 0",
		"1/2", "TRUE", "#N/A", "5 - mycket bra", "4–5", "五", "6 = vet ej", "'5", "=5", "0x5", "5\u0335", "n/a", "-", "10", strings.Repeat("9", 400),
	} {
		r, err := responses("Talare;Pass;Helhet;Innehåll\nA;B;6;5\nA;B;2;\"" + bad + "\"\n")
		wrong, ok := errors.AsType[*exchange.BadCellsError](err)
		if !ok || len(r.Rated) > 0 {
			t.Errorf("%q was not refused: %+v, %v", bad, r, err)
			continue
		}
		if b := wrong.Bad[0]; len(wrong.Bad) != 1 || b.Line != 3 || b.Column != 4 || b.Heading != "Innehåll" || len(b.Problem) > 400 {
			t.Errorf("%q is refused at %+v", bad, wrong.Bad)
		}
		r, err = exchange.ReadResponses([]byte("Talare;Pass;Helhet;Innehåll\nA;B;6;5\nA;B;2;\""+bad+"\"\nA;B;;"+bad+"\n"),
			exchange.ResponseFile{Name: "x", SkipBad: true})
		if err != nil || len(r.Bad) != 2 || r.Rows != 2 || r.Rated[0].Tallies[exchange.ColumnOverall] != survey.TallyOf(6, 2) ||
			r.Rated[0].Tallies[exchange.ColumnContent] != survey.TallyOf(5) {
			t.Errorf("%q left out: %+v, %v", bad, r, err)
		}
	}
	for cell, want := range map[string]survey.Tally{
		"5": survey.TallyOf(5), "5,0": survey.TallyOf(5), "5.0": survey.TallyOf(5), "6.00": survey.TallyOf(6), " 1 ": survey.TallyOf(1),
		"\u00a02\u200b": survey.TallyOf(2), "": {}, "  ": {}, "\u00a0": {},
	} {
		r, err := responses("Talare;Pass;Helhet;Innehåll\nA;B;6;\"" + cell + "\"\n")
		if err != nil || r.Rated[0].Tallies[exchange.ColumnContent] != want {
			t.Errorf("%q: %+v, %v", cell, r.Rated, err)
		}
	}
}

func TestColumnsAreFoundByTheirNames(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"talare;pass;helhet;innehåll;framförande;kommentar":                           "speaker session overall content delivery comment",
		"SPEAKER;Session;Overall;Content;Delivery;Comments":                           "speaker session overall content delivery comment",
		"Medverkande:;Titel;Helhetsbetyg (1–6);Innehållet;Presentation":               "speaker session overall content delivery",
		"presenter;workshop;Helhetsintryck *;Hur var innehållet?;Vad kan bli bättre?": "speaker session overall content better",
		"Tidstämpel;Passets titel;Hur var workshoppen som helhet?;Vad var bäst?":      "session overall best",
		"speaker_name;overall_rating":                                                 "speaker overall",
		"Webbinarium;Innehåll;Medel innehåll;Kommentar om framförandet":               "session content comment",
	} {
		r, err := responses(head + "\n" + strings.Repeat("5;", strings.Count(head, ";")) + "5\n")
		var got []string
		for _, c := range exchange.ResponseColumns() {
			if _, ok := r.Columns[c]; ok {
				got = append(got, string(c))
			}
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: found %v, want %s; %v", head, got, want, err)
		}
	}
}

func TestColumnsNamedByHand(t *testing.T) {
	t.Parallel()
	columns, err := exchange.ParseColumns("speaker=Vem, overall=Betyg, hela dagen ,comment=")
	want := map[exchange.ResponseColumn]string{exchange.ColumnSpeaker: "Vem", exchange.ColumnOverall: "Betyg, hela dagen", exchange.ColumnComment: ""}
	if err != nil || !cmp.Equal(columns, want) {
		t.Fatalf("%v, %v", columns, err)
	}
	r, err := exchange.ReadResponses([]byte("vem\tBetyg, hela dagen\tKommentar\tHelhet\nA\t5\tx\t1\n"), exchange.ResponseFile{Name: "x", Columns: columns})
	if err != nil || r.Rated[0].Tallies[exchange.ColumnOverall] != survey.TallyOf(5) || len(r.Rated[0].Comments) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, wrong := range []string{"", "Talare", "=x", "speaker", "x=y", "speaker=A,typo=B", "speaker=A,speaker=B", "content=A,delivery=a"} {
		if columns, err := exchange.ParseColumns(wrong); err == nil {
			t.Errorf("%q was taken as %v", wrong, columns)
		}
	}
}

func TestAFileThatCannotBeUsedSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, want string }{
		"empty":           {"", "empty"},
		"mark alone":      {"\ufeff\n\n", "empty"},
		"headings alone":  {"talare,helhet\n", "no responses"},
		"no answers":      {"talare,helhet\nA,\n", "no responses"},
		"no speaker":      {"Namn,helhet\nA,5\n", `"Namn", "helhet"`},
		"no rating":       {"Talare,Pass,Kommentar\nA,B,5\n", "no column is known as ratings"},
		"means":           {"Session;Antal svar;Medel\nA;3;4,00\n", `"Medel" looks like means`},
		"two at once":     {"Talare,Pass,Titel,Helhet\nA,B,C,5\n", `"Pass", "Titel" could each be session`},
		"missing name":    {"Talare,Pass,Helhet\n ,B,5\n", "line 2, column 1 (Talare): the speaker is missing"},
		"missing title":   {"Talare,Pass,Helhet\nA,,5\n", "line 2, column 2 (Pass): the session is missing"},
		"cells too many":  {"Talare,Pass,Helhet\nA,Mål, medel,5\n", "line 2, column 3"},
		"separator in it": {"Talare,Helhet,Kommentar\nA,5,Bra, men\n", "line 2, column 4: there is no heading over this cell"},
		"quotes":          {"Talare,Helhet,Kommentar\nA,5,\"x\" y\n", "line 2, character "},
		"quotes open":     {"Talare,Helhet,Kommentar\nA,5,\"x\nB,5,\n", "line 2, character 1: a quotation mark that is opened in this line is never closed"},
		"pictures":        {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02", "no spreadsheet"},
		"old Excel":       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxxx", "save it as .xlsx"},
		"no workbook":     {"PK\x03\x04xxxxxxxxxxxxxxxx", "save it as .xlsx"},
		"broken UTF-8":    {"Talare,Helhet\nÅsa,5\n\xc3,5\n", "line 3 is broken UTF-8"},
		"broken UTF-16":   {"\xff\xfeT\x00a", "UTF-16"},
		"long title":      {"Pass,Helhet\n" + strings.Repeat("x", 501) + ",5\n", "longer than 500"},
		"NUL in a title":  {utf16Of("Pass,Helhet\nA\x00B,5\n", false, true), "not text"},
	} {
		r, err := responses(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "svar.csv") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: read %+v, said %v, want %q", name, r, err, c.want)
		}
	}
	if _, err := exchange.ReadResponses([]byte("Talare,Helhet\nA,5\n"), exchange.ResponseFile{Name: "x", Sheet: "Blad1"}); err == nil {
		t.Error("a CSV file was taken to have a sheet")
	}
}

func TestSpeakersAreKeptApartAndRemarkedOn(t *testing.T) {
	t.Parallel()
	r, err := responses("Talare;Pass;Helhet\nA B;Mål;5\na b;Mål;5\nA B / C D;Mål;4\nEk, Karin;Mål;3\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range r.Rated {
		got = append(got, fmt.Sprintf("%s%s%d", g.Speaker, g.With, g.Responses))
	}
	if diff := cmp.Diff([]string{"A B[C D]2", "a b[]1", "C D[A B]1", "Ek, Karin[]1"}, got); diff != "" {
		t.Error(diff)
	}
	if said := strings.Join(r.Remarks, "\n"); !strings.Contains(said, "several speakers") || !strings.Contains(said, `"A B" and "a b"`) {
		t.Errorf("remarked %q", said)
	}
	r, err = responses("Pass;Helhet\n" + strings.Repeat("Git for all of us;5\n[Skill-up] Git for all of us;4\n", 10))
	if said := strings.Join(r.Remarks, "\n"); err != nil || len(r.Rated) != 2 || !strings.Contains(said, "a scale from 1 to 6") || !strings.Contains(said, "look alike") {
		t.Errorf("%d groups, remarked %q, %v", len(r.Rated), said, err)
	}
}

// TestFiguresAreThoseOfAPlainRecount: whatever stands in a file, letters.csv has
// the figures of its rows, and none of fewer than k.
func TestFiguresAreThoseOfAPlainRecount(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		type row struct {
			speaker, session string
			rating           int
		}
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			return row{
				rapid.SampledFrom([]string{"Åsa", "Bo \"B\" Ek", "陳"}).Draw(t, "speaker"),
				rapid.SampledFrom([]string{"Mål; medel", "=1+1"}).Draw(t, "session"), rapid.IntRange(0, 6).Draw(t, "rating"),
			}
		}), 1, 60).Draw(t, "rows")
		k := rapid.IntRange(3, 8).Draw(t, "k")
		file, recount := "Helhet\tPass\tTalare\n", map[string]*[7]int{}
		for _, r := range rows {
			cell := ""
			if r.rating > 0 {
				cell = fmt.Sprint(r.rating) + rapid.SampledFrom([]string{"", ",0", ".0"}).Draw(t, "decimals")
			}
			file += cell + "\t" + r.session + "\t\"" + strings.ReplaceAll(r.speaker, `"`, `""`) + "\"\n"
			at := exchange.SafeCell(r.speaker) + "\n" + exchange.SafeCell(r.session)
			if recount[at] == nil {
				recount[at] = new([7]int)
			}
			recount[at][r.rating]++
		}
		r, err := responses(file)
		if err != nil && !slices.ContainsFunc(rows, func(r row) bool { return r.rating > 0 }) {
			return // nobody has answered anything
		}
		if err != nil || len(r.Rated) != len(recount) {
			t.Fatalf("%d groups, want %d: %v", len(r.Rated), len(recount), err)
		}
		var b strings.Builder
		if err := exchange.WriteLetters(&b, r, k, make([]string, len(r.Rated))); err != nil {
			t.Fatal(err)
		}
		for _, line := range csvLines(t, b.String())[1:] {
			tally, n, sum := recount[line[0]+"\n"+line[1]], 0, 0
			for i, count := range tally[1:] {
				n, sum = n+count, sum+(i+1)*count
			}
			want := make([]string, 9)
			if n >= k {
				tenths := (20*sum + n) / (2 * n)
				want = []string{fmt.Sprint(n), fmt.Sprintf("%d.%d", tenths/10, tenths%10), line[4]}
				for _, count := range tally[1:] {
					want = append(want, fmt.Sprint(count))
				}
			}
			if diff := cmp.Diff(want, line[2:11]); diff != "" {
				t.Fatalf("%s: %s", line[:2], diff)
			}
			if held := strings.Contains(line[11], "fewer than"); held != (n < k) {
				t.Fatalf("%d answers, k %d: the note says %q", n, k, line[11])
			}
		}
	})
}

// FuzzReadResponses: no file makes reading panic, or count what is no rating.
func FuzzReadResponses(f *testing.F) {
	f.Add([]byte("Talare;Pass;Helhet\nA;B;5\n"))
	f.Add([]byte("\xff\xfeT\x00a\x00"))
	f.Add([]byte("sep=,\nTalare,Helhet\n\"A\",5,0\n"))
	f.Add(book(f, func(*bookMaker) {}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, skip := range []bool{false, true} {
			r, err := exchange.ReadResponses(data, exchange.ResponseFile{Name: "x", SkipBad: skip})
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error of several lines: %q", err)
			}
			for _, g := range r.Rated {
				for c, tally := range g.Tallies {
					if tally.N() == 0 || tally.N() > g.Responses || g.Speaker+g.Session == "" {
						t.Fatalf("%s of %+v", c, g)
					}
				}
			}
		}
	})
}

// The real files are not part of the repository.
func TestRealFiles(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("OMDOME_DATA")
	if folder == "" {
		t.Skip("OMDOME_DATA names no folder with real files")
	}
	hand := map[exchange.ResponseColumn]string{exchange.ColumnOverall: "session_materials", exchange.ColumnContent: "session_membership"}
	var want exchange.Responses
	for i, name := range []string{"carpentrycon2020_session_evals.csv", "derived/cc2020_utf8bom_semicolon.csv", "derived/cc2020_utf16le_tab.txt"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		r, err := exchange.ReadResponses(data, exchange.ResponseFile{Name: name, Columns: hand})
		if err != nil || r.Rows != 124 || len(r.Rated) != 35 {
			t.Errorf("%s: %d responses, %d sessions, %v", name, r.Rows, len(r.Rated), err)
		}
		if i == 0 {
			want = r
		} else if diff := cmp.Diff(want, r); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		hand = map[exchange.ResponseColumn]string{exchange.ColumnOverall: "nps"}
		_, err = exchange.ReadResponses(data, exchange.ResponseFile{Name: name, Columns: hand})
		if wrong, ok := errors.AsType[*exchange.BadCellsError](err); !ok || wrong.Bad[0].Line != 2 || wrong.Bad[0].Column != 17 {
			t.Errorf("%s: a scale of 0 to 10 was not refused: %v", name, err)
		}
		hand = map[exchange.ResponseColumn]string{exchange.ColumnOverall: "session_materials", exchange.ColumnContent: "session_membership"}
	}
}

// A column of comments that nobody knows is told, and one of choices is not.
func TestTextThatIsNotReadIsTold(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"Talare;Helhet;Kritik\nKarin;5;Det var alldeles för varmt i salen\nKarin;4;\n":       "Kritik",
		"Talare;Helhet;Enhet\nKarin;5;Mobil\nKarin;4;Dator med mus\n":                        "",
		"Talare;Helhet;Kommentar\nKarin;5;Det var alldeles för varmt i salen\nKarin;4;Bra\n": "",
	} {
		got, err := responses(file)
		if err != nil || strings.Join(got.Unread, ",") != want || (len(got.Remarks) > 0) != (want != "") {
			t.Errorf("%q: %v, unread %q, %q", file, err, got.Unread, got.Remarks)
		}
	}
}
