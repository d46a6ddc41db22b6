package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
)

type followUpRow struct {
	ID          survey.ID
	EventID     survey.ID  `db:"event_id"`
	SessionID   *survey.ID `db:"session_id"`
	Audience    survey.FollowUpAudience
	Lead        asJSON[survey.Text]
	Changes     asJSON[survey.Text]
	Figures     bool
	Takeaways   bool
	Reflections bool
	Until       micros
	Revision    int
}

func (r followUpRow) followUp() survey.FollowUp {
	f := survey.FollowUp{
		EventID: r.EventID, Audience: r.Audience, Lead: r.Lead.V, Changes: r.Changes.V,
		Figures: r.Figures, Takeaways: r.Takeaways, Reflections: r.Reflections, Until: r.Until.Time, Revision: r.Revision,
	}
	if r.SessionID != nil {
		f.SessionID = *r.SessionID
	}
	return f
}

// FollowUp returns the follow-up page of the session or the event with the code,
// whether or not it is shown; survey.ErrNotFound where there is neither. On an
// event's page are those of its sessions that are shown.
func (s *Store) FollowUp(ctx context.Context, code survey.Code) (followup.Page, error) {
	var page followup.Page
	err := s.read(ctx, func(t *tx) error {
		var err error
		page, err = t.followUpPage(code)
		return err
	})
	if err != nil {
		return followup.Page{}, fmt.Errorf("follow-up page: %w", err)
	}
	return page, nil
}

func (t *tx) followUpPage(code survey.Code) (followup.Page, error) {
	form, err := t.form("code", code)
	if err == nil {
		page := followup.Page{
			Organization: form.Organization, Event: form.Event, Session: form.Session, Appearances: form.Appearances,
			FollowUp: form.FollowUp,
		}
		if page.Material, err = t.materials(form.Event.ID, form.Session.ID); err != nil {
			return page, err
		}
		page.Agreed, page.Takeaways, err = t.agreed(form)
		if !page.FollowUp.Takeaways {
			page.Takeaways = nil
		}
		return page, err
	}
	if !errors.Is(err, survey.ErrNotFound) {
		return followup.Page{}, err
	}
	e, err := t.event("code", code)
	if err != nil {
		return followup.Page{}, err
	}
	page := followup.Page{Organization: e.Organization, Event: e.Event}
	for _, st := range e.Sessions {
		if starts := st.Session.Starts; page.From.IsZero() || starts.Before(page.From) {
			page.From = starts
		}
		if starts := st.Session.Starts; starts.After(page.To) {
			page.To = starts
		}
	}
	if page.FollowUp, err = t.followUp(e.Event.ID, 0); err != nil {
		return page, err
	}
	if page.Material, err = t.materials(e.Event.ID, 0); err != nil {
		return page, err
	}
	page.Sessions, err = t.sessionFollowUps(e)
	return page, err
}

// FollowUps returns the follow-up pages of the event and of its sessions that
// everybody may read now.
func (s *Store) FollowUps(ctx context.Context, event survey.ID) ([]survey.FollowUp, error) {
	var rows []followUpRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM follow_up WHERE event_id = ? AND audience = ?", event, survey.FollowUpPublic)
	})
	if err != nil {
		return nil, fmt.Errorf("an event's follow-up pages: %w", err)
	}
	var pages []survey.FollowUp
	for _, r := range rows {
		if f := r.followUp(); f.Shown(s.now()) {
			pages = append(pages, f)
		}
	}
	return pages, nil
}

// followUp returns what is set for the page of the event, or of its session.
func (t *tx) followUp(event, session survey.ID) (survey.FollowUp, error) {
	var row followUpRow
	query, args := "SELECT * FROM follow_up WHERE event_id = ? AND session_id IS NULL", []any{event}
	if session != 0 {
		query, args = "SELECT * FROM follow_up WHERE session_id = ?", []any{session}
	}
	err := t.one(&row, query, args...)
	if errors.Is(err, survey.ErrNotFound) {
		return survey.FollowUp{EventID: event, SessionID: session}, nil
	}
	return row.followUp(), err
}

