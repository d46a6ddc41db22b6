package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

// signInLimits hold who guesses passwords. None of them locks anybody out for
// good: each lets a little through all the time.
type signInLimits struct {
	// pair holds one address at one account, account all addresses at it, from one
	// address at all accounts.
	pair, account, from *limiter
	// known holds one device on which the account has been signed in to before, and
	// that alone: strangers' guesses do not count for it.
	known *limiter
}

func newSignInLimits() signInLimits {
	return signInLimits{
		pair:    newLimiter(limit{atOnce: 8, every: 30 * time.Second}),
		account: newLimiter(limit{atOnce: 60, every: 10 * time.Second}),
		from:    newLimiter(limit{atOnce: 60, every: 5 * time.Second}),
		known:   newLimiter(limit{atOnce: 10, every: 30 * time.Second}),
	}
}

// errWrong: the password opens nothing.
var errWrong = errors.New("the password opens nothing")

// An errWait says for how long nobody looks at another password.
type errWait struct{ wait time.Duration }

func (errWait) Error() string { return "too many wrong passwords" }

// try returns whom of the e-mail's organizers the password opens, one at least, or
// errWrong, an errWait, or survey.ErrBusy where nobody could look at it. Each try is
// counted before, so that those that come at once are too, and given back when it
// was right.
//
// Whoever has signed in on this device before is looked at first, by a limit of
// the device's own. A password that opens one organizer says nothing of another,
// whom somebody else may have made with the same e-mail: only a try that opens all
// that it was counted for is given back.
func (s *server) try(r *http.Request, email, password string, all []store.Credential) ([]survey.Organizer, error) {
	mine, devices, others, err := s.known(r, all)
	if err != nil {
		return nil, err
	}
	var opened []survey.Organizer
	refusal := errWrong
	look := func(at place, claims []claim, some []store.Credential) error {
		more, err := s.tryOn(r, at, claims, password, some)
		opened = append(opened, more...)
		if err != nil && !isRefusal(err) {
			return err
		}
		if err != nil && errors.Is(refusal, errWrong) {
			refusal = err // rather one that says to come again
		}
		return nil
	}
	if len(mine) > 0 {
		at, claims := s.limits.familiar(mine[0].Organizer, devices)
		if err := look(at, claims, mine); err != nil {
			return nil, err
		}
	}
	if len(others) > 0 || len(mine) == 0 {
		at, claims := s.limits.stranger(r, email)
		if err := look(at, claims, others); err != nil {
			return nil, err
		}
	}
	if len(opened) == 0 {
		return nil, refusal
	}
	return opened, nil
}

// tryOn is try for some of the organizers, by what it counts for.
func (s *server) tryOn(r *http.Request, at place, claims []claim, password string, some []store.Credential) ([]survey.Organizer, error) {
	h, wait := hold(s.now(), claims...)
	if wait > 0 {
		return nil, errWait{wait}
	}
	opened, err := s.opened(r, at, some, password)
	if err != nil || len(opened) > 0 && len(opened) == len(some) {
		h.giveBack(s.now())
	}
	if err == nil && len(opened) == 0 {
		err = errWrong
	}
	return opened, err
}

// isRefusal says whether a try failed as tries do, and nothing is broken.
func isRefusal(err error) bool {
	_, wait := errors.AsType[errWait](err)
	return wait || errors.Is(err, errWrong) || errors.Is(err, survey.ErrBusy)
}

// notOpened is the status and the sentence for a password that opened nothing, or
// the error where something else is wrong.
func notOpened(w http.ResponseWriter, c *i18n.Catalog, err error) (status int, sentence string, _ error) {
	if e, ok := errors.AsType[errWait](err); ok {
		return http.StatusTooManyRequests, c.T("organizer.signin.wait", "n", retryIn(w, e.wait)), nil
	}
	switch {
	case errors.Is(err, errWrong):
		return http.StatusUnprocessableEntity, c.T("organizer.signin.wrong"), nil
	case errors.Is(err, survey.ErrBusy):
		return http.StatusServiceUnavailable, c.T("organizer.signin.busy", "n", retryIn(w, retrySeconds*time.Second)), nil
	}
	return 0, "", err
}

// familiar is where a try from devices that are known waits, and what it counts for.
func (l *limits) familiar(o survey.Organizer, devices []string) (place, []claim) {
	claims := make([]claim, len(devices))
	for i, device := range devices {
		claims[i] = claim{l.signIn.known, device}
	}
	return place{name: "known " + idText(o.ID), ahead: true}, claims
}

// stranger is where all other tries wait, those of one address together, and what
// they count for: alike for accounts that are there and that are not.
func (l *limits) stranger(r *http.Request, email string) (place, []claim) {
	at := place{name: l.proxies.client(r)}
	claims := []claim{{l.signIn.pair, at.name + " " + email}, {l.signIn.account, email}}
	if at.name != "" {
		claims = append([]claim{{l.signIn.from, at.name}}, claims...)
	}
	return at, claims
}

// opened returns the organizers whom the password opens, and brings hashes that
// were made with less up to date.
func (s *server) opened(r *http.Request, at place, known []store.Credential, password string) ([]survey.Organizer, error) {
	stored := make([]string, len(known))
	for i, c := range known {
		stored[i] = c.Password
	}
	matches, err := s.passwords.match(r.Context(), at, password, stored)
	if err != nil {
		return nil, err
	}
	var opened []survey.Organizer
	for i, c := range known {
		if !matches[i] {
			continue
		}
		opened = append(opened, c.Organizer)
		if h, _ := parseHashed(c.Password); h.argon != argonNow {
			better, err := s.passwords.hash(r.Context(), at, password, stored)
			if errors.Is(err, survey.ErrBusy) {
				continue // another time
			}
			if err == nil {
				err = s.store.Rehash(r.Context(), c.Organizer.ID, c.Password, better)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return opened, nil
}
