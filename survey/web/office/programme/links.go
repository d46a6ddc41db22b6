package programme

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
)

// Links makes links for those who have none yet, or for all who have
// not answered, and sends them as a file. They are not kept: whoever loses the
// file makes new ones, and the old ones go on working.
func (s *Room) Links(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	session, title, err := o.chosen(r)
	if err != nil {
		return err
	}
	states, err := o.store.Invitations(r.Context(), o.Event.ID, session)
	if err != nil {
		return err
	}
	var to []survey.Invitation
	for _, i := range states {
		if toLink(i, r.PostForm.Get(fieldLinks)) {
			to = append(to, i.Invitation)
		}
	}
	if len(to) == 0 {
		http.Redirect(w, r, o.page+"?links=none", http.StatusSeeOther)
		return nil
	}
	invited, err := o.store.Invite(r.Context(), o.Event.ID, to)
	if err != nil {
		return err
	}
	var links []exchange.Link
	for _, i := range invited {
		links = append(links, exchange.Link{Address: i.Invitation.Address, URL: s.URL + "/i/" + i.Token, For: title})
	}
	c := o.Catalog
	var b bytes.Buffer
	head := [3]string{c.T("organizer.csv.address"), c.T("organizer.csv.link"), c.T("organizer.csv.for")}
	if err := exchange.WriteLinks(&b, head, links, strings.HasPrefix(c.Decimal(1), "0,")); err != nil {
		return fmt.Errorf("writing links: %w", err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment",
		map[string]string{"filename": c.T("organizer.csv.file") + "-" + string(o.Event.Code) + ".csv"}))
	_, _ = w.Write(b.Bytes()) // a client that has gone away is no fault
	return nil
}

// toLink says whether the invitation is to get a link of the sort.
func toLink(i survey.InvitationState, sort string) bool {
	if i.Address == "" || i.Answered { // no address: a slip
		return false
	}
	return sort == linksUnused || sort == linksNew && !i.Linked
}
