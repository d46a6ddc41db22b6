package event

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
)

// Store is what these pages read and write.
type Store interface {
	Answered(ctx context.Context, session survey.ID) (int, error)
	// Changes counts what this program has written that pages show.
	Changes() uint64
	Event(ctx context.Context, event survey.Code) (survey.EventSessions, error)
	FollowUps(ctx context.Context, event survey.ID) ([]survey.FollowUp, error)
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	Invitation(ctx context.Context, token string) (survey.Invitation, error)
	InvitedTo(ctx context.Context, token string) (survey.Invitation, survey.EventSessions, error)
	Organizations(ctx context.Context) ([]survey.Organization, error)
	Procurement(ctx context.Context, organization survey.ID) (compliance.Procurement, error)
	Statement(ctx context.Context, organization survey.ID) (compliance.Statement, error)
}
