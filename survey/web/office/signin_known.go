package office

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

const (
	// knownCookie begins the names of the cookies that prove that an organizer has
	// signed in on this device before, one for each; the rest of the name tells
	// nobody whose it is. They open nothing: see [signInLimits].
	knownCookie = "known-"
	// knownFor is how long a device is known after the last time.
	knownFor = 180 * 24 * time.Hour
	// knownAtMost is of how many organizers one device keeps a proof.
	knownAtMost = 10
)

// knownSecret is the store's secret, read once.
type knownSecret struct {
	Read func(context.Context) (organizer.DeviceSecret, error)
	kept atomic.Pointer[organizer.DeviceSecret]
}

func (k *knownSecret) get(ctx context.Context) (organizer.DeviceSecret, error) {
	if kept := k.kept.Load(); kept != nil {
		return *kept, nil
	}
	secret, err := k.Read(ctx)
	if err == nil {
		k.kept.Store(&secret)
	}
	return secret, err
}

// known parts those of the organizers who have signed in on this device since they
// chose their password from the others. devices are the device's keys for them.
func (s *Room) known(r *http.Request, all []organizer.Credential) (mine []organizer.Credential, devices []string, others []organizer.Credential, err error) {
	if len(knownCookies(r)) == 0 {
		return nil, nil, all, nil
	}
	secret, err := s.secret.get(r.Context())
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range all {
		proof, err := r.Cookie(knownCookie + secret.Name(c.Organizer.ID))
		if err == nil {
			if device, ok := secret.Knows(c.Organizer, proof.Value); ok {
				mine, devices = append(mine, c), append(devices, device.Text())
				continue
			}
		}
		others = append(others, c)
	}
	return mine, devices, others, nil
}

// knownCookies are the names of the proofs that the device has.
func knownCookies(r *http.Request) (names []string) {
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, knownCookie) {
			names = append(names, c.Name)
		}
	}
	return names
}

// remember gives the device a proof for each of the organizers, and takes the
// oldest ones from it when there are too many.
func (s *Room) remember(w http.ResponseWriter, r *http.Request, organizers []organizer.Organizer) error {
	secret, err := s.secret.get(r.Context())
	if err != nil {
		return err
	}
	given := map[string]bool{}
	for _, o := range organizers {
		device, err := survey.NewKey(s.Random)
		if err != nil {
			return err
		}
		name := knownCookie + secret.Name(o.ID)
		given[name] = true
		s.SetCookie(w, &http.Cookie{
			Name: name, Value: secret.Proof(o, device), Path: OfficeBase, MaxAge: int(knownFor.Seconds()),
		})
	}
	kept := len(given)
	for _, name := range slices.Backward(knownCookies(r)) { // browsers send the oldest first
		if given[name] {
			continue
		}
		if kept++; kept > knownAtMost {
			s.SetCookie(w, &http.Cookie{Name: name, Path: OfficeBase, MaxAge: -1})
		}
	}
	return nil
}
