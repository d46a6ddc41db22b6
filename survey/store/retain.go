package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// What stands in a letter is part of it until the letter's own period is over. An
// approved letter holds it itself; of a draft, the counts that its figures are
// made of, and the comments in it, stay until then, and only the draft shows them.
const (
	// lettersOf finds the drafts that are made of the session's comments.
	lettersOf = `SELECT 1 FROM letter JOIN appearance ON appearance.id = letter.appearance_id
		WHERE letter.state = 'draft' AND (appearance.session_id = session.id OR ` + inSeries + `)`
	// inSeries finds the letters that sum the session together with others.
	inSeries = `letter.series_id IN (SELECT series_id FROM series_session WHERE series_session.session_id = session.id)`
	// lettersFrom finds those that are made of its counts: its own and, where the
	// event's letters compare, the others'.
	lettersFrom = `SELECT 1 FROM letter JOIN appearance ON appearance.id = letter.appearance_id
		JOIN session made ON made.id = appearance.session_id JOIN event ON event.id = made.event_id
		WHERE letter.state = 'draft' AND (made.event_id = session.event_id AND (made.id = session.id OR event.compare) OR ` + inSeries + `)`
	removed = `SELECT 1 FROM removal WHERE removal.session_id = session.id AND removal.what = ?`
)

// retainAtOnce is how many sessions one look of the clock takes from, of each
// organization and each sort of thing.
const retainAtOnce = 100

// something asks whether there is anything to remove from a session, which is
// joined to its register: somebody has answered, or letters have been made.
func something(what survey.Kept) string {
	if what == survey.KeptLetters {
		return "EXISTS (SELECT 1 FROM letter JOIN appearance ON appearance.id = letter.appearance_id WHERE appearance.session_id = session.id)"
	}
	return "register.responses > 0"
}

// A dueRow is a session that something may be removed from.
type dueRow struct {
	ID   survey.ID
	Ends micros
	Zone string
}

// retain removes what organizations have kept for as long as they keep it. A
// session that is not sealed yet keeps everything.
func (s *Store) retain(ctx context.Context, now time.Time) error {
	var owners []organizationRow
	err := s.read(ctx, func(t *tx) error {
		owners = nil
		return t.all(&owners, "SELECT * FROM organization WHERE retention NOT IN (?, ?) ORDER BY id", "{}", "null")
	})
	if err != nil {
		return fmt.Errorf("asking what is kept: %w", err)
	}
	var errs []error
	for _, owner := range owners {
		for _, what := range survey.AllKept() {
			p := owner.Retention.V[what]
			if p.Months == 0 || now.Before(p.Since.Add(survey.RetentionNotice)) {
				continue
			}
			if err := s.retainOne(ctx, now, owner.ID, what, p); err != nil {
				errs = append(errs, fmt.Errorf("removing %s: %w", what, err))
			}
		}
	}
	return errors.Join(errs...)
}

func (s *Store) retainOne(ctx context.Context, now time.Time, organization survey.ID, what survey.Kept, p survey.Period) error {
	var rows []dueRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, `SELECT session.id, session.ends, event.zone FROM session JOIN event ON event.id = session.event_id
			JOIN register ON register.session_id = session.id
			WHERE event.organization_id = ? AND session.sealed IS NOT NULL AND session.ends <= ?
			AND `+something(what)+` AND NOT EXISTS (`+removed+`) ORDER BY session.ends, session.id LIMIT ?`,
			organization, now.AddDate(0, -p.Months, 3).UnixMicro(), what, retainAtOnce)
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, row := range rows {
		if now.Before(p.Due(row.Ends.Time, survey.Event{Zone: row.Zone}.Location())) {
			continue
		}
		errs = append(errs, s.write(ctx, s.pools.slow, "retain", func(t *tx) error {
			return t.remove(organization, row.ID, what)
		}))
	}
	return errors.Join(errs...)
}

