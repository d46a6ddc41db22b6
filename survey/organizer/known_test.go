package organizer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// TestAProofIsOneDevicesForOneOrganizer: for no other organizer, secret or password,
// and not when a character of it is another.
func TestAProofIsOneDevicesForOneOrganizer(t *testing.T) {
	t.Parallel()
	secret, device := organizer.DeviceSecret{1}, survey.Key{0xfe, 0xdc, 0xba}
	chosen := time.UnixMicro(1_776_000_000_000_000)
	eva := organizer.Organizer{ID: 7, OrganizationID: 1, Email: "eva@example.org", Secured: chosen}
	proof := secret.Proof(eva, device)
	if got, ok := secret.Knows(eva, proof); !ok || got != device {
		t.Errorf("the own proof: %v", ok)
	}
	another, later := eva, eva
	another.ID, later.Secured = 8, chosen.Add(time.Microsecond)
	for name, ok := range map[string]func() bool{
		"another organizer": func() bool { _, ok := secret.Knows(another, proof); return ok },
		"a later password":  func() bool { _, ok := secret.Knows(later, proof); return ok },
		"another secret":    func() bool { _, ok := organizer.DeviceSecret{9}.Knows(eva, proof); return ok },
		"another device":    func() bool { _, ok := secret.Knows(eva, survey.Key{3}.Text()+proof[26:]); return ok },
		"in small letters":  func() bool { _, ok := secret.Knows(eva, strings.ToLower(proof)); return ok },
		"nothing":           func() bool { _, ok := secret.Knows(eva, ""); return ok },
		"no proof":          func() bool { _, ok := secret.Knows(eva, device.Text()+"."); return ok },
	} {
		if ok() {
			t.Errorf("%s: the proof is taken", name)
		}
	}
	if secret.Name(7) == secret.Name(8) || secret.Name(7) == (organizer.DeviceSecret{9}).Name(7) {
		t.Error("two organizers, or two installations, have one name")
	}
}
