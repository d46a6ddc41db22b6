package page

import (
	"net/http"
	"strings"
)

// hostCookie stands before the names of our cookies where people come by https:
// browsers then take them by https alone, for all of the site, and from no other host
// (RFC 6265bis, 4.1.3.2), so that nobody on the way and no neighbouring site can plant
// one. By plain http browsers would refuse them.
const hostCookie = "__Host-"

// pathMark parts a cookie's name from the path that it is for, where browsers do not
// hold it to that. The path's slashes are written so too, since no name may hold one.
const pathMark = "!"

// CookieScope is the name and the path that the browser is given for the cookie that
// handlers call name, and that is for the pages under the path.
func (s *Site) CookieScope(name, path string) (string, string) {
	if !s.Secure {
		return name, path
	}
	return hostCookie + name + strings.ReplaceAll(strings.TrimSuffix(path, "/"), "/", pathMark), "/"
}

// SetCookie gives the browser a cookie, guarded as all of ours are. It is read on the
// pages under its path alone; over https browsers send it to all of ours, and
// OwnCookies keeps it from the others.
func (s *Site) SetCookie(w http.ResponseWriter, c *http.Cookie) {
	c.Name, c.Path = s.CookieScope(c.Name, c.Path)
	c.HttpOnly, c.Secure, c.SameSite = true, s.Secure, http.SameSiteLaxMode
	http.SetCookie(w, c)
}

// OwnCookies lets handlers read our cookies by their plain names as well: over https
// only those that came with what stands before them, and are for the page that is asked
// for.
func (s *Site) OwnCookies(next http.Handler) http.Handler {
	if !s.Secure {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var own []string
		for _, c := range r.Cookies() {
			name, ok := strings.CutPrefix(c.Name, hostCookie)
			name, scope, _ := strings.Cut(name, pathMark)
			if path := "/" + strings.ReplaceAll(scope, pathMark, "/"); ok && under(r.URL.Path, path) {
				own = append(own, c.Name+"="+c.Value, name+"="+c.Value)
			}
		}
		r.Header.Del("Cookie")
		if len(own) > 0 {
			r.Header.Set("Cookie", strings.Join(own, "; "))
		}
		next.ServeHTTP(w, r)
	})
}

// under says whether a page is one that cookies for the path are for.
func under(page, path string) bool {
	path = strings.TrimSuffix(path, "/")
	return page == path || strings.HasPrefix(page, path+"/")
}
