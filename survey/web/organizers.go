package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
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
	Role   survey.OrganizerRole
	Text   string
	Chosen bool
}

func (o office) roles(chosen survey.OrganizerRole) []roleChoice {
	var list []roleChoice
	for _, role := range survey.OrganizerRoles() {
		list = append(list, roleChoice{role, o.role(role) + ": " + o.catalog.T("organizer.signin.role."+string(role)+".what"), role == chosen})
	}
	return list
}

// zone is the time zone in which the organization's own times are told: that of
// its first event, since an organization has none.
func (o office) zone(r *http.Request) *time.Location {
	events, err := o.store.Events(r.Context())
	if err != nil || len(events) == 0 {
		return time.UTC
	}
	return events[0].Location()
}

func (s *server) organizers(w http.ResponseWriter, r *http.Request, m member) error {
	view := organizersView{}
	if done := r.URL.Query().Get("done"); done == "removed" || done == "withdrawn" {
		view.Done = s.office(w, r, m).catalog.T("organizer.signin.done." + done)
	}
	return s.showOrganizers(w, r, m, http.StatusOK, view, survey.RoleEditor)
}

func (s *server) showOrganizers(w http.ResponseWriter, r *http.Request, m member, status int, view organizersView, chosen survey.OrganizerRole) error {
	o := s.office(w, r, m)
	all, err := o.store.Organizers(r.Context())
	if err != nil {
		return err
	}
	invited, err := o.store.InvitedOrganizers(r.Context())
	if err != nil {
		return err
	}
	zone, here := o.zone(r), o.base+"/organizers"
	for _, one := range all {
		line := organizerLine{
			Name: one.Name, Email: one.Email, Role: o.role(one.Role), Address: here + "/" + idText(one.ID),
			You: one.ID == m.Organizer.ID, Used: o.catalog.T("organizer.signin.never"),
		}
		if !one.Used.IsZero() {
			line.Used = o.catalog.T("organizer.signin.lastused", "time", o.catalog.Moment(one.Used.In(zone)))
		}
		view.Organizers = append(view.Organizers, line)
	}
	for _, link := range invited {
		view.Invited = append(view.Invited, invitedLine{
			Email: link.Email, Role: o.role(link.Role), Withdraw: here + "/invited/" + idText(link.ID) + "/withdraw",
			Until: o.catalog.T("organizer.signin.until", "time", o.catalog.Moment(link.Expires.In(zone))),
		})
	}
	view.Action, view.Roles = here, o.roles(chosen)
	return s.showOffice(w, r, o, status, "organizer_organizers", page{
		Title: o.catalog.T("organizer.signin.organizers"), Failed: view.EmailError != "", Data: view,
	})
}

func idText(id survey.ID) string { return strconv.FormatInt(int64(id), 10) }

// idNamed is the id in the address.
func idNamed(r *http.Request, name string) (survey.ID, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("id: %w", survey.ErrNotFound)
	}
	return survey.ID(id), nil
}

// inviteOrganizer makes a link to join, and shows it once. Nothing is sent: who
// has made it sends it.
func (s *server) inviteOrganizer(w http.ResponseWriter, r *http.Request, m member) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	o := s.office(w, r, m)
	n := newcomer{door: door{o.catalog}, email: survey.FoldEmail(r.PostForm.Get(fieldEmail))}
	role := survey.OrganizerRole(r.PostForm.Get("role"))
	if !role.Valid() {
		return problem{http.StatusUnprocessableEntity, "badform"}
	}
	n.checkEmail(n.email)
	if len(n.errs) == 0 {
		token, err := o.store.InviteOrganizer(r.Context(), n.email, role)
		if err == nil {
			return s.showLink(w, r, o, "organizer.signin.invited", s.url+o.base+"/join/"+strings.ToLower(token.Text()), n.email)
		}
		if !errors.Is(err, survey.ErrConflict) {
			return err
		}
		n.wrong(fieldEmail, "organizer.signin.email.known")
	}
	return s.showOrganizers(w, r, m, http.StatusUnprocessableEntity, organizersView{
		Email: shorten(shownText(n.email)), EmailError: n.t(n.errs[0].Message),
	}, role)
}

