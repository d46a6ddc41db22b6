package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Greet stores what letters call these speakers of the event, by their id. Drafts to
// them are others then than those that somebody has looked at.
func (o Office) Greet(ctx context.Context, event survey.Code, greetings map[survey.ID]survey.Greeting) error {
	found, err := o.Event(ctx, event)
	if err != nil {
		return err
	}
	err = o.acting("letter.greeting", found.Event.Name).write(ctx, o.store.pools.write, "letter.greeting", func(t *tx) error {
		found, err := t.event("code", event)
		if err != nil {
			return err
		}
		here := map[survey.ID]bool{}
		for _, st := range found.Sessions {
			for _, a := range st.Appearances {
				here[a.Speaker.ID] = true
			}
		}
		for _, id := range slices.Sorted(maps.Keys(greetings)) {
			if !here[id] {
				return survey.ErrNotFound
			}
			if err := t.greet(found.Organization.ID, id, greetings[id]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	return nil
}

// greet stores what letters call the organization's speaker.
func (t *tx) greet(organization, speaker survey.ID, is survey.Greeting) error {
	var was struct{ Greeting sql.NullString }
	if err := t.one(&was, "SELECT greeting FROM speaker WHERE id = ? AND organization_id = ?", speaker, organization); err != nil {
		return err
	}
	if was.Greeting == greeting(is) {
		return nil
	}
	if _, err := t.exec("UPDATE speaker SET greeting = ? WHERE id = ? AND organization_id = ?", greeting(is), speaker, organization); err != nil {
		return err
	}
	var appearances []survey.ID
	if err := t.all(&appearances, "SELECT id FROM appearance WHERE speaker_id = ?", speaker); err != nil || len(appearances) == 0 {
		return err
	}
	_, err := t.exec("UPDATE letter SET revision = revision + 1 WHERE state = 'draft' AND appearance_id IN ("+placeholders(len(appearances))+")",
		list(appearances)...)
	return err
}
