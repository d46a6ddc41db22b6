package form

import (
	"strconv"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of an inquiry's form, and its messages beside those of other forms.
const (
	FieldInquiry     = "inquiry"
	FieldInquiryName = "firstname"

	MsgInquiryEmpty      = "inquiry.error.empty"
	MsgInquiryLong       = "inquiry.error.long"       // {n} characters too many
	MsgInquiryCharacters = "inquiry.error.characters" // no text
	MsgInquiryName       = "inquiry.error.name"       // {n} characters too many
	MsgInquiryMany       = "inquiry.error.many"
)

// The fields of replies: each is followed by the inquiry's id. FieldReplier
// stands once.
const (
	FieldReply           = "answer-"
	FieldInquiryRevision = "revision-"
	FieldReplier         = "by"
)

// ReadInquiry reads what an attendee asks.
func ReadInquiry(fields map[string][]string) (inquiry.Inquiry, survey.FieldErrors) {
	in := &input{fields: fields}
	q := inquiry.Inquiry{Text: in.value(FieldInquiry), Name: writing.OneLine(in.value(FieldInquiryName))}
	switch over := utf8.RuneCountInString(q.Text) - inquiry.MaxText; {
	case q.Text == "":
		in.refuse(FieldInquiry, MsgInquiryEmpty, nil)
	case !writing.IsText(q.Text):
		in.refuse(FieldInquiry, MsgInquiryCharacters, nil)
	case over > 0:
		in.refuse(FieldInquiry, MsgInquiryLong, map[string]any{"n": over})
	}
	switch over := utf8.RuneCountInString(q.Name) - inquiry.MaxName; {
	case !writing.IsText(q.Name):
		in.refuse(FieldInquiryName, MsgInquiryCharacters, nil)
	case over > 0:
		in.refuse(FieldInquiryName, MsgInquiryName, map[string]any{"n": over})
	}
	return q, in.errs
}

// ReadReplies reads what has been written under each of the inquiries, and
// returns those replies that are not as they were.
func ReadReplies(fields map[string][]string, list []inquiry.Inquiry) ([]inquiry.Reply, survey.FieldErrors) {
	in := &input{fields: fields}
	by := in.line(FieldReplier, false)
	var replies []inquiry.Reply
	for _, q := range list {
		id := strconv.FormatInt(int64(q.ID), 10)
		field := FieldReply + id
		if _, sent := fields[field]; !sent {
			continue
		}
		a := inquiry.Reply{Inquiry: q.ID, Text: in.value(field), By: by}
		a.Revision, _ = strconv.Atoi(in.value(FieldInquiryRevision + id))
		switch over := utf8.RuneCountInString(a.Text) - survey.MaxComment; {
		case !writing.IsText(a.Text):
			in.refuse(field, survey.MsgCharacters, nil)
		case over > 0:
			in.refuse(field, survey.MsgTooLong, map[string]any{"n": over})
		}
		if a.Text != q.Reply {
			replies = append(replies, a)
		}
	}
	return replies, in.errs
}
