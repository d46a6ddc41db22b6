package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
)

// answers makes a file: a workshop that many answered, and a talk that few did.
func answers(t *testing.T, more ...string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Talare;Pass;Helhet;Innehåll;Framförande;Kommentar\r\n")
	for i := range 12 {
		fmt.Fprintf(&b, "Karin Ek;Från mål till avtal;%d,0;%d;;%s\r\n", 5+i%2, 4+i%3, map[int]string{3: "\"Bra; riktigt <b>bra</b>\"", 7: "Alltid snabbt"}[i])
	}
	for range 3 {
		b.WriteString("Amina Öst;=Leda på distans;2;1;6;Hemligt\r\n")
	}
	for _, line := range more {
		b.WriteString(line + "\r\n")
	}
	name := filepath.Join(t.TempDir(), "svar.csv")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(b)
	}
	return all
}

func TestLettersFromAFile(t *testing.T) {
	t.Parallel()
	file := answers(t)
	folder := t.TempDir()
	run := func(out string, env ...string) map[string]string {
		said, errs, status := omdome(t, env, "letters", file, "--out", filepath.Join(folder, out), "--event", "Styrning", "--date", "2026-04-16", "--place", "Uppsala")
		if status != 0 || errs != "" || !strings.Contains(said, "columns  speaker=Talare,session=Pass,overall=Helhet,content=Innehåll,delivery=Framförande,comment=Kommentar\n") {
			t.Fatalf("status %d, said %q, %q", status, said, errs)
		}
		return contents(t, filepath.Join(folder, out))
	}
	got := run("a")
	if diff := cmp.Diff(got, run("b", "GOMAXPROCS=1")); diff != "" {
		t.Error("the same file gave other letters:", diff)
	}
	figures := got["letters.csv"]
	delete(got, "letters.csv")
	want := "speaker,session,overall_n,overall_mean,overall_median,overall_1,overall_2,overall_3,overall_4,overall_5,overall_6," +
		"content_n,content_mean,content_median,content_1,content_2,content_3,content_4,content_5,content_6," +
		"delivery_n,delivery_mean,delivery_median,delivery_1,delivery_2,delivery_3,delivery_4,delivery_5,delivery_6,note,letter\r\n" +
		"Karin Ek,Från mål till avtal,12,5.5,5.5,0,0,0,0,6,6,12,5.0,5.0,0,0,0,4,4,4,,,,,,,,,,fewer than 5: delivery,karin-ek-fran-mal-till-avtal\r\n" +
		"Amina Öst,'=Leda på distans,,,,,,,,,,,,,,,,,,,,,,,,,,,,fewer than 5: overall content delivery,amina-ost-leda-pa-distans\r\n"
	if diff := cmp.Diff(want, figures); diff != "" {
		t.Error(diff)
	}
	if len(got) != 4 {
		t.Errorf("%d files, want two letters twice", len(got))
	}
	for name, text := range got {
		switch {
		case strings.HasSuffix(name, ".pdf") && !strings.HasPrefix(text, "%PDF-"):
			t.Errorf("%s is no PDF", name)
		case strings.HasSuffix(name, ".html") && (!strings.Contains(text, "<style>") || strings.Contains(text, "src=") || strings.Contains(text, "href=") || strings.Contains(text, "@import")):
			t.Errorf("%s does not stand alone", name)
		}
	}
	for _, want := range []string{
		`lang="sv"`, "Hej Karin!", "på Styrning i Uppsala den\u00a016\u00a0april", "strålande omdömen", "Vi fick 12\u00a0svar.", "Helheten fick 5,5",
		"Vi fick två kommentarer. Här är båda:", "Bra; riktigt &lt;b&gt;bra&lt;/b&gt;", "Framförandet", "Färre än fem svarade på frågan",
	} {
		if !strings.Contains(got["karin-ek-fran-mal-till-avtal.html"], want) {
			t.Errorf("Karin's letter lacks %q", want)
		}
	}
	held := got["amina-ost-leda-pa-distans.html"]
	for _, never := range []string{"Hemligt", "<svg", "<table", "fick 3", "tre svar"} {
		if strings.Contains(held, never) || !strings.Contains(held, "Färre än fem svarade") {
			t.Errorf("a letter without figures has %q:\n%s", never, held)
		}
	}
}

