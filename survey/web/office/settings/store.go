package settings

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// Store is what these pages read and write.
type Store interface {
	Events(ctx context.Context) ([]survey.Event, error)
	Organization(ctx context.Context) (survey.Organization, error)
	PlannedRemovals(ctx context.Context) ([]survey.PlannedRemoval, error)
	Procurement(ctx context.Context) (survey.Procurement, error)
	SaveProcurement(ctx context.Context, p survey.Procurement) error
	SaveRecords(ctx context.Context, organization survey.Organization) error
	SaveStatement(ctx context.Context, s survey.Statement) error
	Statement(ctx context.Context) (survey.Statement, error)
}
