package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
)

// An editView is a page with a form for what an organizer edits.
type editView struct {
	// Back leads to what it belongs to, and BackText says what that is.
	Back, BackText string
	Title          string
	Lead           []string
	Errors         []formError
	// Summary is above the errors, or above Changed: what somebody else has
	// written meanwhile.
	Summary string
	Changed []string
	// Done says what the form before this one has done.
	Done   string
	Action string
	Groups []editGroup
	// Looks are where the form is posted to be looked at and not stored.
	Looks  []wayOn
	Button string
	// Hidden are fields that nobody sees.
	Hidden []editField
	// Fixed says that nothing can be changed, and so there is no form.
	Fixed bool
	// Parts are what else is set elsewhere, above the form, with how it stands.
	Parts []editPart
	// More are other ways on, below the form.
	More []wayOn
	// Preview is what a pasted programme would do.
	Preview *pastePreview
	// Records stands below the form on public records. Previews are how a
	// statement would look, and Try the text of the button that shows them.
	Records  *recordsView
	Previews []statementPreview
	Try      string
}

// A wayOn is a link to another way of doing the same.
type wayOn struct{ Address, Text string }

// An editPart leads to what belongs to the same and is set on a page of its own.
// Waits says that something there waits for an organizer.
type editPart struct {
	Address, Text, State string
	Waits                bool
}

// An editGroup is fields that belong together.
type editGroup struct {
	Legend, Hint string
	Fields       []editField
	// Narrow puts the fields beside each other where there is room.
	Narrow bool
	// Folded shows the legend alone until it is opened.
	Folded bool
	// Given is what the page says already, Missing that the organization has yet
	// to say something itself.
	Given, Missing string
}

// An editField is one field. Kind is an input's type, or select, table or prose;
// Language is that of prose.
type editField struct {
	Name, Label, Hint, Kind, Value, Error string
	Mode, Complete                        string
	Options                               []editOption
	Needed, Fixed                         bool
	// Which are the times that a time may mean which the clocks show twice; none
	// for any other.
	Which    []editOption
	Language survey.Language
}

type editOption struct {
	Value, Text string
	Chosen      bool
}

// A formData makes fields from what they hold and what is wrong with it.
type formData struct {
	o      office
	values map[string]string
	errs   survey.FieldErrors
}

// posted is what was typed.
func posted(r *http.Request) map[string]string {
	values := map[string]string{}
	for name := range r.PostForm {
		values[name] = shownText(r.PostForm.Get(name))
	}
	return values
}

// field makes the field: its label is organizer.edit.NAME, its hint that with
// .hint, where there is one.
func (d formData) field(name, kind string) editField {
	key := "organizer.edit." + strings.TrimRight(name, "-0123456789")
	f := editField{Name: name, Kind: kind, Value: d.values[name], Label: d.o.catalog.T(key)}
	if d.o.catalog.Has(key + ".hint") {
		f.Hint = d.o.catalog.T(key + ".hint")
	}
	e := d.errs.For(name)
	if e != nil {
		f.Error = d.o.said(*e)
	}
	if which := survey.FieldWhich(name); e != nil && e.Message == survey.MsgTwoTimes || d.values[which] != "" {
		f.Which = d.which(which)
	}
	return f
}

// which are the two times that are written alike, for the field that chooses one.
func (d formData) which(field string) []editOption {
	options := d.choose(field, "organizer.edit.which.", survey.WhichFirst, survey.WhichSecond).Options
	return append([]editOption{{Text: d.o.catalog.T("organizer.edit.which.choose")}}, options...)
}

// whichOf asks which of two times is meant in a table, where one is written that
// is two.
func (d formData) whichOf(table survey.Table) []editField {
	name := survey.FieldWhich(survey.FieldTable)
	if !table.Errs.Has(survey.MsgTwoTimes) && d.values[name] == "" {
		return nil
	}
	f := editField{Name: name, Kind: "select", Value: d.values[name], Label: d.o.catalog.T("organizer.edit.which"), Options: d.which(name)}
	f.Hint = d.o.catalog.T("organizer.edit.which.table")
	return []editField{f}
}

func (d formData) needed(name, kind string) editField {
	f := d.field(name, kind)
	f.Needed = true
	return f
}

// choose makes a field to choose from. The texts are prefix and value.
func (d formData) choose(name, prefix string, values ...string) editField {
	f := d.field(name, "select")
	for _, v := range values {
		f.Options = append(f.Options, editOption{v, d.o.catalog.T(prefix + v), v == f.Value})
	}
	return f
}

// said is the sentence of a field's error.
func (o office) said(e survey.FieldError) string {
	var args []any
	for name, value := range e.Args {
		args = append(args, name, value)
	}
	return o.catalog.T(e.Message, args...)
}

// showEdit shows the form, with what is wrong in it above and beside the fields.
func (s *server) showEdit(w http.ResponseWriter, r *http.Request, o office, status int, name string, v editView) error {
	v.complete(o)
	return s.showOffice(w, r, o, status, name, page{Title: v.Title, Failed: v.Summary != "", Data: v})
}

// complete gathers what is wrong in the form above it.
func (v *editView) complete(o office) {
	for _, g := range v.Groups {
		for _, f := range g.Fields {
			if f.Error != "" {
				v.Errors = append(v.Errors, formError{Target: f.Name, Label: f.Label, Text: f.Error})
			}
		}
	}
	if v.Summary == "" && len(v.Errors)+len(v.Changed) > 0 {
		v.Summary = o.catalog.T("organizer.edit.wrong")
	}
}

// wrong takes from the error what a form can say. ok is false for all else.
func wrong(err error) (errs survey.FieldErrors, ok bool) {
	return errs, errors.As(err, &errs)
}

// overtaken says what somebody else has written since the form was opened, where
// it is not what was typed; and puts in the new revision, so that saving again
// is done knowing it.
func (d formData) overtaken(now map[string]string, v *editView) {
	v.Summary = d.o.catalog.T("organizer.edit.overtaken")
	for _, g := range v.Groups {
		for _, f := range g.Fields {
			if is := now[f.Name]; is != d.values[f.Name] && !f.Fixed {
				v.Changed = append(v.Changed, d.o.catalog.T("organizer.edit.now", "name", f.Label, "text", d.shown(f, is)))
			}
		}
	}
	for i, h := range v.Hidden {
		if h.Name == survey.FieldRevision {
			v.Hidden[i].Value = now[survey.FieldRevision]
		}
	}
}

// shown is a field's value in words.
func (d formData) shown(f editField, value string) string {
	for _, option := range f.Options {
		if option.Value == value {
			return option.Text
		}
	}
	switch {
	case f.Kind == "checkbox" && value != "":
		return d.o.catalog.T("organizer.edit.yes")
	case f.Kind == "checkbox":
		return d.o.catalog.T("organizer.edit.no")
	case value == "":
		return d.o.catalog.T("organizer.edit.nothing")
	}
	if f.Kind == "datetime-local" {
		return strings.Replace(value, "T", " ", 1)
	}
	return value
}
