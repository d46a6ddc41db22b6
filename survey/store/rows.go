package store

import (
	"cmp"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
)

// micros is a time as the database keeps it: microseconds since 1970 in UTC, or
// NULL for the zero time.
type micros struct{ time.Time }

// Value makes micros a parameter.
func (m micros) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.UnixMicro(), nil
}

// Scan reads micros from a column.
func (m *micros) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		m.Time = time.Time{}
	case int64:
		m.Time = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("a time is no number but %T", from)
	}
	return nil
}

// asJSON is a value that a column keeps as JSON.
type asJSON[T any] struct{ V T }

// Value makes it a parameter.
func (j asJSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan reads it from a column.
func (j *asJSON[T]) Scan(from any) error {
	switch v := from.(type) {
	case string:
		return json.Unmarshal([]byte(v), &j.V)
	case []byte:
		return json.Unmarshal(v, &j.V)
	}
	return errors.New("a JSON column holds no text")
}

type organizationRow struct {
	ID          survey.ID
	Name        string
	Address     asJSON[[]string]
	Place       string
	Contact     string
	Signer      string
	SignerTitle string `db:"signer_title"`
	Public      bool
	Controller  string
	Retention   asJSON[survey.Retention]
	Revision    int
}

func (r organizationRow) organization() survey.Organization {
	return survey.Organization{
		ID: r.ID, Name: r.Name, Address: r.Address.V, Place: r.Place,
		Contact: r.Contact, Signer: r.Signer, SignerTitle: r.SignerTitle,
		Public: r.Public, Controller: r.Controller, Retention: r.Retention.V, Revision: r.Revision,
	}
}

type eventRow struct {
	ID             survey.ID
	OrganizationID survey.ID `db:"organization_id"`
	Code           survey.Code
	Name           string
	Place          string
	Zone           string
	Language       survey.Language
	Languages      asJSON[[]survey.Language]
	K              int
	Compare        bool
	Access         survey.Access
	Revision       int
	Archived       micros
	Binned         micros
	BinnedAs       string `db:"binned_as"`
}

func (r eventRow) event() survey.Event {
	return survey.Event{
		ID: r.ID, OrganizationID: r.OrganizationID, Code: r.Code, Name: cmp.Or(r.BinnedAs, r.Name), Place: r.Place,
		Zone: r.Zone, Language: r.Language, Languages: r.Languages.V, K: r.K, Compare: r.Compare, Access: r.Access,
		Archived: r.Archived.Time, Revision: r.Revision,
	}
}

type sessionRow struct {
	ID         survey.ID
	EventID    survey.ID `db:"event_id"`
	Position   int
	Code       survey.Code
	Kind       survey.Kind
	Title      string
	Room       string
	Starts     micros
	Ends       micros
	OpensAt    micros `db:"opens_at"`
	ClosesAt   micros `db:"closes_at"`
	State      survey.State
	Closed     micros
	Sealed     micros
	Released   micros
	K          int
	Attended   int
	About      bool
	Version    int
	ReplacedBy survey.Code `db:"replaced_by"`
	Revision   int
	// LastAppearance and LastQuestion are the highest numbers of those that have
	// been deleted.
	LastAppearance int `db:"last_appearance"`
	LastQuestion   int `db:"last_question"`
	Binned         micros
	BinnedAs       string `db:"binned_as"`
	Rehearsal      bool
}

func (r sessionRow) session() survey.Session {
	return survey.Session{
		ID: r.ID, EventID: r.EventID, Code: r.Code, Kind: r.Kind, Title: cmp.Or(r.BinnedAs, r.Title), Room: r.Room,
		Starts: r.Starts.Time, Ends: r.Ends.Time, OpensAt: r.OpensAt.Time, ClosesAt: r.ClosesAt.Time,
		State: r.State, Closed: r.Closed.Time, Sealed: r.Sealed.Time, Released: r.Released.Time,
		K: r.K, Attended: r.Attended, About: r.About, Version: r.Version, ReplacedBy: r.ReplacedBy,
		Rehearsal: r.Rehearsal, Revision: r.Revision,
	}
}

type appearanceRow struct {
	ID             survey.ID
	SessionID      survey.ID `db:"session_id"`
	Number         int
	Role           survey.Role
	Rated          bool
	SpeakerID      survey.ID `db:"speaker_id"`
	OrganizationID survey.ID `db:"organization_id"`
	Name           string
	Language       survey.Language
	Email          string
	Greeting       sql.NullString
}

func (r appearanceRow) appearance() survey.Appearance {
	return survey.Appearance{
		ID: r.ID, SessionID: r.SessionID, Number: r.Number, Role: r.Role, Rated: r.Rated,
		Speaker: survey.Speaker{
			ID: r.SpeakerID, OrganizationID: r.OrganizationID, Name: r.Name, Language: r.Language, Email: r.Email,
			Greeting: survey.Greeting{Told: r.Greeting.Valid, Name: r.Greeting.String},
		},
	}
}

// greeting is what is kept of a speaker's.
func greeting(g survey.Greeting) sql.NullString {
	return sql.NullString{String: g.Name, Valid: g.Told}
}

type questionRow struct {
	SessionID survey.ID `db:"session_id"`
	Number    int
	Position  int
	Key       string
	Kind      survey.QuestionKind
	About     survey.About
	Required  bool
	Text      asJSON[survey.Text]
}

type optionRow struct {
	SessionID survey.ID `db:"session_id"`
	Question  int
	Number    int
	Position  int
	Text      asJSON[survey.Text]
}

type commentRow struct {
	ID         survey.ID
	SessionID  survey.ID  `db:"session_id"`
	ResponseID *survey.ID `db:"response_id"`
	Question   int
	Appearance int
	Text       string
	Public     bool
	State      survey.CommentState
	Reason     survey.Reason
	Waiting    bool
	Cuts       asJSON[[]survey.Cut]
	Letters    asJSON[[]int]
	Reviewed   bool
}

func (r commentRow) comment() survey.Comment {
	return survey.Comment{
		ID: r.ID, Item: survey.Item{Question: r.Question, Appearance: r.Appearance},
		Text: r.Text, Public: r.Public, State: r.State, Reason: r.Reason,
		Cuts: r.Cuts.V, Letters: r.Letters.V, Reviewed: r.Reviewed,
	}
}

type markRow struct {
	SessionID survey.ID `db:"session_id"`
	Hash      []byte
}

func (r markRow) place() place { return place{r.SessionID, shortHash(r.Hash)} }