func TestABadRatingWritesNothing(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new")
	_, errs, status := omdome(t, nil, "letters", answers(t, "Karin Ek;Från mål till avtal;7;;;"), "--out", filepath.Join(folder, "ut"))
	if want := "omdome: svar.csv, line 17, column 3 (Helhet): \"7\" is not a rating from 1 to 6; nothing was written (--skip-bad leaves it out)\n"; status != exitFailed || errs != want {
		t.Errorf("status %d, said %q, want %q", status, errs, want)
	}
	file := answers(t, slices.Repeat([]string{"Karin Ek;Från mål till avtal;5;+3;003;"}, 40)...)
	_, errs, status = omdome(t, nil, "letters", file, "--out", filepath.Join(folder, "ut"))
	if status != exitFailed || strings.Count(errs, "\n") != maxListed+2 || !strings.Contains(errs, "svar.csv: and 30 more\nomdome: 80 cells of svar.csv cannot be used, so nothing was written") {
		t.Errorf("status %d, said %q", status, errs)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("something was written")
	}
	said, errs, status := omdome(t, nil, "letters", file, "--out", filepath.Join(folder, "ut"), "--skip-bad")
	if status != 0 || !strings.Contains(errs, "line 17, column 4 (Innehåll): \"+3\"") || !strings.Contains(errs, "Left out, as listed: 80.") {
		t.Errorf("status %d, said %q, %q", status, said, errs)
	}
	if got := contents(t, filepath.Join(folder, "ut"))["letters.csv"]; !strings.Contains(got, "Karin Ek,Från mål till avtal,52,5.1,5.0,0,0,0,0,46,6,12,5.0,") {
		t.Errorf("figures: %s", got)
	}
}

func TestLettersWrongUse(t *testing.T) {
	t.Parallel()
	file := answers(t)
	for _, flags := range [][]string{
		{},
		{"--k", "2"},
		{"--k", "x"},
		{"--date", "16/4 2026"},
		{"--date", "2026-02-30"},
		{"--language", "xx"},
		{"--kind", "party"},
		{"--columns", "Talare"},
		{"--columns", "rating=Helhet"},
		{"--event", strings.Repeat("x", 501)},
	} {
		out := filepath.Join(t.TempDir(), "ut")
		args := append([]string{"letters", file}, flags...)
		if len(flags) > 0 {
			args = append(args, "--out", out)
		}
		_, errs, status := omdome(t, nil, args...)
		if status != exitUsage || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "omdome: ") {
			t.Errorf("%v: status %d, said %q", flags, status, errs)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%v wrote something", flags)
		}
	}
}

