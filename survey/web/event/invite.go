package event

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// Invited is where a personal link leads: it gives the browser the token as a
// cookie and sends it on to an address without it. Nothing is redeemed, however
// often and by whomever the link is opened.
//
// The cookie takes the place of another invitation's to the same event: who
// shares a device follows their own link. Keys and forms of the one before are
// then not this one's any more, see session_seal.go.
func (s *Room) Invited(w http.ResponseWriter, r *http.Request) error {
	if speculative(r) {
		// Nobody has chosen to come here yet, so nobody's cookie is replaced.
		page.PlainText(w, http.StatusServiceUnavailable, "not in advance\n")
		return nil
	}
	token := chi.URLParam(r, "token")
	invitation, event, err := s.invitation(r, token)
	if err != nil {
		return err
	}
	if key, ok := survey.ParseKey(token); !ok || key.Text() != token {
		return fmt.Errorf("personal link: %w", survey.ErrNotFound)
	}
	if r.Method == http.MethodGet {
		for _, path := range page.InvitePaths {
			s.SetCookie(w, &http.Cookie{
				Name: page.InviteCookie + string(event.Event.Code), Value: token, Path: path,
				MaxAge: int(s.keepInvitation(event).Seconds()),
			})
		}
	}
	http.Redirect(w, r, invitedTo(invitation, event), http.StatusSeeOther)
	return nil
}

// invitation is what a personal link's token invites to, and counts the wrong ones.
func (s *Room) invitation(r *http.Request, token string) (survey.Invitation, survey.EventSessions, error) {
	invitation, event, err := s.store.InvitedTo(r.Context(), token)
	return invitation, event, s.MissedKey(r, err)
}

// invitedTo is the session of the invitation, or of an event that has no other,
// or the event.
func invitedTo(i survey.Invitation, event survey.EventSessions) string {
	for _, st := range event.Sessions {
		if st.Session.ID == i.SessionID || len(event.Sessions) == 1 {
			return "/s/" + string(st.Session.Code)
		}
	}
	return "/e/" + string(event.Event.Code)
}

// speculative says whether a browser asks for a page that its user has not
// chosen, to have it at hand.
func speculative(r *http.Request) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		purpose := strings.ToLower(r.Header.Get(name))
		if strings.Contains(purpose, "prefetch") || strings.Contains(purpose, "prerender") || strings.Contains(purpose, "preview") {
			return true
		}
	}
	return false
}

// keepInvitation is how long a device keeps a personal link: until the last of
// the event's sessions can no longer be answered.
func (s *Room) keepInvitation(event survey.EventSessions) time.Duration {
	keep := page.KeepFor
	for _, st := range event.Sessions {
		if closes := st.Session.ClosesAt; !closes.IsZero() {
			keep = max(keep, closes.Add(page.KeepAfter).Sub(s.Now()))
		}
	}
	return keep
}

// InvitationTo returns the invitation to the event that the browser has, or
// none.
func (s *Room) InvitationTo(r *http.Request, event survey.Event) (survey.Invitation, error) {
	c, err := r.Cookie(page.InviteCookie + string(event.Code))
	if err != nil {
		return survey.Invitation{}, nil
	}
	i, err := s.store.Invitation(r.Context(), c.Value)
	if err == nil && i.EventID == event.ID {
		return i, nil
	}
	if err == nil || errors.Is(err, survey.ErrNotFound) {
		// Where anybody may answer, what an old cookie holds does not matter.
		if event.Access == survey.AccessInvitation {
			return survey.Invitation{}, s.Missed(r)
		}
		return survey.Invitation{}, nil
	}
	return survey.Invitation{}, err
}

// Admit returns the invitation that the request answers the session with, none
// with an open link. It is a problem to come without one where only invited
// people can answer: the page says what to do and nothing about the session, but
// gives back what was written.
func (s *Room) Admit(w http.ResponseWriter, r *http.Request, form survey.Form) (survey.Invitation, error) {
	i, err := s.InvitationTo(r, form.Event)
	if err == nil && !i.For(form.Session) {
		i = survey.Invitation{}
		if form.Event.Access == survey.AccessInvitation {
			err = page.Uninvited
		}
	}
	if err != nil && r.Method == http.MethodPost {
		s.readOwn(w, r)
	}
	return i, err
}

// eventEntered returns the event that the address names, for one of its pages,
// with the invitation that the visitor came by, if any. Where only invited people
// can answer it is for them alone.
func (s *Room) eventEntered(r *http.Request) (survey.EventSessions, survey.Invitation, error) {
	e, err := s.eventNamed(r)
	if err != nil {
		return e, survey.Invitation{}, err
	}
	i, err := s.InvitationTo(r, e.Event)
	if err == nil && i.ID == 0 && e.Event.Access == survey.AccessInvitation {
		err = page.Uninvited
	}
	return e, i, err
}

// Access says on the form what the link makes known: with an open one nothing,
// with a personal one that it has been used; and that answers to a public
// authority may be public records.
func (v Visit) Access() string {
	access := v.T("invite.form.open")
	if v.Invitation.ID != 0 {
		access = v.T("invite.form")
	}
	if v.Links > 0 {
		access += " " + v.T("invite.made", "n", v.Links)
	}
	if v.Organization.Public {
		access += " " + v.T("form.records")
	}
	return access
}
