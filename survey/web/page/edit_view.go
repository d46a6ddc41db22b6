package page

import (
	"errors"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
)

// An EditView is a page with a form for what an organizer edits.
type EditView struct {
	// Back leads to what it belongs to, and BackText says what that is.
	Back, BackText string
	Title          string
	Lead           []string
	Errors         []FormError
	// Summary is above the errors, or above Changed: what somebody else has
	// written meanwhile.
	Summary string
	Changed []string
	// Done says what the form before this one has done.
	Done   string
	Action string
	Groups []EditGroup
	// Looks are where the form is posted to be looked at and not stored.
	Looks  []WayOn
	Button string
	// Hidden are fields that nobody sees.
	Hidden []EditField
	// Fixed says that nothing can be changed, and so there is no form.
	Fixed bool
	// Parts are what else is set elsewhere, above the form, with how it stands.
	Parts []EditPart
	// More are other ways on, below the form.
	More []WayOn
	// Preview is what a pasted programme would do.
	Preview any
	// Records stands below the form on public records. Previews are how a
	// statement would look, and Try the text of the button that shows them.
	Records  any
	Previews any
	Try      string
}

// A WayOn is a link to another way of doing the same.
type WayOn struct{ Address, Text string }

// An EditPart leads to what belongs to the same and is set on a page of its own.
// Waits says that something there waits for an organizer.
type EditPart struct {
	Address, Text, State string
	Waits                bool
}

// An EditGroup is fields that belong together.
type EditGroup struct {
	Legend, Hint string
	Fields       []EditField
	// Narrow puts the fields beside each other where there is room.
	Narrow bool
	// Folded shows the legend alone until it is opened.
	Folded bool
	// Given is what the page says already, Missing that the organization has yet
	// to say something itself.
	Given, Missing string
}

// An EditField is one field. Kind is an input's type, or select, table or prose;
// Language is that of prose.
type EditField struct {
	Name, Label, Hint, Kind, Value, Error string
	Mode, Complete                        string
	Options                               []EditOption
	Needed, Fixed                         bool
	// Which are the times that a time may mean which the clocks show twice; none
	// for any other.
	Which    []EditOption
	Language survey.Language
}

// An EditOption is one thing to choose in a field.
type EditOption struct {
	Value, Text string
	Chosen      bool
}

// A FormData makes fields from what they hold and what is wrong with it.
type FormData struct {
	Catalog *i18n.Catalog
	Values  map[string]string
	Errs    survey.FieldErrors
}

// Posted is what was typed.
func Posted(r *http.Request) map[string]string {
	values := map[string]string{}
	for name := range r.PostForm {
		values[name] = ShownText(r.PostForm.Get(name))
	}
	return values
}

// Field makes the field: its label is organizer.edit.NAME, its hint that with
// .hint, where there is one.
func (d FormData) Field(name, kind string) EditField {
	key := "organizer.edit." + strings.TrimRight(name, "-0123456789")
	f := EditField{Name: name, Kind: kind, Value: d.Values[name], Label: d.Catalog.T(key)}
	if d.Catalog.Has(key + ".hint") {
		f.Hint = d.Catalog.T(key + ".hint")
	}
	e := d.Errs.For(name)
	if e != nil {
		f.Error = Said(d.Catalog, *e)
	}
	if which := form.FieldWhich(name); e != nil && e.Message == form.MsgTwoTimes || d.Values[which] != "" {
		f.Which = d.which(which)
	}
	return f
}

// which are the two times that are written alike, for the field that chooses one.
func (d FormData) which(field string) []EditOption {
	options := Choose(d, field, form.Which.Key, form.Whiches...).Options
	return append([]EditOption{{Text: d.Catalog.T("organizer.edit.which.choose")}}, options...)
}

// WhichOf asks which of two times is meant in a table, where one is written that
// is two.
func (d FormData) WhichOf(table form.Table) []EditField {
	name := form.FieldWhich(form.FieldTable)
	if !table.Errs.Has(form.MsgTwoTimes) && d.Values[name] == "" {
		return nil
	}
	f := EditField{Name: name, Kind: "select", Value: d.Values[name], Label: d.Catalog.T("organizer.edit.which"), Options: d.which(name)}
	f.Hint = d.Catalog.T("organizer.edit.which.table")
	return []EditField{f}
}

// Needed is Field for one that must be filled in.
func (d FormData) Needed(name, kind string) EditField {
	f := d.Field(name, kind)
	f.Needed = true
	return f
}

// Choose makes a field to choose from; key is of a value's text.
func Choose[V ~string](d FormData, name string, key func(V) string, values ...V) EditField {
	f := d.Field(name, "select")
	for _, v := range values {
		f.Options = append(f.Options, EditOption{string(v), d.Catalog.T(key(v)), string(v) == f.Value})
	}
	return f
}

// Said is a field's error in words.
func Said(c *i18n.Catalog, e survey.FieldError) string {
	var args []any
	for name, value := range e.Args {
		args = append(args, name, value)
	}
	return c.T(e.Message, args...)
}

// Complete gathers what is wrong in the form above it.
func (v *EditView) Complete(c *i18n.Catalog) {
	for _, g := range v.Groups {
		for _, f := range g.Fields {
			if f.Error != "" {
				v.Errors = append(v.Errors, FormError{Target: f.Name, Label: f.Label, Text: f.Error})
			}
		}
	}
	if v.Summary == "" && len(v.Errors)+len(v.Changed) > 0 {
		v.Summary = c.T("organizer.edit.wrong")
	}
}

// Wrong takes from the error what a form can say. ok is false for all else.
func Wrong(err error) (errs survey.FieldErrors, ok bool) {
	return errs, errors.As(err, &errs)
}

// Stored stores what a form has been read as, unless something is wrong with it, and
// returns what is wrong: with what was read, or as the store says.
func Stored(wrong survey.FieldErrors, store func() error) (survey.FieldErrors, error) {
	if len(wrong) > 0 {
		return wrong, nil
	}
	err := store()
	if wrong, ok := Wrong(err); ok {
		return wrong, nil
	}
	return nil, err
}

// Overtaken says what somebody else has written since the form was opened, where
// it is not what was typed; and puts in the new revision, so that saving again
// is done knowing it.
func (d FormData) Overtaken(now map[string]string, v *EditView) {
	v.Summary = d.Catalog.T("organizer.edit.overtaken")
	for _, g := range v.Groups {
		for _, f := range g.Fields {
			if is := now[f.Name]; is != d.Values[f.Name] && !f.Fixed {
				v.Changed = append(v.Changed, d.Catalog.T("organizer.edit.now", "name", f.Label, "text", d.Shown(f, is)))
			}
		}
	}
	for i, h := range v.Hidden {
		if h.Name == form.FieldRevision {
			v.Hidden[i].Value = now[form.FieldRevision]
		}
	}
}

// Shown is a field's value in words.
func (d FormData) Shown(f EditField, value string) string {
	for _, option := range f.Options {
		if option.Value == value {
			return option.Text
		}
	}
	switch {
	case f.Kind == "checkbox" && value != "":
		return d.Catalog.T("organizer.edit.yes")
	case f.Kind == "checkbox":
		return d.Catalog.T("organizer.edit.no")
	case value == "":
		return d.Catalog.T("organizer.edit.nothing")
	}
	if f.Kind == "datetime-local" {
		return strings.Replace(value, "T", " ", 1)
	}
	return value
}
