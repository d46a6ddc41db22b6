package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// Board returns the organization's event as a board, or survey.ErrNotFound.
func (o Office) Board(ctx context.Context, event survey.Code) (survey.Board, error) {
	if _, err := o.event(ctx, "code", event); err != nil {
		return survey.Board{}, err
	}
	return o.store.board(ctx, "event.code = ?", event)
}

// DoorBoard returns the board with the key, or survey.ErrNotFound. Whoever has
// the key sees how many have answered, so its page shows nothing else.
func (s *Store) DoorBoard(ctx context.Context, key string) (survey.Board, error) {
	if key == "" || !writing.IsText(key) {
		return survey.Board{}, fmt.Errorf("board: %w", survey.ErrNotFound)
	}
	return s.board(ctx, "board.key = ?", key)
}

func (s *Store) board(ctx context.Context, where string, value any) (survey.Board, error) {
	var b survey.Board
	err := s.read(ctx, func(t *tx) error {
		var row struct {
			Code survey.Code
			Key  string
		}
		if err := t.one(&row, `SELECT event.code, COALESCE(board.key, '') AS key FROM event
			LEFT JOIN board ON board.event_id = event.id WHERE `+where, value); err != nil {
			return err
		}
		var err error
		if b.EventSessions, err = t.event("code", row.Code); err != nil {
			return err
		}
		var unread []struct {
			ID survey.ID
			N  int
		}
		if err := t.all(&unread, `SELECT session.id, count(*) AS n FROM comment
			JOIN session ON session.id = comment.session_id JOIN register ON register.session_id = session.id
			WHERE session.event_id = ? AND session.state = ? AND session.sealed IS NOT NULL AND comment.reviewed = ?
			AND register.responses >= session.k AND register.responses >= ? GROUP BY session.id`,
			b.Event.ID, survey.StateClosed, false, survey.MinK); err != nil {
			return err
		}
		b.Key, b.Board = row.Key, nil
		for _, st := range b.Sessions {
			line := survey.BoardSession{SessionState: st}
			for _, u := range unread {
				if u.ID == st.Session.ID {
					line.Unread = u.N
				}
			}
			b.Board = append(b.Board, line)
		}
		return nil
	})
	if err != nil {
		return survey.Board{}, fmt.Errorf("board: %w", err)
	}
	return b, nil
}

// SetDoor makes a link to the event's board that needs no signing in, or with
// open false ends it. A link that was ended never comes back.
func (o Office) SetDoor(ctx context.Context, event survey.Code, open bool) error {
	name, err := o.event(ctx, "code", event)
	if err != nil {
		return err
	}
	key, err := survey.NewKey(o.store.random)
	if err != nil {
		return err
	}
	action := "door.closed"
	if open {
		action = "door.opened"
	}
	err = o.acting(action, name).write(ctx, o.store.pools.write, "door", func(t *tx) error {
		var id survey.ID
		if err := t.one(&id, "SELECT id FROM event WHERE code = ? AND organization_id = ? AND binned IS NULL", event, o.by.Organization.ID); err != nil {
			return err
		}
		_, err := t.exec("DELETE FROM board WHERE event_id = ?", id)
		if !open || err != nil {
			return err
		}
		// ON CONFLICT keeps the key out of the server's log.
		n, err := t.exec("INSERT INTO board (event_id, key) VALUES (?, ?) ON CONFLICT DO NOTHING", id, key.Text())
		if err == nil && n != 1 {
			err = errors.New("another link was made at the same time")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("the board's link: %w", err)
	}
	return nil
}
