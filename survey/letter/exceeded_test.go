package letter_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/wording"
)

// TestMoreAnswersThanAttended: however few attended, both numbers stand, no share
// of the attendees does, and the speaker is told what an open link cannot tell.
func TestMoreAnswersThanAttended(t *testing.T) {
	t.Parallel()
	flat := func(l letter.Letter) string { return strings.Join(strings.Fields(l.Text()), " ") }
	for _, c := range []struct {
		attended int
		about    bool
		sv, en   string
	}{
		{1, false, "1 person deltog och vi fick 23 svar.", "1 person attended and we received 23 responses."},
		{6, false, "6 personer deltog och vi fick 23 svar.", "6 people attended and we received 23 responses."},
		{22, true, "Omkring 22 personer deltog och vi fick 23 svar.", "About 22 people attended and we received 23 responses."},
	} {
		f := exceeded(c.attended, c.about)
		sv, en := flat(build(t, f, letter.Options{Language: survey.Swedish})), flat(build(t, f, letter.Options{Language: survey.English}))
		for text, wants := range map[string][]string{
			sv: {c.sv, "fler svar än deltagare", "öppen länk", "inget du rår för"},
			en: {c.en, "more responses came than people attended", "open link", "nothing that you did"},
		} {
			for _, want := range wants {
				if !strings.Contains(text, want) {
					t.Errorf("%d attended: no %q in\n%s", c.attended, want, text)
				}
			}
		}
	}
	for _, attended := range []int{0, 23, 61} { // unknown, as many, more: nothing to say
		if text := flat(build(t, exceeded(attended, false), letter.Options{Language: survey.English})); strings.Contains(text, "open link") {
			t.Errorf("%d attended:\n%s", attended, text)
		}
	}
	invited := flat(build(t, exceededInvited(), letter.Options{Language: survey.English}))
	if !strings.Contains(invited, "23 of 61 invited people responded") || !strings.Contains(invited, "6 people attended") || strings.Contains(invited, "open link") {
		t.Errorf("with personal links:\n%s", invited)
	}
}

// TestOwnWordsHoldFewAttendees: an organization's own sentence keeps the number too.
func TestOwnWordsHoldFewAttendees(t *testing.T) {
	t.Parallel()
	f := exceeded(6, false)
	f.Wordings = map[survey.Language]survey.Wording{survey.Swedish: {Language: survey.Swedish, Texts: map[wording.Part]string{
		wording.Figures: "Vi räknade {deltog} i salen.",
	}}}
	if text := build(t, f, letter.Options{Language: survey.Swedish}).Text(); !strings.Contains(strings.Join(strings.Fields(text), " "), "Vi räknade 6 personer i salen.") {
		t.Errorf("own words:\n%s", text)
	}
}
