package page

import (
	"crypto/sha256"
	"net/http"

	"github.com/omdome/omdome/survey"
)

// A seal says whose a form, a key or a draft is on a device that people share. It
// is the invitation's or, with an open link, the number that the device was given
// when somebody pressed "another person"; the first one's is empty. It is no secret
// and finds nothing. What was made under one seal is neither shown nor taken under
// another.

// PersonCookie begins the name of the cookie that holds the number of whoever uses
// the device now for an event, whose code ends the name. It is random, stands in no
// table, and is given only when a device changes hands.
const PersonCookie = "person-"

// openSeal begins the seals of people with an open link, so that none is an
// invitation's.
const openSeal = "p"

// PersonOf is the seal of whoever uses the device for the event without a personal
// link.
func PersonOf(r *http.Request, event survey.Code) string {
	c, err := r.Cookie(PersonCookie + string(event))
	if err != nil {
		return ""
	}
	return PersonSeal(c.Value)
}

// PersonSeal is the seal of whom the cookie names; empty for nobody.
func PersonSeal(cookie string) string {
	number, ok := survey.ParseKey(cookie)
	if !ok {
		return ""
	}
	return openSeal + number.Text()
}

// Here is an event's code and a hash of what the browser holds for it, so that its
// script sees on any of the event's pages that the device has changed hands. A seal
// would not do: a personal link may be good for one of the sessions alone.
func Here(r *http.Request, event survey.Code) string {
	held := ""
	for _, name := range []string{InviteCookie, PersonCookie} {
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

// Holder is whose the device is now: with a personal link the invitation's seal.
func Holder(i survey.Invitation, person string) string {
	if i.ID != 0 {
		return i.Seal()
	}
	return person
}

// ControlID is the id of a form's control, under whose seal the form is. Without a
// script, Firefox fills in a closed tab that is opened again: each control of the
// same id, and those without one by their place, whoever has the device by then. So
// another person's form has other ids.
func ControlID(name, seal string) string {
	if seal == "" {
		return name
	}
	return name + "-" + seal
}
