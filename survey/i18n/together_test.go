package i18n_test

import (
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

func TestWhatIsReadAsOneStaysTogether(t *testing.T) {
	t.Parallel()
	for language, texts := range map[survey.Language][]string{
		survey.Swedish: {
			"Uppsala den~16~april~2026", "61~personer deltog och vi fick 23~svar.", "20~av~23~gav en femma", "torsdag 16~april kl.~16.30.",
			"se sid.~2 och sidan~3", "Brev~2026-0412, ersätter brev~2026-0411", "Avtal 2026 och framåt", "Jag gav 5. mer vet jag inte", "(12~kommentarer)",
			"Inget tal", "36~% av alla", "1 Inledning",
		},
		survey.English: {
			"Uppsala, 16~April~2026", "61~people attended and we received 23~responses.", "20~of~23~gave it a 5 or a 6", "Thursday 16~April at~16:30",
			"page~2~of~3", "Letter~2026-0412, replacing letter~2026-0411", "In 2026 we", "at home",
		},
		"fi": {"torstaina 16.~huhtikuuta klo~16.30", "23~vastausta", "sivu~2"},
	} {
		for _, want := range texts {
			want = strings.ReplaceAll(want, "~", "\u00a0")
			if got := i18n.For(language).Together(strings.ReplaceAll(want, "\u00a0", " ")); got != want {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

func TestDaysOfAnEvent(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	}
	first := day(2026, time.April, 16)
	for last, want := range map[time.Time][3]string{
		first:                      {"16 april 2026", "16 April 2026", "16. huhtikuuta 2026"},
		day(2026, time.April, 17):  {"16–17 april 2026", "16–17 April 2026", "16.–17. huhtikuuta 2026"},
		day(2026, time.May, 2):     {"16 april – 2 maj 2026", "16 April – 2 May 2026", "16. huhtikuuta – 2. toukokuuta 2026"},
		day(2027, time.January, 2): {"16 april 2026 – 2 januari 2027", "16 April 2026 – 2 January 2027", "16. huhtikuuta 2026 – 2. tammikuuta 2027"},
	} {
		for i, language := range []survey.Language{survey.Swedish, survey.English, "fi"} {
			if got := i18n.For(language).Days(first, last); got != want[i] {
				t.Errorf("%s: %q, want %q", language, got, want[i])
			}
		}
	}
}
