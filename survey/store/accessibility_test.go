package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
)

func TestAnOrganizationsWordsOnAccessibility(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		loaded(t, s, programme(1))
		all, err := s.Organizations(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%d organizations, %v", len(all), err)
		}
		id := all[0].ID
		has := func(want survey.Text) {
			t.Helper()
			got, err := s.Accessibility(t.Context(), id)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v, want - got +:\n%s", err, diff)
			}
		}
		set := func(text survey.Text) {
			t.Helper()
			if err := s.SetAccessibility(t.Context(), id, text); err != nil {
				t.Fatal(err)
			}
		}
		has(survey.Text{})
		set(survey.Text{"sv": "Ring oss.\n\n- gärna", "en": "Call us."})
		has(survey.Text{"sv": "Ring oss.\n\n- gärna", "en": "Call us."})
		set(survey.Text{"sv": "", "en": "Write to us."})
		has(survey.Text{"en": "Write to us."})
		if err := s.SetAccessibility(t.Context(), id, survey.Text{"sv": "a\x00b"}); err == nil {
			t.Error("a text with NUL is taken")
		}
		wantErr(t, "another organization's", s.SetAccessibility(t.Context(), id+1, survey.Text{"sv": "x"}), survey.ErrNotFound)
		has(survey.Text{"en": "Write to us."})
	})
}
