package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

// AddEvent stores an organization's new event with its sessions. A name that the
// organization has given to another event is a survey.FieldErrors, and so is a
// title and start that stand twice. Ids and codes are drawn.
func (s *Store) AddEvent(ctx context.Context, organization survey.ID, e survey.Event, sessions []survey.ProgrammeSession) (survey.Event, error) {
	if err := checkProgramme(survey.Programme{Event: e, Sessions: sessions}); err != nil {
		return survey.Event{}, fmt.Errorf("adding an event: %w", err)
	}
	var added survey.Event
	err := s.write(ctx, s.pools.slow, "addEvent", func(t *tx) error {
		if err := t.freeName(organization, 0, e.Name); err != nil {
			return err
		}
		var err error
		if added, err = t.loadEvent(organization, e); err != nil {
			return err
		}
		for _, p := range sessions {
			if err := t.addSession(added, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return survey.Event{}, fmt.Errorf("adding an event: %w", err)
	}
	added.Revision = 1
	return added, nil
}

// freeName refuses a name that another of the organization's events has.
func (t *tx) freeName(organization, event survey.ID, name string) error {
	switch _, err := t.sameEvent(organization, name, event); {
	case err == nil:
		return survey.FieldErrors{{Field: form.FieldName, Message: form.MsgTaken}}
	case errors.Is(err, survey.ErrNotFound):
		return nil
	default:
		return err
	}
}

// lockedEvent returns the organization's event, locked against other edits.
func (t *tx) lockedEvent(organization survey.ID, column string, value any) (survey.Event, error) {
	var row eventRow
	err := t.one(&row, "SELECT * FROM event WHERE "+column+" = ? AND organization_id = ? AND binned IS NULL"+t.store.pools.dialect.update, value, organization)
	return row.event(), err
}

// SaveEvent changes an organization's event. It wraps survey.ErrConflict when
// somebody has changed it since e.Revision, and is a survey.FieldErrors when the
// name is another event's, or the zone changes after a session has opened. The
// sessions of a changed zone keep what their clocks say. Code, access and
// languages other than e.Languages stay as they are.
func (s *Store) SaveEvent(ctx context.Context, organization survey.ID, e survey.Event) error {
	if err := checkProgramme(survey.Programme{Event: e}); err != nil {
		return fmt.Errorf("saving an event: %w", err)
	}
	err := s.write(ctx, s.pools.slow, "saveEvent", func(t *tx) error {
		before, err := t.lockedEvent(organization, "id", e.ID)
		if err != nil {
			return err
		}
		if before.Revision != e.Revision {
			return survey.ErrConflict
		}
		if err := t.freeName(organization, e.ID, e.Name); err != nil {
			return err
		}
		if before.Zone != e.Zone {
			if err := t.moveZone(before, e); err != nil {
				return err
			}
		}
		_, err = t.exec(`UPDATE event SET name = ?, place = ?, zone = ?, language = ?, languages = ?, k = ?, compare = ?,
			revision = revision + 1 WHERE id = ? AND organization_id = ?`,
			e.Name, e.Place, e.Zone, e.Language, asJSON[[]survey.Language]{e.Languages}, e.K, e.Compare, e.ID, organization)
		return err
	})
	if err != nil {
		return fmt.Errorf("saving an event: %w", err)
	}
	return nil
}

// moveZone moves the event's sessions to a new zone, their clocks unchanged.
func (t *tx) moveZone(before, after survey.Event) error {
	var rows []sessionRow
	if err := t.all(&rows, "SELECT * FROM session WHERE event_id = ? ORDER BY id"+t.store.pools.dialect.update, before.ID); err != nil {
		return err
	}
	from, to := before.Location(), after.Location()
	gone := false
	move := func(m micros) micros {
		if m.IsZero() {
			return m
		}
		moved, ok := survey.SameClock(m.Time, from, to, 0)
		gone = gone || !ok
		return micros{moved}
	}
	for _, r := range rows {
		if r.State != survey.StateDraft && r.State != survey.StateCancelled {
			return survey.FieldErrors{{Field: form.FieldZone, Message: form.MsgZoneFixed, Args: map[string]any{"text": before.Zone}}}
		}
	}
	for _, r := range rows {
		if _, err := t.exec("UPDATE session SET starts = ?, ends = ?, opens_at = ?, closes_at = ?, revision = revision + 1 WHERE id = ? AND event_id = ?",
			move(r.Starts), move(r.Ends), move(r.OpensAt), move(r.ClosesAt), r.ID, before.ID); err != nil {
			return err
		}
		if gone {
			return survey.FieldErrors{{Field: form.FieldZone, Message: survey.MsgClockGone, Args: map[string]any{"session": r.Title}}}
		}
	}
	return nil
}

// SaveProgramme adds sessions to an organization's event and changes others, all
// or none: see [Store.SaveSession] for what may change. It returns the event's
// last added session.
func (s *Store) SaveProgramme(ctx context.Context, organization survey.ID, event survey.Code, add, change []survey.ProgrammeSession) (survey.Session, error) {
	if err := checkProgramme(survey.Programme{Sessions: append(append([]survey.ProgrammeSession(nil), add...), change...)}); err != nil {
		return survey.Session{}, fmt.Errorf("saving sessions: %w", err)
	}
	var last survey.Session
	err := s.write(ctx, s.pools.slow, "saveProgramme", func(t *tx) error {
		e, err := t.lockedEvent(organization, "code", event)
		if err != nil {
			return err
		}
		// What moves makes room for what is new.
		for _, p := range change {
			if err := t.saveSession(organization, p); err != nil {
				return err
			}
		}
		for _, p := range add {
			if err := t.addSession(e, p); err != nil {
				return err
			}
		}
		if len(add) == 0 {
			return nil
		}
		var row sessionRow
		end := add[len(add)-1].Session
		err = t.one(&row, "SELECT * FROM session WHERE event_id = ? AND title = ? AND starts = ?", e.ID, end.Title, end.Starts.UnixMicro())
		last = row.session()
		return err
	})
	if err != nil {
		return survey.Session{}, fmt.Errorf("saving sessions: %w", err)
	}
	return last, nil
}

var errTwice = survey.FieldErrors{{Field: form.FieldTitle, Message: form.MsgTaken}}

// addSession stores a new session in the programme after the last one that starts
// no later.
func (t *tx) addSession(e survey.Event, p survey.ProgrammeSession) error {
	var position int
	if err := t.one(&position, "SELECT COALESCE(MAX(position), 0) + 1 FROM session WHERE event_id = ? AND starts <= ?",
		e.ID, p.Session.Starts.UnixMicro()); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE session SET position = position + 1 WHERE event_id = ? AND position >= ?", e.ID, position); err != nil {
		return err
	}
	for i := range p.Appearances {
		p.Appearances[i].Number = i + 1
	}
	added, err := t.loadSession(e, position, p)
	if err == nil && !added {
		return errTwice
	}
	return err
}

// Replace makes a cancelled session lead to another of the same event, or, with
// an empty code, to none. It wraps survey.ErrConflict for a session that is not
// cancelled. The other session inherits nothing.
func (s *Store) Replace(ctx context.Context, organization survey.ID, session, by survey.Code) error {
	err := s.write(ctx, s.pools.slow, "replace", func(t *tx) error {
		row, err := t.sessionOf(organization, "code = ? AND binned IS NULL", t.store.pools.dialect.update, session)
		if err != nil {
			return err
		}
		if row.State != survey.StateCancelled || by == session {
			return survey.ErrConflict
		}
		if by != "" {
			var id survey.ID
			if err := t.one(&id, "SELECT id FROM session WHERE code = ? AND event_id = ? AND binned IS NULL", by, row.EventID); err != nil {
				return err
			}
		}
		_, err = t.exec("UPDATE session SET replaced_by = ?, revision = revision + 1 WHERE id = ? AND event_id = ?", by, row.ID, row.EventID)
		return err
	})
	if err != nil {
		return fmt.Errorf("replacing: %w", err)
	}
	return nil
}

// SaveSession changes an organization's session, its speakers, and the standard
// questionnaire with them. It wraps survey.ErrConflict when somebody has changed
// the session since p.Session.Revision, and survey.ErrInUse when nothing of it
// can change any more; what only some of it forbids is a survey.FieldErrors. The
// code, the state and an own questionnaire stay.
func (s *Store) SaveSession(ctx context.Context, organization survey.ID, p survey.ProgrammeSession) error {
	err := checkProgramme(survey.Programme{Sessions: []survey.ProgrammeSession{p}})
	if err == nil {
		err = s.write(ctx, s.pools.slow, "saveSession", func(t *tx) error { return t.saveSession(organization, p) })
	}
	if err != nil {
		return fmt.Errorf("saving a session: %w", err)
	}
	return nil
}

func (t *tx) saveSession(organization survey.ID, p survey.ProgrammeSession) error {
	row, err := t.sessionOf(organization, "id = ?", t.store.pools.dialect.update, p.Session.ID)
	if err != nil {
		return err
	}
	form, err := t.form("session.id", row.ID)
	switch {
	case err != nil:
		return err
	case row.Revision != p.Session.Revision:
		return survey.ErrConflict
	}
	if err := form.Session.Editable(); err != nil {
		return err
	}
	if row.Rehearsal {
		// What was answered on trial holds nothing fast: mending the form is what a
		// rehearsal is for.
		if err := t.wipe(row.ID); err != nil {
			return err
		}
	}
	answered, err := t.answeredSpeakers(row.ID)
	if err != nil {
		return err
	}
	if errs := form.Session.MayBecome(p.Session, form.Appearances, p.Appearances, answered); len(errs) > 0 {
		return errs
	}
	switch _, err := t.sameSession(row.EventID, p.Session, row.ID); {
	case err == nil:
		return errTwice
	case !errors.Is(err, survey.ErrNotFound):
		return err
	}
	return t.storeSession(form, row, p)
}

// storeSession writes what may be written.
func (t *tx) storeSession(form survey.Form, row sessionRow, p survey.ProgrammeSession) error {
	appearances, last, err := t.storeAppearances(form, row, p.Appearances)
	if err != nil {
		return err
	}
	after := form
	after.Appearances, after.Session.Kind = appearances, p.Session.Kind
	after.Questions = survey.Following(form, after, lastQuestion(form, row))
	lastQ, changed, err := t.storeQuestions(form, row, after.Questions)
	if err != nil {
		return err
	}
	version := 0
	if changed || !survey.SameItems(form, after) {
		version = 1
	}
	s := p.Session
	_, err = t.exec(`UPDATE session SET kind = ?, title = ?, room = ?, starts = ?, ends = ?, opens_at = ?, closes_at = ?, k = ?,
			attended = ?, about = ?, version = version + ?, last_appearance = ?, last_question = ?, revision = revision + 1 WHERE id = ? AND event_id = ?`,
		s.Kind, s.Title, s.Room, s.Starts.UnixMicro(), s.Ends.UnixMicro(), micros{s.OpensAt}, micros{s.ClosesAt}, s.K,
		s.Attended, s.About, version, last, lastQ, row.ID, row.EventID)
	return err
}
