package wording_test

import (
	"slices"
	"testing"

	"github.com/omdome/omdome/survey/wording"
)

// TestOnlyFiguresPraise: the words that praise stand in those paragraphs alone that
// letters with such figures have, and a letter without figures says of nobody how many
// answered.
func TestOnlyFiguresPraise(t *testing.T) {
	t.Parallel()
	praise := map[wording.Placeholder][]wording.Part{
		wording.PlaceRatings:  {wording.OpeningPraise, wording.OpeningAcceptable},
		wording.PlaceEffort:   {wording.ClosingPraise, wording.ClosingOther}, // "din medverkan" in the latter
		wording.PlaceAnswers:  {wording.OpeningPraise, wording.OpeningAcceptable, wording.OpeningDivided, wording.OpeningNone, wording.Figures},
		wording.PlaceAttended: {wording.OpeningPraise, wording.OpeningAcceptable, wording.OpeningDivided, wording.OpeningNone, wording.Figures},
		wording.PlaceLeast:    {wording.OpeningFew},
		wording.PlaceContact:  {wording.Honest},
	}
	seen := map[wording.Part]bool{}
	for _, part := range wording.Parts() {
		if seen[part] {
			t.Errorf("%s stands twice", part)
		}
		seen[part] = true
		there := part.Placeholders()
		for p, parts := range praise {
			if slices.Contains(there, p) != slices.Contains(parts, part) {
				t.Errorf("%s may hold %s: %t", part, p, slices.Contains(there, p))
			}
		}
		if sorted := slices.Sorted(slices.Values(there)); len(slices.Compact(sorted)) != len(there) || len(there) == 0 {
			t.Errorf("%s may hold %v", part, there)
		}
		if part.Most() < 100 || part.Most() > 900 {
			t.Errorf("%s may have %d characters", part, part.Most())
		}
	}
	for _, part := range []wording.Part{wording.OpeningFew, wording.ClosingFew} {
		if slices.Contains(part.Placeholders(), wording.PlaceAnswers) {
			t.Errorf("%s says how few answered", part)
		}
	}
}
