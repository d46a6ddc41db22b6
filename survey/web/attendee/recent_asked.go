package attendee

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/limit"
	"github.com/omdome/omdome/survey/web/page"
)

// RecentAsked keep what has been asked in sessions, so that hundreds of phones that
// ask every few seconds do not each read it from the database: it is read once a
// second, or less often where that takes long. They are only good for renewing a
// page that somebody looks at already: the page itself reads what is there now.
type RecentAsked struct {
	Read func(context.Context, survey.Code) (inquiry.Shared, error)
	Now  func() time.Time

	mu sync.Mutex
	of map[survey.Code]*askedLately
}

const (
	// keptSessions bounds of how many sessions it is kept.
	keptSessions = 1000
	// askedAgain is how old at most what was read may be, and askedSlow the same
	// where reading takes long: it then takes a twentieth of the time.
	askedAgain = time.Second
	askedSlow  = 3 * time.Second
	// admittedFor is how long a personal link that was let in is let in again.
	admittedFor = time.Minute
)

// An askedLately is a session's, as it was read a moment ago.
type askedLately struct {
	mu     sync.Mutex
	shared inquiry.Shared
	at     time.Time
	took   time.Duration
	// lists are the list of this version as HTML, by language, for devices that
	// have neither asked nor voted.
	lists map[survey.Language][]byte
	// admitted are hashes of personal links, with when they were let in.
	seed     maphash.Seed
	admitted map[uint64]time.Time
	// counts say how many there were when, the oldest first.
	counts []askedCount
}

// An askedCount says that at a time there were inquiries up to the number.
type askedCount struct {
	at   time.Time
	last int
}

// session returns the session's place.
func (a *RecentAsked) session(code survey.Code) *askedLately {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of[code]
	if one == nil {
		if a.of == nil || len(a.of) >= keptSessions {
			a.of = map[survey.Code]*askedLately{}
		}
		one = &askedLately{seed: maphash.MakeSeed(), admitted: map[uint64]time.Time{}}
		a.of[code] = one
	}
	return one
}

// get returns what was asked as it was read a moment ago, or reads it: one reads,
// and those who come meanwhile wait for that.
func (a *RecentAsked) get(ctx context.Context, code survey.Code) (*askedLately, inquiry.Shared, error) {
	one := a.session(code)
	one.mu.Lock()
	defer one.mu.Unlock()
	if !one.at.IsZero() && time.Since(one.at) < min(max(askedAgain, 20*one.took), askedSlow) {
		return one, one.shared, nil
	}
	began := time.Now()
	// Those who wait need it even where the one who reads goes away.
	shared, err := a.Read(context.WithoutCancel(ctx), code)
	if err != nil {
		return nil, inquiry.Shared{}, err
	}
	if shared.Version != one.shared.Version {
		one.lists = map[survey.Language][]byte{}
	}
	one.shared, one.at, one.took = shared, time.Now(), time.Since(began)
	one.count(page.LastNumber(shared.List), a.Now())
	return one, shared, nil
}

const (
	// askedRecently is what the last minutes are.
	askedRecently = 5 * time.Minute
	// countedEvery is how exactly that is known.
	countedEvery = 10 * time.Second
)

// count notes that there are inquiries up to the number. When each came is stored
// nowhere; this is forgotten within minutes.
func (o *askedLately) count(last int, now time.Time) {
	n := len(o.counts)
	if n > 0 && now.Sub(o.counts[n-1].at) < countedEvery {
		return
	}
	for n > 1 && now.Sub(o.counts[1].at) >= askedRecently {
		o.counts, n = o.counts[1:], n-1
	}
	o.counts = append(o.counts, askedCount{now, last})
}

// Seen notes that there are inquiries up to the number, and returns the last number
// that is known to have been there some minutes ago. Where nobody looked then, that
// is one too many rather than too few: no earlier question is taken for a new one.
func (a *RecentAsked) Seen(code survey.Code, last int) (before int) {
	one, now := a.session(code), a.Now()
	one.mu.Lock()
	defer one.mu.Unlock()
	one.count(last, now)
	for _, c := range one.counts {
		if before = c.last; now.Sub(c.at) < askedRecently {
			break // the first within the last minutes
		}
	}
	return before
}

// Changed says that something was asked, voted for or hidden here: who asks next
// reads it anew.
func (a *RecentAsked) Changed(code survey.Code) {
	one := a.session(code)
	one.mu.Lock()
	defer one.mu.Unlock()
	one.at = time.Time{}
}

// list returns the list as HTML in the language, as made by draw where none is kept
// of this version.
func (o *askedLately) list(l survey.Language, version string, draw func() ([]byte, error)) ([]byte, error) {
	o.mu.Lock()
	kept, same := o.lists[l], o.shared.Version == version
	o.mu.Unlock()
	if same && kept != nil {
		return kept, nil
	}
	drawn, err := draw()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shared.Version == version {
		o.lists[l] = drawn
	}
	return drawn, nil
}

// knows says whether the personal link was let in a moment ago; let lets it in.
func (o *askedLately) knows(link string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	at, ok := o.admitted[maphash.String(o.seed, link)]
	return ok && now.Sub(at) < admittedFor
}

func (o *askedLately) let(link string, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.admitted) >= limit.LimitedAtMost {
		clear(o.admitted)
	}
	o.admitted[maphash.String(o.seed, link)] = now
}
