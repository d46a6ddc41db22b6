package page

import (
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
)

// deviceCookie tells the devices apart that ask and vote, or that write on a
// follow-up page and thank there. It is sent to the page of a session's inquiries
// alone, or to the follow-up page.
const deviceCookie = "device"

// DeviceKey is the key that the device got with the page; none where it keeps no
// cookies.
func DeviceKey(r *http.Request) (survey.Key, bool) {
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return survey.Key{}, false
	}
	return survey.ParseKey(c.Value)
}

// GiveDevice gives the device a key of its own, for the pages under the path.
func (s *Site) GiveDevice(w http.ResponseWriter, r *http.Request, path string) error {
	key, err := survey.NewKey(s.Random)
	if err != nil {
		return err
	}
	s.Limits.opens(r, path, key, s.Now())
	s.SetCookie(w, &http.Cookie{
		Name: deviceCookie, Value: key.Text(), Path: path, MaxAge: int(KeepFor.Seconds()),
	})
	return nil
}

// KeepFor is how long a device keeps its key when no clock closes the session,
// and KeepAfter how long after the clock has closed it: long enough for one that
// was opened again.
const (
	KeepFor   = 30 * 24 * time.Hour
	KeepAfter = survey.ReopenWindow + 24*time.Hour
)
