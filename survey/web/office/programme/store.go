package programme

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// Store is what these pages read and write.
type Store interface {
	Act(ctx context.Context, session survey.Code, a survey.Action) (survey.Session, error)
	AddEvent(ctx context.Context, e survey.Event, sessions []survey.ProgrammeSession) (survey.Event, error)
	AddInvitations(ctx context.Context, event, session survey.ID, addresses []string) (added int, err error)
	AddSlips(ctx context.Context, event, session survey.ID, n int, sheet survey.Key) ([]survey.Invited, error)
	Archive(ctx context.Context, event survey.Code, revision int, away bool) error
	Bin(ctx context.Context) ([]survey.Binned, error)
	BinEvent(ctx context.Context, event survey.Code, revision int) error
	BinSession(ctx context.Context, session survey.Code, revision int) error
	Board(ctx context.Context, event survey.Code) (survey.Board, error)
	CopyEvent(ctx context.Context, event survey.Code, name string, days int) (survey.Event, error)
	Event(ctx context.Context, code survey.Code) (survey.EventSessions, error)
	Events(ctx context.Context) ([]survey.Event, error)
	Holdings(ctx context.Context, event, session survey.ID) (survey.Holdings, error)
	Invitations(ctx context.Context, event, session survey.ID) ([]survey.InvitationState, error)
	Invite(ctx context.Context, event survey.ID, invitations []survey.Invitation) ([]survey.Invited, error)
	InvitedAlready(ctx context.Context, event, session survey.ID, addresses []string) ([]string, error)
	Remove(ctx context.Context, b survey.Binned) error
	Replace(ctx context.Context, session, by survey.Code) error
	Restore(ctx context.Context, b survey.Binned) error
	SaveEvent(ctx context.Context, e survey.Event) error
	SaveProgramme(ctx context.Context, event survey.Code, add, change []survey.ProgrammeSession) (survey.Session, error)
	SaveSession(ctx context.Context, p survey.ProgrammeSession) error
	SetAccess(ctx context.Context, event survey.ID, access survey.Access) error
	SetDoor(ctx context.Context, event survey.Code, open bool) error
}
