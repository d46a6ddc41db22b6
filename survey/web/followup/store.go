package followup

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
)

// Store is what these pages read and write.
type Store interface {
	FollowUp(ctx context.Context, code survey.Code) (followup.Page, error)
	Inquiries(ctx context.Context, session survey.Code, device survey.Key) (inquiry.Inquiries, error)
	Reflect(ctx context.Context, code survey.Code, device survey.Key, r followup.Reflection) error
	Reflections(ctx context.Context, code survey.Code, device survey.Key) (followup.Reflections, error)
	Result(ctx context.Context, session survey.Code) (survey.Result, error)
	Thank(ctx context.Context, code survey.Code, card survey.ID, device survey.Key, on bool) error
	WithdrawReflection(ctx context.Context, code survey.Code, reflection survey.ID, device survey.Key) error
	page.Files
}