type linkView struct{ Title, Lead, Link, Back string }

// showLink shows a link that is shown once.
func (s *server) showLink(w http.ResponseWriter, r *http.Request, o office, key, link, who string) error {
	title := o.catalog.T(key + ".title")
	return s.showOffice(w, r, o, http.StatusOK, "organizer_link", page{Title: title, Data: linkView{
		Title: title, Lead: o.catalog.T(key, "who", who), Link: link, Back: o.base + "/organizers",
	}})
}

func (s *server) withdrawOrganizer(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	id, err := idNamed(r, "link")
	if err == nil {
		err = o.store.WithdrawLink(r.Context(), id)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organizers?done=withdrawn", http.StatusSeeOther)
	return nil
}

// An organizerView is the owner's page of one organizer.
type organizerView struct {
	Name, Email, Base, Back string
	Roles                   []roleChoice
	Done, Refused           string
	You                     bool
}

func (s *server) organizer(w http.ResponseWriter, r *http.Request, m member) error {
	done := ""
	if r.URL.Query().Get("done") == "role" {
		done = s.office(w, r, m).catalog.T("organizer.signin.done.role")
	}
	return s.showOrganizer(w, r, m, http.StatusOK, done, "")
}

func (s *server) showOrganizer(w http.ResponseWriter, r *http.Request, m member, status int, done, refused string) error {
	o := s.office(w, r, m)
	id, err := idNamed(r, "organizer")
	if err != nil {
		return err
	}
	one, err := o.store.Organizer(r.Context(), id)
	if err != nil {
		return err
	}
	return s.showOffice(w, r, o, status, "organizer_one", page{Title: one.Name, Failed: refused != "", Data: organizerView{
		Name: one.Name, Email: one.Email, Base: o.base + "/organizers/" + idText(id), Back: o.base + "/organizers",
		Roles: o.roles(one.Role), Done: done, Refused: refused, You: one.ID == m.Organizer.ID,
	}})
}

// changeOrganizer runs an owner's change, and tells when it would leave nobody
// who may make the next one.
func (s *server) changeOrganizer(w http.ResponseWriter, r *http.Request, m member, to string, change func(o office, id survey.ID) error) error {
	o := s.office(w, r, m)
	id, err := idNamed(r, "organizer")
	if err != nil {
		return err
	}
	err = change(o, id)
	if errors.Is(err, survey.ErrInUse) {
		return s.showOrganizer(w, r, m, http.StatusConflict, "", o.catalog.T("organizer.signin.lastowner"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/organizers"+strings.ReplaceAll(to, "{id}", idText(id)), http.StatusSeeOther)
	return nil
}

func (s *server) setRole(w http.ResponseWriter, r *http.Request, m member) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	role := survey.OrganizerRole(r.PostForm.Get("role"))
	to := "/{id}?done=role"
	if id, err := idNamed(r, "organizer"); err == nil && id == m.Organizer.ID && role != survey.RoleOwner {
		to = "/../" // who gives up the role may not see the page any more
	}
	if !role.Valid() {
		role = "" // not found comes before wrong
	}
	return s.changeOrganizer(w, r, m, to, func(o office, id survey.ID) error {
		if role == "" {
			if _, err := o.store.Organizer(r.Context(), id); err != nil {
				return err
			}
			return problem{http.StatusUnprocessableEntity, "badform"}
		}
		return o.store.SetRole(r.Context(), id, role)
	})
}

func (s *server) removeOrganizer(w http.ResponseWriter, r *http.Request, m member) error {
	return s.changeOrganizer(w, r, m, "?done=removed", func(o office, id survey.ID) error {
		return o.store.RemoveOrganizer(r.Context(), id)
	})
}

func (s *server) resetOrganizer(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	id, err := idNamed(r, "organizer")
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
	return s.showLink(w, r, o, "organizer.signin.reset.made", s.url+o.base+"/reset/"+strings.ToLower(token.Text()), one.Name)
}