// remove removes one sort of thing from a session, unless another program has,
// or the organization has decided otherwise meanwhile.
func (t *tx) remove(organization, id survey.ID, what survey.Kept) error {
	var row sessionRow
	if err := t.one(&row, "SELECT * FROM session WHERE id = ?"+t.store.pools.dialect.update, id); err != nil {
		return err
	}
	owner, err := t.organization(organization)
	if err != nil {
		return err
	}
	var event eventRow
	if err := t.one(&event, "SELECT * FROM event WHERE id = ?", row.EventID); err != nil {
		return err
	}
	p, now := owner.Retention[what], t.store.now()
	if p.Months == 0 || row.Sealed.IsZero() || now.Before(p.Due(row.Ends.Time, event.event().Location())) {
		return nil
	}
	n, err := t.exec("INSERT INTO removal (session_id, what, at, decision) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		id, what, micros{now}, p.Decision)
	if err != nil || n == 0 {
		return err
	}
	events, err := t.eventsSummed(id)
	if err != nil {
		return err
	}
	switch what {
	case survey.KeptAnswers:
		err = t.removeAnswers(id)
	case survey.KeptLetters:
		for _, query := range []string{ // what is published goes with its letter
			"DELETE FROM letter WHERE appearance_id IN (SELECT id FROM appearance WHERE session_id = ?)",
			"DELETE FROM reply WHERE appearance_id IN (SELECT id FROM appearance WHERE session_id = ?)",
		} {
			if _, err = t.exec(query, id); err != nil {
				return err
			}
		}
		err = t.forgetPictures(organization)
	}
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := t.removeWhatLettersHeld(event); err != nil {
			return err
		}
	}
	title := row.Title
	if row.BinnedAs != "" {
		title = row.BinnedAs
	}
	return t.record(organizer.Member{Organization: owner}, "retention."+string(what), title)
}

// removeAnswers deletes who has answered and what, one by one. The counts go once
// no letter is made of them.
func (t *tx) removeAnswers(session survey.ID) error {
	for _, query := range []string{
		"DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id = ?)",
		"DELETE FROM response WHERE session_id = ?",
		"DELETE FROM mark WHERE session_id = ?",
	} {
		if _, err := t.exec(query, session); err != nil {
			return err
		}
	}
	return nil
}

// removeWhatLettersHeld deletes the counts and comments of an event's sessions
// that have been removed and stand in no letter any more. Of a comment that was
// left out of a letter, the letter counts that there was one: its words go at
// once, and the rest with the letter.
func (t *tx) removeWhatLettersHeld(event survey.ID) error {
	for _, step := range []struct {
		what  survey.Kept
		query string
		args  []any
	}{
		{survey.KeptAnswers, "DELETE FROM tally WHERE session_id IN (SELECT id FROM session WHERE event_id = ? AND EXISTS (" + removed +
			") AND NOT EXISTS (" + lettersFrom + "))", nil},
		{survey.KeptComments, "DELETE FROM comment WHERE session_id IN (SELECT id FROM session WHERE event_id = ? AND EXISTS (" + removed +
			") AND NOT EXISTS (" + lettersOf + "))", nil},
		{survey.KeptComments, `UPDATE comment SET text = '', cuts = 'null' WHERE session_id IN (SELECT id FROM session WHERE event_id = ?
			AND EXISTS (` + removed + `)) AND state <> ? AND text <> ''`, []any{survey.CommentIncluded}},
	} {
		if _, err := t.exec(step.query, append([]any{event, step.what}, step.args...)...); err != nil {
			return err
		}
	}
	// What is left of it in the files is cleared with the next sweep.
	_, err := t.exec(`UPDATE register SET swept = ? WHERE session_id IN (SELECT session_id FROM removal)
		AND session_id IN (SELECT id FROM session WHERE event_id = ?)`, false, event)
	return err
}

type removalRow struct {
	SessionID survey.ID `db:"session_id"`
	What      survey.Kept
	At        micros
	Decision  string
}

// removals returns what has been removed of the sessions that which finds:
// what follows "FROM removal".
func (t *tx) removals(which string, args ...any) (map[survey.ID][]survey.Removal, error) {
	var rows []removalRow
	if err := t.all(&rows, "SELECT removal.* FROM removal "+which, args...); err != nil {
		return nil, err
	}
	of := map[survey.ID][]survey.Removal{}
	for _, what := range survey.AllKept() {
		for _, r := range rows {
			if r.What == what {
				of[r.SessionID] = append(of[r.SessionID], survey.Removal{What: r.What, At: r.At.Time, Decision: r.Decision})
			}
		}
	}
	return of, nil
}
