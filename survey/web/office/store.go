package office

import (
	"context"
	"time"

	"github.com/omdome/omdome/survey"
)

// Store is what signing in reads and writes.
type Store interface {
	AddSignIn(ctx context.Context, hash survey.Hash, in survey.SignIn) error
	Credentials(ctx context.Context, email string) ([]survey.Credential, error)
	DemoOwner(ctx context.Context, token survey.Key, owner survey.Organizer) (survey.Member, error)
	DeviceSecret(ctx context.Context) (survey.DeviceSecret, error)
	EndSignIn(ctx context.Context, hash survey.Hash) error
	Join(ctx context.Context, token survey.Key, name, password string) (survey.Member, error)
	Link(ctx context.Context, token survey.Key) (survey.Linked, error)
	MayChoose(ctx context.Context, in survey.SignIn) ([]survey.Member, error)
	Member(ctx context.Context, organizer survey.ID) (survey.Member, error)
	Rehash(ctx context.Context, organizer survey.ID, old, password string) error
	Reset(ctx context.Context, token survey.Key, password string) (survey.Member, error)
	SetUp(ctx context.Context, token survey.Key, organization string, owner survey.Organizer, password string) (survey.Member, error)
	SignIn(ctx context.Context, hash survey.Hash) (survey.SignIn, error)
	UseSignIn(ctx context.Context, hash survey.Hash, in survey.SignIn) error
}

// DeskStore is what the office reads and writes of one organization.
type DeskStore interface {
	Acts(ctx context.Context) ([]survey.Act, error)
	ChangePassword(ctx context.Context, secured time.Time, password string) (survey.Member, error)
	EndOtherSignIns(ctx context.Context, but survey.ID) error
	EndSignIn(ctx context.Context, id survey.ID) error
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	EventDays(ctx context.Context) (map[survey.ID]survey.EventDays, error)
	Events(ctx context.Context) ([]survey.Event, error)
	Form(ctx context.Context, session survey.Code) (survey.Form, error)
	InviteOrganizer(ctx context.Context, email string, role survey.OrganizerRole) (survey.Key, error)
	InvitedOrganizers(ctx context.Context) ([]survey.OrganizerLink, error)
	Organizer(ctx context.Context, id survey.ID) (survey.Organizer, error)
	Organizers(ctx context.Context) ([]survey.Organizer, error)
	RemoveOrganizer(ctx context.Context, id survey.ID) error
	ResetLink(ctx context.Context, organizer survey.ID) (survey.Key, error)
	Result(ctx context.Context, session survey.Code) (survey.Result, error)
	SetRole(ctx context.Context, id survey.ID, role survey.OrganizerRole) error
	SignIns(ctx context.Context) ([]survey.SignIn, error)
	WithdrawLink(ctx context.Context, id survey.ID) error
}
