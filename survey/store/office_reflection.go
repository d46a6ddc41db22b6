package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
)

// Reflections returns what has been written on the organization's follow-up page,
// and all comments that may be quoted there.
func (o Office) Reflections(ctx context.Context, code survey.Code) (followup.Reflections, error) {
	found, err := o.store.reflections(ctx, code, survey.Key{}, true)
	if err == nil && found.Page.Event.OrganizationID != o.by.Organization.ID {
		return followup.Reflections{}, fmt.Errorf("an organization's reflections: %w", survey.ErrNotFound)
	}
	return found, err
}

// DoReflection does it to one of the page's reflections. It wraps
// survey.ErrNotFound when the organization's page has no such reflection.
func (o Office) DoReflection(ctx context.Context, code survey.Code, reflection survey.ID, do followup.Deed) error {
	states := map[followup.Deed]followup.State{followup.Show: followup.Shown, followup.Hide: followup.Hidden}
	state, known := states[do]
	if !known && do != followup.Delete {
		return fmt.Errorf("a reflection: %w", survey.ErrNotFound)
	}
	return o.onWall(ctx, code, "reflection."+string(do), func(t *tx, page followup.Page) error {
		where, of := reflectionsOf(page)
		var n int64
		var err error
		if do == followup.Delete {
			n, err = t.exec("DELETE FROM reflection WHERE "+where+" AND id = ?", of, reflection)
		} else {
			n, err = t.exec("UPDATE reflection SET state = ? WHERE "+where+" AND id = ?", state, of, reflection)
		}
		if err == nil && n == 0 {
			err = survey.ErrNotFound
		}
		if err == nil && do == followup.Hide { // with the card go the thanks for it
			_, err = t.exec("DELETE FROM thanks WHERE reflection_id IN (SELECT id FROM reflection WHERE "+where+" AND id = ?)", of, reflection)
		}
		return err
	})
}

// Quote quotes the comment on the page, or with on false no more. It wraps
// survey.ErrNotFound for a comment that may not be quoted there.
func (o Office) Quote(ctx context.Context, code survey.Code, comment survey.ID, on bool) error {
	action := "quote.off"
	if on {
		action = "quote.on"
	}
	return o.onWall(ctx, code, action, func(t *tx, page followup.Page) error {
		whole := page.Session.ID == 0
		if !on {
			return t.unquote(page, comment)
		}
		found := followup.Reflections{Page: page}
		if err := t.quotes(&found, true); err != nil {
			return err
		}
		for _, q := range found.Quotes {
			if q.ID == comment {
				_, err := t.exec("INSERT INTO quote (comment_id, whole) VALUES (?, ?) ON CONFLICT DO NOTHING", comment, whole)
				return err
			}
		}
		return survey.ErrNotFound
	})
}

// unquote takes the comment off the page, with the thanks for it; one of another
// page is survey.ErrNotFound.
func (t *tx) unquote(page followup.Page, comment survey.ID) error {
	where, of := commentsOf(page)
	var found survey.ID
	if err := t.one(&found, "SELECT id FROM comment WHERE id = ? AND "+where, comment, of); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM quote WHERE whole = ? AND comment_id IN (SELECT id FROM comment WHERE id = ? AND "+where+")",
		page.Session.ID == 0, comment, of)
	return err
}

// onWall does something in a transaction about the organization's page, and writes
// it in the log.
func (o Office) onWall(ctx context.Context, code survey.Code, action string, do func(*tx, followup.Page) error) error {
	page, err := o.FollowUp(ctx, code)
	if err != nil {
		return err
	}
	err = o.acting(action, page.Title()).write(ctx, o.store.pools.write, "wall", func(t *tx) error {
		page, err := o.page(t, code)
		if err != nil {
			return err
		}
		return do(t, page)
	})
	if err != nil {
		return fmt.Errorf("a follow-up page's wall: %w", err)
	}
	return nil
}
