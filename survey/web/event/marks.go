package event

import (
	"net/http"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// markPrefix begins the names of the cookies that remember, for an event's own
// page, which of its sessions have been answered on this device: one for each
// session, named by its code. They hold no key, but say under which seal.
// There is one for each, since the session's pages, which set them, are not sent
// what the event's page is.
const markPrefix = "answered-"

// mark remembers on the event's page that the session is answered here.
func (s *Room) mark(w http.ResponseWriter, v Visit, keep time.Duration) {
	s.SetCookie(w, markCookie(v, int(keep.Seconds())))
}

// Unmark forgets it.
func (s *Room) Unmark(w http.ResponseWriter, v Visit) {
	s.SetCookie(w, markCookie(v, -1))
}

func markCookie(v Visit, age int) *http.Cookie {
	return &http.Cookie{
		Name: markPrefix + string(v.Session.Code), Value: "1" + v.Holder(), Path: "/e/" + string(v.Event.Code), MaxAge: age,
	}
}

// marked are the sessions that have been answered on this device under the seal,
// as the browser says.
func marked(r *http.Request, holder string) map[survey.Code]bool {
	codes := map[survey.Code]bool{}
	for _, c := range r.Cookies() {
		if code, ok := strings.CutPrefix(c.Name, markPrefix); ok && c.Value == "1"+holder {
			codes[survey.Code(code)] = true
		}
	}
	return codes
}

// AgainField names the session that the next person on this device is to answer.
const AgainField = "again"

// EventAnother makes the device forget all that its last attendee answered at
// this event, so that the next person meets no marks and no keys of another's, and
// is told apart from the one before.
// It leads to the session that the person before came from, or to the event.
func (s *Room) EventAnother(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	to := "/e/" + string(e.Event.Code)
	answered := marked(r, page.PersonOf(r, e.Event.Code))
	for _, st := range e.Sessions {
		code := st.Session.Code
		if r.URL.Query().Get(AgainField) == string(code) {
			to = "/s/" + string(code)
		}
		if answered[code] {
			v := Visit{Form: survey.Form{Event: e.Event, Session: st.Session}, Base: "/s/" + string(code)}
			s.ForgetKey(w, v)
		}
	}
	if err := s.newPerson(w, e); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
