package office

import (
	"context"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// Store is what signing in reads and writes.
type Store interface {
	AddSignIn(ctx context.Context, hash survey.Hash, in organizer.SignIn) error
	Credentials(ctx context.Context, email string) ([]organizer.Credential, error)
	DemoOwner(ctx context.Context, token survey.Key, owner organizer.Organizer) (organizer.Member, error)
	DeviceSecret(ctx context.Context) (organizer.DeviceSecret, error)
	EndSignIn(ctx context.Context, hash survey.Hash) error
	Join(ctx context.Context, token survey.Key, name, password string) (organizer.Member, error)
	Link(ctx context.Context, token survey.Key) (organizer.Linked, error)
	MayChoose(ctx context.Context, in organizer.SignIn) ([]organizer.Member, error)
	Member(ctx context.Context, organizer survey.ID) (organizer.Member, error)
	Rehash(ctx context.Context, organizer survey.ID, old, password string) error
	Reset(ctx context.Context, token survey.Key, password string) (organizer.Member, error)
	SetUp(ctx context.Context, token survey.Key, organization string, owner organizer.Organizer, password string) (organizer.Member, error)
	SignIn(ctx context.Context, hash survey.Hash) (organizer.SignIn, error)
	UseSignIn(ctx context.Context, hash survey.Hash, in organizer.SignIn) error
}

// DeskStore is what the office reads and writes of one organization.
type DeskStore interface {
	Acts(ctx context.Context) ([]organizer.Act, error)
	ChangePassword(ctx context.Context, secured time.Time, password string) (organizer.Member, error)
	EndOtherSignIns(ctx context.Context, but survey.ID) error
	EndSignIn(ctx context.Context, id survey.ID) error
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	EventDays(ctx context.Context) (map[survey.ID]survey.EventDays, error)
	Events(ctx context.Context) ([]survey.Event, error)
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	InviteOrganizer(ctx context.Context, email string, role organizer.Role) (survey.Key, error)
	InvitedOrganizers(ctx context.Context) ([]organizer.Link, error)
	Organizer(ctx context.Context, id survey.ID) (organizer.Organizer, error)
	Organizers(ctx context.Context) ([]organizer.Organizer, error)
	RemoveOrganizer(ctx context.Context, id survey.ID) error
	ResetLink(ctx context.Context, organizer survey.ID) (survey.Key, error)
	Result(ctx context.Context, session survey.Code) (survey.Result, error)
	SetRole(ctx context.Context, id survey.ID, role organizer.Role) error
	SignIns(ctx context.Context) ([]organizer.SignIn, error)
	WithdrawLink(ctx context.Context, id survey.ID) error
}
