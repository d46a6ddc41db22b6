package page

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// IDText writes an id as addresses and forms have it.
func IDText(id survey.ID) string { return strconv.FormatInt(int64(id), 10) }

// IDNamed is the id in the address.
func IDNamed(r *http.Request, name string) (survey.ID, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("id: %w", survey.ErrNotFound)
	}
	return survey.ID(id), nil
}
