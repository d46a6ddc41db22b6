package programme

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// An invitationsView is the organizer's page of an event's personal links.
type invitationsView struct {
	Event, EventAddress, Base string
	// Access says who may answer, Summary how many are invited and have answered.
	Access, Summary string
	// Change is the button that lets others answer, Other who they are; empty
	// once a session has been opened.
	Change string
	Other  survey.Access
	// Told say which of the addresses changed nothing, and why.
	Told []string
	// Done says what was done, Failed heads what is wrong with the addresses.
	Done, Failed string
	Errors       []string
	SlipsError   string
	// Slips and Addresses are what was typed; Sheet names the next sheet, so that
	// one that is sent twice is one.
	Slips, Addresses, Sheet string
	Most                    int
	// Sessions are what an invitation can be for beside the whole event; empty
	// when the event has one session.
	Sessions []forOption
	// New and Unused are the buttons that make links; empty for nobody.
	New, Unused string
	// Waiting are the addresses that have not answered; WaitingSlips says how
	// many slips have not.
	Waiting      []string
	WaitingSlips string
}

// A forOption is what an invitation or a reminder is for.
type forOption struct {
	Code   survey.Code
	Title  string
	Chosen bool
}

// An invitationsOffice is a request for one of the pages of an event's personal
// links.
type invitationsOffice struct {
	desk
	survey.EventSessions
	page string
}

// Invitations finds the event whose personal links a page is about.
func (s *Room) Invitations(next func(http.ResponseWriter, *http.Request, invitationsOffice) error) func(http.ResponseWriter, *http.Request, desk) error {
	return func(w http.ResponseWriter, r *http.Request, in desk) error {
		o := invitationsOffice{desk: in}
		var err error
		if o.EventSessions, err = o.desk.Event(r); err != nil {
			return err
		}
		o.page = o.Base + "/e/" + string(o.Event.Code) + "/invitations"
		if r.Method == http.MethodPost {
			if err := s.ParseFormOf(w, r, maxAddresses); err != nil {
				return err
			}
		}
		return next(w, r, o)
	}
}

// maxAddresses is how long a form with addresses may be, in bytes: some ten
// thousand of them.
const maxAddresses = 1 << 20

// The fields of the page's forms.
const (
	fieldSlips  = "slips"
	fieldSheet  = "sheet"
	fieldFor    = "for"   // a session's code; empty for the whole event
	fieldLinks  = "links" // linksNew or linksUnused
	linksNew    = "new"
	linksUnused = "unused"
)

// InvitationsPage shows how many are invited and have answered, and what can be made.
func (s *Room) InvitationsPage(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	view := invitationsView{}
	q := r.URL.Query()
	if added, err := strconv.Atoi(q.Get("added")); err == nil && added >= 0 {
		view.Done = o.Catalog.T("organizer.invite.added", "n", added)
		if known, err := strconv.Atoi(q.Get("known")); err == nil && known > 0 {
			view.Done += " " + o.Catalog.T("organizer.invite.known", "n", known)
		}
		if spare, err := strconv.Atoi(q.Get("spare")); err == nil && spare > 0 {
			view.Done += " " + o.Catalog.T("organizer.invite.spare", "n", spare)
		}
	}
	if q.Get("links") == "none" {
		view.Done = o.Catalog.T("organizer.invite.links.none")
	}
	return s.showInvitations(w, r, o, http.StatusOK, view)
}

// showInvitations fills in what the store knows. Who has answered is shown only
// as who has not, where a reminder needs it, by address, and without any time.
func (s *Room) showInvitations(w http.ResponseWriter, r *http.Request, o invitationsOffice, status int, view invitationsView) error {
	states, err := o.store.Invitations(r.Context(), o.Event.ID, 0)
	if err != nil {
		return err
	}
	sheet, err := survey.NewKey(s.Random)
	if err != nil {
		return err
	}
	c := o.Catalog
	if view.Done != "" {
		view.Told = o.told(r, states)
	}
	view.Event, view.EventAddress, view.Base = o.Event.Name, o.Base+"/e/"+string(o.Event.Code), o.page
	view.Access = c.T(o.Event.Access.Key())
	if o.unopened() {
		view.Other = survey.AccessInvitation
		if o.Event.Access == survey.AccessInvitation {
			view.Other = survey.AccessLink
		}
		view.Change = c.T(view.Other.ChangeKey())
	}
	view.Sheet, view.Most = sheet.Text(), survey.MaxSlips
	view.Sessions = o.options(r)
	used, slips := 0, 0
	for _, i := range states {
		switch {
		case i.Answered:
			used++
		case i.Address == "":
			slips++
		default:
			view.Waiting = append(view.Waiting, i.Address)
		}
	}
	view.Summary = c.T("organizer.invite.none")
	if len(states) > 0 {
		view.Summary = c.T("organizer.invite.summary", "invited", c.T("organizer.invite.count", "n", len(states)),
			"used", c.T("organizer.invite.used", "n", used), "unused", c.T("organizer.invite.unused", "n", len(states)-used))
	}
	if slips > 0 {
		view.WaitingSlips = c.T("organizer.invite.list.slips", "n", slips)
	}
	if n := len(slices.DeleteFunc(slices.Clone(states), func(i survey.InvitationState) bool { return !toLink(i, linksNew) })); n > 0 {
		view.New = c.T("organizer.invite.links.new", "n", n)
	}
	// Who has answered one session may still be reminded of another.
	addressed := slices.ContainsFunc(states, func(i survey.InvitationState) bool { return i.Address != "" })
	if n := len(view.Waiting); n > 0 || addressed && len(view.Sessions) > 0 {
		view.Unused = c.T("organizer.invite.links.unused", "n", n)
	}
	return s.ShowOffice(w, r, o.desk.Desk, status, "office/programme/invitations", page.Page{
		Title:  c.T("organizer.invite") + ": " + o.Event.Name,
		Failed: view.Failed != "" || view.SlipsError != "", Data: view,
	})
}

