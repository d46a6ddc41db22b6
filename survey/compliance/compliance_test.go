package compliance_test

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
)

// TestATopicIsAnsweredInEveryLanguageOrNot, and on accessibility nothing is asked: there
// is a statement.
func TestATopicIsAnsweredInEveryLanguageOrNot(t *testing.T) {
	t.Parallel()
	both := []survey.Language{survey.Swedish, survey.English}
	of := len(compliance.Topics()) - 1
	for _, c := range []struct {
		name    string
		answers map[compliance.Topic]survey.Text
		want    int
	}{
		{"nothing", nil, 0},
		{"one", map[compliance.Topic]survey.Text{"hosting": {"sv": "I Uppsala", "en": "In Uppsala"}}, 1},
		{"one in one language", map[compliance.Topic]survey.Text{"hosting": {"sv": "I Uppsala"}, "support": {"sv": "Ring", "en": "Call"}}, 1},
		{"accessibility", map[compliance.Topic]survey.Text{"accessibility": {"sv": "Bra", "en": "Good"}}, 0},
		{"what is no topic", map[compliance.Topic]survey.Text{"price": {"sv": "Billigt", "en": "Cheap"}}, 0},
	} {
		if n, all := (compliance.Procurement{Answers: c.answers}).Answered(both); n != c.want || all != of {
			t.Errorf("%s: %d of %d are answered", c.name, n, all)
		}
	}
}
