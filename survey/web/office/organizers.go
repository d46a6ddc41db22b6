package office

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// An organizersView is the owner's page of who signs in.
type organizersView struct {
	Organizers []organizerLine
	Invited    []invitedLine
	Action     string
	Email      string
	EmailError string
	Roles      []roleChoice
	// Done says what was just done.
	Done string
}

type organizerLine struct {
	Name, Email, Role, Used, Address string
	You                              bool
}

type invitedLine struct{ Email, Role, Until, Withdraw string }

type roleChoice struct {
	Role   organizer.Role
	Text   string
	Chosen bool
}

func (o Desk) roles(chosen organizer.Role) []roleChoice {
	var list []roleChoice
	for _, role := range organizer.Roles() {
		list = append(list, roleChoice{role, o.role(role) + ": " + o.Catalog.T(role.WhatKey()), role == chosen})
	}
	return list
}

// zone is the time zone in which the organization's own times are told: that of
// its first event, since an organization has none.
func (o Desk) zone(r *http.Request) *time.Location {
	events, err := o.store.Events(r.Context())
	if err != nil || len(events) == 0 {
		return time.UTC
	}
	return events[0].Location()
}

// Organizers lists who belongs to the organization, and who is invited.
func (s *Room) Organizers(w http.ResponseWriter, r *http.Request, o Desk) error {
	view := organizersView{Done: o.Catalog.T(page.DoneKey(r, "organizer.signin.done.removed", "organizer.signin.done.withdrawn"))}
	return s.showOrganizers(w, r, o, http.StatusOK, view, organizer.Editor)
}

func (s *Room) showOrganizers(w http.ResponseWriter, r *http.Request, o Desk, status int, view organizersView, chosen organizer.Role) error {
	all, err := o.store.Organizers(r.Context())
	if err != nil {
		return err
	}
	invited, err := o.store.InvitedOrganizers(r.Context())
	if err != nil {
		return err
	}
	zone, here := o.zone(r), o.Base+"/organizers"
	for _, one := range all {
		line := organizerLine{
			Name: one.Name, Email: one.Email, Role: o.role(one.Role), Address: here + "/" + page.IDText(one.ID),
			You: one.ID == o.Member.Organizer.ID, Used: o.Catalog.T("organizer.signin.never"),
		}
		if !one.Used.IsZero() {
			line.Used = o.Catalog.T("organizer.signin.lastused", "time", o.Catalog.Moment(one.Used.In(zone)))
		}
		view.Organizers = append(view.Organizers, line)
	}
	for _, link := range invited {
		view.Invited = append(view.Invited, invitedLine{
			Email: link.Email, Role: o.role(link.Role), Withdraw: here + "/invited/" + page.IDText(link.ID) + "/withdraw",
			Until: o.Catalog.T("organizer.signin.until", "time", o.Catalog.Moment(link.Expires.In(zone))),
		})
	}
	view.Action, view.Roles = here, o.roles(chosen)
	return s.ShowOffice(w, r, o, status, "office/organizers", page.Page{
		Title: o.Catalog.T("organizer.signin.organizers"), Failed: view.EmailError != "", Data: view,
	})
}

// InviteOrganizer makes a link to join, and shows it once. Nothing is sent: who
// has made it sends it.
func (s *Room) InviteOrganizer(w http.ResponseWriter, r *http.Request, o Desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	n := newcomer{door: door{o.Catalog}, email: writing.FoldAddress(r.PostForm.Get(fieldEmail))}
	role := organizer.Role(r.PostForm.Get("role"))
	if !role.Valid() {
		return page.Problem{Status: http.StatusUnprocessableEntity, Key: "problem.badform"}
	}
	n.checkEmail(n.email)
	if len(n.errs) == 0 {
		token, err := o.store.InviteOrganizer(r.Context(), n.email, role)
		if err == nil {
			return s.showLink(w, r, o, "organizer.signin.invited.title", "organizer.signin.invited", s.URL+o.Base+"/join/"+strings.ToLower(token.Text()), n.email)
		}
		if !errors.Is(err, survey.ErrConflict) {
			return err
		}
		n.wrong(fieldEmail, "organizer.signin.email.known")
	}
	return s.showOrganizers(w, r, o, http.StatusUnprocessableEntity, organizersView{
		Email: page.Shorten(page.ShownText(n.email)), EmailError: n.t(n.errs[0].Message),
	}, role)
}

type linkView struct{ Title, Lead, Link, Back string }

