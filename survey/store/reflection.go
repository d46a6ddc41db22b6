package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/writing"
)

type reflectionRow struct {
	ID        survey.ID
	EventID   survey.ID  `db:"event_id"`
	SessionID *survey.ID `db:"session_id"`
	Name      string
	Text      string
	State     followup.State
	Small     bool
	Device    []byte
	Thanked   bool
}

// Reflections returns what has been written on the follow-up page with the code,
// and which comments are quoted there, as the device with the key sees it; the
// zero key is nobody's. It wraps survey.ErrNotFound.
func (s *Store) Reflections(ctx context.Context, code survey.Code, device survey.Key) (followup.Reflections, error) {
	return s.reflections(ctx, code, device, false)
}

// reflections returns with all also the comments that could be quoted and are not.
func (s *Store) reflections(ctx context.Context, code survey.Code, device survey.Key, all bool) (followup.Reflections, error) {
	var found followup.Reflections
	err := s.read(ctx, func(t *tx) error {
		page, err := t.followUpPage(code)
		if err != nil {
			return err
		}
		found = followup.Reflections{Page: page}
		if err := t.written(&found, device); err != nil {
			return err
		}
		if err := t.quotes(&found, all); err != nil {
			return err
		}
		return t.thanking(&found, device)
	})
	if err != nil {
		return followup.Reflections{}, fmt.Errorf("reflections: %w", err)
	}
	return found, nil
}

// reflectionsOf is the part of a query that finds a page's reflections.
func reflectionsOf(page followup.Page) (where string, id survey.ID) {
	if page.Session.ID != 0 {
		return "session_id = ?", page.Session.ID
	}
	return "event_id = ? AND session_id IS NULL", page.Event.ID
}

// written fills in what has been written on the page. Its order is that of random
// ids.
func (t *tx) written(found *followup.Reflections, device survey.Key) error {
	where, page := reflectionsOf(found.Page)
	var own survey.Hash // none's, with the zero key
	if device != (survey.Key{}) {
		own = device.ReflectionDevice(page)
	}
	var rows []reflectionRow
	if err := t.all(&rows, `SELECT reflection.*, EXISTS (SELECT 1 FROM thanks WHERE thanks.reflection_id = reflection.id) AS thanked
		FROM reflection WHERE `+where+" ORDER BY id", page); err != nil {
		return err
	}
	writers := map[string]bool{}
	for _, r := range rows {
		writers[string(r.Device)] = true
		found.List = append(found.List, followup.Reflection{
			ID: r.ID, Text: r.Text, Name: r.Name, State: r.State, Small: r.Small, Own: bytes.Equal(r.Device, own[:]),
			Thanks: followup.Thanks{Thanked: r.Thanked},
		})
	}
	found.Writers = len(writers)
	return nil
}

// commentsOf is the part of a query that finds the comments that a page may quote.
func commentsOf(page followup.Page) (where string, id survey.ID) {
	if page.Session.ID != 0 {
		return "session_id = ?", page.Session.ID
	}
	return "session_id IN (SELECT id FROM session WHERE event_id = ? AND binned IS NULL)", page.Event.ID
}