// sessionFollowUps returns the pages of the event's sessions that are shown.
func (t *tx) sessionFollowUps(e survey.EventSessions) ([]followup.Page, error) {
	var rows []followUpRow
	if err := t.all(&rows, "SELECT * FROM follow_up WHERE event_id = ? AND session_id IS NOT NULL", e.Event.ID); err != nil {
		return nil, err
	}
	of := map[survey.ID]survey.FollowUp{}
	for _, r := range rows {
		of[*r.SessionID] = r.followUp()
	}
	var pages []followup.Page
	for _, st := range e.Sessions {
		if f := of[st.Session.ID]; f.Shown(t.store.now()) {
			pages = append(pages, followup.Page{
				FollowUp: f, Organization: e.Organization, Event: e.Event, Session: st.Session, Appearances: st.Appearances,
			})
		}
	}
	return pages, nil
}

// FollowUp is [Store.FollowUp] of the organization's own.
func (o Office) FollowUp(ctx context.Context, code survey.Code) (followup.Page, error) {
	page, err := o.store.FollowUp(ctx, code)
	if err == nil && page.Event.OrganizationID != o.by.Organization.ID {
		return followup.Page{}, fmt.Errorf("an organization's follow-up page: %w", survey.ErrNotFound)
	}
	return page, err
}

// page is the organization's follow-up page in a transaction that changes it.
func (o Office) page(t *tx, code survey.Code) (followup.Page, error) {
	if err := o.mine(t, code); err != nil {
		return followup.Page{}, err
	}
	return t.followUpPage(code)
}

// SaveFollowUp sets what the page of the event, or of its session, shows and to
// whom. It wraps survey.ErrConflict when somebody has changed it since
// f.Revision.
func (o Office) SaveFollowUp(ctx context.Context, code survey.Code, f survey.FollowUp) error {
	page, err := o.FollowUp(ctx, code)
	if err != nil {
		return err
	}
	subject := page.Event.Name
	if page.Session.ID != 0 {
		subject = page.Session.Title
	}
	err = o.acting("followup."+string(f.Audience), subject).write(ctx, o.store.pools.slow, "saveFollowUp", func(t *tx) error {
		if _, err := t.lockedEvent(o.by.Organization.ID, "id", page.Event.ID); err != nil {
			return err
		}
		now, err := o.page(t, code)
		if err != nil {
			return err
		}
		before, err := t.followUp(now.Event.ID, now.Session.ID)
		if err != nil {
			return err
		}
		if before.Revision != f.Revision {
			return survey.ErrConflict
		}
		return t.setFollowUp(before, f)
	})
	if err != nil {
		return fmt.Errorf("saving a follow-up page: %w", err)
	}
	return nil
}

// setFollowUp writes f in the place of what was there before, in which stands
// whose page it is.
func (t *tx) setFollowUp(before, f survey.FollowUp) error {
	lead, changes := asJSON[survey.Text]{f.Lead}, asJSON[survey.Text]{f.Changes}
	if before.Revision > 0 {
		where, id := "event_id = ? AND session_id IS NULL", before.EventID
		if before.SessionID != 0 {
			where, id = "session_id = ?", before.SessionID
		}
		n, err := t.exec("UPDATE follow_up SET audience = ?, lead = ?, changes = ?, figures = ?, takeaways = ?, reflections = ?, until = ?, revision = revision + 1 WHERE "+where,
			f.Audience, lead, changes, f.Figures, f.Takeaways, f.Reflections, micros{f.Until}, id)
		if err == nil && n == 0 { // the clock has just removed it
			err = survey.ErrConflict
		}
		return err
	}
	id, err := t.store.newID()
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO follow_up (id, event_id, session_id, audience, lead, changes, figures, takeaways, reflections, until, revision)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		id, before.EventID, orNull(before.SessionID), f.Audience, lead, changes, f.Figures, f.Takeaways, f.Reflections, micros{f.Until})
	return err
}
