package page

import (
	"net/http"

	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/limit"
)

// Familiar is where a try from devices that are known waits, and what it counts for.
func (l *Limits) Familiar(o organizer.Organizer, devices []string) (limit.Place, []limit.Claim) {
	claims := make([]limit.Claim, len(devices))
	for i, device := range devices {
		claims[i] = limit.Claim{Limiter: l.signIn.known, Who: device}
	}
	return limit.Place{Name: "known " + IDText(o.ID), Ahead: true}, claims
}

// Stranger is where all other tries wait, those of one address together, and what
// they count for: alike for accounts that are there and that are not.
func (l *Limits) Stranger(r *http.Request, email string) (limit.Place, []limit.Claim) {
	at := limit.Place{Name: l.Proxies.Client(r)}
	claims := []limit.Claim{{Limiter: l.signIn.pair, Who: at.Name + " " + email}, {Limiter: l.signIn.account, Who: email}}
	if at.Name != "" {
		claims = append([]limit.Claim{{Limiter: l.signIn.from, Who: at.Name}}, claims...)
	}
	return at, claims
}