// quotes fills in the comments that are quoted on the page, or with all those that
// may be, and how many have answered.
func (t *tx) quotes(found *followup.Reflections, all bool) error {
	page := found.Page
	where, id := commentsOf(page)
	states := []survey.SessionState{{Session: page.Session}}
	if page.Session.ID == 0 {
		var err error
		if states, err = t.sessions(id); err != nil {
			return err
		}
	} else if err := t.one(&states[0].Responses, "SELECT responses FROM register WHERE session_id = ?", id); err != nil {
		return err
	}
	for _, st := range states {
		found.Responses = max(found.Responses, st.Responses)
	}
	var rows []struct {
		commentRow
		Chosen, Thanked bool
	}
	query := `SELECT * FROM (SELECT comment.*, EXISTS (SELECT 1 FROM quote WHERE quote.comment_id = comment.id AND quote.whole = ?) AS chosen,
		EXISTS (SELECT 1 FROM thanks WHERE thanks.comment_id = comment.id AND thanks.whole = ?) AS thanked
		FROM comment WHERE ` + where + ` AND public = ? AND state = ?
		AND session_id NOT IN (SELECT session_id FROM removal WHERE what = ?)) c` // what a draft still holds is no longer ours to quote
	if !all {
		query += " WHERE chosen"
	}
	if err := t.all(&rows, query+" ORDER BY session_id, question, appearance, id", page.Session.ID == 0, page.Session.ID == 0, id, true, survey.CommentIncluded, survey.KeptComments); err != nil {
		return err
	}
	for _, st := range states {
		for _, r := range rows {
			if c := r.comment(); r.SessionID == st.Session.ID && followup.MayQuote(st.Session, st.Responses, c) {
				found.Quotes = append(found.Quotes, followup.Quote{Comment: c, Session: st.Session, Chosen: r.Chosen, Thanks: followup.Thanks{Thanked: r.Thanked}})
			}
		}
	}
	return nil
}

// Reflect stores what a reader of the follow-up page with the code writes; an
// organizer reads it before anybody sees it. It wraps survey.ErrNotFound where the
// page is not shown, survey.ErrClosed where nobody may write on it, and is a
// survey.FieldErrors when the device, or all together, have written too much.
func (s *Store) Reflect(ctx context.Context, code survey.Code, device survey.Key, r followup.Reflection) error {
	if !writing.IsText(r.Text) || !writing.IsText(r.Name) {
		return fmt.Errorf("reflecting: %w", errText)
	}
	err := s.write(ctx, s.pools.write, "reflect", func(t *tx) error {
		page, err := t.followUpPage(code)
		if err != nil {
			return err
		}
		switch {
		case !page.FollowUp.Shown(s.now()):
			return survey.ErrNotFound
		case !page.FollowUp.Reflections:
			return survey.ErrClosed
		}
		where, of := reflectionsOf(page)
		var locked []survey.ID // those who write at once count one after the other
		if err := t.all(&locked, "SELECT id FROM follow_up WHERE "+where+s.pools.dialect.update, of); err != nil {
			return err
		}
		own := device.ReflectionDevice(of)
		var have struct{ All, Mine int }
		if err := t.one(&have, `SELECT COUNT(*) AS "all", COALESCE(SUM(CASE WHEN device = ? THEN 1 ELSE 0 END), 0) AS mine
			FROM reflection WHERE `+where, own[:], of); err != nil {
			return err
		}
		if have.Mine >= followup.MaxReflectionsEach || have.All >= followup.MaxReflections {
			return survey.FieldErrors{{Field: form.FieldReflection, Message: form.MsgReflectionMany}}
		}
		id, err := s.newID()
		if err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO reflection (id, event_id, session_id, name, text, state, small, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			id, page.Event.ID, orNull(page.Session.ID), r.Name, r.Text, followup.Waiting, r.Small, own[:])
		return err
	})
	if isForeignKey(err) { // the session was taken away meanwhile
		err = survey.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("reflecting: %w", err)
	}
	return nil
}

// WithdrawReflection takes away what the device has written on the page with the
// code, whether or not the page is still shown. It wraps survey.ErrNotFound where
// that was another device, or nobody.
func (s *Store) WithdrawReflection(ctx context.Context, code survey.Code, reflection survey.ID, device survey.Key) error {
	err := s.write(ctx, s.pools.write, "withdrawReflection", func(t *tx) error {
		page, err := t.followUpPage(code)
		if err != nil {
			return err
		}
		where, of := reflectionsOf(page)
		own := device.ReflectionDevice(of)
		n, err := t.exec("DELETE FROM reflection WHERE "+where+" AND id = ? AND device = ?", of, reflection, own[:])
		if err == nil && n == 0 {
			err = survey.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("withdrawing a reflection: %w", err)
	}
	return nil
}
