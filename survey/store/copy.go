package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// CopyEvent stores a copy of an organization's event under another name, so many
// days later: see survey.Form.Copied. Cancelled sessions are left out. A name
// that is taken is a survey.FieldErrors, and so is a day on which a session has no
// time.
func (s *Store) CopyEvent(ctx context.Context, organization survey.ID, event survey.Code, name string, days int) (survey.Event, error) {
	var copied survey.Event
	err := s.write(ctx, s.pools.slow, "copyEvent", func(t *tx) error {
		before, err := t.lockedEvent(organization, "code", event)
		if err != nil {
			return err
		}
		if err := t.freeName(organization, 0, name); err != nil {
			return err
		}
		e := before
		e.ID, e.Code, e.Name = 0, "", name
		if copied, err = t.loadEvent(organization, e); err != nil {
			return err
		}
		var sessions []sessionRow
		if err := t.all(&sessions, "SELECT * FROM session WHERE event_id = ? AND state <> ? AND binned IS NULL ORDER BY position, id",
			before.ID, survey.StateCancelled); err != nil {
			return err
		}
		for i, row := range sessions {
			form, err := t.form("session.id", row.ID)
			if err != nil {
				return err
			}
			p, refused := form.Copied(days)
			if refused != nil {
				return survey.FieldErrors{*refused}
			}
			if _, err := t.loadSession(copied, i+1, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return survey.Event{}, fmt.Errorf("copying an event: %w", err)
	}
	return copied, nil
}

// CopyEvent is [Store.CopyEvent].
func (o Office) CopyEvent(ctx context.Context, event survey.Code, name string, days int) (survey.Event, error) {
	return o.acting("event.copied", name).CopyEvent(ctx, o.by.Organization.ID, event, name, days)
}
