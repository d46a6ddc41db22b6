package attendee

import (
	"context"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/statement"
)

type protectionView struct {
	event.Heading
	// Readers says who reads what, Link what a link of this sort makes known,
	// and Shuffle what keeps an answer from being joined to its writer.
	Readers, Link, Shuffle string
	// Records says that answers may be public records, Kept how long what is kept
	// and who is responsible.
	Records string
	Kept    []string
}

// Protection says how an answer stays anonymous: with an open link there
// is nothing to join it to, with a personal one it is known who has answered.
func (s *Room) Protection(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.countLinks(r.Context(), &v); err != nil {
		return err
	}
	names, n := v.Addressees()
	readers := "protection.readers"
	switch {
	case n == 0:
		readers = "protection.readers.nobody"
	case n > 1:
		readers = "protection.readers.many"
	}
	link, shuffle := "protection.stored.link", "protection.shuffle.link"
	if v.Invitation.ID != 0 {
		link, shuffle = "protection.stored.invitation", "protection.shuffle.invitation"
	}
	made := ""
	if v.Links > 0 {
		made = v.T("protection.made", "n", v.Links)
	}
	records := ""
	if v.Organization.Public {
		records = v.T("protection.records")
	}
	k := v.Catalog.Spelled(max(v.Session.K, survey.MinK))
	return s.Show(w, r, v.Visit, http.StatusOK, "attendee/session_protection", page.Page{
		Title: v.T("form.protection"), Data: protectionView{
			Heading: v.Heading(),
			Readers: v.T(readers, "organizer", v.Organization.Name, "name", names, "k", k),
			Link:    strings.TrimSpace(v.T(link) + " " + made), Shuffle: v.T(shuffle, "k", k),
			Records: records, Kept: statement.Kept(v.Catalog, v.Organization, n > 0, v.The()),
		},
	})
}

// countLinks fills in how many personal links were made, for who has one: among how
// many an answer hides, and whether those that were handed out are all there are.
func (s *Room) countLinks(ctx context.Context, v *Visit) (err error) {
	if v.Invitation.ID != 0 {
		v.Links, err = s.store.Links(ctx, v.Event.ID, v.Session.ID)
	}
	return err
}
