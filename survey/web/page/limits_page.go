package page

import (
	"hash/maphash"
	"net/http"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/limit"
)

// pageLimits hold what strangers add to a page that others read: questions, votes,
// reflections, thanks. A device is a cookie, which is free to make, so the devices
// of an address are counted as they come, and what they write together.
//
// They are set for a hall of 500 behind one address, whose phones open the page and
// then may all vote at once. A machine that makes up devices is held at once; one
// that has them open the page first and wait can pose as a hall, and as no more.
type pageLimits struct {
	// visitors holds the devices that open a page from an address and are known for
	// it, newcomers those that have not, or only just. Who come by no known address, as
	// by a proxy that we were not told of, are one hall together.
	visitors, newcomers *limit.Limiter
	// opened are the devices that have opened a page, known those that have done
	// something on it.
	opened, known *acquaintances
	// texts holds how fast an address writes on a page, places how much of the page
	// it may fill in a day.
	texts, places *limit.Limiter
}

const (
	// A page has room for inquiry.MaxInAll questions, or as many reflections; no
	// address fills more than a quarter of it.
	placesEach = min(inquiry.MaxInAll, followup.MaxReflections) / 4
	// hallDevices are a hall's, with some that are opened twice.
	hallDevices = 600
	// settledAfter is how long after opening the page a device is no newcomer.
	settledAfter = 5 * time.Second
)

func newPageLimits() pageLimits {
	return pageLimits{
		visitors:  limit.NewLimiter(limit.Limit{AtOnce: hallDevices, Every: 200 * time.Millisecond}),
		newcomers: limit.NewLimiter(limit.Limit{AtOnce: 50, Every: 200 * time.Millisecond}),
		opened:    newAcquaintances(), known: newAcquaintances(),
		texts:  limit.NewLimiter(limit.Limit{AtOnce: 200, Every: time.Second}),
		places: limit.NewLimiter(limit.Limit{AtOnce: placesEach, Every: 24 * time.Hour / placesEach}),
	}
}

// opens notes that a device has opened the page. Nobody is refused.
func (l *Limits) opens(r *http.Request, page string, device survey.Key, now time.Time) {
	at := page + " " + l.Proxies.Client(r)
	if l.page.visitors.Take(at, now) == 0 {
		l.page.opened.add(at+" "+device.Text(), now)
	}
}

// Act counts something that a device does on a page. It returns how long to wait, 0
// for not at all.
func (l *Limits) Act(r *http.Request, page string, device survey.Key, now time.Time) time.Duration {
	who := page + " " + device.Text()
	if wait := l.marks.Take(who, now); wait > 0 {
		return wait
	}
	at := page + " " + l.Proxies.Client(r)
	if _, ok := l.page.known.since(at + " " + device.Text()); ok {
		return 0
	}
	opened, ok := l.page.opened.since(at + " " + device.Text())
	if settled := ok && now.Sub(opened) >= settledAfter; !settled {
		if wait := l.page.newcomers.Take(at, now); wait > 0 {
			return wait
		}
	}
	l.page.known.add(at+" "+device.Text(), now)
	return 0
}

// Add counts a text that a device adds to a page. full says that its address has
// filled as much of the page as one may.
func (l *Limits) Add(r *http.Request, page string, device survey.Key, now time.Time) (wait time.Duration, full bool) {
	if wait := l.Act(r, page, device, now); wait > 0 {
		return wait, false
	}
	at := page + " " + l.Proxies.Client(r)
	if l.page.places.Take(at, now) > 0 {
		return 0, true
	}
	if wait = l.page.texts.Take(at, now); wait > 0 {
		l.page.places.GiveBack(at, now, now)
	}
	return wait, false
}

// acquaintances remember whom one has seen and since when, by hashes that no other
// process can repeat, and only as many as there is room for: the others are
// strangers again.
type acquaintances struct {
	most int
	seed maphash.Seed

	mu          sync.Mutex
	now, before map[uint64]time.Time
}

func newAcquaintances() *acquaintances {
	return &acquaintances{most: limit.LimitedAtMost, seed: maphash.MakeSeed(), now: map[uint64]time.Time{}}
}

// since returns when one was seen first.
func (a *acquaintances) since(who string) (time.Time, bool) {
	hash := maphash.String(a.seed, who)
	a.mu.Lock()
	defer a.mu.Unlock()
	if at, ok := a.now[hash]; ok {
		return at, true
	}
	at, ok := a.before[hash]
	if ok {
		a.keep(hash, at)
	}
	return at, ok
}

func (a *acquaintances) add(who string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(maphash.String(a.seed, who), now)
}

func (a *acquaintances) keep(hash uint64, at time.Time) {
	if len(a.now) >= a.most {
		a.before, a.now = a.now, map[uint64]time.Time{}
	}
	a.now[hash] = at
}