// A folder is whole or as it was; only letters from a file are replaced.
func TestTheFolderOfLetters(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	out := filepath.Join(folder, "ut")
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(out, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(out, 0o755); err != nil { // an empty one is taken
		t.Fatal(err)
	}
	for _, file := range []string{answers(t), answers(t, slices.Repeat([]string{"Bo;X;5;5;5;"}, 5)...)} { // the second replaces
		if _, errs, status := omdome(t, nil, "letters", file, "--out", out); status != 0 {
			t.Fatalf("status %d, said %q", status, errs)
		}
	}
	if got := contents(t, out); len(got) != 7 {
		t.Errorf("%d files, want three letters twice and letters.csv", len(got))
	}
	write("anteckningar.txt")
	before := contents(t, out)
	if _, errs, status := omdome(t, nil, "letters", answers(t), "--out", out); status != exitFailed || !strings.Contains(errs, "already holds anteckningar.txt") {
		t.Errorf("status %d, said %q", status, errs)
	}
	if diff := cmp.Diff(before, contents(t, out)); diff != "" {
		t.Error("what was refused changed the folder:", diff)
	}
	if _, errs, status := omdome(t, nil, "letters", answers(t), "--out", filepath.Join(out, "anteckningar.txt")); status != exitFailed {
		t.Errorf("a file was taken for a folder: %q", errs)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestNamesOfLetters(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Åäö ", 100)
	names := letterNames([]exchange.Rated{
		{Speaker: "Åsa Öberg-Ek", Session: "Så: mål & medel?"},
		{Speaker: "../../etc", Session: `..\passwd`},
		{Speaker: "CON"},
		{Session: "nul"},
		{Speaker: "åsa öberg ek", Session: "SÅ MÅL MEDEL"},
		{Speaker: long, Session: long},
		{Speaker: "陳大文", Session: "Ræv ßø"},
		{Speaker: "…", Session: "?"},
		{Speaker: "سارة", Session: "🎉"},
		{Speaker: "A\x00\n:*", Session: "<b>."},
		{Speaker: strings.Repeat("陳", 300)},
	})
	want := []string{
		"asa-oberg-ek-sa-mal-medel", "etc-passwd", "letter-con", "letter-nul", "asa-oberg-ek-sa-mal-medel-2",
		strings.TrimSuffix(strings.Repeat("aao-", 20), "-") + "-" + strings.TrimSuffix(strings.Repeat("aao-", 20), "-"),
		"陳大文-raev-sso", "letter", "سارة", "a-b", strings.Repeat("陳", 26),
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

// A file may name no speaker, or no session: the letter then does without.
func TestLettersWithoutANameOrATitle(t *testing.T) {
	t.Parallel()
	for _, language := range []survey.Language{survey.Swedish, survey.English} {
		for _, tally := range []survey.Tally{{}, {0, 0, 0, 0, 2, 8}, {0, 0, 0, 5, 5, 0}, {0, 0, 5, 5, 0, 0}, {5, 5, 0, 0, 0, 0}, {5, 0, 0, 0, 0, 5}} {
			for _, event := range []string{"", "Styrning"} {
				for _, kind := range []survey.Kind{"", survey.KindWebinar, survey.KindWorkshop, survey.KindTalk, survey.KindPanel} {
					f := letterFrame{language: language, event: event, kind: kind, k: 5}
					f.responses.Columns = map[exchange.ResponseColumn]string{exchange.ColumnOverall: "x", exchange.ColumnContent: "y"}
					for _, g := range []exchange.Rated{{Speaker: "Karin Ek"}, {Session: "Mål"}} {
						g.Responses, g.Tallies = tally.N(), map[exchange.ResponseColumn]survey.Tally{exchange.ColumnOverall: tally, exchange.ColumnContent: tally}
						l, err := f.letter(g)
						if err != nil {
							t.Fatal(err)
						}
						text := l.Title + "\n" + l.Subject + "\n" + l.Text()
						for _, never := range []string{"””", "“”", " ,", ", ,", " !", "  \n", "0001"} {
							if strings.Contains(text, never) {
								t.Errorf("%s %s has %q:\n%s", language, l.Band, never, text)
							}
						}
						if g.Session == "" && (strings.Contains(l.Opening[0], l.Heading) || l.Heading == "") {
							t.Errorf("the letter thanks for its own heading: %s", l.Opening[0])
						}
					}
				}
			}
		}
	}
}

func TestProgressShowsWhenItTakesLong(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	began := time.Now()
	now := began
	p := &progress{w: &b, total: 4, what: "letters", began: began, now: func() time.Time { return now }}
	p.step()
	if b.Len() > 0 {
		t.Errorf("shown at once: %q", b.String())
	}
	now = began.Add(2 * time.Second)
	p.step()
	p.step() // too soon to draw again
	p.step()
	p.stop()
	if got, want := b.String(), "\r["+strings.Repeat("#", 15)+strings.Repeat("-", 15)+"] 2 of 4 letters\r["+strings.Repeat("#", 30)+"] 4 of 4 letters\r\x1b[K"; got != want {
		t.Errorf("drew %q, want %q", got, want)
	}
	if quiet := newProgress(io.Discard, 1, "letters"); quiet.w != nil {
		t.Error("it draws where nobody watches")
	}
}
