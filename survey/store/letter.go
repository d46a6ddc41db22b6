package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// Letter returns what the letter with this key is made from, or
// survey.ErrNotFound. A key is a secret: whoever has it reads the letter.
func (s *Store) Letter(ctx context.Context, key string) (survey.LetterFacts, error) {
	var facts survey.LetterFacts
	if !survey.IsText(key) {
		return facts, fmt.Errorf("letter: %w", survey.ErrNotFound)
	}
	err := s.read(ctx, func(t *tx) error {
		var err error
		facts, err = t.letter(key)
		return err
	})
	if err != nil {
		return survey.LetterFacts{}, fmt.Errorf("letter: %w", err)
	}
	return facts, nil
}

func (t *tx) letter(key string) (survey.LetterFacts, error) {
	var facts survey.LetterFacts
	var session survey.ID
	if err := t.one(&session, `SELECT appearance.session_id FROM letter
		JOIN appearance ON appearance.id = letter.appearance_id WHERE letter.key = ?`, key); err != nil {
		return facts, err
	}
	form, err := t.form("session.id", session)
	if err != nil {
		return facts, err
	}
	result, err := t.result(form)
	if err != nil {
		return facts, err
	}
	facts = survey.LetterFacts{Form: form, Tallies: result.Tallies, Invited: result.Invited, Comments: result.Comments}
	for _, l := range result.Letters {
		if l.Key == key {
			facts.Letter = l
		}
	}
	if facts.Letter.ID == 0 {
		return facts, survey.ErrNotFound
	}
	if form.Event.Compare {
		if facts.Others, err = t.others(form); err != nil {
			return facts, err
		}
	}
	return facts, t.dress(&facts)
}

// others returns the tallies of the event's other released sessions. Neither
// their comments nor their letters: those are nobody else's.
func (t *tx) others(form survey.Form) ([]survey.Result, error) {
	var ids []survey.ID
	if err := t.all(&ids, "SELECT id FROM session WHERE event_id = ? AND state = ? AND id <> ? AND binned IS NULL ORDER BY position, id",
		form.Event.ID, survey.StateReleased, form.Session.ID); err != nil {
		return nil, err
	}
	var others []survey.Result
	for _, id := range ids {
		other, err := t.form("session.id", id)
		if err != nil {
			return nil, err
		}
		result, err := t.result(other)
		if err != nil {
			return nil, err
		}
		others = append(others, survey.Result{Form: other, Tallies: result.Tallies})
	}
	return others, nil
}

type letterRow struct {
	ID           survey.ID
	AppearanceID survey.ID `db:"appearance_id"`
	Key          string
	Number       string
	Made         micros
}

// letters returns a session's letters in the order of its appearances.
func (t *tx) letters(form survey.Form) ([]survey.LetterRef, error) {
	var rows []letterRow
	if err := t.all(&rows, `SELECT letter.* FROM letter JOIN appearance ON appearance.id = letter.appearance_id
		WHERE appearance.session_id = ? ORDER BY appearance.number`, form.Session.ID); err != nil {
		return nil, err
	}
	var letters []survey.LetterRef
	for _, r := range rows {
		for _, a := range form.Appearances {
			if a.ID == r.AppearanceID {
				letters = append(letters, survey.LetterRef{ID: r.ID, Appearance: a, Key: r.Key, Number: r.Number, Made: r.Made.Time})
			}
		}
	}
	return letters, nil
}

// makeLetters makes the letters of a session that is being released.
func (t *tx) makeLetters(session survey.Session) error {
	if session.Kind == survey.KindEvent {
		return nil
	}
	var appearances []survey.ID
	if err := t.all(&appearances, "SELECT id FROM appearance WHERE session_id = ? ORDER BY number", session.ID); err != nil {
		return err
	}
	var rows [][]any
	for _, appearance := range appearances {
		id, err := t.store.newID()
		if err != nil {
			return err
		}
		key, err := survey.NewKey(t.store.random)
		if err != nil {
			return err
		}
		number, err := t.store.newNumber()
		if err != nil {
			return err
		}
		rows = append(rows, []any{id, appearance, key.Text(), number, micros{session.Released}})
	}
	// ON CONFLICT keeps a letter's key out of the server's log.
	n, err := t.insert("letter (id, appearance_id, key, number, made)", rows, " ON CONFLICT DO NOTHING")
	if err == nil && n != int64(len(rows)) {
		return fmt.Errorf("making letters: %w", survey.ErrConflict)
	}
	return err
}
