package followup

import (
	"net/http"
)

// File sends a file to those whom its page is for.
func (s *Room) File(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	return s.SendMaterial(w, r, v.Page, s.store, false)
}

// Picture sends the picture of a file's first page.
func (s *Room) Picture(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	return s.SendMaterial(w, r, v.Page, s.store, true)
}
