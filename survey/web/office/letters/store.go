package letters

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// Store is what these pages read and write.
type Store interface {
	Approve(ctx context.Context, subject string, approvals []survey.Approval) (approved int, err error)
	Comments(ctx context.Context, event survey.Code) (survey.EventSessions, map[survey.ID][]survey.Comment, error)
	Correct(ctx context.Context, letter survey.ID, revision int) (correction survey.ID, err error)
	Discard(ctx context.Context, letter survey.ID, revision int) error
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	Frozen(ctx context.Context, event survey.Code, letters ...survey.ID) ([]survey.FrozenLetter, error)
	Greet(ctx context.Context, event survey.Code, greetings map[survey.ID]survey.Greeting) error
	LetterFacts(ctx context.Context, event survey.Code, letters ...survey.ID) ([]survey.LetterFacts, error)
	LetterFiles(ctx context.Context, event survey.Code, letters ...survey.ID) (map[survey.ID][]byte, error)
	Letterhead(ctx context.Context) (survey.Organization, survey.Letterhead, error)
	Letters(ctx context.Context, event survey.Code) (survey.EventSessions, []survey.LetterLine, error)
	MakeSeries(ctx context.Context, sessions []survey.Code) (event survey.Code, letter survey.ID, err error)
	NewLetterKey(ctx context.Context, letter survey.ID, revision int) error
	Review(ctx context.Context, session survey.Code, comment survey.ID, seen, review survey.Review) error
	ReviewSeries(ctx context.Context, letter survey.ID, revision int, comment survey.ID, seen, review survey.Review) error
	Revoke(ctx context.Context, letter survey.ID, revision int, reason string) error
	SaveLetterhead(ctx context.Context, organization survey.Organization, h survey.Letterhead) error
	SaveWording(ctx context.Context, w survey.Wording) error
	Series(ctx context.Context) ([]survey.Series, error)
	SetLine(ctx context.Context, letter survey.ID, revision int, line string) error
	SpeakerPage(ctx context.Context, letter survey.ID) (survey.SpeakerPage, error)
	Wordings(ctx context.Context) (map[survey.Language]survey.Wording, error)
}
