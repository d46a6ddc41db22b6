package limit

import (
	"hash/maphash"
	"sync"
	"time"
)

// A Limit is how often somebody may do something: so often at once, and then
// once in each interval.
type Limit struct {
	AtOnce int
	Every  time.Duration
}

// LimitedAtMost bounds how many a limiter remembers: twice so many, at a few
// dozen bytes each.
const LimitedAtMost = 100_000

// A Limiter holds many to one limit, each apart. It remembers them in memory
// alone, by a hash that no other process can repeat, and only as long as needed
// or as there is room: whoever it has forgotten starts anew.
type Limiter struct {
	Limit
	most int
	seed maphash.Seed

	mu sync.Mutex
	// paid says up to when each has used up what it may do (the generic cell rate
	// algorithm): every time is an interval, and nobody gets further ahead of the
	// clock than atOnce intervals. Those in before were not seen since paid was
	// begun.
	paid, before map[uint64]time.Time
}

// NewLimiter returns a limiter that has seen nobody.
func NewLimiter(l Limit) *Limiter {
	return &Limiter{Limit: l, most: LimitedAtMost, seed: maphash.MakeSeed(), paid: map[uint64]time.Time{}}
}

// Take counts one more time at now. It returns 0 when that is allowed, and else
// how long to wait until it will be; what is not allowed is not counted.
//
// There is no way to ask without counting: whoever asked first and counted later
// would let through all that come at once.
func (l *Limiter) Take(who string, now time.Time) (wait time.Duration) {
	key := maphash.String(l.seed, who)
	most := time.Duration(l.AtOnce) * l.Every
	l.mu.Lock()
	defer l.mu.Unlock()
	paid, ok := l.paid[key]
	if !ok {
		paid = l.before[key]
	}
	if paid.Before(now) {
		paid = now
	}
	if paid.Sub(now) > most { // the clock was set back
		paid = now.Add(most)
	}
	next := paid.Add(l.Every)
	if wait := next.Sub(now) - most; wait > 0 {
		return wait
	}
	if _, known := l.paid[key]; !known && len(l.paid) >= l.most {
		l.before, l.paid = l.paid, map[uint64]time.Time{}
	}
	l.paid[key] = next
	return 0
}

// GiveBack takes back what was counted at the time taken, as if it had not been.
// What the clock has paid off meanwhile is not given back a second time.
func (l *Limiter) GiveBack(who string, taken, now time.Time) {
	key := maphash.String(l.seed, who)
	l.mu.Lock()
	defer l.mu.Unlock()
	left := l.Every - max(0, now.Sub(taken))
	if left <= 0 {
		return
	}
	for _, paid := range []map[uint64]time.Time{l.paid, l.before} {
		if until, ok := paid[key]; ok {
			paid[key] = until.Add(-left)
			return
		}
	}
}

// A Claim is one more time for somebody by a limiter.
type Claim struct {
	*Limiter
	Who string
}

// A held is what was counted for something that is not decided yet.
type held struct {
	claims []Claim
	at     time.Time
}

// Hold counts one more time by all of the limiters, or by none and returns how
// long to wait. Those that hold one person alone come first: who is beyond their
// own limit uses up nobody else's.
func Hold(now time.Time, claims ...Claim) (h held, wait time.Duration) {
	h.at = now
	for _, c := range claims {
		if wait := c.Take(c.Who, now); wait > 0 {
			h.GiveBack(now)
			return held{}, wait
		}
		h.claims = append(h.claims, c)
	}
	return h, 0
}

// GiveBack takes back what was counted, where it turned out to be right or was not
// looked at.
func (h held) GiveBack(now time.Time) {
	for _, c := range h.claims {
		c.Limiter.GiveBack(c.Who, h.at, now)
	}
}
