package store

import (
	"context"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
)

// SetInquiries gives several of the session's inquiries the state, and returns
// those that were in another before, by that state. What is gone, or another
// session's, counts for nothing.
func (o Office) SetInquiries(ctx context.Context, session survey.Code, inquiries []survey.ID, state inquiry.State) (before map[inquiry.State][]survey.ID, err error) {
	action := "inquiry.showmany"
	if state == inquiry.Hidden {
		action = "inquiry.hidemany"
	}
	err = o.onInquiries(ctx, session, action, func(t *tx, id survey.ID) error {
		var err error
		before, err = changing(t, "inquiry", "session_id = ?", id, inquiries, state, func(ids []survey.ID) error {
			_, err := t.exec("UPDATE inquiry SET state = ? WHERE session_id = ? AND id IN ("+placeholders(len(ids))+")", append([]any{state, id}, list(ids)...)...)
			return err
		})
		return err
	})
	return before, err
}

// SetReflections is [Office.SetInquiries] for what has been written on a follow-up
// page. With a card that is hidden go the thanks for it.
func (o Office) SetReflections(ctx context.Context, code survey.Code, reflections []survey.ID, state followup.State) (before map[followup.State][]survey.ID, err error) {
	action := "reflection.showmany"
	if state == followup.Hidden {
		action = "reflection.hidemany"
	}
	err = o.onWall(ctx, code, action, func(t *tx, page followup.Page) error {
		where, of := reflectionsOf(page)
		var err error
		before, err = changing(t, "reflection", where, of, reflections, state, func(ids []survey.ID) error {
			_, err := t.exec("UPDATE reflection SET state = ? WHERE "+where+" AND id IN ("+placeholders(len(ids))+")", append([]any{state, of}, list(ids)...)...)
			if err != nil || state != followup.Hidden {
				return err
			}
			_, err = t.exec("DELETE FROM thanks WHERE reflection_id IN (SELECT id FROM reflection WHERE "+where+" AND id IN ("+placeholders(len(ids))+"))",
				append([]any{of}, list(ids)...)...)
			return err
		})
		return err
	})
	return before, err
}

// changing locks the rows of the table that where finds by its owner, that are among
// the ids and in another state, and has do change them, a portion at a time. It returns
// them by the state that they were in.
func changing[S ~string](t *tx, table, where string, owner survey.ID, ids []survey.ID, state S, do func([]survey.ID) error) (map[S][]survey.ID, error) {
	before := map[S][]survey.ID{}
	for part := range slices.Chunk(sorted(ids), portion) {
		var rows []struct {
			ID    survey.ID
			State S
		}
		if err := t.all(&rows, "SELECT id, state FROM "+table+" WHERE "+where+" AND state <> ? AND id IN ("+placeholders(len(part))+") ORDER BY id"+t.store.pools.dialect.update,
			append([]any{owner, state}, list(part)...)...); err != nil {
			return nil, err
		}
		var found []survey.ID
		for _, r := range rows {
			before[r.State] = append(before[r.State], r.ID)
			found = append(found, r.ID)
		}
		if len(found) == 0 {
			continue
		}
		if err := do(found); err != nil {
			return nil, err
		}
	}
	return before, nil
}
