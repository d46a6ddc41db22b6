// Package office is the organizer's side: signing in, who is signed in, the
// organization's people, and what all its rooms have in common. A Desk is a request
// for one of the organizer's pages. The rooms below it reach one organization alone:
// each gets the store as the organizer who asks has it, and cannot name the whole.
package office

import (
	"net/http"

	"github.com/alexedwards/scs/v2"

	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/password"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*page.Site
	Doors[Desk]
	store     Store
	bind      func(organizer.Member) DeskStore
	signIns   *scs.SessionManager
	passwords *password.Passwords
	secret    *knownSecret
}

// New returns the room. bind is the store as an organizer has it.
func New(site *page.Site, s Store, bind func(organizer.Member) DeskStore) *Room {
	o := &Room{Site: site, store: s, bind: bind, passwords: password.New(site.Random), secret: &knownSecret{Read: s.DeviceSecret}}
	o.Doors = DoorsOf(o, func(d Desk) Desk { return d })
	o.signIns = o.newSignIns()
	return o
}

// A Desk is a request for one of the organizer's pages.
type Desk struct {
	Catalog *i18n.Catalog
	// Base is where the organizer's pages begin, without its last slash.
	Base string
	// Member is who asks.
	Member page.Member
	// store is the store as they have it.
	store DeskStore
}

func (s *Room) desk(w http.ResponseWriter, r *http.Request, m page.Member) Desk {
	return Desk{
		Catalog: i18n.For(s.Language(w, r, i18n.LanguagesFor(i18n.Organizers))), Base: OfficeBase,
		Member: m, store: s.bind(m),
	}
}

// Doors let into a room of the office who may at least so much, at a desk of that
// room.
type Doors[D any] struct {
	office *Room
	desk   func(Desk) D
}

// DoorsOf returns a room's doors. desk adds to an organizer's desk what is the room's.
func DoorsOf[D any](o *Room, desk func(Desk) D) Doors[D] { return Doors[D]{o, desk} }

// Viewer lets in whoever is signed in.
func (d Doors[D]) Viewer(h func(http.ResponseWriter, *http.Request, D) error) http.HandlerFunc {
	return d.atLeast(organizer.Viewer, h)
}

// Editor lets in editors and owners.
func (d Doors[D]) Editor(h func(http.ResponseWriter, *http.Request, D) error) http.HandlerFunc {
	return d.atLeast(organizer.Editor, h)
}

// Owner lets in owners.
func (d Doors[D]) Owner(h func(http.ResponseWriter, *http.Request, D) error) http.HandlerFunc {
	return d.atLeast(organizer.Owner, h)
}

func (d Doors[D]) atLeast(role organizer.Role, h func(http.ResponseWriter, *http.Request, D) error) http.HandlerFunc {
	return d.office.atLeast(role, func(w http.ResponseWriter, r *http.Request, o Desk) error { return h(w, r, d.desk(o)) })
}

// On is a handler of what the address names, which load finds. A form that is posted
// there is read first.
func On[D, T any](s *page.Site, load func(D, *http.Request) (T, error), h func(http.ResponseWriter, *http.Request, D, T) error) func(http.ResponseWriter, *http.Request, D) error {
	return func(w http.ResponseWriter, r *http.Request, o D) error {
		if r.Method == http.MethodPost {
			if err := s.ParseForm(w, r); err != nil {
				return err
			}
		}
		named, err := load(o, r)
		if err != nil {
			return err
		}
		return h(w, r, o, named)
	}
}
