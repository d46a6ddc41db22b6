package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
)

// limits are what the pages count, in memory alone.
type limits struct {
	proxies proxies
	// marks holds one attendee's forms, those of one key; answers all that come
	// from one address.
	marks, answers *limiter
	// device and address hold wrong keys and tokens, codes wrong codes of sessions
	// and events, files those that are sent to be checked.
	device, address, codes, files *limiter
	signIn                        signInLimits
	// page holds what strangers add to pages.
	page pageLimits
}

// newLimits sets them so that no hall is limited away. It shares one address:
// 2,000 people who answer within two minutes, each sending four times, are 70
// forms a second and at worst all at once. An address may do that three times
// over; what keeps one device in its place is its own limit.
//
// Keys, tokens and codes are looked for first, and only what was none is counted:
// a hall that was sent a broken link can still open a whole one, and whoever shares
// an address with one who guesses is not held up. Keys and tokens are too long to
// be guessed at any pace. Codes are not, and are no secrets.
func newLimits(p proxies) *limits {
	return &limits{
		proxies: p, signIn: newSignInLimits(), page: newPageLimits(),
		marks:   newLimiter(limit{atOnce: 60, every: time.Second}),
		answers: newLimiter(limit{atOnce: 20_000, every: 5 * time.Millisecond}),
		device:  newLimiter(limit{atOnce: 10, every: 10 * time.Second}),
		address: newLimiter(limit{atOnce: 2000, every: 100 * time.Millisecond}),
		codes:   newLimiter(limit{atOnce: 2000, every: 100 * time.Millisecond}),
		files:   newLimiter(limit{atOnce: 2000, every: 100 * time.Millisecond}),
	}
}

// answer counts a form of this mark. It returns how long to wait, 0 for not at
// all. Marks come first: who is beyond their own limit uses up nobody else's.
func (l *limits) answer(r *http.Request, mark string, now time.Time) time.Duration {
	if wait := l.marks.take(mark, now); wait > 0 {
		return wait
	}
	if from := l.proxies.client(r); from != "" {
		return l.answers.take(from, now)
	}
	return 0
}

// mark is what one attendee's forms have in common: their invitation or, with an
// open link, their key.
func (v visit) mark(key survey.Key) string {
	if seal := v.invitation.Seal(); seal != "" {
		return v.base + " " + seal
	}
	return key.Text()
}

// miss counts a key or token that was looked for and is none. It returns 0, or how
// long to wait where there were too many; what is right never asks. Where nobody's
// address is known all share one limit: that holds up nothing but wrong ones.
func (l *limits) miss(r *http.Request, now time.Time) time.Duration {
	if device := deviceOf(r); device != "" {
		if wait := l.device.take(device, now); wait > 0 {
			return wait
		}
	}
	return l.address.take(l.proxies.client(r), now)
}

// missCode is miss for the code of a session or an event.
func (l *limits) missCode(r *http.Request, now time.Time) time.Duration {
	return l.codes.take(l.proxies.client(r), now)
}

// file counts a file that is sent to be checked, which takes work whether it is
// right or not. It returns how long to wait.
func (l *limits) file(r *http.Request, now time.Time) time.Duration {
	if from := l.proxies.client(r); from != "" {
		return l.files.take(from, now)
	}
	return 0
}

// deviceOf tells devices apart by the key that the session's form has given
// them. One without is held by its address alone.
func deviceOf(r *http.Request) string {
	if c, err := r.Cookie(keyCookie); err == nil {
		return c.Value
	}
	return ""
}

// tooManyGuesses is the answer to a wrong key, token or code after too many, where
// there is no form to show again. It tells to wait longer than ever needed.
var tooManyGuesses = problem{http.StatusTooManyRequests, "guesses"}

// tooManyFiles is the answer to a file to check after too many.
var tooManyFiles = problem{http.StatusTooManyRequests, "busy"}

// missed counts a key or token that is none. It returns tooManyGuesses when there
// were too many, and else nil: then the page says what is wrong.
func (s *server) missed(r *http.Request) error {
	if s.limits.miss(r, s.now()) > 0 {
		return tooManyGuesses
	}
	return nil
}

// missedKey turns the error of looking for a key or token into what is answered.
func (s *server) missedKey(r *http.Request, err error) error {
	if errors.Is(err, survey.ErrNotFound) {
		if many := s.missed(r); many != nil {
			return many
		}
	}
	return err
}

// missedCode is missedKey for the code of a session or an event.
func (s *server) missedCode(r *http.Request, err error) error {
	if errors.Is(err, survey.ErrNotFound) && s.limits.missCode(r, s.now()) > 0 {
		return tooManyGuesses
	}
	return err
}

// retryIn tells a client to come again after wait, and returns the whole seconds
// that a page says: at least two, since no sentence has a singular.
func retryIn(w http.ResponseWriter, wait time.Duration) (seconds int) {
	seconds = max(2, int((wait+time.Second-1)/time.Second))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}

// tooMany shows the form again, with all that was typed, and when to send it.
func (s *server) tooMany(w http.ResponseWriter, r *http.Request, v visit, in formInput, wait time.Duration) error {
	in.status = http.StatusTooManyRequests
	in.errs = survey.FieldErrors{{
		Field: survey.FieldForm, Message: msgBusy, Args: map[string]any{"n": retryIn(w, wait)},
	}}
	return s.showForm(w, r, v, in.status, in)
}
