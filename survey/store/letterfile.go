package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// LetterFile returns an approved letter as a signed PDF, the bytes that were issued,
// or survey.ErrNotFound. Whoever asks has shown the letter's key or number, or its file.
func (s *Store) LetterFile(ctx context.Context, letter survey.ID) ([]byte, error) {
	var content []byte
	err := s.read(ctx, func(t *tx) error {
		return t.one(&content, "SELECT content FROM letter_file WHERE letter_id = ?", letter)
	})
	if err != nil {
		return nil, fmt.Errorf("a letter's file: %w", err)
	}
	return content, nil
}

// LetterFiles returns the files of these letters of the event, by the letters.
func (o Office) LetterFiles(ctx context.Context, event survey.Code, letters ...survey.ID) (map[survey.ID][]byte, error) {
	files := map[survey.ID][]byte{}
	if len(letters) == 0 {
		return files, nil
	}
	var rows []struct {
		LetterID survey.ID `db:"letter_id"`
		Content  []byte
	}
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, `SELECT letter_file.letter_id, letter_file.content`+fromLetters+` JOIN letter_file ON letter_file.letter_id = letter.id
			WHERE event.code = ? AND event.organization_id = ? AND letter.id IN (`+placeholders(len(letters))+")",
			append([]any{event, o.by.Organization.ID}, list(letters)...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("letters' files: %w", err)
	}
	for _, r := range rows {
		files[r.LetterID] = r.Content
	}
	return files, nil
}

// FrozenFile returns the letter whose file this is, byte for byte, or
// survey.ErrNotFound.
func (s *Store) FrozenFile(ctx context.Context, file survey.Hash) (survey.FrozenLetter, error) {
	var frozen []survey.FrozenLetter
	err := s.read(ctx, func(t *tx) (err error) {
		frozen, err = t.frozen(" WHERE letter.id = (SELECT letter_id FROM letter_file WHERE hash = ?)", file[:])
		return err
	})
	if err == nil && len(frozen) != 1 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return survey.FrozenLetter{}, fmt.Errorf("a letter by its file: %w", err)
	}
	return frozen[0], nil
}

// keepFile keeps the letter's file.
func (t *tx) keepFile(letter survey.ID, f survey.Frozen) error {
	hash := f.Hash()
	n, err := t.insert("letter_file (letter_id, hash, content)", [][]any{{letter, hash[:], f.File}}, " ON CONFLICT DO NOTHING")
	if err == nil && n != 1 {
		err = survey.ErrConflict
	}
	return err
}

// Unsigned returns some of the letters that were approved before letters were signed
// as files, at most n of them, in the order of their ids, those after one id.
func (s *Store) Unsigned(ctx context.Context, after survey.ID, n int) ([]survey.FrozenLetter, error) {
	var all []survey.FrozenLetter
	err := s.read(ctx, func(t *tx) (err error) {
		all, err = t.frozen(` WHERE letter.id IN (SELECT frozen_letter.letter_id FROM frozen_letter
			LEFT JOIN letter_file ON letter_file.letter_id = frozen_letter.letter_id
			WHERE letter_file.letter_id IS NULL AND frozen_letter.letter_id > ? ORDER BY frozen_letter.letter_id LIMIT ?)`, after, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("letters without a signed file: %w", err)
	}
	return all, nil
}

// SignAnew gives a letter that was approved before its signed file, and the record
// that is signed with it. Where another program has done so meanwhile it does nothing.
func (s *Store) SignAnew(ctx context.Context, letter survey.ID, f survey.Frozen) error {
	err := s.write(ctx, s.pools.slow, "sign anew", func(t *tx) error {
		if err := t.keepFile(letter, f); err != nil {
			return err
		}
		_, err := t.exec("UPDATE frozen_letter SET record = ?, signature = ? WHERE letter_id = ?", f.Record, f.Signature, letter)
		return err
	})
	if err != nil && !errors.Is(err, survey.ErrConflict) {
		return fmt.Errorf("signing a letter anew: %w", err)
	}
	return nil
}
