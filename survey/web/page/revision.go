package page

import (
	"net/http"
	"strconv"

	"github.com/omdome/omdome/survey/form"
)

// RevisionOf is the revision that the posted form was shown with.
func RevisionOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.PostForm.Get(form.FieldRevision)) // 0 is nobody's revision
	return n
}
