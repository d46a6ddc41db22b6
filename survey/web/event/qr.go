package event

import (
	"net/http"
)

// SessionQR is the session's QR code as a picture of its own.
func (s *Room) SessionQR(w http.ResponseWriter, _ *http.Request, v Visit) error {
	return s.ShowQR(w, s.URL+v.Base)
}

// EventQR is the event's.
func (s *Room) EventQR(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	return s.ShowQR(w, s.URL+"/e/"+string(e.Event.Code))
}
