package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
)

type protectionView struct {
	heading
	// Readers says who reads what, Link what a link of this sort makes known,
	// and Shuffle what keeps an answer from being joined to its writer.
	Readers, Link, Shuffle string
	// Records says that answers may be public records, Kept how long what is kept
	// and who is responsible.
	Records string
	Kept    []string
}

// sessionProtection says how an answer stays anonymous: with an open link there
// is nothing to join it to, with a personal one it is known who has answered.
func (s *server) sessionProtection(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.countLinks(r.Context(), &v); err != nil {
		return err
	}
	names, n := v.addressees()
	readers := "protection.readers"
	switch {
	case n == 0:
		readers = "protection.readers.nobody"
	case n > 1:
		readers = "protection.readers.many"
	}
	link, shuffle := "protection.stored.link", "protection.shuffle.link"
	if v.invitation.ID != 0 {
		link, shuffle = "protection.stored.invitation", "protection.shuffle.invitation"
	}
	made := ""
	if v.links > 0 {
		made = v.t("protection.made", "n", v.links)
	}
	records := ""
	if v.Organization.Public {
		records = v.t("protection.records")
	}
	k := v.catalog.Spelled(max(v.Session.K, survey.MinK))
	return s.show(w, r, v, http.StatusOK, "session_protection", page{
		Title: v.t("form.protection"), Data: protectionView{
			heading: v.heading(),
			Readers: v.t(readers, "organizer", v.Organization.Name, "name", names, "k", k),
			Link:    strings.TrimSpace(v.t(link) + " " + made), Shuffle: v.t(shuffle, "k", k),
			Records: records, Kept: kept(v.catalog, v.Organization, n > 0, v.the()),
		},
	})
}

// countLinks fills in how many personal links were made, for who has one: among how
// many an answer hides, and whether those that were handed out are all there are.
func (s *server) countLinks(ctx context.Context, v *visit) (err error) {
	if v.invitation.ID != 0 {
		v.links, err = s.store.Links(ctx, v.Event.ID, v.Session.ID)
	}
	return err
}
