package web

import (
	"hash/maphash"
	"net/http"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
)

// pageLimits hold what strangers add to a page that others read: questions, votes,
// reflections, thanks. A device is a cookie, which is free to make, so the devices
// of an address are counted as they come, and what they write together.
//
// They are set for a hall of 500 behind one address: it is in within a minute and a
// half, and all of it may ask. All who come by an address that is not known, as by
// a proxy that we were not told of, are such a hall.
type pageLimits struct {
	// newcomers holds the devices that an address brings to a page, known those that
	// have come.
	newcomers *limiter
	known     *acquaintances
	// texts holds how fast an address writes on a page, places how much of the page
	// it may fill in a day.
	texts, places *limiter
}

// A page has room for survey.MaxInquiries questions, or as many reflections; no
// address fills more than a quarter of it.
const placesEach = min(survey.MaxInquiries, survey.MaxReflections) / 4

func newPageLimits() pageLimits {
	return pageLimits{
		newcomers: newLimiter(limit{atOnce: 50, every: 200 * time.Millisecond}),
		known:     newAcquaintances(),
		texts:     newLimiter(limit{atOnce: 200, every: time.Second}),
		places:    newLimiter(limit{atOnce: placesEach, every: 24 * time.Hour / placesEach}),
	}
}

// act counts something that a device does on a page. It returns how long to wait, 0
// for not at all.
func (l *limits) act(r *http.Request, page string, device survey.Key, now time.Time) time.Duration {
	who := page + " " + device.Text()
	if wait := l.marks.take(who, now); wait > 0 {
		return wait
	}
	at := page + " " + l.proxies.client(r)
	if l.page.known.has(at + " " + device.Text()) {
		return 0
	}
	if wait := l.page.newcomers.take(at, now); wait > 0 {
		return wait
	}
	l.page.known.add(at + " " + device.Text())
	return 0
}

// add counts a text that a device adds to a page. full says that its address has
// filled as much of the page as one may.
func (l *limits) add(r *http.Request, page string, device survey.Key, now time.Time) (wait time.Duration, full bool) {
	if wait := l.act(r, page, device, now); wait > 0 {
		return wait, false
	}
	at := page + " " + l.proxies.client(r)
	if l.page.places.take(at, now) > 0 {
		return 0, true
	}
	if wait = l.page.texts.take(at, now); wait > 0 {
		l.page.places.giveBack(at, now, now)
	}
	return wait, false
}

// acquaintances remember whom one has seen, by hashes that no other process can
// repeat, and only as many as there is room for: the others are strangers again.
type acquaintances struct {
	most int
	seed maphash.Seed

	mu          sync.Mutex
	now, before map[uint64]struct{}
}

func newAcquaintances() *acquaintances {
	return &acquaintances{most: limitedAtMost, seed: maphash.MakeSeed(), now: map[uint64]struct{}{}}
}

func (a *acquaintances) has(who string) bool {
	hash := maphash.String(a.seed, who)
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.now[hash]; ok {
		return true
	}
	_, ok := a.before[hash]
	if ok {
		a.keep(hash)
	}
	return ok
}

func (a *acquaintances) add(who string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(maphash.String(a.seed, who))
}

func (a *acquaintances) keep(hash uint64) {
	if len(a.now) >= a.most {
		a.before, a.now = a.now, map[uint64]struct{}{}
	}
	a.now[hash] = struct{}{}
}
