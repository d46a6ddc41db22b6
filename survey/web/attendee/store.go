package attendee

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
)

// Store is what these pages read and write.
type Store interface {
	Accept(ctx context.Context, u survey.Delivery) (survey.Receipt, error)
	Ask(ctx context.Context, session survey.ID, device survey.Key, q inquiry.Inquiry) (inquiry.Inquiry, error)
	Change(ctx context.Context, key survey.Key, response survey.Response) error
	Changes() uint64
	CountSessions(ctx context.Context, event survey.ID) (int, error)
	Event(ctx context.Context, event survey.Code) (survey.EventSessions, error)
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	Inquiries(ctx context.Context, session survey.Code, device survey.Key) (inquiry.Inquiries, error)
	Links(ctx context.Context, event, session survey.ID) (n int, err error)
	Response(ctx context.Context, session survey.ID, key survey.Key) (survey.Response, error)
	SawBurst(ctx context.Context, session survey.ID, n int) error
	SharedInquiries(ctx context.Context, session survey.Code) (inquiry.Shared, error)
	Used(ctx context.Context, session survey.ID, invitation survey.ID) (bool, error)
	VoteInquiry(ctx context.Context, session, inquiry survey.ID, device survey.Key, on bool) error
	Withdraw(ctx context.Context, session survey.ID, key survey.Key) error
	WithdrawInquiry(ctx context.Context, session, inquiry survey.ID, device survey.Key) error
}
