package store

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/organizer"
)

// setUp makes an organization as a set-up link does.
func setUp(t *testing.T, s *Store, name string) error {
	t.Helper()
	token, err := s.AddLink(t.Context(), organizer.Link{Kind: organizer.LinkSetUp, Role: organizer.Owner, Expires: s.now().Add(organizer.SetUpLinkLasts)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.SetUp(t.Context(), token, name, organizer.Organizer{Name: "Ägare", Email: "agare@example.org"}, "")
	return err
}

func TestNoOrganizationIsNamedLikeAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		if err := setUp(t, s, "Håbo kommun"); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "the same name", setUp(t, s, "Håbo kommun"), survey.ErrConflict)
		for _, name := range []string{"Hȧbo kommun", "HÅBO KOMMUN", "Håbokommun", "Håbo kornmun", "Håbo k0mmun"} {
			wantErr(t, name, setUp(t, s, name), survey.ErrLookalike)
			p := programme(1)
			p.Organization.Name = name
			_, err := s.Load(t.Context(), p)
			wantErr(t, name+" from a file", err, survey.ErrLookalike)
		}
		for _, name := range []string{"Håbo kоmmun", "Håbo\u200b kommun", "Håbo kommun\u202e"} {
			if field := fieldOf(setUp(t, s, name)); field != form.FieldName {
				t.Errorf("%+q is not refused by itself", name)
			}
		}
		if err := setUp(t, s, "Habo kommun"); err != nil { // another municipality
			t.Fatal(err)
		}

		e := loaded(t, s, programme(1))
		o, h, err := s.Letterhead(t.Context(), e.Organization.ID)
		if err != nil {
			t.Fatal(err)
		}
		o.Name = "Habo Kommun."
		var errs survey.FieldErrors
		if err := s.SaveLetterhead(t.Context(), o, h); !errors.As(err, &errs) || !errs.Has(form.MsgLookalike) {
			t.Errorf("renaming to look like another: %v", err)
		}
	})
}

func TestOrganizationsThatLookedAlikeBeforeStay(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		e := loaded(t, s, programme(1))
		p := programme(1)
		p.Organization.Name, p.Event.Name = "En annan", "En annans"
		other := loaded(t, s, p)
		if _, err := s.pools.write.Exec(s.pools.write.Rebind("UPDATE organization SET name = ? WHERE id = ?"), e.Organization.Name+".", other.Organization.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		o, h, err := s.Letterhead(t.Context(), other.Organization.ID)
		if err != nil {
			t.Fatal(err)
		}
		o.Place = "Ny ort"
		if err := s.SaveLetterhead(t.Context(), o, h); err != nil {
			t.Errorf("saving under the name it has: %v", err)
		}
	})
}

func TestOfTwoNamesAtOnceOneIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		for range 8 {
			errs := make([]error, 2)
			names := []string{"Samtidig " + newKey(t).Text(), ""}
			names[1] = names[0] + "."
			var both sync.WaitGroup
			for i, name := range names {
				both.Go(func() { errs[i] = setUp(t, s, name) })
			}
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), survey.ErrLookalike) {
				t.Fatalf("of two that look alike at once: %v and %v", errs[0], errs[1])
			}
		}
	})
}

func TestWhatIsStoredInTwoSignsIsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		name := func(a string) survey.Programme {
			p := programme(1)
			p.Organization.Name, p.Event.Name = a+"rets arrangör", a+"rets möte"
			p.Sessions[0].Session.Title = "M" + a + "l"
			p.Sessions[0].Appearances[0].Speaker = survey.Speaker{Name: a + "sa", Email: a + "sa@Example.org"}
			return p
		}
		old := name("å")
		loaded(t, s, old)
		decomposed := name("a\u030a")
		for query, text := range map[string]string{
			"UPDATE organization SET name = ?":   decomposed.Organization.Name,
			"UPDATE event SET name = ?":          decomposed.Event.Name,
			"UPDATE session SET title = ?":       decomposed.Sessions[0].Session.Title,
			"UPDATE speaker SET name = ?":        decomposed.Sessions[0].Appearances[0].Speaker.Name,
			"UPDATE speaker SET email = ? || ''": decomposed.Sessions[0].Appearances[0].Speaker.Email,
		} {
			if _, err := s.pools.write.Exec(s.pools.write.Rebind(query), text); err != nil {
				t.Fatal(err)
			}
		}
		again := name("å")
		again.Sessions[0].Appearances[0].Speaker.Email = "åsa@example.org"
		second := again.Sessions[0]
		second.Session.Title = "Ett till"
		again.Sessions = append(again.Sessions, second)
		got, err := s.Load(t.Context(), again)
		if err != nil || got.Added != 1 || got.Kept != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		for table, want := range map[string]int{"organization": 1, "event": 1, "speaker": 1, "session": 2} {
			var n int
			if err := s.pools.read.Get(&n, "SELECT COUNT(*) FROM "+table); err != nil || n != want {
				t.Errorf("%d in %s, want %d; %v", n, table, want, err)
			}
		}
	})
}

// Nobody has another's id in their name, where readers would take it for the id that
// stands beside it.
func TestNoOrganizationHasAnothersIDInItsName(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(1)
		p.Organization.Name = "Forum för styrning"
		victim := loaded(t, s, p).Organization
		id := victim.Issuer()
		for _, name := range []string{"Forum (id " + id + ")", "Nya " + strings.ToLower(id), "Nya " + strings.ReplaceAll(id, "-", " "), "Nya " + strings.ReplaceAll(id, "-", "–")} {
			q := programme(1)
			q.Organization.Name = name
			if _, err := s.Load(t.Context(), q); !errors.Is(err, survey.ErrLookalike) {
				t.Errorf("%q: %v", name, err)
			}
		}
		q := programme(1)
		q.Organization.Name = "Nya forumet"
		if _, err := s.Load(t.Context(), q); err != nil {
			t.Error(err)
		}
	})
}
