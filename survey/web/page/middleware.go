package page

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey/guard"
)

// policy is the Content-Security-Policy of every answer: everything comes from
// this origin, nothing stands inline, nobody frames a page.
//
// data: is there for pictures because attendees' pages carry their icon in
// themselves: a request less for each phone.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

// Headers sets what every answer carries. Pages are private unless they say
// otherwise: most of them hold a key or stand at a secret address.
//
// The Referrer-Policy is same-origin and not no-referrer, because with the
// latter browsers send "Origin: null" with our own forms, and over plain HTTP in
// a local network they send no Sec-Fetch-Site either: the form could then not be
// told from a foreign site's. Neither policy shows an address to another site.
func (s *Site) Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// Route names the request by its route's pattern, which holds no secret. A
// method is named only if it is a known one: anything may stand there.
func Route(r *http.Request) string {
	method := "OTHER"
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		method = r.Method
	}
	pattern := "none"
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
		pattern = c.RoutePattern()
	}
	return method + " " + pattern
}

// Recovered turns a panic into the page of an internal error.
func (s *Site) Recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.Log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("route", Route(r)),
				slog.String("value", guard.Said(v)), slog.String("stack", string(debug.Stack())))
			s.showProblem(w, r, Problem{http.StatusInternalServerError, "problem.internal"})
		}()
		next.ServeHTTP(w, r)
	})
}

// MaxForm is how long a posted form may be.
const MaxForm = 64 << 10 // bytes; the longest honest form is far shorter

// ParseForm reads a posted form strictly: not too long, not compressed, not in
// another format. What it returns is a problem, or wraps what http says.
func (s *Site) ParseForm(w http.ResponseWriter, r *http.Request) error {
	return s.ParseFormOf(w, r, MaxForm)
}

// ParseAnswer is ParseForm for an attendee's answer, whose page says how long a
// comment may be.
func (s *Site) ParseAnswer(w http.ResponseWriter, r *http.Request) error {
	err := s.ParseForm(w, r)
	if p := (Problem{}); errors.As(err, &p) && p.Status == http.StatusRequestEntityTooLarge {
		return Problem{p.Status, "problem.toolargeanswer"}
	}
	return err
}

// ParseFormOf is ParseForm for a form of at most so many bytes.
func (s *Site) ParseFormOf(w http.ResponseWriter, r *http.Request, most int64) error {
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return Problem{http.StatusUnsupportedMediaType, "problem.mediatype"}
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch kind = strings.ToLower(strings.TrimSpace(kind)); {
	case strings.HasPrefix(kind, "multipart/"):
		return Problem{http.StatusBadRequest, "problem.badform"}
	case kind != formType:
		return Problem{http.StatusUnsupportedMediaType, "problem.mediatype"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseForm(); err != nil {
		if p := ProblemOf(err); p.Status != http.StatusInternalServerError {
			return p
		}
		return Problem{http.StatusBadRequest, "problem.badform"}
	}
	return nil
}
