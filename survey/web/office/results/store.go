package results

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// Store is what these pages read and write.
type Store interface {
	Act(ctx context.Context, session survey.Code, a survey.Action) (survey.Session, error)
	LetterFiles(ctx context.Context, event survey.Code, letters ...survey.ID) (map[survey.ID][]byte, error)
	Result(ctx context.Context, session survey.Code) (survey.Result, error)
	Results(ctx context.Context, event survey.Code) ([]survey.Result, error)
	Takeaways(ctx context.Context, session survey.Code) ([]survey.Takeaway, error)
}
