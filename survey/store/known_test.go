package store

import (
	"sync"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// TestAllProgramsKnowOneDeviceSecret: those that first need it at once, and those
// that come later.
func TestAllProgramsKnowOneDeviceSecret(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		programs := []*Store{open(t, address, Options{}), open(t, address, Options{}), open(t, address, Options{})}
		got := make([]organizer.DeviceSecret, len(programs))
		var all sync.WaitGroup
		for i, s := range programs {
			all.Go(func() {
				var err error
				if got[i], err = s.DeviceSecret(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		later, err := open(t, address, Options{}).DeviceSecret(t.Context())
		if err != nil || later == (organizer.DeviceSecret{}) {
			t.Errorf("a secret that is none, %v", err)
		}
		for i, secret := range got {
			if secret != later {
				t.Errorf("program %d has another secret", i)
			}
		}
	})
}

// TestAPasswordIsChangedOnceOnly: of two who have shown the same password, the second
// is told that it is another by now, and all sign-ins are over.
func TestAPasswordIsChangedOnceOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		m, err := s.AddOrganizer(t.Context(), organizer.Organizer{
			OrganizationID: event.Event.OrganizationID, Name: "Eva", Email: "eva@example.org", Role: organizer.Viewer,
		}, "old")
		if err != nil {
			t.Fatal(err)
		}
		token := survey.SignInHash("token")
		if err := s.AddSignIn(t.Context(), token, organizer.SignIn{Organizer: m.Organizer.ID}); err != nil {
			t.Fatal(err)
		}
		changed, err := s.Office(m).ChangePassword(t.Context(), m.Organizer.Secured, "new")
		if err != nil || !changed.Organizer.Secured.After(m.Organizer.Secured) {
			t.Errorf("%v, %v", changed.Organizer.Secured, err)
		}
		_, err = s.Office(m).ChangePassword(t.Context(), m.Organizer.Secured, "newer")
		wantErr(t, "the second", err, survey.ErrConflict)
		_, err = s.SignIn(t.Context(), token)
		wantErr(t, "the sign-in", err, survey.ErrNotFound)
		known, err := s.Credentials(t.Context(), "eva@example.org")
		if err != nil || len(known) != 1 || known[0].Password != "new" {
			t.Errorf("%v, %v", known, err)
		}
	})
}
