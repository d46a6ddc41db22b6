package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// NewLetterKey gives the letter with this key another one, and all other letters
// of the same appearance too: an earlier letter leads to the one that has taken
// its place. From then on the old keys are nobody's. It returns the new key, and
// wraps survey.ErrNotFound and survey.ErrConflict as [Store.SaveReply] does.
func (s *Store) NewLetterKey(ctx context.Context, key string) (renewed string, err error) {
	err = s.withLetter(ctx, "newLetterKey", key, func(t *tx, l heldLetter) error {
		renewed, err = t.renewKeys(l.ID, l.AppearanceID)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("new key: %w", err)
	}
	return renewed, nil
}

// NewLetterKey is [Store.NewLetterKey] by an organizer, of a letter in any state
// but a draft. It wraps survey.ErrConflict when the letter has changed since.
func (o Office) NewLetterKey(ctx context.Context, letter survey.ID, revision int) error {
	public := func(s survey.LetterState) bool { return s != survey.LetterDraft }
	return o.changeLetter(ctx, "rekeyed", letter, revision, public, func(t *tx, r letterRow) error {
		if _, err := t.renewKeys(letter, r.AppearanceID); err != nil {
			return err
		}
		_, err := t.exec("UPDATE letter SET revision = revision + 1 WHERE id = ? AND appearance_id = ?", letter, r.AppearanceID)
		return err
	})
}

// renewKeys draws a key for each of the appearance's letters, and returns that of
// the letter.
func (t *tx) renewKeys(letter, appearance survey.ID) (renewed string, err error) {
	var all []survey.ID
	if err := t.all(&all, "SELECT id FROM letter WHERE appearance_id = ? ORDER BY id"+t.store.pools.dialect.update, appearance); err != nil {
		return "", err
	}
	for _, id := range all {
		k, err := survey.NewKey(t.store.random)
		if err != nil {
			return "", err
		}
		if _, err := t.exec("UPDATE letter SET key = ? WHERE id = ? AND appearance_id = ?", k.Text(), id, appearance); err != nil {
			return "", err
		}
		if id == letter {
			renewed = k.Text()
		}
	}
	return renewed, nil
}
