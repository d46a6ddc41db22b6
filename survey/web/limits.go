package web

import (
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
	// device and address hold wrong keys and tokens.
	device, address *limiter
	signIn          signInLimits
	// page holds what strangers add to pages.
	page pageLimits
}

// newLimits sets them so that no hall is limited away. It shares one address:
// 2,000 people who answer within two minutes, each sending four times, are 70
// forms a second and at worst all at once. An address may do that three times
// over; what keeps one device in its place is its own limit. Keys and tokens are
// too long to be guessed at any such pace; their limit spares the database, and a
// hall that was sent a broken link can still open a whole one.
func newLimits(p proxies) *limits {
	return &limits{
		proxies: p, signIn: newSignInLimits(), page: newPageLimits(),
		marks:   newLimiter(limit{atOnce: 60, every: time.Second}),
		answers: newLimiter(limit{atOnce: 20_000, every: 5 * time.Millisecond}),
		device:  newLimiter(limit{atOnce: 10, every: 10 * time.Second}),
		address: newLimiter(limit{atOnce: 2000, every: 100 * time.Millisecond}),
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

// mayGuess returns how long to wait before another key or token is looked for.
// Only wrong ones count, see guessed: who has a right one is never held up by it.
func (l *limits) mayGuess(r *http.Request, now time.Time) time.Duration {
	var wait time.Duration
	if device := deviceOf(r); device != "" {
		wait = l.device.peek(device, now)
	}
	if from := l.proxies.client(r); from != "" {
		wait = max(wait, l.address.peek(from, now))
	}
	return wait
}

// guessed counts a key or token that was wrong.
func (l *limits) guessed(r *http.Request, now time.Time) {
	if device := deviceOf(r); device != "" {
		l.device.take(device, now)
	}
	if from := l.proxies.client(r); from != "" {
		l.address.take(from, now)
	}
}

// deviceOf tells devices apart by the key that the session's form has given
// them. One without is held by its address alone.
func deviceOf(r *http.Request) string {
	if c, err := r.Cookie(keyCookie); err == nil {
		return c.Value
	}
	return ""
}

// tooManyGuesses is what one who may not guess gets where there is no form to
// show again. It tells to wait longer than ever needed.
var tooManyGuesses = problem{http.StatusTooManyRequests, "busy"}

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
