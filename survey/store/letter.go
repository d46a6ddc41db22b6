package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// Letter returns what the letter with this key is made from, or
// survey.ErrNotFound. A key is a secret: whoever has it may read the letter, once
// it is approved.
func (s *Store) Letter(ctx context.Context, key string) (survey.LetterFacts, error) {
	return s.oneLetter(ctx, " WHERE letter.key = ?", key)
}

// LetterNumbered is Letter by the number that is printed on it.
func (s *Store) LetterNumbered(ctx context.Context, number string) (survey.LetterFacts, error) {
	return s.oneLetter(ctx, " WHERE letter.number = ?", number)
}

func (s *Store) oneLetter(ctx context.Context, where, value string) (survey.LetterFacts, error) {
	if !writing.IsText(value) {
		return survey.LetterFacts{}, fmt.Errorf("letter: %w", survey.ErrNotFound)
	}
	var facts []survey.LetterFacts
	err := s.read(ctx, func(t *tx) error {
		var err error
		facts, err = t.letterFacts(where, value)
		return err
	})
	if err == nil && len(facts) != 1 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return survey.LetterFacts{}, fmt.Errorf("letter: %w", err)
	}
	return facts[0], nil
}

// letterFacts returns what the letters of one event that where chooses are made
// from, in the programme's order. What letters have in common is read once.
func (t *tx) letterFacts(where string, args ...any) ([]survey.LetterFacts, error) {
	var chosen []struct {
		ID        survey.ID
		SessionID survey.ID `db:"session_id"`
		Line      string
	}
	if err := t.all(&chosen, "SELECT letter.id, letter.line, appearance.session_id"+fromLetters+where+letterOrder, args...); err != nil {
		return nil, err
	}
	var all []survey.LetterFacts
	var others []survey.Result
	var result survey.Result
	var fixed comparisons
	for i, c := range chosen {
		if i == 0 || chosen[i-1].SessionID != c.SessionID {
			form, err := t.form("session.id", c.SessionID)
			if err != nil {
				return nil, err
			}
			if result, err = t.result(form); err != nil {
				return nil, err
			}
			if form.Event.Compare && others == nil {
				if others, err = t.others(form.Event); err != nil {
					return nil, err
				}
			}
			if fixed, err = t.comparisons(c.SessionID); err != nil {
				return nil, err
			}
		}
		at := slices.IndexFunc(result.Letters, func(l survey.LetterRef) bool { return l.ID == c.ID })
		if at < 0 {
			return nil, survey.ErrNotFound
		}
		facts := survey.LetterFacts{Form: result.Form, Tallies: result.Tallies, Invited: result.Invited, Comments: result.Comments}
		if of := result.Letters[at]; of.Series != 0 {
			var err error
			if facts, err = t.seriesFacts(of); err != nil {
				return nil, err
			}
		}
		facts.Letter, facts.PersonalLine = result.Letters[at], c.Line
		if facts.Event.Compare {
			facts.Others = others
		}
		facts.Fixed = fixed.of(facts)
		if i == 0 {
			if err := t.dress(&facts); err != nil {
				return nil, err
			}
		} else {
			facts.Wordings, facts.Letterhead = all[0].Wordings, all[0].Letterhead
		}
		all = append(all, facts)
	}
	return all, nil
}

// others returns the tallies of the event's released sessions. Neither their
// comments nor their letters: those are nobody else's.
func (t *tx) others(event survey.Event) ([]survey.Result, error) {
	others, err := t.results(event.OrganizationID, event.Code)
	// In the order that comparing wants, so that no letter has to sort them.
	slices.SortStableFunc(others, func(a, b survey.Result) int { return a.Session.Released.Compare(b.Session.Released) })
	return others, err
}

const (
	fromLetters = ` FROM letter JOIN appearance ON appearance.id = letter.appearance_id
		JOIN session ON session.id = appearance.session_id AND session.binned IS NULL JOIN event ON event.id = session.event_id`
	letterOrder = " ORDER BY session.position, session.id, appearance.number, letter.series_id IS NULL DESC, letter.corrected IS NULL DESC, letter.corrected, letter.id"
	// selectLetters reads letterRows.
	selectLetters = `SELECT letter.*, COALESCE(earlier.number, '') AS earlier,
		COALESCE(later.number, '') AS later, COALESCE(later.key, '') AS later_key` + fromLetters + `
		LEFT JOIN letter earlier ON earlier.id = letter.replaces
		LEFT JOIN letter later ON later.replaces = letter.id AND later.state <> 'draft'`
)

type letterRow struct {
	ID           survey.ID
	AppearanceID survey.ID `db:"appearance_id"`
	Key          string
	Number       string
	Made         micros
	State        survey.LetterState
	Line         string
	Revision     int
	Replaces     *survey.ID
	Corrected    micros
	Approved     micros
	ApprovedBy   string `db:"approved_by"`
	Revoked      micros
	Reason       string
	SeriesID     *survey.ID `db:"series_id"`
	Occasions    int
	Earlier      string
	Later        string
	LaterKey     string `db:"later_key"`
}

func (r letterRow) letter(a survey.Appearance) survey.LetterRef {
	var series survey.ID
	if r.SeriesID != nil {
		series = *r.SeriesID
	}
	return survey.LetterRef{
		ID: r.ID, Appearance: a, Key: r.Key, Number: r.Number, Made: r.Made.Time, State: r.State, Revision: r.Revision,
		Replaces: r.Earlier, ReplacedBy: r.Later, ReplacedKey: r.LaterKey, Corrected: r.Corrected.Time,
		Approved: r.Approved.Time, ApprovedBy: r.ApprovedBy, Revoked: r.Revoked.Time, Reason: r.Reason,
		Series: series, Occasions: r.Occasions,
	}
}

// letters returns a session's letters in the order of its appearances.
func (t *tx) letters(form survey.Form) ([]survey.LetterRef, error) {
	var rows []letterRow
	if err := t.all(&rows, selectLetters+" WHERE appearance.session_id = ?"+letterOrder, form.Session.ID); err != nil {
		return nil, err
	}
	var letters []survey.LetterRef
	for _, r := range rows {
		for _, a := range form.Appearances {
			if a.ID == r.AppearanceID {
				letters = append(letters, r.letter(a))
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
		id, key, number, err := t.store.newLetter()
		if err != nil {
			return err
		}
		rows = append(rows, []any{id, appearance, key, number, micros{session.Released}})
	}
	// ON CONFLICT keeps a letter's key out of the server's log.
	n, err := t.insert("letter (id, appearance_id, key, number, made)", rows, " ON CONFLICT DO NOTHING")
	if err == nil && n != int64(len(rows)) {
		return fmt.Errorf("making letters: %w", survey.ErrConflict)
	}
	return err
}

// newLetter draws what a letter is found by.
func (s *Store) newLetter() (id survey.ID, key, number string, err error) {
	id, err = s.newID()
	k, errKey := survey.NewKey(s.random)
	number, errNumber := s.newNumber()
	return id, k.Text(), number, errors.Join(err, errKey, errNumber)
}
