package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// An Office is the store as one organizer has it. All that belongs to another
// organization is survey.ErrNotFound there, and what the organizer does is
// written in the organization's log in the same transaction.
//
// Whose something is, the transaction asks that changes it: what an earlier one has
// found may be gone or another by then, and is good for the log's words alone. That
// transaction is bound to the organization besides (see ours), so that a statement
// which forgets to ask is refused.
type Office struct {
	store *Store
	by    organizer.Member
}

// Office is the store for an organizer.
func (s *Store) Office(by organizer.Member) Office { return Office{s, by} }

// event returns the name of the organization's event whose column has the value.
func (o Office) event(ctx context.Context, column string, value any) (name string, err error) {
	err = o.store.read(ctx, func(t *tx) error {
		return t.one(&name, "SELECT name FROM event WHERE "+column+" = ? AND organization_id = ? AND binned IS NULL", value, o.by.Organization.ID)
	})
	if err != nil {
		return "", fmt.Errorf("an organization's event: %w", err)
	}
	return name, nil
}

// session returns the title of the organization's session.
func (o Office) session(ctx context.Context, code survey.Code) (title string, err error) {
	err = o.store.read(ctx, func(t *tx) error {
		return t.one(&title, `SELECT session.title FROM session JOIN event ON event.id = session.event_id
			WHERE session.code = ? AND event.organization_id = ? AND session.binned IS NULL`, code, o.by.Organization.ID)
	})
	if err != nil {
		return "", fmt.Errorf("an organization's session: %w", err)
	}
	return title, nil
}

// Events returns the organization's events by name, the archived ones too.
func (o Office) Events(ctx context.Context) ([]survey.Event, error) {
	var rows []eventRow
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM event WHERE organization_id = ? AND binned IS NULL ORDER BY name, id", o.by.Organization.ID)
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

// EventDays returns the days of the organization's events; those without
// sessions have none.
func (o Office) EventDays(ctx context.Context) (map[survey.ID]survey.EventDays, error) {
	var rows []struct {
		EventID     survey.ID `db:"event_id"`
		First, Last micros
	}
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, `SELECT session.event_id, MIN(session.starts) AS first, MAX(session.ends) AS last
			FROM session JOIN event ON event.id = session.event_id
			WHERE event.organization_id = ? AND session.binned IS NULL GROUP BY session.event_id`, o.by.Organization.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("the events' days: %w", err)
	}
	days := make(map[survey.ID]survey.EventDays, len(rows))
	for _, r := range rows {
		days[r.EventID] = survey.EventDays{First: r.First.Time, Last: r.Last.Time}
	}
	return days, nil
}

// Event is [Store.Event].
func (o Office) Event(ctx context.Context, code survey.Code) (survey.EventSessions, error) {
	if _, err := o.event(ctx, "code", code); err != nil {
		return survey.EventSessions{}, err
	}
	return o.store.Event(ctx, code)
}

// Form is [Store.Form].
func (o Office) Form(ctx context.Context, session survey.Code) (survey.Form, error) {
	if _, err := o.session(ctx, session); err != nil {
		return survey.Form{}, err
	}
	return o.store.Form(ctx, session)
}

// Result is [Store.Result].
func (o Office) Result(ctx context.Context, session survey.Code) (survey.Result, error) {
	if _, err := o.session(ctx, session); err != nil {
		return survey.Result{}, err
	}
	return o.store.Result(ctx, session)
}

// Act is [Store.Act].
func (o Office) Act(ctx context.Context, session survey.Code, a survey.Action) (survey.Session, error) {
	title, err := o.session(ctx, session)
	if err != nil {
		return survey.Session{}, err
	}
	return o.acting("session."+string(a), title).Act(ctx, session, a)
}

// Invitations is [Store.Invitations].
func (o Office) Invitations(ctx context.Context, event, session survey.ID) ([]survey.InvitationState, error) {
	if _, err := o.event(ctx, "id", event); err != nil {
		return nil, err
	}
	return o.store.Invitations(ctx, event, session)
}

// InvitedAlready is [Store.InvitedAlready].
func (o Office) InvitedAlready(ctx context.Context, event, session survey.ID, addresses []string) ([]string, error) {
	if _, err := o.event(ctx, "id", event); err != nil {
		return nil, err
	}
	return o.store.InvitedAlready(ctx, event, session, addresses)
}

// AddInvitations is [Store.AddInvitations].
func (o Office) AddInvitations(ctx context.Context, event, session survey.ID, addresses []string) (added int, err error) {
	name, err := o.event(ctx, "id", event)
	if err != nil {
		return 0, err
	}
	return o.acting("invitations.added", name).AddInvitations(ctx, event, session, addresses)
}

// AddSlips is [Store.AddSlips].
func (o Office) AddSlips(ctx context.Context, event, session survey.ID, n int, sheet survey.Key) ([]survey.Invited, error) {
	name, err := o.event(ctx, "id", event)
	if err != nil {
		return nil, err
	}
	return o.acting("invitations.slips", name).AddSlips(ctx, event, session, n, sheet)
}

// Invite is [Store.Invite].
func (o Office) Invite(ctx context.Context, event survey.ID, invitations []survey.Invitation) ([]survey.Invited, error) {
	name, err := o.event(ctx, "id", event)
	if err != nil {
		return nil, err
	}
	return o.acting("invitations.links", name).Invite(ctx, event, invitations)
}

// SetAccess is [Store.SetAccess].
func (o Office) SetAccess(ctx context.Context, event survey.ID, access survey.Access) error {
	name, err := o.event(ctx, "id", event)
	if err != nil {
		return err
	}
	return o.acting("access."+string(access), name).SetAccess(ctx, event, access)
}
