package web

import (
	"crypto/sha256"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
)

// A seal says whose a form, a key or a draft is on a device that people share. It
// is the invitation's or, with an open link, the number that the device was given
// when somebody pressed "another person"; the first one's is empty. It is no secret
// and finds nothing. What was made under one seal is neither shown nor taken under
// another.

// personCookie begins the name of the cookie that holds the number of whoever uses
// the device now for an event, whose code ends the name. It is random, stands in no
// table, and is given only when a device changes hands.
const personCookie = "person-"

// openSeal begins the seals of people with an open link, so that none is an
// invitation's.
const openSeal = "p"

// personOf is the seal of whoever uses the device for the event without a personal
// link.
func personOf(r *http.Request, event survey.Code) string {
	c, err := r.Cookie(personCookie + string(event))
	if err != nil {
		return ""
	}
	return personSeal(c.Value)
}

func personSeal(cookie string) string {
	number, ok := survey.ParseKey(cookie)
	if !ok {
		return ""
	}
	return openSeal + number.Text()
}

// newPerson lets the device change hands: whatever the one before has left on it,
// for any of the event's sessions, has another seal from now on.
func (s *server) newPerson(w http.ResponseWriter, e survey.EventSessions) error {
	number, err := survey.NewKey(s.random)
	if err != nil {
		return err
	}
	for _, path := range invitePaths {
		s.setCookie(w, &http.Cookie{
			Name: personCookie + string(e.Event.Code), Value: number.Text(), Path: path,
			MaxAge: int(s.keepInvitation(e).Seconds()),
		})
	}
	return nil
}

// here is an event's code and a hash of what the browser holds for it, so that its
// script sees on any of the event's pages that the device has changed hands. A seal
// would not do: a personal link may be good for one of the sessions alone.
func here(r *http.Request, event survey.Code) string {
	held := ""
	for _, name := range []string{inviteCookie, personCookie} {
		if c, err := r.Cookie(name + string(event)); err == nil {
			held += "\x00" + name + c.Value
		}
	}
	if held == "" {
		return string(event) + " "
	}
	h := sha256.Sum256([]byte("omdome here" + held))
	return string(event) + " " + survey.Key(h[:16]).Text()
}

// holder is whose the device is now: with a personal link the invitation's seal.
func holder(i survey.Invitation, person string) string {
	if i.ID != 0 {
		return i.Seal()
	}
	return person
}

func (v visit) holder() string { return holder(v.invitation, v.person) }

// seal tells whose keys and drafts are this visit's: the holder's, and each
// rehearsal's apart from all others and from what is real. So nobody who tried the
// form is told at the real opening that they have answered.
func (v visit) seal() string {
	if !v.Session.Rehearsal {
		return v.holder()
	}
	return v.holder() + "-" + strconv.Itoa(v.Session.Version)
}

// controlID is the id of a form's control, under whose seal the form is. Without a
// script, Firefox fills in a closed tab that is opened again: each control of the
// same id, and those without one by their place, whoever has the device by then. So
// another person's form has other ids.
func controlID(name, seal string) string {
	if seal == "" {
		return name
	}
	return name + "-" + seal
}

// fieldInvited is the name of the hidden field that says under whose seal a form
// was opened, and with which key: see bound.
const fieldInvited = "invited"

// bound is what a form's hidden field holds: the seal, and what ties the form's key
// to it, so that neither can come from another's form. A form without a key, which
// carries what was typed from one page to the next, is bound to none. For the first
// person on an open link there is nothing to tell apart.
func bound(holder string, key survey.Key) string {
	if holder == "" {
		return ""
	}
	tie := sha256.Sum256([]byte("omdome form\x00" + holder + "\x00" + string(key[:])))
	return holder + "." + survey.Key(tie[:len(key)]).Text()
}

// unkeyed is bound for a form without a key.
func (v visit) unkeyed() string { return bound(v.holder(), survey.Key{}) }

// foreign says whether a posted form was opened by somebody else than uses the
// device now, or holds a key that was somebody else's. A program that posts a form
// of its own making names the seal alone.
func (v visit) foreign(r *http.Request) bool { return !belongs(r, v.holder()) }

func belongs(r *http.Request, holder string) bool {
	posted := r.PostForm.Get(fieldInvited)
	if posted == holder {
		return true
	}
	key, _ := postedKey(r)
	return posted == bound(holder, key)
}

// readOwn reads a posted form for the page of an error, which gives back what was
// written: nothing of a form that somebody else has opened. Which event it is from
// may not be known, so all that the browser has are asked.
func (s *server) readOwn(w http.ResponseWriter, r *http.Request) {
	if s.parseForm(w, r) != nil || belongs(r, "") {
		return
	}
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, personCookie) && belongs(r, personSeal(c.Value)) {
			return
		}
		if strings.HasPrefix(c.Name, inviteCookie) {
			if i, err := s.store.Invitation(r.Context(), c.Value); err == nil && belongs(r, i.Seal()) {
				return
			}
		}
	}
	r.PostForm = nil
}
