package web

import (
	"net/http"

	"github.com/omdome/omdome/survey"
)

type protectionView struct {
	heading
	Readers, Stored string
}

// sessionProtection says how an answer stays anonymous.
func (s *server) sessionProtection(w http.ResponseWriter, r *http.Request, v visit) error {
	names, n := v.addressees()
	key := "protection.readers"
	switch {
	case n == 0:
		key = "protection.readers.nobody"
	case n > 1:
		key = "protection.readers.many"
	}
	return s.show(w, r, v, http.StatusOK, "session_protection", page{
		Title: v.t("form.protection"), Data: protectionView{
			heading: v.heading(),
			Readers: v.t(key, "organizer", v.Organization.Name, "name", names,
				"k", v.catalog.Spelled(max(v.Session.K, survey.MinK))),
			Stored: v.t("protection.stored"),
		},
	})
}
