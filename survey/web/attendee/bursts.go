package attendee

import (
	"context"
	"hash/maphash"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/limit"
)

// What makes a burst of answers by an open link. A hall that answers at once looks
// like this: each device has opened the form, which gave it a cookie, some ten
// seconds before it answers, and 2,000 people need two minutes, which is 50 answers
// in three seconds. A script that stuffs the form looks otherwise: it has not opened
// it, or only just.
const (
	// hastyWithin is how soon after opening the form nobody has filled it in.
	hastyWithin = 4 * time.Second
	// hastyBurst is how many hasty answers within survey.BurstWindow are a burst,
	// wherever they come from.
	hastyBurst = survey.MinBurst
	// hastySpell is how many hasty answers within hastyAround are one too, for a script
	// that pauses. Of a hall of 2,000 fewer are as quick.
	hastySpell  = 2 * survey.MinBurst
	hastyAround = time.Minute
	// crowdBurst is how many answers of any sort are one, from a single address.
	crowdBurst = 100
	// countedAtMost bounds how many answers are looked through.
	countedAtMost = 1500
	// burstSessions bounds how many sessions are counted at once.
	burstSessions = 1000
)

// bursts count, in memory alone, how fast answers come. They remember no address
// and no key, only hashes of them that no other process can repeat, and those for
// a minute at most. What they find is a number of answers.
type bursts struct {
	seed maphash.Seed

	mu     sync.Mutex
	opened recentHashes
	of     map[survey.ID]*sessionBurst
}

func newBursts() *bursts {
	return &bursts{seed: maphash.MakeSeed(), of: map[survey.ID]*sessionBurst{}}
}

// A sessionBurst is what came to a session within survey.BurstWindow.
type sessionBurst struct {
	came  []arrival
	hasty []time.Time // of the answers within hastyAround that were
	told  int         // the largest burst that is kept already
}

type arrival struct {
	at    time.Time
	from  uint64 // the hash of an address
	hasty bool
}

// recentHashes holds hashes for hastyWithin, and at most twice that.
type recentHashes struct {
	since       time.Time
	now, before map[uint64]time.Time
}

func (r *recentHashes) turn(now time.Time) {
	if r.now == nil || now.Sub(r.since) > hastyWithin || len(r.now) >= limit.LimitedAtMost {
		r.before, r.now, r.since = r.now, map[uint64]time.Time{}, now
	}
}

// open notes that a device has been given the form with this key.
func (b *bursts) open(key survey.Key, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened.turn(now)
	b.opened.now[maphash.String(b.seed, key.Text())] = now
}

// hasty says whether the form with the key was opened only just.
func (b *bursts) hasty(key survey.Key, now time.Time) bool {
	hash := maphash.String(b.seed, key.Text())
	for _, some := range []map[uint64]time.Time{b.opened.now, b.opened.before} {
		if at, ok := some[hash]; ok && now.Sub(at) < hastyWithin {
			return true
		}
	}
	return false
}

// came counts an answer to the session. It returns how many came in a burst where
// that is a larger one, in survey.CoarseBurst's steps, than was returned before;
// else 0.
func (b *bursts) came(session survey.ID, from string, key survey.Key, kept bool, now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.of[session]
	if s == nil {
		if len(b.of) >= burstSessions {
			b.of = map[survey.ID]*sessionBurst{}
		}
		s = &sessionBurst{}
		b.of[session] = s
	}
	this := arrival{at: now, from: maphash.String(b.seed, from), hasty: !kept || b.hasty(key, now)}
	old := 0
	for old < len(s.came) && now.Sub(s.came[old].at) >= survey.BurstWindow {
		old++
	}
	s.came = append(s.came[max(old, len(s.came)-countedAtMost):], this)
	hasty, together := 0, 0
	for _, a := range s.came {
		if a.hasty {
			hasty++
		}
		if a.from == this.from {
			together++
		}
	}
	n := 0
	if together >= crowdBurst {
		n = together
	}
	if hasty >= hastyBurst {
		n = max(n, hasty)
	}
	if this.hasty {
		s.hasty = append(s.hasty, now)
	}
	for len(s.hasty) > 0 && (now.Sub(s.hasty[0]) >= hastyAround || len(s.hasty) > countedAtMost) {
		s.hasty = s.hasty[1:]
	}
	if len(s.hasty) >= hastySpell {
		n = max(n, len(s.hasty))
	}
	if n = survey.CoarseBurst(n); n <= s.told {
		return 0
	}
	s.told = n
	return n
}

// noteAnswer counts an answer that came by the open link, and keeps of a burst that
// there was one. That it cannot be kept is nothing that the attendee is told.
func (s *Room) noteAnswer(r *http.Request, v Visit, key survey.Key) {
	if v.Invitation.ID != 0 || v.Session.Rehearsal {
		return
	}
	given, _, ok := v.CookieKey(r)
	n := s.bursts.came(v.Session.ID, s.Limits.Proxies.Client(r), key, ok && given == key, s.Now())
	if n == 0 {
		return
	}
	if err := s.store.SawBurst(context.WithoutCancel(r.Context()), v.Session.ID, n); err != nil {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "a burst was not kept", slog.String("error", err.Error()))
	}
}
