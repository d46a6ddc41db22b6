package pdf_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// samples are letters that differ in everything that a page can have.
func samples(t *testing.T) map[string]letter.Letter {
	t.Helper()
	address := "https://omdome.example.org/l/GGQJHXA496X2J83GQGD0QE2Q5C"
	all := map[string]letter.Letter{
		"first":      build(t, first(), letter.Options{Address: address}),
		"english":    build(t, first(), letter.Options{Address: address, Language: survey.English}),
		"suppressed": build(t, facts("Karin Ek", "Från mål till avtal", few, few, few), letter.Options{}),
		"pages":      build(t, facts("Karin Ek", "Från mål till avtal", mean28, split, mean47, many(40, 260)...), letter.Options{Address: address}),
		"choices":    build(t, withChoice(), letter.Options{Address: address}),
		"address":    build(t, first(), letter.Options{Address: "https://" + strings.Repeat("x", 150) + ".example.org/l/A"}),
	}
	for name, s := range strange {
		all[name] = build(t, facts(s, s, mean55, mean50, mean50, s, "före "+s+" efter"), letter.Options{})
	}
	for name, s := range scripts {
		all[name] = build(t, facts(s, s, mean55, mean50, mean50, s, "före "+s+" efter"), letter.Options{})
	}
	dressed := all["first"]
	dressed.Sender.Logo = letter.Picture{PNG: logo(t), Width: 400, Height: 120, Alt: "Mälardalens ledarforum"}
	dressed.Signature.Image = letter.Picture{PNG: logo(t), Width: 400, Height: 120, Alt: "Maria Linds namnteckning"}
	dressed.Accent = "#7a1f3d"
	dressed.Personal = letter.Personal{Lead: "Maria Lind skriver:", Text: "Det var roligt att ha dig här, och vi hoppas att du vill komma tillbaka."}
	all["dressed"] = dressed
	return all
}

func TestEverythingIsTagged(t *testing.T) {
	t.Parallel()
	for name, l := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := writeWith(t, l, record...)
			keep(t, "tagged-"+name, b)
			tree := pdf.ReadTree(t, b)
			if tree.Role != "Document" || tree.Lang != string(l.Language) {
				t.Errorf("the tree is a %s in %q", tree.Role, tree.Lang)
			}
			if diff := cmp.Diff(read(l), tree.Flat(), ends); diff != "" {
				t.Errorf("it is not read as it is written:\n%s", diff)
			}
			heads := len(tree.All("H2")) - len(l.Choices)
			if h1 := tree.All("H1"); len(h1) != 1 || l.Comments.Heading != "" && heads != 1 {
				t.Errorf("%d titles and %d headings", len(h1), heads)
			}
			quotes := 0
			for _, g := range l.Comments.Groups {
				quotes += len(g.Texts)
			}
			if got := len(tree.All("BlockQuote")); got != quotes {
				t.Errorf("%d quotes, want %d", got, quotes)
			}
			for _, f := range tree.All("Figure") {
				if f.Alt == "" {
					t.Error("a picture has no text in its place")
				}
			}
			if err := pdf.Validate(b, false); err != nil {
				t.Errorf("pdfcpu: %v", err)
			}
			// Associated files are PDF/A-3's and PDF 2.0's, which pdfcpu's strict
			// mode does not know.
			if err := pdf.Validate(write(t, l), true); err != nil {
				t.Errorf("pdfcpu, strict: %v", err)
			}
		})
	}
}

func TestTablesHaveHeaderCells(t *testing.T) {
	t.Parallel()
	l := build(t, withChoice(), letter.Options{})
	tree := pdf.ReadTree(t, write(t, l))
	tables := tree.All("Table")
	if len(tables) != 1 {
		t.Fatalf("%d tables", len(tables))
	}
	rows := tables[0].All("TR")
	if len(rows) != 1+len(l.Choices[0].Options) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		want := []string{"TH Row", "TD ", "TD "}
		if i == 0 {
			want = []string{"TH Column", "TH Column", "TH Column"}
		}
		var got []string
		for _, cell := range row.Kids {
			got = append(got, cell.Role+" "+cell.Scope)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
	}
}

// A quote in another script says its language to the voice that reads it.
func TestQuotesSayTheirLanguage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Bra.": "", strange["arabic"]: "ar", strange["hebrew"]: "he", strange["chinese"]: "zh", strange["japanese"]: "ja",
		strange["korean"]: "ko", strange["greek"]: "el", strange["thai"]: "th", "Bra: 张伟": "", "😀!": "", strange["hindi"]: "hi",
	} {
		tree := pdf.ReadTree(t, write(t, build(t, facts("Karin Ek", "T", mean55, mean50, mean50, text), letter.Options{})))
		if got := tree.All("BlockQuote")[0].Lang; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// ends makes texts equal that differ in a space or a point between parts of the
// foot at their end alone.
var ends = cmp.Comparer(func(a, b string) bool { return strings.TrimRight(a, " ·") == strings.TrimRight(b, " ·") })

// read is all that a letter says, in the order in which it is read: what
// letter.Text says, but that figures are the pictures' texts, and tables cells.
func read(l letter.Letter) []string {
	var out []string
	add := func(all ...string) {
		for _, s := range all {
			if s = pdf.Spoken(s); s != "" {
				out = append(out, s)
			}
		}
	}
	c := i18n.For(l.Language)
	add(l.Sender.Logo.Alt, l.Sender.Name)
	add(l.Sender.Lines...)
	add(l.PlaceDate)
	add(l.Recipient...)
	add(l.Kicker, l.Heading, l.Salutation)
	add(l.Opening...)
	add(l.Turnout)
	for _, s := range l.Figures.Panels {
		add(s.Description)
	}
	if len(l.Figures.Panels) > 0 {
		add(l.Figures.Legend)
	}
	for _, f := range l.Figures.Items {
		if f.Missing != "" {
			add(f.Lead() + " " + f.Missing)
		}
	}
	add(l.Findings...)
	for _, c := range l.Choices {
		add(c.Question, c.Missing)
		if c.Missing == "" {
			add(c.Heads[0]+" ("+c.Answered+")", c.Heads[1], c.Heads[2])
			for _, o := range c.Options {
				add(o.Text, o.Count, o.Percent)
			}
		}
	}
	add(l.Comments.Heading, l.Comments.Intro)
	for _, g := range l.Comments.Groups {
		add(g.Question)
		for _, t := range g.Texts {
			add(c.Quoted(t))
		}
	}
	add(l.Comments.LeftOut, l.Personal.Lead, l.Personal.Text)
	add(l.Closing...)
	s := l.Signature
	add(s.Greeting, s.Image.Alt, s.Name, s.Title+", "+s.Organization)
	if l.Address != "" {
		add(c.T("letter.pdf.code", "address", l.Address))
		add(l.NumberLine, l.AddressLine, l.Address)
		return out
	}
	add(l.NumberLine)
	return out
}
