package store

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/wording"
)

func TestAnOrganizationsLetters(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		e := loaded(t, s, programme(1))
		p := programme(1)
		p.Organization.Name, p.Event.Name = "En annan", "En annans"
		loaded(t, s, p)
		id := e.Organization.ID

		w := survey.Wording{Language: "sv", Texts: map[wording.Part]string{wording.Greeting: "Bästa {namn}!"}}
		wantErr(t, "no such organization", s.SaveWording(t.Context(), id+1, w), survey.ErrNotFound)
		for revision := range 2 {
			w.Revision = revision
			if err := s.SaveWording(t.Context(), id, w); err != nil {
				t.Fatal(err)
			}
			wantErr(t, "overtaken", s.SaveWording(t.Context(), id, w), survey.ErrConflict)
		}
		w.Revision = 2
		got, err := s.Wordings(t.Context(), id)
		if diff := cmp.Diff(map[survey.Language]survey.Wording{"sv": w}, got); err != nil || diff != "" {
			t.Errorf("%v, want - got +:\n%s", err, diff)
		}

		o, h, err := s.Letterhead(t.Context(), id)
		if err != nil || h.Revision != 0 || len(h.Logo.PNG) > 0 {
			t.Fatalf("%+v, %v", h, err)
		}
		o.Signer, o.Address = "Eva Ö", []string{"Box 1"}
		h.Accent, h.Logo = "#7a1f1f", survey.Picture{PNG: bytes.Repeat([]byte{0, 137, 255}, 50_000), Width: 30, Height: 20}
		if err := s.SaveLetterhead(t.Context(), o, h); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "overtaken", s.SaveLetterhead(t.Context(), o, h), survey.ErrConflict)
		h.Revision = 1
		taken := o
		taken.Name = "En annan"
		if field := fieldOf(s.SaveLetterhead(t.Context(), taken, h)); field != form.FieldName {
			t.Errorf("another organization's name is wrong with the field %q", field)
		}
		o2, h2, err := s.Letterhead(t.Context(), id)
		if diff := cmp.Diff(h, h2, cmpopts.EquateEmpty()); err != nil || diff != "" || o2.Signer != "Eva Ö" {
			t.Errorf("%v %+v, want - got +:\n%s", err, o2, diff)
		}
		h2.Logo = survey.Picture{}
		if err := s.SaveLetterhead(t.Context(), o2, h2); err != nil {
			t.Fatal(err)
		}
		if _, h3, err := s.Letterhead(t.Context(), id); err != nil || len(h3.Logo.PNG) > 0 || h3.Revision != 2 {
			t.Errorf("%+v, %v", h3, err)
		}
	})
}
