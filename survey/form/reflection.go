package form

import (
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of a reflection's form, and its messages beside those of inquiries.
const (
	FieldReflection      = "reflection"
	FieldReflectionName  = FieldInquiryName
	FieldReflectionSmall = "small"

	MsgReflectionEmpty = "reflection.error.empty"
	MsgReflectionLong  = "reflection.error.long" // {n} characters too many
	MsgReflectionMany  = "reflection.error.many"
)

// ReadReflection reads what somebody writes.
func ReadReflection(fields map[string][]string) (followup.Reflection, survey.FieldErrors) {
	in := &input{fields: fields}
	r := followup.Reflection{
		Text: in.value(FieldReflection), Name: writing.OneLine(in.value(FieldReflectionName)),
		Small: in.on(FieldReflectionSmall),
	}
	switch over := utf8.RuneCountInString(r.Text) - followup.MaxReflection; {
	case r.Text == "":
		in.refuse(FieldReflection, MsgReflectionEmpty, nil)
	case !writing.IsText(r.Text):
		in.refuse(FieldReflection, MsgInquiryCharacters, nil)
	case over > 0:
		in.refuse(FieldReflection, MsgReflectionLong, map[string]any{"n": over})
	}
	switch over := utf8.RuneCountInString(r.Name) - inquiry.MaxName; {
	case !writing.IsText(r.Name):
		in.refuse(FieldReflectionName, MsgInquiryCharacters, nil)
	case over > 0:
		in.refuse(FieldReflectionName, MsgInquiryName, map[string]any{"n": over})
	}
	return r, in.errs
}
