package settings

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
)

// Store is what these pages read and write.
type Store interface {
	Events(ctx context.Context) ([]survey.Event, error)
	Organization(ctx context.Context) (survey.Organization, error)
	PlannedRemovals(ctx context.Context) ([]survey.PlannedRemoval, error)
	Procurement(ctx context.Context) (compliance.Procurement, error)
	SaveProcurement(ctx context.Context, p compliance.Procurement) error
	SaveRecords(ctx context.Context, organization survey.Organization) error
	SaveStatement(ctx context.Context, s compliance.Statement) error
	Statement(ctx context.Context) (compliance.Statement, error)
}
