package form

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of a reply's form, beside FieldFigures and FieldRevision.
const (
	FieldTakeaway = "takeaway"
	FieldShared   = "shared"
)

// ReadReply reads the form of a reply.
func ReadReply(fields map[string][]string) (survey.Reply, survey.FieldErrors) {
	in := &input{fields: fields}
	r := survey.Reply{Takeaway: strings.TrimSpace(in.value(FieldTakeaway)), Figures: in.on(FieldFigures)}
	switch over := utf8.RuneCountInString(r.Takeaway) - survey.MaxTakeaway; {
	case !writing.IsText(r.Takeaway):
		in.refuse(FieldTakeaway, "speaker.error.characters", nil)
	case over > 0:
		in.refuse(FieldTakeaway, "speaker.error.long", map[string]any{"n": over})
	}
	r.Shared = in.on(FieldShared) && r.Takeaway != ""
	r.Revision, _ = strconv.Atoi(in.value(FieldRevision)) // what is no number is nobody's revision
	return r, in.errs
}
