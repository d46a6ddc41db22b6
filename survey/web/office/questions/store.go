package questions

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
)

// Store is what these pages read and write.
type Store interface {
	ReplyToInquiries(ctx context.Context, session survey.Code, answers []inquiry.Reply) (overtaken []survey.ID, err error)
	Answered(ctx context.Context, session survey.ID) (int, error)
	DoInquiry(ctx context.Context, session survey.Code, inquiry survey.ID, revision int, do inquiry.Deed) error
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	Inquiries(ctx context.Context, session survey.Code) (inquiry.Inquiries, error)
	ReleaseReplies(ctx context.Context, session survey.Code, read map[survey.ID]int) error
	SaveQuestions(ctx context.Context, session survey.Code, revision int, questions []survey.Question) error
	SetReplyLink(ctx context.Context, session survey.Code, open bool) error
	SetInquiries(ctx context.Context, session survey.Code, inquiries []survey.ID, state inquiry.State) (before map[inquiry.State][]survey.ID, err error)
	SetInquiring(ctx context.Context, session survey.Code, how survey.Inquiring) error
	UseQuestions(ctx context.Context, session survey.Code, others []survey.Session) error
}
