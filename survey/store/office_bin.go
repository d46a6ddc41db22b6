package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Archive is [Store.Archive].
func (o Office) Archive(ctx context.Context, event survey.Code, revision int, away bool) error {
	name, err := o.event(ctx, "code", event)
	if err != nil {
		return err
	}
	action := "event.unarchived"
	if away {
		action = "event.archived"
	}
	return o.acting(action, name).Archive(ctx, o.by.Organization.ID, event, revision, away)
}

// BinEvent is [Store.BinEvent].
func (o Office) BinEvent(ctx context.Context, event survey.Code, revision int) error {
	name, err := o.event(ctx, "code", event)
	if err != nil {
		return err
	}
	return o.acting("event.deleted", name).BinEvent(ctx, o.by.Organization.ID, event, revision)
}

// BinSession is [Store.BinSession].
func (o Office) BinSession(ctx context.Context, session survey.Code, revision int) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	return o.acting("session.deleted", title).BinSession(ctx, o.by.Organization.ID, session, revision)
}

// Restore is [Store.RestoreEvent], or for a session [Store.RestoreSession].
func (o Office) Restore(ctx context.Context, b survey.Binned) error {
	if b.Event == "" {
		return o.acting("event.restored", b.Name).RestoreEvent(ctx, o.by.Organization.ID, b.Code)
	}
	return o.acting("session.restored", b.Name).RestoreSession(ctx, o.by.Organization.ID, b.Code)
}

// Remove is [Store.RemoveEvent], or for a session [Store.RemoveSession].
func (o Office) Remove(ctx context.Context, b survey.Binned) error {
	if b.Event == "" {
		return o.acting("event.removed", b.Name).RemoveEvent(ctx, o.by.Organization.ID, b.Code)
	}
	return o.acting("session.removed", b.Name).RemoveSession(ctx, o.by.Organization.ID, b.Code)
}

// Bin returns what the organization has in its bin, the latest first. Of an event
// that is there it has no sessions: they come and go with it.
func (o Office) Bin(ctx context.Context) ([]survey.Binned, error) {
	var rows []struct {
		Code      survey.Code
		Name      string
		Event     string
		Zone      string
		Binned    micros
		Responses int
	}
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, `SELECT event.code, event.binned_as AS name, '' AS event, event.zone, event.binned,
				CAST((SELECT COALESCE(SUM(register.responses), 0) FROM register JOIN session ON session.id = register.session_id
					WHERE session.event_id = event.id) AS BIGINT) AS responses
			FROM event WHERE event.organization_id = ? AND event.binned IS NOT NULL
			UNION ALL
			SELECT session.code, session.binned_as AS name, event.name AS event, event.zone, session.binned, register.responses
			FROM session JOIN event ON event.id = session.event_id JOIN register ON register.session_id = session.id
			WHERE event.organization_id = ? AND event.binned IS NULL AND session.binned IS NOT NULL`,
			o.by.Organization.ID, o.by.Organization.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("bin: %w", err)
	}
	bin := make([]survey.Binned, len(rows))
	for i, r := range rows {
		bin[i] = survey.Binned{
			Code: r.Code, Name: r.Name, Event: r.Event, Zone: r.Zone,
			At: r.Binned.Time, Until: r.Binned.Add(survey.BinWindow), Responses: r.Responses,
		}
	}
	slices.SortFunc(bin, func(a, b survey.Binned) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return bin, nil
}

// Holdings returns what an event, or with a session that alone, takes with it when
// it is deleted. Trial answers are not counted. Ids are those of the organization's
// own: whose they are is asked again when something is done.
func (o Office) Holdings(ctx context.Context, event, session survey.ID) (survey.Holdings, error) {
	if _, err := o.event(ctx, "id", event); err != nil {
		return survey.Holdings{}, err
	}
	var h survey.Holdings
	which, args := "session.event_id = ? AND session.binned IS NULL", []any{event}
	invitations := "event_id = ?"
	if session != 0 {
		which, args = which+" AND session.id = ?", append(args, session)
		invitations += " AND session_id = ?"
	}
	err := o.store.read(ctx, func(t *tx) error {
		count := func(into *int, query string, args ...any) error { return t.one(into, query, args...) }
		return inOrder(
			func() error { return count(&h.Sessions, "SELECT COUNT(*) FROM session WHERE "+which, args...) },
			func() error {
				return count(&h.Open, "SELECT COUNT(*) FROM session WHERE "+which+" AND session.state = ?", append(slices.Clone(args), survey.StateOpen)...)
			},
			func() error {
				return count(&h.Responses, `SELECT CAST(COALESCE(SUM(register.responses), 0) AS BIGINT) FROM register
				JOIN session ON session.id = register.session_id WHERE `+which+" AND session.rehearsal = ?", append(slices.Clone(args), false)...)
			},
			func() error {
				return count(&h.Comments, `SELECT COUNT(*) FROM comment JOIN session ON session.id = comment.session_id
				JOIN register ON register.session_id = session.id WHERE `+which+` AND session.sealed IS NOT NULL
				AND register.responses >= session.k AND register.responses >= ?`, append(slices.Clone(args), survey.MinK)...)
			},
			func() error {
				return count(&h.Letters, `SELECT COUNT(*) FROM letter JOIN appearance ON appearance.id = letter.appearance_id
				JOIN session ON session.id = appearance.session_id WHERE `+which, args...)
			},
			func() error {
				return count(&h.Invitations, "SELECT COUNT(*) FROM invitation WHERE "+invitations, args...)
			},
		)
	})
	if err != nil {
		return survey.Holdings{}, fmt.Errorf("what an event holds: %w", err)
	}
	return h, nil
}
