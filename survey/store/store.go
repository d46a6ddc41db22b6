package store

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/omdome/omdome/survey"
)

var errTodo = errors.New("not yet")

// Options are what a store takes from outside. Its zero value is right for a
// program that serves.
type Options struct {
	// Now is the clock; nil for the machine's.
	Now func() time.Time
	// Random gives ids, codes and keys; nil for crypto/rand.
	Random io.Reader
	// Log gets warnings; nil for slog's default.
	Log *slog.Logger
	// MaxBatch is how many responses one transaction may write: 1 to 500, 0 for 250.
	MaxBatch int
	// MaxWaiting is how many responses may wait for the writer before Accept
	// answers survey.ErrBusy; 0 for 4096.
	MaxWaiting int
}

// A Store is an open database. Its methods may be called at the same time.
type Store struct{}

// Open connects to the database: a URL that begins with postgres:// or
// postgresql://, or the path of a SQLite file, which is made when it is not
// there. It does not migrate. The caller closes the store.
func Open(ctx context.Context, database string, o Options) (*Store, error) { return nil, errTodo }

// Close commits what waits and closes the database.
func (s *Store) Close() error { return errTodo }

// Migrate brings the schema up to what this program knows.
func (s *Store) Migrate(ctx context.Context) error { return errTodo }

// Ready says whether the database answers with the schema that this program knows.
func (s *Store) Ready(ctx context.Context) error { return errTodo }

// Load stores a programme.
func (s *Store) Load(ctx context.Context, p survey.Programme) (survey.Loaded, error) {
	return survey.Loaded{}, errTodo
}

// Events returns all events by name.
func (s *Store) Events(ctx context.Context) ([]survey.Event, error) { return nil, errTodo }

// Event returns an event with its sessions.
func (s *Store) Event(ctx context.Context, event survey.Code) (survey.EventSessions, error) {
	return survey.EventSessions{}, errTodo
}

// Form returns what a session's form is made from.
func (s *Store) Form(ctx context.Context, session survey.Code) (survey.Form, error) {
	return survey.Form{}, errTodo
}

// Answered returns how many responses a session has.
func (s *Store) Answered(ctx context.Context, session survey.ID) (int, error) { return 0, errTodo }

// Accept stores a response and returns after its commit.
func (s *Store) Accept(ctx context.Context, u survey.Submission) (survey.Receipt, error) {
	return survey.Receipt{}, errTodo
}

// Response returns the response of the key while the session is open.
func (s *Store) Response(ctx context.Context, session survey.ID, key survey.Key) (survey.Response, error) {
	return survey.Response{}, errTodo
}

// Change puts the response in the place of the key's.
func (s *Store) Change(ctx context.Context, key survey.Key, response survey.Response) error {
	return errTodo
}

// Withdraw deletes the key's response.
func (s *Store) Withdraw(ctx context.Context, session survey.ID, key survey.Key) error {
	return errTodo
}

// Act does an organizer's action.
func (s *Store) Act(ctx context.Context, session survey.Code, a survey.Action) (survey.Session, error) {
	return survey.Session{}, errTodo
}

// Tick does what the clock has due.
func (s *Store) Tick(ctx context.Context) error { return errTodo }

// Result returns what the organizer's side sees of a session.
func (s *Store) Result(ctx context.Context, session survey.Code) (survey.Result, error) {
	return survey.Result{}, errTodo
}

// ReviewComment sets what becomes of a comment.
func (s *Store) ReviewComment(ctx context.Context, session survey.Code, comment survey.ID, state survey.CommentState, reason survey.Reason) error {
	return errTodo
}

// Letter returns what a letter is made from.
func (s *Store) Letter(ctx context.Context, key string) (survey.LetterFacts, error) {
	return survey.LetterFacts{}, errTodo
}

// Check counts all responses again.
func (s *Store) Check(ctx context.Context) ([]survey.Recount, error) { return nil, errTodo }

// Invited is an invitation with a new token, which is stored only as a hash.
type Invited struct {
	Invitation survey.Invitation
	Token      string
}

// Invite stores invitations to an event.
func (s *Store) Invite(ctx context.Context, event survey.ID, invitations []survey.Invitation) ([]Invited, error) {
	return nil, errTodo
}

// Invitation returns the invitation of a token.
func (s *Store) Invitation(ctx context.Context, token string) (survey.Invitation, error) {
	return survey.Invitation{}, errTodo
}
