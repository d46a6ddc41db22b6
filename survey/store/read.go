package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// Events returns all events by name.
func (s *Store) Events(ctx context.Context) ([]survey.Event, error) {
	var rows []eventRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM event WHERE binned IS NULL ORDER BY name, id")
	})
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	events := make([]survey.Event, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, nil
}

// Event returns an event with its sessions in the programme's order, or
// survey.ErrNotFound.
func (s *Store) Event(ctx context.Context, event survey.Code) (survey.EventSessions, error) {
	var found survey.EventSessions
	err := s.read(ctx, func(t *tx) error {
		var err error
		found, err = t.event("code", event)
		return err
	})
	if err != nil {
		return survey.EventSessions{}, fmt.Errorf("event: %w", err)
	}
	return found, nil
}

// event returns the event whose column has the value, with its sessions. What is
// in the bin is not found.
func (t *tx) event(column string, value any) (survey.EventSessions, error) {
	var found survey.EventSessions
	var row eventRow
	if err := t.one(&row, "SELECT * FROM event WHERE "+column+" = ? AND binned IS NULL", value); err != nil {
		return found, err
	}
	found.Event = row.event()
	var err error
	if found.Organization, err = t.organization(row.OrganizationID); err != nil {
		return found, err
	}
	found.Sessions, err = t.sessions(row.ID)
	return found, err
}

// CountSessions returns how many sessions an event has.
func (s *Store) CountSessions(ctx context.Context, event survey.ID) (int, error) {
	var n int
	err := s.read(ctx, func(t *tx) error {
		return t.one(&n, "SELECT count(*) FROM session WHERE event_id = ? AND binned IS NULL", event)
	})
	if err != nil {
		return 0, fmt.Errorf("counting sessions: %w", err)
	}
	return n, nil
}

// sessions returns an event's sessions in the programme's order.
func (t *tx) sessions(event survey.ID) ([]survey.SessionState, error) {
	var rows []struct {
		sessionRow
		Responses, Burst int
	}
	if err := t.all(&rows, `SELECT session.*, register.responses, register.burst FROM session
		JOIN register ON register.session_id = session.id
		WHERE session.event_id = ? AND session.binned IS NULL ORDER BY session.position, session.id`, event); err != nil {
		return nil, err
	}
	var appearances []appearanceRow
	if err := t.all(&appearances, selectAppearances+` JOIN session ON session.id = appearance.session_id
		WHERE session.event_id = ? ORDER BY appearance.number`, event); err != nil {
		return nil, err
	}
	of := map[survey.ID][]survey.Appearance{}
	for _, a := range appearances {
		of[a.SessionID] = append(of[a.SessionID], a.appearance())
	}
	states := make([]survey.SessionState, len(rows))
	for i, r := range rows {
		states[i] = survey.SessionState{Session: r.session(), Appearances: of[r.ID], Responses: r.Responses, Burst: r.Burst}
	}
	return states, nil
}

const selectAppearances = `SELECT appearance.id, appearance.session_id, appearance.number, appearance.role, appearance.rated,
	speaker.id AS speaker_id, speaker.organization_id, speaker.name, speaker.language, speaker.email, speaker.greeting
	FROM appearance JOIN speaker ON speaker.id = appearance.speaker_id`

// Form returns what a session's form is made from, in any state, or
// survey.ErrNotFound.
func (s *Store) Form(ctx context.Context, session survey.Code) (survey.Form, error) {
	var form survey.Form
	err := s.read(ctx, func(t *tx) error {
		var err error
		form, err = t.form("session.code", session)
		return err
	})
	if err != nil {
		return survey.Form{}, fmt.Errorf("form: %w", err)
	}
	return form, nil
}

// form returns the form of the session whose column has the value. What is in the
// bin is not found.
func (t *tx) form(column string, value any) (survey.Form, error) {
	var f survey.Form
	var session sessionRow
	if err := t.one(&session, "SELECT * FROM session WHERE "+column+" = ? AND session.binned IS NULL", value); err != nil {
		return f, err
	}
	f.Session = session.session()
	var event eventRow
	if err := t.one(&event, "SELECT * FROM event WHERE id = ?", session.EventID); err != nil {
		return f, err
	}
	f.Event = event.event()
	var err error
	if f.Organization, err = t.organization(event.OrganizationID); err != nil {
		return f, err
	}
	var appearances []appearanceRow
	if err := t.all(&appearances, selectAppearances+" WHERE appearance.session_id = ? ORDER BY appearance.number", session.ID); err != nil {
		return f, err
	}
	for _, a := range appearances {
		f.Appearances = append(f.Appearances, a.appearance())
	}
	mode, err := t.inquiring(session.ID, "")
	if err != nil {
		return f, err
	}
	f.Inquiring = mode.Inquiring
	if f.FollowUp, err = t.followUp(event.ID, session.ID); err != nil {
		return f, err
	}
	f.Questions, err = t.questions(session.ID)
	return f, err
}

func (t *tx) organization(id survey.ID) (survey.Organization, error) {
	var row organizationRow
	err := t.one(&row, "SELECT * FROM organization WHERE id = ?", id)
	return row.organization(), err
}

func (t *tx) questions(session survey.ID) ([]survey.Question, error) {
	var rows []questionRow
	if err := t.all(&rows, "SELECT * FROM question WHERE session_id = ? ORDER BY position", session); err != nil {
		return nil, err
	}
	var options []optionRow
	if err := t.all(&options, "SELECT * FROM option WHERE session_id = ? ORDER BY question, position", session); err != nil {
		return nil, err
	}
	questions := make([]survey.Question, len(rows))
	for i, r := range rows {
		questions[i] = survey.Question{
			SessionID: r.SessionID, Number: r.Number, Key: r.Key, Kind: r.Kind,
			About: r.About, Required: r.Required, Text: r.Text.V,
		}
		for _, o := range options {
			if o.Question == r.Number {
				questions[i].Options = append(questions[i].Options, survey.Option{Number: o.Number, Text: o.Text.V})
			}
		}
	}
	return questions, nil
}

// Answered returns how many responses a session has, or survey.ErrNotFound.
func (s *Store) Answered(ctx context.Context, session survey.ID) (int, error) {
	return s.answered(ctx, "session_id = ?", session)
}

// Answered returns how many responses a session of the organization's has, or
// survey.ErrNotFound.
func (o Office) Answered(ctx context.Context, session survey.ID) (int, error) {
	return o.store.answered(ctx, `session_id = ? AND session_id IN (
		SELECT session.id FROM session JOIN event ON event.id = session.event_id WHERE event.organization_id = ?)`, session, o.by.Organization.ID)
}

func (s *Store) answered(ctx context.Context, where string, args ...any) (int, error) {
	var n int
	err := s.read(ctx, func(t *tx) error {
		return t.one(&n, "SELECT responses FROM register WHERE "+where, args...)
	})
	if err != nil {
		return 0, fmt.Errorf("how many have answered: %w", err)
	}
	return n, nil
}
