package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// FrozenLetter returns the letter with this key as it was approved, or
// survey.ErrNotFound. Of a draft it returns only that it is one.
func (s *Store) FrozenLetter(ctx context.Context, key string) (survey.FrozenLetter, error) {
	return s.frozenLetter(ctx, " WHERE letter.key = ?", key)
}

// FrozenNumbered is FrozenLetter by the number that is printed on the letter. A
// draft is not found: nothing has been said in it yet.
func (s *Store) FrozenNumbered(ctx context.Context, number string) (survey.FrozenLetter, error) {
	return s.frozenLetter(ctx, " WHERE letter.number = ? AND letter.state <> 'draft'", number)
}

func (s *Store) frozenLetter(ctx context.Context, where, value string) (survey.FrozenLetter, error) {
	var frozen []survey.FrozenLetter
	err := fmt.Errorf("text: %w", survey.ErrNotFound)
	if writing.IsText(value) {
		err = s.read(ctx, func(t *tx) (err error) {
			frozen, err = t.frozen(where, value)
			return err
		})
	}
	if err == nil && len(frozen) != 1 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return survey.FrozenLetter{}, fmt.Errorf("frozen letter: %w", err)
	}
	return frozen[0], nil
}

// Frozen returns these letters of the event as they were approved, in the
// programme's order; drafts with nothing frozen.
func (o Office) Frozen(ctx context.Context, event survey.Code, letters ...survey.ID) ([]survey.FrozenLetter, error) {
	if len(letters) == 0 {
		return nil, nil
	}
	var frozen []survey.FrozenLetter
	err := o.store.read(ctx, func(t *tx) (err error) {
		frozen, err = t.frozen(" WHERE event.code = ? AND event.organization_id = ? AND letter.id IN ("+placeholders(len(letters))+")",
			append([]any{event, o.by.Organization.ID}, list(letters)...)...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("frozen letters: %w", err)
	}
	return frozen, nil
}

func (t *tx) frozen(where string, args ...any) ([]survey.FrozenLetter, error) {
	var rows []letterRow
	if err := t.all(&rows, selectLetters+where+letterOrder, args...); err != nil || len(rows) == 0 {
		return nil, err
	}
	ids, appearances := make([]survey.ID, len(rows)), make([]survey.ID, len(rows))
	for i, r := range rows {
		ids[i], appearances[i] = r.ID, r.AppearanceID
	}
	var kept []struct {
		LetterID                     survey.ID `db:"letter_id"`
		Enclosure, Record, Signature []byte
		Compared                     asJSON[[]survey.ID]
	}
	if err := t.all(&kept, "SELECT * FROM frozen_letter WHERE letter_id IN ("+placeholders(len(ids))+")", list(ids)...); err != nil {
		return nil, err
	}
	pictures, err := t.pictures(ids)
	if err != nil {
		return nil, err
	}
	var people []appearanceRow
	if err := t.all(&people, selectAppearances+" WHERE appearance.id IN ("+placeholders(len(ids))+")", list(appearances)...); err != nil {
		return nil, err
	}
	of, who := map[survey.ID]survey.Frozen{}, map[survey.ID]survey.Appearance{}
	for _, k := range kept {
		of[k.LetterID] = survey.Frozen{Enclosure: k.Enclosure, Record: k.Record, Signature: k.Signature, Pictures: pictures[k.LetterID], Compared: k.Compared.V}
	}
	for _, p := range people {
		who[p.ID] = p.appearance()
	}
	var all []survey.FrozenLetter
	forms := map[survey.ID]survey.Form{}
	for _, r := range rows {
		a := who[r.AppearanceID]
		form, known := forms[a.SessionID]
		if !known {
			var err error
			if form, err = t.form("session.id", a.SessionID); err != nil {
				return nil, err
			}
			forms[a.SessionID] = form
		}
		all = append(all, survey.FrozenLetter{
			Frozen: of[r.ID], Letter: r.letter(a), Organization: form.Organization, Event: form.Event, Session: form.Session,
		})
	}
	return all, nil
}
