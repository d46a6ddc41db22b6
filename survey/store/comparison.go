package store

import (
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
)

// comparisons are what a session's approved letters say of the event's others, the
// letter that was approved first first.
type comparisons []struct {
	letter survey.ID
	survey.Comparison
}

// comparisons returns those of the session: the figures as they were signed, and
// what is left of the sessions that they are of.
func (t *tx) comparisons(session survey.ID) (comparisons, error) {
	var rows []struct {
		LetterID survey.ID `db:"letter_id"`
		Record   []byte
		Compared asJSON[[]survey.ID]
	}
	if err := t.all(&rows, `SELECT frozen_letter.letter_id, frozen_letter.record, frozen_letter.compared FROM frozen_letter
		JOIN letter ON letter.id = frozen_letter.letter_id JOIN appearance ON appearance.id = letter.appearance_id
		WHERE appearance.session_id = ? ORDER BY letter.approved, letter.id`, session); err != nil {
		return nil, err
	}
	all := make(comparisons, len(rows))
	for i, r := range rows {
		record, err := record.Parse(r.Record)
		if err != nil {
			return nil, err
		}
		all[i].letter = r.LetterID
		if record.Compared == nil {
			continue
		}
		all[i].Sessions, all[i].Mean = record.Compared.Sessions, record.Compared.Mean
		if all[i].With, err = t.compared(r.Compared.V); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// compared returns what is left of the sessions, in their order.
func (t *tx) compared(ids []survey.ID) ([]survey.Compared, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []sessionRow
	if err := t.all(&rows, "SELECT * FROM session WHERE id IN ("+placeholders(len(ids))+")", list(ids)...); err != nil {
		return nil, err
	}
	all := make([]survey.Compared, len(ids))
	for i, id := range ids {
		all[i].ID = id
		at := slices.IndexFunc(rows, func(r sessionRow) bool { return r.ID == id })
		if at < 0 {
			continue
		}
		all[i].Title, all[i].Binned = rows[at].session().Title, !rows[at].Binned.IsZero()
	}
	return all, nil
}

// of is what the letter says for good; nil while nothing is fixed.
func (all comparisons) of(f survey.LetterFacts) *survey.Comparison {
	draft := f.Letter.State == survey.LetterDraft
	if draft && !f.Event.Compare {
		return nil
	}
	for i := range all {
		if draft && all[i].Sessions > 0 || all[i].letter == f.Letter.ID {
			return &all[i].Comparison
		}
	}
	return nil
}
