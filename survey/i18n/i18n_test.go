package i18n_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

func TestSwedishAndEnglishHaveTheSameKeys(t *testing.T) {
	if diff := cmp.Diff(i18n.For(survey.Swedish).Keys(), i18n.For(survey.English).Keys()); diff != "" {
		t.Error("Swedish (-) and English (+) differ:", diff)
	}
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// A placeholder may be left out of a plural form ("en kommentar"), but none may
// stand in one language that the others' text of that key does not know.
func TestPlaceholdersAreTheSameInEveryLanguage(t *testing.T) {
	for _, key := range i18n.For(survey.English).Keys() {
		if key == "format.clock" {
			continue // takes the hour in one of two ways
		}
		want := placeholders(i18n.For(survey.English), key)
		for _, l := range i18n.Languages() {
			if c := i18n.For(l); c.Has(key) {
				if got := placeholders(c, key); !cmp.Equal(got, want) {
					t.Errorf("%s of %s has %v, in English %v", key, l, got, want)
				}
			}
		}
	}
}

func placeholders(c *i18n.Catalog, key string) []string {
	found := placeholder.FindAllString(c.T(key), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestNumbersAndTimesByTheLanguagesRules(t *testing.T) {
	sv, en, fi := i18n.For(survey.Swedish), i18n.For(survey.English), i18n.For("fi")
	at := time.Date(2026, 4, 16, 9, 5, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{sv.Decimal(55), "5,5"},
		{en.Decimal(50), "5.0"},
		{sv.Int(1234), "1234"},
		{sv.Int(12345), "12\u00a0345"},
		{en.Int(1234567), "1,234,567"},
		{sv.Percent(20, 23), "87\u00a0%"},
		{en.Percent(20, 23), "87%"},
		{sv.Date(at), "16 april 2026"},
		{en.Date(at), "16 April 2026"},
		{sv.Moment(at), "torsdag 16 april kl. 09.05"},
		{en.Moment(at), "Thursday 16 April at 09:05"},
		{sv.List([]string{"a", "b", "c"}), "a, b och c"},
		{en.List([]string{"a"}), "a"},
		{fi.Decimal(55), "5,5"},
		{fi.Int(12345), "12\u00a0345"},
		{fi.Percent(20, 23), "87\u00a0%"},
		{fi.Date(at), "16. huhtikuuta 2026"},
		{fi.Weekday(at), "torstai 16. huhtikuuta"},
		{fi.Moment(at), "torstaina 16. huhtikuuta klo 9.05"},
		{fi.List([]string{"a", "b", "c"}), "a, b ja c"},
		{fi.T("error.long", "n", 1), "Kommentti on yhden merkin liian pitkä."},
		{fi.T("error.long", "n", 2), "Kommentti on 2 merkkiä liian pitkä."},
		{sv.Spelled(3), "tre"},
		{sv.Spelled(13), "13"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	offered := []survey.Language{survey.Swedish, survey.English}
	for accept, want := range map[string]survey.Language{
		"":                       survey.Swedish,
		"en-GB,en;q=0.9":         survey.English,
		"de,en;q=0.5,sv;q=0.9":   survey.Swedish,
		"de":                     survey.Swedish,
		"nonsense;;;q=x":         survey.Swedish,
		"sv-FI,sv;q=0.9,en;q=.8": survey.Swedish,
	} {
		if got := i18n.Match(accept, offered); got != want {
			t.Errorf("%q: %s, want %s", accept, got, want)
		}
	}
}
