package letter_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

func TestAPersonalLineSaysWhoseItIs(t *testing.T) {
	t.Parallel()
	const line = "Så roligt\natt du kom ända från Kiruna!"
	for language, lead := range map[survey.Language]string{
		survey.Swedish: "Maria Lind skriver:", survey.English: "A line from Maria Lind:",
	} {
		f := first()
		f.PersonalLine = line
		d, _ := page(t, f, letter.Options{Language: language})
		if got := d.Find(".letter-personal-lead").Text(); got != lead {
			t.Errorf("%s: it begins %q, want %q", language, got, lead)
		}
		text := build(t, f, letter.Options{Language: language}).Text()
		if !strings.Contains(text, lead+"\n\nSå roligt att du kom ända från Kiruna!\n") {
			t.Errorf("%s: the letter as text lacks the line:\n%s", language, text)
		}
		f.Organization.Signer = ""
		if d, _ := page(t, f, letter.Options{Language: language}); !strings.Contains(d.Find(".letter-personal-lead").Text(), "Mälardalens ledarforum") {
			t.Errorf("%s: nobody signs, and the line is nobody's", language)
		}
		f.PersonalLine = " \n"
		if d, _ := page(t, f, letter.Options{Language: language}); d.Find(".letter-personal").Length() != 0 {
			t.Errorf("%s: an empty line has its place in the letter", language)
		}
	}
}
