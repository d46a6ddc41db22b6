package event

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// newPerson lets the device change hands: whatever the one before has left on it,
// for any of the event's sessions, has another seal from now on.
func (s *Room) newPerson(w http.ResponseWriter, e survey.EventSessions) error {
	number, err := survey.NewKey(s.Random)
	if err != nil {
		return err
	}
	for _, path := range page.InvitePaths {
		s.SetCookie(w, &http.Cookie{
			Name: page.PersonCookie + string(e.Event.Code), Value: number.Text(), Path: path,
			MaxAge: int(s.keepInvitation(e).Seconds()),
		})
	}
	return nil
}

// Holder is whose the device is now.
func (v Visit) Holder() string {
	if v.anybody != "" {
		return v.anybody
	}
	return page.Holder(v.Invitation, v.Person)
}

// Seal tells whose keys and drafts are this visit's: the holder's, and each
// rehearsal's apart from all others and from what is real. So nobody who tried the
// form is told at the real opening that they have answered.
func (v Visit) Seal() string {
	if !v.Session.Rehearsal {
		return v.Holder()
	}
	return v.Holder() + "-" + strconv.Itoa(v.Session.Version)
}

// fieldInvited is the name of the hidden field that says under whose seal a form
// was opened, and with which key: see Bound.
const fieldInvited = "invited"

// Bound is what a form's hidden field holds: the seal, and what ties the form's key
// to it, so that neither can come from another's form. A form without a key, which
// carries what was typed from one page to the next, is bound to none. For the first
// person on an open link there is nothing to tell apart.
func Bound(holder string, key survey.Key) string {
	if holder == "" {
		return ""
	}
	tie := sha256.Sum256([]byte("omdome form\x00" + holder + "\x00" + string(key[:])))
	return holder + "." + survey.Key(tie[:len(key)]).Text()
}

// Unkeyed is bound for a form without a key.
func (v Visit) Unkeyed() string { return Bound(v.Holder(), survey.Key{}) }

// Foreign says whether a posted form was opened by somebody else than uses the
// device now, or holds a key that was somebody else's. A program that posts a form
// of its own making names the seal alone.
func (v Visit) Foreign(r *http.Request) bool { return !belongs(r, v.Holder()) }

func belongs(r *http.Request, holder string) bool {
	posted := r.PostForm.Get(fieldInvited)
	if posted == holder {
		return true
	}
	key, _ := PostedKey(r)
	return posted == Bound(holder, key)
}

// readOwn reads a posted form for the page of an error, which gives back what was
// written: nothing of a form that somebody else has opened. Which event it is from
// may not be known, so all that the browser has are asked.
func (s *Room) readOwn(w http.ResponseWriter, r *http.Request) {
	if s.ParseForm(w, r) != nil || belongs(r, "") {
		return
	}
	known := true
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, page.PersonCookie) && belongs(r, page.PersonSeal(c.Value)) {
			return
		}
		if strings.HasPrefix(c.Name, page.InviteCookie) {
			i, err := s.store.Invitation(r.Context(), c.Value)
			if err == nil && belongs(r, i.Seal()) {
				return
			}
			known = known && (err == nil || errors.Is(err, survey.ErrNotFound))
		}
	}
	page.HideForm(r, known)
}
