package web

import (
	"net/http"
	"strings"
)

// What stands before the names of our cookies where people come by https (RFC
// 6265bis, 4.1.3): browsers then take them by https alone, and those for all of the
// site from no other host, so that nobody on the way and no neighbouring site can
// plant one. By plain http browsers would refuse them.
const (
	hostCookie   = "__Host-"
	secureCookie = "__Secure-"
)

// cookieName is how the cookie is called that handlers call name.
func (s *server) cookieName(name, path string) string {
	switch {
	case !s.secure:
		return name
	case path == "/":
		return hostCookie + name
	}
	return secureCookie + name
}

// setCookie gives the browser a cookie, guarded as all of ours are.
func (s *server) setCookie(w http.ResponseWriter, c *http.Cookie) {
	c.Name = s.cookieName(c.Name, c.Path)
	c.HttpOnly, c.Secure, c.SameSite = true, s.secure, http.SameSiteLaxMode
	http.SetCookie(w, c)
}

// ownCookies lets handlers read our cookies by their plain names as well, and only
// those that came with what stands before them.
func (s *server) ownCookies(next http.Handler) http.Handler {
	if !s.secure {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var kept []string
		for _, c := range r.Cookies() {
			plain, ok := strings.CutPrefix(c.Name, hostCookie)
			if !ok {
				plain, ok = strings.CutPrefix(c.Name, secureCookie)
			}
			if ok {
				kept = append(kept, c.Name+"="+c.Value, plain+"="+c.Value)
			}
		}
		r.Header.Del("Cookie")
		if len(kept) > 0 {
			r.Header.Set("Cookie", strings.Join(kept, "; "))
		}
		next.ServeHTTP(w, r)
	})
}

// officePath is the path of organizers' cookies. Where they may be for all of the
// site alone, they travel to attendees' pages too, which do not look at them.
func (s *server) officePath() string {
	if s.secure {
		return "/"
	}
	return officeBase
}
