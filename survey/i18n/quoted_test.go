package i18n_test

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

func TestQuotationMarksInsideOthersTurnInward(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language   survey.Language
		text, want string
	}{
		{"sv", `Säg ”ja” till mer`, `”Säg ’ja’ till mer”`},
		{"sv", `"Kul"`, `”’Kul’”`},
		{"en", `Say "yes" to ("more")`, `“Say ‘yes’ to (‘more’)”`},
		{"en", `It’s 5'`, `“It’s 5'”`},
		{"fi", `Sano "joo"`, `”Sano ’joo’”`},
		{"sv", ``, `””`},
	} {
		if got := i18n.For(c.language).Quoted(c.text); got != c.want {
			t.Errorf("%s: %s becomes %s, not %s", c.language, c.text, got, c.want)
		}
	}
}
