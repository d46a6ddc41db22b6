package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
)

// TestResultsAreThoseOfTheSessions: reading many sessions at once says what
// reading each by itself says.
func TestResultsAreThoseOfTheSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event, _ := heard(t, s)
		for _, st := range event.Sessions {
			act(t, s, st.Session.Code, survey.ActionRelease)
		}
		got, err := s.Results(t.Context(), event.Organization.ID, event.Event.Code)
		if err != nil || len(got) != 2 {
			t.Fatalf("%d results, %v", len(got), err)
		}
		for i, st := range event.Sessions {
			want, err := s.Result(t.Context(), st.Session.Code)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want.Tallies.Ratings, got[i].Tallies.Ratings); d != "" {
				t.Error(d)
			}
			for _, key := range []string{survey.QuestionOverall, survey.QuestionContent} {
				if d := cmp.Diff(survey.PartOf(want, key), survey.PartOf(got[i], key)); d != "" {
					t.Error(d)
				}
			}
		}
		if p := survey.PartOf(got[1], survey.QuestionOverall); !p.Summary.Suppressed {
			t.Errorf("four answers show %+v", p)
		}
		all, err := s.Results(t.Context(), event.Organization.ID, "")
		if err != nil || len(all) != 2 {
			t.Errorf("%d results across events, %v", len(all), err)
		}
		if other, err := s.Results(t.Context(), event.Organization.ID, "000000"); err != nil || len(other) != 0 {
			t.Errorf("%d results of no event, %v", len(other), err)
		}
		_, err = s.Results(t.Context(), event.Organization.ID+1, "")
		wantErr(t, "nobody's", err, survey.ErrNotFound)
	})
}
