package event

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// formNamed is the session that the address names.
func (s *Room) formNamed(r *http.Request) (survey.Form, error) {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return survey.Form{}, fmt.Errorf("session: %w", survey.ErrNotFound)
	}
	form, err := s.store.Form(r.Context(), code)
	return form, s.MissedCode(r, err)
}
