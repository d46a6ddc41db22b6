package speaker

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/issue"
)

// Store is what these pages read and write.
type Store interface {
	ReplyToInquiries(ctx context.Context, key string, answers []inquiry.Reply) (overtaken []survey.ID, err error)
	FrozenNumbered(ctx context.Context, number string) (survey.FrozenLetter, error)
	InquiriesFor(ctx context.Context, key string) (inquiry.Inquiries, error)
	LetterFile(ctx context.Context, letter survey.ID) ([]byte, error)
	NewLetterKey(ctx context.Context, key string) (renewed string, err error)
	PublicationOf(ctx context.Context, letter survey.ID) (survey.Publication, error)
	Publish(ctx context.Context, key string, shows survey.Shown, revision int) (code string, err error)
	Published(ctx context.Context, code string) (survey.Publication, survey.FrozenLetter, error)
	SaveReply(ctx context.Context, key string, r survey.Reply) error
	SpeakerPage(ctx context.Context, key string) (survey.SpeakerPage, error)
	Unpublish(ctx context.Context, key string) error
	issue.Register
}
