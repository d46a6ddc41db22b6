package letter_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

func page(t *testing.T, f survey.LetterFacts, o letter.Options) (*goquery.Document, string) {
	t.Helper()
	html, err := build(t, f, o).HTML()
	if err != nil {
		t.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(strings.NewReader(string(html)))
	if err != nil {
		t.Fatal(err)
	}
	return d, string(html)
}

func TestPageOfEveryBand(t *testing.T) {
	t.Parallel()
	for name, f := range cases() {
		for _, language := range []survey.Language{survey.Swedish, survey.English} {
			d, html := page(t, f, letter.Options{Language: language})
			if n := d.Find("h1").Length(); n != 1 {
				t.Errorf("%s %s: %d h1", name, language, n)
			}
			if got := d.Find("article").AttrOr("lang", ""); got != string(language) {
				t.Errorf("%s: language %q, want %q", name, got, language)
			}
			for _, never := range []string{"style=", "<script", "<no value>", "{", "letter.", "%!"} {
				if strings.Contains(html, never) {
					t.Errorf("%s %s: the page has %q", name, language, never)
				}
			}
			d.Find("table").Each(func(_ int, table *goquery.Selection) {
				if table.Find("caption").Length() != 1 || table.Find("thead th[scope=col]").Length() < 3 || table.Find("tbody th[scope=row]").Length() < 1 {
					t.Errorf("%s %s: a table without caption or header cells", name, language)
				}
			})
		}
	}
}

func TestPageShowsFiguresAndComments(t *testing.T) {
	t.Parallel()
	d, _ := page(t, first(), letter.Options{})
	if n := d.Find(".letter-panels svg").Length(); n != 1 {
		t.Errorf("%d panels, want 1", n)
	}
	if n := d.Find(".letter-singles svg[role=img]").Length(); n != 3 {
		t.Errorf("%d single charts, want 3", n)
	}
	if got := d.Find(".letter-singles svg desc").First().Text(); !strings.Contains(got, "5,5") {
		t.Errorf("the chart is described as %q", got)
	}
	if n := d.Find("blockquote").Length(); n != 2 {
		t.Errorf("%d quotes, want 2", n)
	}
	if got := d.Find(".letter-tables tbody tr").Length(); got != 18 {
		t.Errorf("%d table rows, want 18", got)
	}
}

func TestPageEscapesWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	f := facts(mean50, mean50, mean50)
	f.Appearances[0].Speaker.Name = "<b>Eve</b> {name}"
	f.Letter.Appearance = f.Appearances[0]
	f.Session.Title = `"><script>alert(1)</script>`
	comment(&f, 4, "<img src=x onerror=alert(1)>\nrad två", "")
	d, html := page(t, f, letter.Options{})
	if strings.Contains(html, "<script") || d.Find("img, b").Length() > 0 {
		t.Errorf("markup of data became markup of the page:\n%s", html)
	}
	if got := d.Find("blockquote br").Length(); got != 1 {
		t.Errorf("the comment's two lines have %d breaks", got)
	}
}

// Dates and counts stay on one line of the page.
func TestPageKeepsDatesTogether(t *testing.T) {
	t.Parallel()
	_, html := page(t, first(), letter.Options{})
	for _, want := range []string{"20\u00a0april\u00a02026", "16\u00a0april", "23\u00a0svar", "Brev\u00a0"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
}
