package web

import (
	"hash/maphash"
	"sync"
	"time"
)

// A limit is how often somebody may do something: so often at once, and then
// once in each interval.
type limit struct {
	atOnce int
	every  time.Duration
}

// limitedAtMost bounds how many a limiter remembers: twice so many, at a few
// dozen bytes each.
const limitedAtMost = 100_000

// A limiter holds many to one limit, each apart. It remembers them in memory
// alone, by a hash that no other process can repeat, and only as long as needed
// or as there is room: whoever it has forgotten starts anew.
type limiter struct {
	limit
	most int
	seed maphash.Seed

	mu sync.Mutex
	// paid says up to when each has used up what it may do (the generic cell rate
	// algorithm): every time is an interval, and nobody gets further ahead of the
	// clock than atOnce intervals. Those in before were not seen since paid was
	// begun.
	paid, before map[uint64]time.Time
}

func newLimiter(l limit) *limiter {
	return &limiter{limit: l, most: limitedAtMost, seed: maphash.MakeSeed(), paid: map[uint64]time.Time{}}
}

// take counts one more time at now. It returns 0 when that is allowed, and else
// how long to wait until it will be; what is not allowed is not counted.
func (l *limiter) take(who string, now time.Time) (wait time.Duration) {
	return l.look(who, now, true)
}

// peek returns what take would, and counts nothing.
func (l *limiter) peek(who string, now time.Time) (wait time.Duration) {
	return l.look(who, now, false)
}

func (l *limiter) look(who string, now time.Time, count bool) time.Duration {
	key := maphash.String(l.seed, who)
	most := time.Duration(l.atOnce) * l.every
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
	next := paid.Add(l.every)
	if wait := next.Sub(now) - most; wait > 0 {
		return wait
	}
	if !count {
		return 0
	}
	if _, known := l.paid[key]; !known && len(l.paid) >= l.most {
		l.before, l.paid = l.paid, map[uint64]time.Time{}
	}
	l.paid[key] = next
	return 0
}
