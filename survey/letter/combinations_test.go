package letter_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

var clumsy = regexp.MustCompile(`  | [.,:;!?]|[{}]|\.\.|letter\.|%!`)

// Every kind, role, band and number of colleagues makes paragraphs that begin
// with a capital, end with a stop, and have no hole.
func TestEveryCombinationReads(t *testing.T) {
	t.Parallel()
	bands := []survey.Tally{mean55, mean47, mean42, mean36, mean28, split, few}
	seen := map[survey.Band]int{}
	for _, l := range bothLanguages {
		for _, kind := range []survey.Kind{survey.KindWebinar, survey.KindWorkshop, survey.KindTalk, survey.KindPanel, "other"} {
			for _, role := range []survey.Role{survey.RoleSpeaker, survey.RoleLeader, survey.RolePanelist, survey.RoleModerator, "other"} {
				for _, tally := range bands {
					for colleagues := range 3 {
						f := facts(tally, tally, tally)
						f.Session.Kind = kind
						f.Appearances[0].Role = role
						f.Letter.Appearance = f.Appearances[0]
						for i := range colleagues {
							f.Appearances = append(f.Appearances, survey.Appearance{Number: i + 2, Role: role, Speaker: survey.Speaker{Name: []string{"Bo Ö", "Ida Å"}[i]}})
						}
						if colleagues == 2 { // and held twice
							f.Series = []survey.Occasion{{Event: f.Event, Session: f.Session}, {Event: f.Event, Session: f.Session}}
						}
						if role == survey.RoleModerator { // is not rated: the session alone
							f.Questions = f.Questions[:1]
						}
						built := build(t, f, letter.Options{Language: l})
						seen[built.Band]++
						for _, p := range append(append([]string{built.Salutation, built.Turnout}, built.Opening...), append(built.Findings, built.Closing...)...) {
							first, _ := utf8.DecodeRuneInString(p)
							last, _ := utf8.DecodeLastRuneInString(p)
							if p != "" && (clumsy.MatchString(p) || unicode.IsLower(first) || !strings.ContainsRune(".!,", last)) {
								t.Errorf("%s, %s, %s, %s: %q", l, kind, role, built.Band, p)
							}
						}
					}
				}
			}
		}
	}
	if len(seen) != 7 {
		t.Errorf("only the bands %v were seen", seen)
	}
}
