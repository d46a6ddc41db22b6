package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
)

func TestWhatAnOrganizationSaysOfItself(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		s := open(t, address, Options{Now: c.now})
		loaded(t, s, programme(1))
		all, err := s.Organizations(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%d organizations, %v", len(all), err)
		}
		id := all[0].ID
		has := func(want compliance.Statement) {
			t.Helper()
			got, err := s.Statement(t.Context(), id)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v, want - got +:\n%s", err, diff)
			}
		}
		has(compliance.Statement{More: survey.Text{}})
		first := compliance.Statement{
			Status: compliance.Partly, Assessed: "2026-03-01", Method: compliance.MethodSelf, Email: "eva@example.org", Days: 3,
			Faults: []compliance.Fault{{What: survey.Text{"sv": "Å", "en": "A"}, Why: compliance.FaultUnmended, Mended: "2026-06-01"}},
			More:   survey.Text{"sv": "Ring oss.\n\n- gärna", "en": ""},
		}
		if err := s.SaveStatement(t.Context(), id, first); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "writing over somebody else's", s.SaveStatement(t.Context(), id, compliance.Statement{}), survey.ErrConflict)
		wantErr(t, "another organization's", s.SaveStatement(t.Context(), id+1, first), survey.ErrNotFound)
		if err := s.SaveStatement(t.Context(), id, compliance.Statement{Revision: 1, More: survey.Text{"sv": "a\x00b"}}); err == nil {
			t.Error("a text with NUL is taken")
		}
		first.Revision, first.Updated, first.More = 1, "2026-04-16", survey.Text{"sv": "Ring oss.\n\n- gärna"}
		has(first)

		p := compliance.Procurement{Answers: map[compliance.Topic]survey.Text{"hosting": {"sv": "I Uppsala", "en": "In Uppsala"}, "support": {"sv": "Ring"}}}
		if err := s.SaveProcurement(t.Context(), id, p); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "writing over somebody else's answers", s.SaveProcurement(t.Context(), id, p), survey.ErrConflict)
		p.Revision = 1
		if got, err := s.Procurement(t.Context(), id); err != nil || !cmp.Equal(p, got) {
			t.Errorf("%+v, %v", got, err)
		}
		if n, of := p.Answered([]survey.Language{"sv", "en"}); n != 1 || of != 7 {
			t.Errorf("%d of %d answered", n, of)
		}
		has(first) // one page's answers are none of the other's
	})
}
