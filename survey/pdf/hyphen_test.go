package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// ragged are comments in each language that words are hyphenated in.
var ragged = map[string]string{
	"sv": "Realisationsvinstbeskattningsfrågor är inte det lättaste, men uppföljningsdiskussionerna om upphandlingsmyndighetens digitaliseringsstrategier " +
		"och arbetsmarknadspolitiska åtgärdsprogram gjorde att vi äntligen förstod hur tillsynsvägledningen hänger samman med kommunernas " +
		"verksamhetsplanering och medborgardialoger på ett genomtänkt och användarvänligt sätt tillsammans med samhällsbyggnadsförvaltningen. Tack!",
	"en": "Unfortunately the presentation of procurement regulations and intergovernmental responsibilities was considerably overcomplicated, and " +
		"misunderstandings concerning administrative accountability were insufficiently acknowledged by representatives of participating organisations. Thanks!",
	"fi": "Koulutus oli erittäin mielenkiintoinen ja julkisten hankintojen kilpailuttamismenettelyt käsiteltiin yksityiskohtaisesti, mutta " +
		"keskustelutilaisuuksien yhteydessä olisi voinut käydä läpi kunnallishallinnon päätöksentekojärjestelmien erityispiirteitä. Kiitos!",
}

// hyphens skips the test where go generate has not brought the patterns.
func hyphens(t *testing.T) {
	t.Helper()
	if lacks := pdf.LacksHyphens(); len(lacks) > 0 {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "fonts") {
			t.Fatalf("go generate has not brought the hyphenation of %v, and OMDOME_REQUIRE names fonts", lacks)
		}
		t.Skipf("go generate has not brought the hyphenation of %v", lacks)
	}
}

// Words are broken where people who write the language break them.
func TestPlacesInWords(t *testing.T) {
	t.Parallel()
	hyphens(t)
	for language, words := range map[string]string{
		"sv": "fö-re-läs-ning-en upp-följ-nings-si-dan ar-bets-mark-nads-en-he-ten re-a-li-sa-tions-vinst-be-skatt-nings-frå-gor barn-vagns-hjul work-shop-le-da-ren bil-der",
		"en": "pro-cure-ment pre-sen-ta-tion un-for-tu-nately in-ter-est-ing work-shop dec-li-na-tion good",
		"fi": "suo-men-kie-li-nen mie-len-kiin-toi-nen luen-noit-si-ja työ-pa-ja hyvä",
	} {
		for want := range strings.FieldsSeq(words) {
			if got := pdf.Hyphenated(language, strings.ReplaceAll(want, "-", "")); got != want {
				t.Errorf("%s: %s, want %s", language, got, want)
			}
		}
	}
}

// What is left when lines are put together is the text, and no line is torn in a word
// without a hyphen, or more than twice in a row, or is wider than its column.
func TestLinesAreEvenWithHyphens(t *testing.T) {
	t.Parallel()
	hyphens(t)
	l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50), letter.Options{})
	for language, text := range ragged {
		better := 0
		for column := 0.25; column < 1; column += 0.05 {
			lines := pdf.Set(l, text, column, true)
			if emptiest(lines) > emptiest(pdf.Set(l, text, column, false)) {
				better++
			}
			whole, row := "", 0
			for i, line := range lines {
				whole += line.Text
				if row++; !line.Hyphenated {
					row = 0
				}
				torn := !line.Hyphenated && i < len(lines)-1 && !strings.HasSuffix(line.Text, " ")
				if line.Share > 1.001 || torn || row > 2 {
					t.Errorf("%s, %.2f of the page: line %d is %+v", language, column, i+1, line)
				}
			}
			if whole != text {
				t.Errorf("%s, %.2f of the page: the lines are %q", language, column, whole)
			}
			if last := lines[len(lines)-2]; last.Hyphenated && !strings.Contains(lines[len(lines)-1].Text, " ") {
				t.Errorf("%s, %.2f of the page: the last word is broken", language, column)
			}
		}
		if better < 10 {
			t.Errorf("%s: lines are fuller in %d of 15 columns", language, better)
		}
	}
}

// emptiest is how full the emptiest line is, but for the last one.
func emptiest(lines []pdf.SetLine) float64 {
	least := 1.0
	for _, line := range lines[:len(lines)-1] {
		least = min(least, line.Share)
	}
	return least
}

