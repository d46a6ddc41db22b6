package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

type replyRow struct {
	AppearanceID survey.ID `db:"appearance_id"`
	Takeaway     string
	Shared       bool
	Figures      bool
	Revision     int
}

func (r replyRow) reply() survey.Reply {
	return survey.Reply{Takeaway: r.Takeaway, Shared: r.Shared, Figures: r.Figures, Revision: r.Revision}
}

// reply returns what the speaker has said: nothing, where there is no row.
func (t *tx) reply(appearance survey.ID) (survey.Reply, error) {
	var row replyRow
	err := t.one(&row, "SELECT * FROM reply WHERE appearance_id = ?", appearance)
	if errors.Is(err, survey.ErrNotFound) {
		err = nil
	}
	return row.reply(), err
}

// SaveReply stores what the speaker of the letter with this key says. It wraps
// survey.ErrNotFound for a key that is none, survey.ErrConflict where the letter
// does not stand, or somebody has changed the reply since r.Revision.
func (s *Store) SaveReply(ctx context.Context, key string, r survey.Reply) error {
	err := s.withLetter(ctx, "saveReply", key, func(t *tx, l heldLetter) error {
		if !writing.IsText(r.Takeaway) {
			return errText
		}
		var n int64
		var err error
		if r.Revision == 0 {
			n, err = t.insert("reply (appearance_id, takeaway, shared, figures, revision)",
				[][]any{{l.AppearanceID, r.Takeaway, r.Shared, r.Figures, 1}}, " ON CONFLICT DO NOTHING")
		} else {
			n, err = t.exec("UPDATE reply SET takeaway = ?, shared = ?, figures = ?, revision = revision + 1 WHERE appearance_id = ? AND revision = ?",
				r.Takeaway, r.Shared, r.Figures, l.AppearanceID, r.Revision)
		}
		if err == nil && n == 0 {
			err = survey.ErrConflict
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("saving a reply: %w", err)
	}
	return nil
}

// A heldLetter is a letter whose speaker is at work, its row locked.
type heldLetter struct {
	ID           survey.ID
	AppearanceID survey.ID `db:"appearance_id"`
	State        survey.LetterState
}

// withLetter lets do write for the speaker of the letter with this key, which
// stands; else it wraps survey.ErrConflict.
func (s *Store) withLetter(ctx context.Context, name, key string, do func(*tx, heldLetter) error) error {
	if key == "" || !writing.IsText(key) {
		return survey.ErrNotFound
	}
	return s.write(ctx, s.pools.write, name, func(t *tx) error {
		var l heldLetter
		// The lock takes one table alone.
		if err := t.one(&l, "SELECT id, appearance_id, state FROM letter WHERE key = ?"+s.pools.dialect.update, key); err != nil {
			return err
		}
		var session survey.ID // what is in the bin, nobody writes to
		if err := t.one(&session, `SELECT session.id FROM appearance JOIN session ON session.id = appearance.session_id
			WHERE appearance.id = ? AND session.binned IS NULL`, l.AppearanceID); err != nil {
			return err
		}
		if !l.State.Stands() {
			return survey.ErrConflict
		}
		return do(t, l)
	})
}

// agreed says whether all of the session's speakers who have letters let the
// figures be shown on the follow-up page, and what they take with them and share.
func (t *tx) agreed(form survey.Form) (all bool, takeaways []survey.Takeaway, err error) {
	var rows []struct {
		AppearanceID survey.ID `db:"appearance_id"`
		State        survey.LetterState
	}
	if err := t.all(&rows, `SELECT letter.appearance_id, letter.state FROM letter
		JOIN appearance ON appearance.id = letter.appearance_id WHERE appearance.session_id = ?`, form.Session.ID); err != nil {
		return false, nil, err
	}
	replies, err := t.replies(form.Session.ID)
	if err != nil {
		return false, nil, err
	}
	has, stands := map[survey.ID]bool{}, map[survey.ID]bool{}
	for _, r := range rows {
		has[r.AppearanceID] = true
		stands[r.AppearanceID] = stands[r.AppearanceID] || r.State.Stands()
	}
	all = len(has) > 0
	for _, a := range form.Appearances {
		r := replies[a.ID]
		all = all && (!has[a.ID] || stands[a.ID] && r.Figures)
		if stands[a.ID] && r.Shared && r.Takeaway != "" {
			takeaways = append(takeaways, survey.Takeaway{Appearance: a, Text: r.Takeaway, Shared: true})
		}
	}
	return all, takeaways, nil
}

// replies are those of the session's speakers, by appearance.
func (t *tx) replies(session survey.ID) (map[survey.ID]survey.Reply, error) {
	var rows []replyRow
	if err := t.all(&rows, `SELECT reply.* FROM reply JOIN appearance ON appearance.id = reply.appearance_id
		WHERE appearance.session_id = ?`, session); err != nil {
		return nil, err
	}
	of := map[survey.ID]survey.Reply{}
	for _, r := range rows {
		of[r.AppearanceID] = r.reply()
	}
	return of, nil
}

// Takeaways returns what the session's speakers take with them, in the order of
// the appearances; only of those who have written something.
func (o Office) Takeaways(ctx context.Context, session survey.Code) ([]survey.Takeaway, error) {
	var list []survey.Takeaway
	err := o.store.read(ctx, func(t *tx) error {
		list = nil
		form, err := t.form("session.code", session)
		if err != nil {
			return err
		}
		if form.Organization.ID != o.by.Organization.ID {
			return survey.ErrNotFound
		}
		replies, err := t.replies(form.Session.ID)
		for _, a := range form.Appearances {
			if r := replies[a.ID]; r.Takeaway != "" {
				list = append(list, survey.Takeaway{Appearance: a, Text: r.Takeaway, Shared: r.Shared})
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("takeaways: %w", err)
	}
	return list, nil
}
