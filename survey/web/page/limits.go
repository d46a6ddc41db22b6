package page

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/address"
	"github.com/omdome/omdome/survey/web/limit"
)

// Limits are what the pages count, in memory alone.
type Limits struct {
	Proxies address.Proxies
	// marks holds one attendee's forms, those of one key; answers all that come
	// from one address.
	marks, answers *limit.Limiter
	// device and address hold wrong keys and tokens, codes wrong codes of sessions
	// and events, files those that are sent to be checked.
	device, address, codes, files *limit.Limiter
	signIn                        signInLimits
	// page holds what strangers add to pages.
	page pageLimits
}

// NewLimits sets them so that no hall is limited away. It shares one address:
// 2,000 people who answer within two minutes, each sending four times, are 70
// forms a second and at worst all at once. An address may do that three times
// over; what keeps one device in its place is its own limit.
//
// Keys, tokens and codes are looked for first, and only what was none is counted:
// a hall that was sent a broken link can still open a whole one, and whoever shares
// an address with one who guesses is not held up. Keys and tokens are too long to
// be guessed at any pace. Codes are not, and are no secrets.
func NewLimits(p address.Proxies) *Limits {
	return &Limits{
		Proxies: p, signIn: newSignInLimits(), page: newPageLimits(),
		marks:   limit.NewLimiter(limit.Limit{AtOnce: 60, Every: time.Second}),
		answers: limit.NewLimiter(limit.Limit{AtOnce: 20_000, Every: 5 * time.Millisecond}),
		device:  limit.NewLimiter(limit.Limit{AtOnce: 10, Every: 10 * time.Second}),
		address: limit.NewLimiter(limit.Limit{AtOnce: 2000, Every: 100 * time.Millisecond}),
		codes:   limit.NewLimiter(limit.Limit{AtOnce: 2000, Every: 100 * time.Millisecond}),
		files:   limit.NewLimiter(limit.Limit{AtOnce: 2000, Every: 100 * time.Millisecond}),
	}
}

// Answer counts a form of this mark. It returns how long to wait, 0 for not at
// all. Marks come first: who is beyond their own limit uses up nobody else's.
func (l *Limits) Answer(r *http.Request, mark string, now time.Time) time.Duration {
	if wait := l.marks.Take(mark, now); wait > 0 {
		return wait
	}
	if from := l.Proxies.Client(r); from != "" {
		return l.answers.Take(from, now)
	}
	return 0
}

// Miss counts a key or token that was looked for and is none. It returns 0, or how
// long to wait where there were too many; what is right never asks. Where nobody's
// address is known all share one limit: that holds up nothing but wrong ones.
func (l *Limits) Miss(r *http.Request, now time.Time) time.Duration {
	if device := deviceOf(r); device != "" {
		if wait := l.device.Take(device, now); wait > 0 {
			return wait
		}
	}
	return l.address.Take(l.Proxies.Client(r), now)
}

// missCode is miss for the code of a session or an event.
func (l *Limits) missCode(r *http.Request, now time.Time) time.Duration {
	return l.codes.Take(l.Proxies.Client(r), now)
}

// File counts a file that is sent to be checked, which takes work whether it is
// right or not. It returns how long to wait.
func (l *Limits) File(r *http.Request, now time.Time) time.Duration {
	if from := l.Proxies.Client(r); from != "" {
		return l.files.Take(from, now)
	}
	return 0
}

// deviceOf tells devices apart by the key that the session's form has given
// them. One without is held by its address alone.
func deviceOf(r *http.Request) string {
	if c, err := r.Cookie(KeyCookie); err == nil {
		return c.Value
	}
	return ""
}

// TooManyGuesses is the answer to a wrong key, token or code after too many, where
// there is no form to show again. It tells to wait longer than ever needed.
var TooManyGuesses = Problem{http.StatusTooManyRequests, "problem.guesses"}

// TooManyFiles is the answer to a file to check after too many.
var TooManyFiles = Problem{http.StatusTooManyRequests, "problem.busy"}

// Missed counts a key or token that is none. It returns TooManyGuesses when there
// were too many, and else nil: then the page says what is wrong.
func (s *Site) Missed(r *http.Request) error {
	if s.Limits.Miss(r, s.Now()) > 0 {
		return TooManyGuesses
	}
	return nil
}

// MissedKey turns the error of looking for a key or token into what is answered.
func (s *Site) MissedKey(r *http.Request, err error) error {
	if errors.Is(err, survey.ErrNotFound) {
		if many := s.Missed(r); many != nil {
			return many
		}
	}
	return err
}

// MissedCode is MissedKey for the code of a session or an event.
func (s *Site) MissedCode(r *http.Request, err error) error {
	if errors.Is(err, survey.ErrNotFound) && s.Limits.missCode(r, s.Now()) > 0 {
		return TooManyGuesses
	}
	return err
}

// RetryIn tells a client to come again after wait, and returns the whole seconds
// that a page says: at least two, since no sentence has a singular.
func RetryIn(w http.ResponseWriter, wait time.Duration) (seconds int) {
	seconds = max(2, int((wait+time.Second-1)/time.Second))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}

// KeyCookie remembers on the attendee's device which key this session's answer
// has there. It is sent to the session's own pages alone.
const KeyCookie = "omdome"

// What only this room finds wrong with a form.
const (
	MsgKey         = "error.key"         // the hidden key is not there or is none
	MsgUnconfirmed = "error.unconfirmed" // survey.ErrUnconfirmed
	MsgUnavailable = "error.unavailable" // survey.ErrUnavailable, survey.ErrFull
	MsgNewer       = "error.newer"       // survey.ErrNewer
	MsgBusy        = "error.busy"        // survey.ErrBusy
	MsgKeyTaken    = "error.keytaken"    // survey.ErrKeyTaken
	MsgWithdrawn   = "error.withdrawn"   // survey.ErrWithdrawn
	MsgInternal    = "error.internal"    // anything else
)

// signInLimits hold who guesses passwords. None of them locks anybody out for
// good: each lets a little through all the time.
type signInLimits struct {
	// pair holds one address at one account, account all addresses at it, from one
	// address at all accounts.
	pair, account, from *limit.Limiter
	// known holds one device on which the account has been signed in to before, and
	// that alone: strangers' guesses do not count for it.
	known *limit.Limiter
}

func newSignInLimits() signInLimits {
	return signInLimits{
		pair:    limit.NewLimiter(limit.Limit{AtOnce: 8, Every: 30 * time.Second}),
		account: limit.NewLimiter(limit.Limit{AtOnce: 60, Every: 10 * time.Second}),
		from:    limit.NewLimiter(limit.Limit{AtOnce: 60, Every: 5 * time.Second}),
		known:   limit.NewLimiter(limit.Limit{AtOnce: 10, Every: 30 * time.Second}),
	}
}
