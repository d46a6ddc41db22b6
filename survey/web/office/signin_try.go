package office

import (
	"errors"
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/limit"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/password"
)

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
func (s *Room) try(r *http.Request, email, password string, all []organizer.Credential) ([]organizer.Organizer, error) {
	mine, devices, others, err := s.known(r, all)
	if err != nil {
		return nil, err
	}
	var opened []organizer.Organizer
	refusal := errWrong
	look := func(at limit.Place, claims []limit.Claim, some []organizer.Credential) error {
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
		at, claims := s.Limits.Familiar(mine[0].Organizer, devices)
		if err := look(at, claims, mine); err != nil {
			return nil, err
		}
	}
	if len(others) > 0 || len(mine) == 0 {
		at, claims := s.Limits.Stranger(r, email)
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
func (s *Room) tryOn(r *http.Request, at limit.Place, claims []limit.Claim, password string, some []organizer.Credential) ([]organizer.Organizer, error) {
	h, wait := limit.Hold(s.Now(), claims...)
	if wait > 0 {
		return nil, errWait{wait}
	}
	opened, err := s.opened(r, at, some, password)
	if err != nil || len(opened) > 0 && len(opened) == len(some) {
		h.GiveBack(s.Now())
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
		return http.StatusTooManyRequests, c.T("organizer.signin.wait", "n", page.RetryIn(w, e.wait)), nil
	}
	switch {
	case errors.Is(err, errWrong):
		return http.StatusUnprocessableEntity, c.T("organizer.signin.wrong"), nil
	case errors.Is(err, survey.ErrBusy):
		return http.StatusServiceUnavailable, c.T("organizer.signin.busy", "n", page.RetryIn(w, page.RetrySeconds*time.Second)), nil
	}
	return 0, "", err
}

// opened returns the organizers whom the password opens, and brings hashes that
// were made with less up to date.
func (s *Room) opened(r *http.Request, at limit.Place, known []organizer.Credential, chosen string) ([]organizer.Organizer, error) {
	stored := make([]string, len(known))
	for i, c := range known {
		stored[i] = c.Password
	}
	matches, err := s.passwords.Match(r.Context(), at, chosen, stored)
	if err != nil {
		return nil, err
	}
	var opened []organizer.Organizer
	for i, c := range known {
		if !matches[i] {
			continue
		}
		opened = append(opened, c.Organizer)
		if h, _ := password.ParseHashed(c.Password); h.Argon != password.ArgonNow {
			better, err := s.passwords.Hash(r.Context(), at, chosen, stored)
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
