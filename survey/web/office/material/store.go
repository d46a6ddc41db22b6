package material

import (
	"context"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/web/page"
)

// Store is what these pages read and write.
type Store interface {
	AddMaterial(ctx context.Context, code survey.Code, m material.Material, in material.Upload) error
	DeleteMaterial(ctx context.Context, code survey.Code, m material.Material) error
	DoReflection(ctx context.Context, code survey.Code, reflection survey.ID, do followup.Deed) error
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	FollowUp(ctx context.Context, code survey.Code) (followup.Page, error)
	Inquiries(ctx context.Context, session survey.Code) (inquiry.Inquiries, error)
	MoveMaterial(ctx context.Context, code survey.Code, material survey.ID, to int) error
	NewUpload(ctx context.Context) (material.Upload, error)
	Quote(ctx context.Context, code survey.Code, comment survey.ID, on bool) error
	Reflections(ctx context.Context, code survey.Code) (followup.Reflections, error)
	SaveFollowUp(ctx context.Context, code survey.Code, f survey.FollowUp) error
	SaveMaterial(ctx context.Context, code survey.Code, m material.Material) error
	SetReflections(ctx context.Context, code survey.Code, reflections []survey.ID, state followup.State) (before map[followup.State][]survey.ID, err error)
	page.Files
	MaxFile() int64
}
