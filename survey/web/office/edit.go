package office

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// Said is the sentence of a field's error.
func (o Desk) Said(e survey.FieldError) string { return page.Said(o.Catalog, e) }

// ShowEdit shows the form, with what is wrong in it above and beside the fields.
func (s *Room) ShowEdit(w http.ResponseWriter, r *http.Request, o Desk, status int, name string, v page.EditView) error {
	v.Complete(o.Catalog)
	return s.ShowOffice(w, r, o, status, name, page.Page{Title: v.Title, Failed: v.Summary != "", Data: v})
}
