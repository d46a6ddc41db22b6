package page

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

// summedEvery is how much time one line about attendees' requests covers.
const summedEvery = 10 * time.Minute

// Logged writes a line at debug level for each request: which route, which status, how
// long. Never the path, which may hold a key or a secret, and never who asked.
//
// Attendees' requests get none of their own: lines stand in the order in which answers
// come, and have times. They are counted, and told together after a while.
func (s *Site) Logged(next http.Handler) http.Handler {
	attendees := &tally{since: s.Now()}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.Log.Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		start := time.Now() // not s.now: this measures
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			done := request{route: Route(r), status: cmp.Or(ww.Status(), http.StatusOK)}
			took := time.Since(start)
			if !fromAttendees(r.URL.Path) {
				s.Log.LogAttrs(r.Context(), slog.LevelDebug, "request",
					slog.String("route", done.route), slog.Int("status", done.status), slog.Duration("took", took))
				return
			}
			for _, sum := range attendees.add(done, took, s.Now()) {
				s.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelDebug, "requests", slog.String("route", sum.route),
					slog.Int("status", sum.status), slog.Int("n", sum.n), slog.Duration("longest", sum.longest))
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

// fromAttendees says of an address whether attendees come there, from personal links to
// reflections.
func fromAttendees(path string) bool {
	for _, begin := range []string{"/s/", "/i/", "/e/", "/f/", "/a/"} {
		if strings.HasPrefix(path, begin) {
			return true
		}
	}
	return path == "/"
}

type request struct {
	route  string
	status int
}

// A sum is what is told of requests that are alike.
type sum struct {
	request
	n       int
	longest time.Duration
}

// A tally counts requests. Its methods may be called at the same time.
type tally struct {
	mu    sync.Mutex
	since time.Time
	sums  map[request]sum
}

// add counts a request. Once the time is over it returns what was counted before it, in
// the routes' order, and begins anew.
func (t *tally) add(r request, took time.Duration, now time.Time) []sum {
	t.mu.Lock()
	defer t.mu.Unlock()
	var told []sum
	if now.Sub(t.since) >= summedEvery {
		for _, one := range t.sums {
			told = append(told, one)
		}
		slices.SortFunc(told, func(a, b sum) int { return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status)) })
		t.since, t.sums = now, nil
	}
	if t.sums == nil {
		t.sums = map[request]sum{}
	}
	one := t.sums[r]
	t.sums[r] = sum{request: r, n: one.n + 1, longest: max(one.longest, took)}
	return told
}
