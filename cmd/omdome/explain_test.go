package main

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// TestExplainTellsHowManyAttended, also where more answers came.
func TestExplainTellsHowManyAttended(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		attended int
		about    bool
		access   survey.Access
		want     string
		not      string
	}{
		{6, false, survey.AccessLink, "6 attended, as an organizer has entered it.\nSo more answers came than people attended: an open link cannot tell who answers.", "About"},
		{6, true, survey.AccessInvitation, "About 6 attended, as an organizer has entered it.\nSo more answers came than people attended; each is of a personal link.", "open link"},
		{61, false, survey.AccessLink, "61 attended", "more answers"},
		{0, false, survey.AccessLink, "40 responses", "attended"},
	} {
		f := survey.LetterFacts{Tallies: survey.Tallies{Responses: 40}}
		f.Session.Attended, f.Session.About, f.Event.Access, f.Session.K = c.attended, c.about, c.access, 5
		var b strings.Builder
		explain(&b, f)
		if got := b.String(); !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%d attended: %s", c.attended, got)
		}
	}
}