// showLink shows a link that is shown once.
func (s *Room) showLink(w http.ResponseWriter, r *http.Request, o Desk, title, key, link, who string) error {
	return s.ShowOffice(w, r, o, http.StatusOK, "office/link", page.Page{Title: o.Catalog.T(title), Data: linkView{
		Title: o.Catalog.T(title), Lead: o.Catalog.T(key, "who", who), Link: link, Back: o.Base + "/organizers",
	}})
}

// WithdrawOrganizer takes an invitation back.
func (s *Room) WithdrawOrganizer(w http.ResponseWriter, r *http.Request, o Desk) error {
	id, err := page.IDNamed(r, "link")
	if err == nil {
		err = o.store.WithdrawLink(r.Context(), id)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/organizers?done=withdrawn", http.StatusSeeOther)
	return nil
}

// An organizerView is the owner's page of one organizer.
type organizerView struct {
	Name, Email, Base, Back string
	Roles                   []roleChoice
	Done, Refused           string
	You                     bool
}

// Organizer shows one of them, with what an owner can do.
func (s *Room) Organizer(w http.ResponseWriter, r *http.Request, o Desk) error {
	done := ""
	if r.URL.Query().Get("done") == "role" {
		done = o.Catalog.T("organizer.signin.done.role")
	}
	return s.showOrganizer(w, r, o, http.StatusOK, done, "")
}

func (s *Room) showOrganizer(w http.ResponseWriter, r *http.Request, o Desk, status int, done, refused string) error {
	id, err := page.IDNamed(r, "organizer")
	if err != nil {
		return err
	}
	one, err := o.store.Organizer(r.Context(), id)
	if err != nil {
		return err
	}
	return s.ShowOffice(w, r, o, status, "office/one", page.Page{Title: one.Name, Failed: refused != "", Data: organizerView{
		Name: one.Name, Email: one.Email, Base: o.Base + "/organizers/" + page.IDText(id), Back: o.Base + "/organizers",
		Roles: o.roles(one.Role), Done: done, Refused: refused, You: one.ID == o.Member.Organizer.ID,
	}})
}

// changeOrganizer runs an owner's change, and tells when it would leave nobody
// who may make the next one.
func (s *Room) changeOrganizer(w http.ResponseWriter, r *http.Request, o Desk, to string, change func(o Desk, id survey.ID) error) error {
	id, err := page.IDNamed(r, "organizer")
	if err != nil {
		return err
	}
	err = change(o, id)
	if errors.Is(err, survey.ErrInUse) {
		return s.showOrganizer(w, r, o, http.StatusConflict, "", o.Catalog.T("organizer.signin.lastowner"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/organizers"+strings.ReplaceAll(to, "{id}", page.IDText(id)), http.StatusSeeOther)
	return nil
}

// SetRole gives an organizer another role.
func (s *Room) SetRole(w http.ResponseWriter, r *http.Request, o Desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	role := organizer.Role(r.PostForm.Get("role"))
	to := "/{id}?done=role"
	if id, err := page.IDNamed(r, "organizer"); err == nil && id == o.Member.Organizer.ID && role != organizer.Owner {
		to = "/../" // who gives up the role may not see the page any more
	}
	if !role.Valid() {
		role = "" // not found comes before wrong
	}
	return s.changeOrganizer(w, r, o, to, func(o Desk, id survey.ID) error {
		if role == "" {
			if _, err := o.store.Organizer(r.Context(), id); err != nil {
				return err
			}
			return page.Problem{Status: http.StatusUnprocessableEntity, Key: "problem.badform"}
		}
		return o.store.SetRole(r.Context(), id, role)
	})
}

// RemoveOrganizer takes an organizer away, with all sign-ins.
func (s *Room) RemoveOrganizer(w http.ResponseWriter, r *http.Request, o Desk) error {
	return s.changeOrganizer(w, r, o, "?done=removed", func(o Desk, id survey.ID) error {
		return o.store.RemoveOrganizer(r.Context(), id)
	})
}

// ResetOrganizer makes a link to a new password.
func (s *Room) ResetOrganizer(w http.ResponseWriter, r *http.Request, o Desk) error {
	id, err := page.IDNamed(r, "organizer")
	if err != nil {
		return err
	}
	one, err := o.store.Organizer(r.Context(), id)
	if err != nil {
		return err
	}
	token, err := o.store.ResetLink(r.Context(), id)
	if err != nil {
		return err
	}
	return s.showLink(w, r, o, "organizer.signin.reset.made.title", "organizer.signin.reset.made", s.URL+o.Base+"/reset/"+strings.ToLower(token.Text()), one.Name)
}
