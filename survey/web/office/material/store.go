package material

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// Store is what these pages read and write.
type Store interface {
	AddMaterial(ctx context.Context, code survey.Code, m survey.Material, in survey.Upload) error
	DeleteMaterial(ctx context.Context, code survey.Code, m survey.Material) error
	DoReflection(ctx context.Context, code survey.Code, reflection survey.ID, do survey.ReflectionDeed) error
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	FollowUp(ctx context.Context, code survey.Code) (survey.FollowUpPage, error)
	Inquiries(ctx context.Context, session survey.Code) (survey.Inquiries, error)
	MoveMaterial(ctx context.Context, code survey.Code, material survey.ID, to int) error
	NewUpload(ctx context.Context) (survey.Upload, error)
	Quote(ctx context.Context, code survey.Code, comment survey.ID, on bool) error
	Reflections(ctx context.Context, code survey.Code) (survey.Reflections, error)
	SaveFollowUp(ctx context.Context, code survey.Code, f survey.FollowUp) error
	SaveMaterial(ctx context.Context, code survey.Code, m survey.Material) error
	SetReflections(ctx context.Context, code survey.Code, reflections []survey.ID, state survey.ReflectionState) (before map[survey.ReflectionState][]survey.ID, err error)
	page.Files
	MaxFile() int64
}
