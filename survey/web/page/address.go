package page

import (
	"log/slog"
	"net/http"
	"sync"
)

// Proxied says once in the log that requests come by a proxy that is not named:
// all who come by it then share one address, and its limits. It says no address,
// for it may be an attendee's.
func (s *Site) Proxied(next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Limits.Proxies.Unnamed(r) {
			once.Do(func() {
				s.Log.LogAttrs(r.Context(), slog.LevelWarn, "a request came with a header of a reverse proxy from an address that OMDOME_PROXY does not name; "+
					"if a proxy stands in front, name it: else all who come by it count as one, and one who guesses passwords holds up the others")
			})
		}
		next.ServeHTTP(w, r)
	})
}
