package page

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey/writing"
)

// An againView is a form that could not be taken, to be sent again as it was: with the
// same key it counts once.
type againView struct {
	Action string
	Fields []hiddenField
}

type hiddenField struct{ Name, Value string }

// again is the form that was posted, where sending it again may do: whole, or not at
// all. A password stands in no page.
func again(r *http.Request, p Problem) *againView {
	switch p.Status {
	case http.StatusServiceUnavailable, http.StatusInternalServerError, http.StatusRequestTimeout:
	default:
		return nil
	}
	if !isForm(r) {
		return nil
	}
	if r.PostForm == nil && r.ParseForm() != nil { // it is no longer than may be: see Hurried
		return nil
	}
	fields := postedForm(r)
	view := &againView{Action: r.URL.RequestURI()}
	length := 0
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if strings.Contains(name, "password") {
			return nil
		}
		for _, value := range fields[name] {
			length += len(name) + len(value)
			if !writing.IsText(value) || length > MaxForm {
				return nil
			}
			view.Fields = append(view.Fields, hiddenField{name, value})
		}
	}
	if len(view.Fields) == 0 {
		return nil
	}
	return view
}

// postedForm is what was posted, without what stands in the address.
func postedForm(r *http.Request) url.Values {
	fields, asked := maps.Clone(r.Form), r.URL.Query()
	for name, values := range asked {
		if rest := len(fields[name]) - len(values); rest > 0 {
			fields[name] = fields[name][:rest]
		} else {
			delete(fields, name)
		}
	}
	return fields
}

// HideForm keeps what a posted form says from being shown: its writer may be another
// than who uses the device now. Where that is known, it cannot be sent again either.
func HideForm(r *http.Request, known bool) {
	r.PostForm = url.Values{}
	if known {
		r.Form = url.Values{}
	}
}

// written returns what stands in the text fields of a form that was read: all
// answers that are not just a number.
func written(r *http.Request) []string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		text := writing.FoldComment(ShownText(r.PostForm.Get(name)))
		if strings.HasPrefix(name, "q") && len(text) > 2 {
			texts = append(texts, text)
		}
	}
	return texts
}