// options are the sessions that an invitation can be for.
func (o invitationsOffice) options(r *http.Request) []forOption {
	var options []forOption
	if len(o.Sessions) < 2 {
		return nil
	}
	for _, st := range o.Sessions {
		if st.Session.State != survey.StateCancelled {
			options = append(options, forOption{
				st.Session.Code, st.Session.Title, r.PostForm.Get(fieldFor) == string(st.Session.Code),
			})
		}
	}
	return options
}

// chosen is what the form is for: the whole event, with no id, or a session.
func (o invitationsOffice) chosen(r *http.Request) (id survey.ID, title string, err error) {
	code := r.PostForm.Get(fieldFor)
	if code == "" && len(o.Sessions) == 1 {
		return 0, o.Sessions[0].Session.Title, nil
	}
	if code == "" {
		return 0, o.Event.Name, nil
	}
	for _, st := range o.Sessions {
		if string(st.Session.Code) == code {
			return st.Session.ID, st.Session.Title, nil
		}
	}
	return 0, "", fmt.Errorf("session: %w", survey.ErrNotFound)
}

// unopened says whether who may answer can still be changed.
func (o invitationsOffice) unopened() bool {
	return !slices.ContainsFunc(o.Sessions, func(st survey.SessionState) bool { return st.Session.State != survey.StateDraft })
}

// Access says who may answer.
func (s *Room) Access(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	access := survey.Access(r.PostForm.Get("access"))
	if access != survey.AccessLink && access != survey.AccessInvitation {
		return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	if err := o.store.SetAccess(r.Context(), o.Event.ID, access); err != nil {
		return err
	}
	http.Redirect(w, r, o.page, http.StatusSeeOther)
	return nil
}

// Invite invites people by their addresses: all of them, or, when a
// line is wrong, none.
func (s *Room) Invite(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	session, _, err := o.chosen(r)
	if err != nil {
		return err
	}
	typed := r.PostForm.Get(form.FieldAddresses)
	list, errs := form.ReadAddresses(typed)
	if len(errs) > 0 {
		view := invitationsView{Addresses: page.ShownText(typed), Failed: o.Catalog.T("organizer.invite.failed")}
		view.Errors = o.lineErrors(errs)
		return s.showInvitations(w, r, o, http.StatusUnprocessableEntity, view)
	}
	known, err := o.store.InvitedAlready(r.Context(), o.Event.ID, session, list.Addresses)
	if err != nil {
		return err
	}
	added, err := o.store.AddInvitations(r.Context(), o.Event.ID, session, list.Addresses)
	if err != nil {
		return err
	}
	states, err := o.store.Invitations(r.Context(), o.Event.ID, 0)
	if err != nil {
		return err
	}
	to := url.Values{"added": {strconv.Itoa(added)}, "known": {strconv.Itoa(len(list.Addresses) - added)}}
	if list.Spare > 0 {
		to.Set("spare", strconv.Itoa(list.Spare))
	}
	to[toldKnown], to[toldTwice] = idsOf(states, known), idsOf(states, list.Twice)
	http.Redirect(w, r, o.page+"?"+to.Encode(), http.StatusSeeOther)
	return nil
}

// toldKnown and toldTwice name invitations in a page's address, where no address of
// a person may stand: who was invited before, and who stood in the list more than
// once.
const (
	toldKnown = "was"
	toldTwice = "twice"
)

// idsOf returns the ids of the invitations to the addresses: of as many as a page
// tells one by one.
func idsOf(states []survey.InvitationState, addresses []string) []string {
	ids := map[string]string{}
	for _, i := range states {
		ids[writing.FoldAddress(i.Address)] = strconv.FormatInt(int64(i.ID), 10)
	}
	var list []string
	for _, address := range addresses[:min(len(addresses), shownErrors)] {
		list = append(list, ids[writing.FoldAddress(address)])
	}
	return list
}

// told says which addresses of a list have changed nothing, and why.
func (o desk) told(r *http.Request, states []survey.InvitationState) []string {
	var lines []string
	for _, why := range []struct{ field, key string }{{toldTwice, "organizer.invite.told.twice"}, {toldKnown, "organizer.invite.told.was"}} {
		for _, id := range r.URL.Query()[why.field] {
			at := slices.IndexFunc(states, func(i survey.InvitationState) bool { return strconv.FormatInt(int64(i.ID), 10) == id })
			if at >= 0 && states[at].Address != "" && len(lines) < 2*shownErrors {
				lines = append(lines, o.Catalog.T(why.key, "address", states[at].Address))
			}
		}
	}
	return lines
}

// shownErrors is how many wrong lines a page tells one by one.
const shownErrors = 20

func (o desk) lineErrors(errs survey.FieldErrors) []string {
	var lines []string
	for _, e := range errs[:min(len(errs), shownErrors)] {
		var args []any
		for name, value := range e.Args {
			args = append(args, name, value)
		}
		lines = append(lines, o.Catalog.T(e.Message, args...))
	}
	if more := len(errs) - shownErrors; more > 0 {
		lines = append(lines, o.Catalog.T("organizer.invite.error.more", "n", more))
	}
	return lines
}