// Names, addresses, numbers and codes stay whole, and so do words of a language that
// there are no patterns for.
func TestNamesAndAddressesAreNotHyphenated(t *testing.T) {
	t.Parallel()
	hyphens(t)
	l := build(t, facts("Kristoffersson Bengtssonska", "T", mean55, mean50, mean50), letter.Options{})
	for _, s := range []string{
		"vi träffade Kristoffersson och Gyllenstierna på Upphandlingsmyndigheten", "Kristoffersson kom. Kristofferssons ord",
		"https://upphandlingsmyndigheten.example/digitaliseringsstrategi och", "förnamn.efternamn@kommunstyrelsen.example och", "www.exempelmyndigheten.example och",
		"012345678901234567890 och", "diarienummer2026 och", "ABCDEFGHIJKLMNOP och", "leverantörs/upphandlings_frågor och",
		"Die Veranstaltungsunterlagen waren nicht verständlich und der Referent war gut vorbereitet",
		"arrangementet handlet ikke om arbeidsmiljøundersøkelser, og jeg savnet medarbeidersamtaler",
	} {
		for indent := range 30 {
			for _, line := range pdf.Set(l, strings.Repeat("i ", indent)+s+strings.Repeat(" i", 20), 0.5, true) {
				if line.Hyphenated {
					t.Errorf("%q ends with a hyphen", line.Text)
				}
			}
		}
	}
}

// A word that is wider than its column has hyphens where it is broken, an address has
// none, and is broken after its slashes.
func TestWhatIsWiderThanALineIsBroken(t *testing.T) {
	t.Parallel()
	l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50), letter.Options{})
	for _, word := range []string{"Realisationsvinstbeskattningsfrågor", "Донаудампфшиффартсгезелльшафт", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		lines := pdf.Set(l, word, 0.2, true)
		for i, line := range lines {
			if line.Hyphenated != (i < len(lines)-1) || line.Share > 1.001 || len(lines) < 2 {
				t.Errorf("%s: line %d is %+v", word, i+1, line)
			}
		}
	}
	lines := pdf.Set(l, "https://example.org/ett/tva/trettiosjunde/fyrahundra?fem=sexhundra&sju=attahundra", 0.2, true)
	for i, line := range lines {
		if line.Hyphenated || i < len(lines)-1 && !strings.ContainsRune("/?&=.-", rune(line.Text[len(line.Text)-1])) {
			t.Errorf("an address is broken as %+v", line)
		}
	}
}

// A soft hyphen in a text is seen where a line ends with it, and nowhere else.
func TestSoftHyphensInATextCount(t *testing.T) {
	t.Parallel()
	l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50), letter.Options{})
	seen := 0
	for indent := range 30 {
		for _, line := range pdf.Set(l, strings.Repeat("i ", indent)+"Upphandlings\u00admyndighetens uppföljning", 0.4, true) {
			if strings.Contains(line.Text, "\u00ad") {
				t.Errorf("%q has a soft hyphen in it", line.Text)
			}
			if line.Hyphenated {
				seen++
				if !strings.HasSuffix(line.Text, " Upphandlings") {
					t.Errorf("%q ends with a hyphen", line.Text)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no line ends at the soft hyphen")
	}
}

// Whoever searches a letter, copies from it or listens to it gets whole words.
func TestPartedWordsAreReadWhole(t *testing.T) {
	t.Parallel()
	hyphens(t)
	program := installed(t, "pdftotext")
	comment := ""
	for _, text := range ragged {
		comment += text + "\n"
	}
	l := build(t, facts("Karin Ek", "Realisationsvinstbeskattningsfrågor i samhällsbyggnadsförvaltningens verksamhetsplanering", mean55, mean50, mean50,
		comment, "Så "+strings.Repeat("långt", 40)+" ord."), letter.Options{})
	b := write(t, l)
	keep(t, "hyphens", b)
	if n := pdf.Parted(l); n < 3 {
		t.Fatalf("%d words go on in the next line", n)
	}
	c, err := pdf.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"Read": strings.Join(c.Pages, "\n")}
	for _, mode := range []string{"-nopgbrk", "-raw", "-layout"} {
		cmd := exec.Command(program, mode, "-", "-")
		cmd.Stdin = bytes.NewReader(b)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		texts[mode] = string(out)
	}
	words := strings.Fields(comment + " " + strings.Repeat("långt", 40) + " " + strings.Join(l.Opening, " "))
	for reader, text := range texts {
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: %q is not whole", reader, word)
			}
		}
	}
}

// A date, a time, a number with what it counts: no line ends in them.
func TestLinesDoNotEndInADate(t *testing.T) {
	t.Parallel()
	l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50), letter.Options{})
	for indent := range 40 {
		for _, line := range pdf.Set(l, strings.Repeat("i ", indent)+"den 16 april 2026 kl. 16.30 var 23 svar här", 0.4, true) {
			for _, end := range []string{"den", "16", "april", "kl.", "23"} {
				if strings.HasSuffix(strings.TrimSpace(line.Text), " "+end) {
					t.Errorf("a line ends with %q", line.Text)
				}
			}
		}
	}
}
