package form

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of a follow-up page's form. FieldLead and FieldChanges are followed
// by a language: "lead-sv".
const (
	FieldAudience = "audience"
	FieldLead     = "lead-"
	FieldChanges  = "changes-"
	FieldFigures  = "figures"
	FieldReflect  = "reflections"
	FieldUntil    = "until"
	// FieldTakeaways is beside FieldFigures, on a session's page alone.
	FieldTakeaways = "takeaways"
)

// FollowUpFields returns what the page's form holds.
func FollowUpFields(f survey.FollowUp, e survey.Event) map[string]string {
	audience := f.Audience
	if audience == "" {
		audience = survey.FollowUpNone
	}
	fields := map[string]string{
		FieldAudience: string(audience), FieldFigures: tick(f.Figures), FieldTakeaways: tick(f.Takeaways),
		FieldReflect:  tick(f.Reflections),
		FieldRevision: strconv.Itoa(f.Revision),
	}
	putTime(fields, FieldUntil, f.Until, e.Location())
	for _, l := range e.Languages {
		fields[FieldLead+string(l)], fields[FieldChanges+string(l)] = f.Lead[l], f.Changes[l]
	}
	return fields
}

// ReadFollowUp reads the form of an event's follow-up page, or of its session's,
// over the page as it was.
func ReadFollowUp(fields map[string][]string, f survey.FollowUp, e survey.Event) (survey.FollowUp, survey.FieldErrors) {
	in := &input{fields: fields}
	f.Audience = survey.FollowUpAudience(in.value(FieldAudience))
	if !slices.Contains(survey.FollowUpAudiences(e.Access), f.Audience) {
		in.refuse(FieldAudience, MsgPick, nil)
	}
	f.Lead, f.Changes = survey.Text{}, survey.Text{}
	for _, l := range e.Languages {
		in.paragraph(f.Lead, FieldLead, l)
		in.paragraph(f.Changes, FieldChanges, l)
	}
	f.Figures, f.Takeaways = in.on(FieldFigures), in.on(FieldTakeaways)
	f.Reflections = in.on(FieldReflect)
	f.Until = in.time(FieldUntil, e.Location(), false)
	f.Revision = in.number(FieldRevision, 0, 1<<30, 0, MsgPick)
	return f, in.errs
}

// paragraph reads a text of some lines into its language, if there is any.
func (in *input) paragraph(text survey.Text, field string, l survey.Language) {
	field += string(l)
	s := strings.TrimSpace(in.value(field))
	switch over := utf8.RuneCountInString(s) - followup.MaxText; {
	case !writing.IsText(s):
		in.refuse(field, survey.MsgCharacters, nil)
	case over > 0:
		in.refuse(field, survey.MsgTooLong, map[string]any{"n": over})
	case s != "":
		text[l] = s
	}
}
