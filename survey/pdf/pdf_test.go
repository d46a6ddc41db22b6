package pdf_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

var out = flag.String("out", "", "a folder to write the tests' letters to, for looking at them")

// keep writes the letter to the folder that the flag names.
func keep(t *testing.T, name string, b []byte) {
	t.Helper()
	if *out == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*out, name+".pdf"), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// installed returns where the program is, or skips the test, unless OMDOME_REQUIRE
// says that it may not be.
func installed(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && strings.Contains(os.Getenv("OMDOME_REQUIRE"), program) {
		t.Fatalf("%s is not installed, and OMDOME_REQUIRE names it", program)
	}
	if err != nil {
		t.Skipf("%s is not installed", program)
	}
	return path
}

// textOf reads the PDF with pdftotext.
func textOf(t *testing.T, b []byte) string {
	t.Helper()
	cmd := exec.Command(installed(t, "pdftotext"), "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(b)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}

var pageObject = regexp.MustCompile(`/Type /Page\b[^s]`)

func pageCount(b []byte) int { return len(pageObject.FindAll(b, -1)) }

// inOrder says which of the parts is the first that does not follow the one
// before it.
func inOrder(text string, parts ...string) (missing string) {
	text = strings.Join(strings.Fields(text), " ")
	for _, part := range parts {
		i := strings.Index(text, part)
		if i < 0 {
			return part
		}
		text = text[i+len(part):]
	}
	return ""
}

func TestTextInOrder(t *testing.T) {
	t.Parallel()
	b := write(t, build(t, first(), letter.Options{Address: "https://example.org/l/abc"}))
	keep(t, "first.sv", b)
	text := textOf(t, b)
	if missing := inOrder(text, "Mälardalens ledarforum", "Uppsala den 20 april 2026", "Karin Ek", "Workshopledare", "Från mål till avtal",
		"Hej Karin!", "strålande omdömen", "61 personer deltog", "Helheten", "Innehållet", "5,5", "utmärkt", "15 · 65 %",
		"Punkten är medelvärdet.", "Helheten fick 5,5 i medelvärde; 20 av 23 gav en femma eller en sexa.", "Innehållet och framförandet fick båda 5,0.",
		"”Det här kan jag använda redan på måndag.”", "”Tydligt, och vi hann öva på riktigt.”",
		"Tack än en gång, Karin", "Vänliga hälsningar", "Maria Lind", "Programansvarig", "Brev 2026-0412"); missing != "" {
		t.Errorf("%q does not stand in its place in:\n%s", missing, text)
	}
	if n := pageCount(b); n != 1 {
		t.Errorf("%d pages, want 1", n)
	}
}

// Another program reads all that the letter says, in the order in which it is
// written, out of every page.
func TestTextIsWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	all := samples(t)
	for _, name := range []string{"first", "english", "suppressed", "pages", "choices", "dressed", "cyrillic", "chinese", "thai", "hindi"} {
		l := all[name]
		cmd := exec.Command(installed(t, "pdftotext"), "-raw", "-", "-")
		cmd.Stdin = bytes.NewReader(write(t, l))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		pictures := map[string]bool{pdf.Spoken(l.Sender.Logo.Alt): true, pdf.Spoken(l.Signature.Image.Alt): true, i18n.For(l.Language).T("letter.pdf.code", "address", l.Address): true}
		for _, s := range l.Figures.Panels {
			pictures[pdf.Spoken(s.Description)] = true
		}
		var parts []string
		for _, s := range read(l) {
			if !pictures[s] {
				parts = append(parts, strings.Join(strings.Fields(s), " "))
			}
		}
		if missing := inOrder(string(out), parts...); missing != "" {
			t.Errorf("%s: %q does not stand in its place in:\n%s", name, missing, out)
		}
	}
}

// A letter with a comparison and a few comments stands on one page, also the weak
// one, whose words are the most.
func TestComparisonFitsOnOnePage(t *testing.T) {
	t.Parallel()
	for name, tally := range map[string]survey.Tally{"outstanding": mean55, "verygood": mean47, "weak": mean28, "divided": split} {
		f := facts("Karin Ek", "Från mål till avtal", tally, tally, tally,
			"Det här kan jag använda redan på måndag.", "Säg gärna vad som kostade mest tid.", "Tydligt, och vi hann öva på riktigt.")
		f.Event.Compare = true
		for i := range 3 {
			other := survey.Result{Form: f.Form}
			other.Session.ID += survey.ID(i + 1)
			other.Tallies.Ratings = map[survey.Item]survey.Tally{{Question: 1}: mean47}
			f.Others = append(f.Others, other)
		}
		for _, language := range []survey.Language{survey.Swedish, survey.English} {
			b := write(t, build(t, f, letter.Options{Language: language, Address: "https://omdome.example.org/l/GGQJHXA496X2J83GQGD0QE2Q5C"}))
			keep(t, "compared."+name+"."+string(language), b)
			if n := pageCount(b); n != 1 {
				t.Errorf("%s %s: %d pages, want 1", name, language, n)
			}
			if text := textOf(t, b); !strings.Contains(text, "4,7") && !strings.Contains(text, "4.7") {
				t.Errorf("%s %s: the event's own figure is not in\n%s", name, language, text)
			}
		}
	}
}

func TestSameLetterSameBytes(t *testing.T) {
	t.Parallel()
	f := first()
	f.Appearances[0].Speaker.Name = "张伟 مرحبا 😀"
	f.Letter.Appearance = f.Appearances[0]
	l := build(t, f, letter.Options{})
	if want := write(t, l); !bytes.Equal(want, write(t, l)) {
		t.Error("two writings of one letter differ")
	}
}

func TestBands(t *testing.T) {
	t.Parallel()
	for name, tallies := range map[string][3]survey.Tally{
		"verygood": {mean55, mean47, mean50}, "weak": {mean28, mean28, mean28}, "divided": {mean47, split, mean47},
		"suppressed": {few, few, few}, "some": {mean55, few, mean47},
	} {
		for _, language := range []survey.Language{survey.Swedish, survey.English} {
			b := write(t, build(t, facts("Karin Ek", "Från mål till avtal", tallies[0], tallies[1], tallies[2], "Mer tid för frågor, tack."),
				letter.Options{Language: language}))
			keep(t, name+"."+string(language), b)
			if n := pageCount(b); n != 1 {
				t.Errorf("%s %s: %d pages, want 1", name, language, n)
			}
		}
	}
}

func TestStrangeSigns(t *testing.T) {
	t.Parallel()
	everything := ""
	for name, s := range strange {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := write(t, build(t, facts(s, s, mean55, mean50, mean50, s, s+" "+strings.Repeat(s, 40)), letter.Options{}))
			keep(t, "strange-"+name, b)
			if len(b) > 3_000_000 {
				t.Errorf("%d bytes", len(b))
			}
		})
		everything += name + ": " + s + "\n"
	}
	keep(t, "strange", write(t, build(t, facts("王小明 Ángström", "Ледерство "+strange["arabic"], mean55, mean50, mean50, everything), letter.Options{})))
}

func TestStrangeSignsAreRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chinese", "japanese", "korean", "cyrillic", "greek", "vietnamese", "arabic", "hebrew", "family", "flag", "tone", "thai"} {
		word := strings.Fields(strange[name])[0]
		text := textOf(t, write(t, build(t, facts("Karin Ek", "T", mean55, mean50, mean50, "före "+word+" efter"), letter.Options{})))
		text = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "").Replace(text)
		if !strings.Contains(text, word) {
			t.Errorf("%s: %q cannot be read in\n%s", name, word, text)
		}
	}
}

func TestLongLetters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts survey.LetterFacts
		pages int // at least
	}{
		"many":    {facts("Karin Ek", "Från mål till avtal", mean55, mean50, mean50, many(40, 260)...), 4},
		"huge":    {facts("Karin Ek", "Från mål till avtal", mean55, mean50, mean50, many(60, 4000)...), 60},
		"title":   {facts(strings.Repeat("Wolfeschlegelstein", 12), strings.Repeat("Upphandling ", 17), mean55, mean50, mean50, strings.Repeat("å", 4000)), 2},
		"newline": {facts("Karin\nEk", "A\nB", mean55, mean50, mean50, "rad ett\n\nrad två\n- punkt"), 1},
	} {
		b := write(t, build(t, c.facts, letter.Options{Address: "https://example.org/l/" + strings.Repeat("x", 40)}))
		keep(t, name, b)
		n := pageCount(b)
		if n < c.pages {
			t.Errorf("%s: %d pages, want at least %d", name, n, c.pages)
		}
		if n > 1 && !strings.Contains(textOf(t, b), fmt.Sprintf("sida 2 av %d", n)) {
			t.Errorf("%s: page 2 does not say that it is 2 of %d", name, n)
		}
	}
}

func BenchmarkLetterPDF(b *testing.B) {
	l := build(b, first(), letter.Options{Address: "https://example.org/l/abc"})
	write(b, l)
	b.ResetTimer()
	for b.Loop() {
		write(b, l)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

// TestBothNumbersStandInThePDF where more answers came than people attended.
func TestBothNumbersStandInThePDF(t *testing.T) {
	t.Parallel()
	f := first()
	f.Session.Attended = 6
	for language, wants := range map[survey.Language][]string{
		survey.Swedish: {"6 personer deltog och vi fick 23 svar.", "fler svar än deltagare", "öppen länk"},
		survey.English: {"6 people attended and we received 23 responses.", "more responses came than people attended", "open link"},
	} {
		text := textOf(t, write(t, build(t, f, letter.Options{Language: language})))
		if missing := inOrder(text, wants...); missing != "" {
			t.Errorf("%s: no %q in:\n%s", language, missing, text)
		}
	}
}
