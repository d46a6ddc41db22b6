package web

import (
	"net/http"

	"github.com/omdome/omdome/survey"
)

// deviceCookie tells the devices apart that ask and vote, or that write on a
// follow-up page and thank there. It is sent to the page of a session's inquiries
// alone, or to the follow-up page.
const deviceCookie = "device"

// deviceKey is the key that the device got with the page; none where it keeps no
// cookies.
func deviceKey(r *http.Request) (survey.Key, bool) {
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return survey.Key{}, false
	}
	return survey.ParseKey(c.Value)
}

// giveDevice gives the device a key of its own, for the pages under the path.
func (s *server) giveDevice(w http.ResponseWriter, r *http.Request, path string) error {
	key, err := survey.NewKey(s.random)
	if err != nil {
		return err
	}
	s.limits.opens(r, path, key, s.now())
	s.setCookie(w, &http.Cookie{
		Name: deviceCookie, Value: key.Text(), Path: path, MaxAge: int(keepFor.Seconds()),
	})
	return nil
}
