package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Series returns what the organization may sum into one letter, in the order of
// [Store.Results]: see [survey.SeriesOf]. Nothing in it says how anyone answered.
func (o Office) Series(ctx context.Context) ([]survey.Series, error) {
	var all []survey.Series
	err := o.store.read(ctx, func(t *tx) error {
		results, err := t.results(o.by.Organization.ID, "")
		if err != nil {
			return err
		}
		taken, err := t.inSeries(o.by.Organization.ID)
		all = survey.SeriesOf(results, taken)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("series: %w", err)
	}
	for _, s := range all {
		for i := range s {
			s[i].Tallies = survey.Tallies{Responses: s[i].Tallies.Responses}
		}
	}
	return all, nil
}

// inSeries are the organization's sessions that are in a series.
func (t *tx) inSeries(organization survey.ID) (map[survey.ID]bool, error) {
	var ids []survey.ID
	err := t.all(&ids, `SELECT series_session.session_id FROM series_session JOIN session ON session.id = series_session.session_id
		JOIN event ON event.id = session.event_id WHERE event.organization_id = ?`, organization)
	taken := map[survey.ID]bool{}
	for _, id := range ids {
		taken[id] = true
	}
	return taken, err
}

// MakeSeries makes a draft for each of those who held these sessions, which sums
// them, and returns the event and the first of the letters: they are among those
// of the last session's event. The sessions are in that series from then on, also
// when the letters are revoked. It wraps survey.ErrNotFound when one of them is
// none of the organization's, and survey.FieldErrors when they may not be summed:
// see [survey.Series.Check].
func (o Office) MakeSeries(ctx context.Context, sessions []survey.Code) (event survey.Code, letter survey.ID, err error) {
	title := ""
	if len(sessions) > 0 {
		if title, err = o.session(ctx, sessions[0]); err != nil {
			return "", 0, err
		}
	}
	err = o.acting("letter.series", title).write(ctx, o.store.pools.write, "makeSeries", func(t *tx) error {
		series, err := o.chosenSeries(t, sessions)
		if err != nil {
			return err
		}
		taken, err := t.inSeries(o.by.Organization.ID)
		if err != nil {
			return err
		}
		if err := series.Check(taken); err != nil {
			return err
		}
		last := series.Sum().Form
		event = last.Event.Code
		letter, err = t.insertSeries(series, last.Appearances)
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("making a series: %w", err)
	}
	return event, letter, nil
}

// chosenSeries locks the sessions and returns their results.
func (o Office) chosenSeries(t *tx, sessions []survey.Code) (survey.Series, error) {
	if len(sessions) == 0 {
		return nil, nil
	}
	var ids []survey.ID
	if err := t.all(&ids, "SELECT id FROM session WHERE code IN ("+placeholders(len(sessions))+") ORDER BY id"+t.store.pools.dialect.update, list(sessions)...); err != nil {
		return nil, err
	}
	results, err := t.results(o.by.Organization.ID, "")
	if err != nil {
		return nil, err
	}
	var series survey.Series
	for _, code := range sessions {
		at := slices.IndexFunc(results, func(r survey.Result) bool { return r.Session.Code == code })
		if at < 0 {
			return nil, survey.ErrNotFound
		}
		series = append(series, results[at])
	}
	return series, nil
}

// insertSeries stores which sessions are summed, with a letter for each of those
// who appear in the last, and returns the first letter.
func (t *tx) insertSeries(series survey.Series, appearances []survey.Appearance) (survey.ID, error) {
	id, err := t.store.newID()
	if err != nil {
		return 0, err
	}
	t.ours.learn(id)
	var members, letters [][]any
	for _, r := range series {
		members = append(members, []any{r.Session.ID, id})
	}
	for _, a := range appearances {
		letter, key, number, err := t.store.newLetter()
		if err != nil {
			return 0, err
		}
		letters = append(letters, []any{letter, a.ID, key, number, micros{t.store.now()}, id, len(series)})
	}
	n, err := t.insert("series_session (session_id, series_id)", members, " ON CONFLICT DO NOTHING")
	if err != nil {
		return 0, err
	}
	if n != int64(len(members)) {
		return 0, survey.ErrConflict
	}
	// ON CONFLICT keeps a letter's key out of the server's log.
	n, err = t.insert("letter (id, appearance_id, key, number, made, series_id, occasions)", letters, " ON CONFLICT DO NOTHING")
	if err != nil {
		return 0, err
	}
	if n != int64(len(letters)) {
		return 0, survey.ErrConflict
	}
	return letters[0][0].(survey.ID), nil
}

// seriesSessions are the series' sessions that are there, not those in the bin.
func (t *tx) seriesSessions(series survey.ID) ([]survey.ID, error) {
	var ids []survey.ID
	err := t.all(&ids, `SELECT session.id FROM series_session JOIN session ON session.id = series_session.session_id
		WHERE series_session.series_id = ? AND session.binned IS NULL ORDER BY session.id`, series)
	return ids, err
}

// seriesFacts sums what the letter is made from. When one of its sessions is gone
// it wraps survey.ErrConflict: the rest alone would tell, beside what was shown
// before, what that one got.
func (t *tx) seriesFacts(l survey.LetterRef) (survey.LetterFacts, error) {
	ids, err := t.seriesSessions(l.Series)
	if err != nil {
		return survey.LetterFacts{}, err
	}
	if len(ids) != l.Occasions {
		return survey.LetterFacts{}, fmt.Errorf("a session of the series is gone: %w", survey.ErrConflict)
	}
	var series survey.Series
	for _, id := range ids {
		form, err := t.form("session.id", id)
		if err != nil {
			return survey.LetterFacts{}, err
		}
		r, err := t.result(form)
		if err != nil {
			return survey.LetterFacts{}, err
		}
		// Too few of this session's own for anybody to read them apart.
		if r.Comments, err = t.comments(id); err != nil {
			return survey.LetterFacts{}, err
		}
		series = append(series, r)
	}
	return series.Sum(), nil
}

// completeSeries returns nil when all that a letter sums is there, and otherwise
// survey.ErrConflict.
func (t *tx) completeSeries(series survey.ID, occasions int) error {
	ids, err := t.seriesSessions(series)
	if err == nil && len(ids) != occasions {
		err = survey.ErrConflict
	}
	for _, id := range ids {
		if err == nil {
			err = t.complete(id)
		}
	}
	return err
}

// seriesLine puts on the letter's line what its sessions have together.
func (t *tx) seriesLine(l *survey.LetterLine) error {
	ids, err := t.seriesSessions(l.Letter.Series)
	if err != nil {
		return err
	}
	if l.Gone = len(ids) != l.Letter.Occasions; l.Gone {
		return nil
	}
	in := " IN (" + placeholders(len(ids)) + ")"
	return inOrder(
		func() error {
			return t.one(&l.Responses, "SELECT CAST(COALESCE(SUM(responses), 0) AS BIGINT) FROM register WHERE session_id"+in, list(ids)...)
		},
		func() error { return t.one(&l.Session.K, "SELECT MAX(k) FROM session WHERE id"+in, list(ids)...) },
		func() error {
			return t.one(&l.Unread, "SELECT COUNT(*) FROM comment WHERE reviewed = ? AND state = ? AND session_id"+in,
				append([]any{false, survey.CommentIncluded}, list(ids)...)...)
		},
	)
}

// eventsSummed are the events of the session and of those that letters to its
// speakers sum together with it: what is held for the letters is in all of them.
func (t *tx) eventsSummed(session survey.ID) ([]survey.ID, error) {
	var events []survey.ID
	err := t.all(&events, `SELECT DISTINCT event_id FROM session WHERE id = ? OR id IN (
		SELECT series_session.session_id FROM series_session WHERE series_session.series_id IN (
			SELECT letter.series_id FROM letter JOIN appearance ON appearance.id = letter.appearance_id WHERE appearance.session_id = ?))
		ORDER BY event_id`, session, session)
	return events, err
}

// ReviewSeries is [Office.Review] of a comment in a draft that sums a series: each
// session by itself had too few responses for anybody to read it before. seen and
// review name letters as the sum numbers them. It wraps survey.ErrConflict also
// when somebody has changed the draft since, or one of the sessions is gone.
func (o Office) ReviewSeries(ctx context.Context, letter survey.ID, revision int, comment survey.ID, seen, review survey.Review) error {
	return o.changeLetter(ctx, "reviewed", letter, revision, isDraft, func(t *tx, l letterRow) error {
		if l.SeriesID == nil {
			return survey.ErrConflict
		}
		var session survey.ID
		if err := t.one(&session, `SELECT comment.session_id FROM comment JOIN series_session ON series_session.session_id = comment.session_id
			WHERE comment.id = ? AND series_session.series_id = ?`, comment, *l.SeriesID); err != nil {
			return err
		}
		err := t.decide(session, comment, func(survey.Comment) (survey.Review, error) {
			facts, err := t.seriesFacts(l.letter(survey.Appearance{}))
			if err != nil {
				return review, err
			}
			at := slices.IndexFunc(facts.Comments, func(c survey.Comment) bool { return c.ID == comment })
			if at < 0 || !facts.Comments[at].Review().Equal(seen) {
				return review, survey.ErrConflict
			}
			own, err := t.appearances(session)
			review.Letters = facts.LettersOf(own, review.Letters)
			return review, err
		})
		if err != nil {
			return err
		}
		// The drafts to others who held the sessions have the same comments.
		_, err = t.exec("UPDATE letter SET revision = revision + 1 WHERE series_id = ? AND state = ?", *l.SeriesID, survey.LetterDraft)
		return err
	})
}

// forgetCutInSeries is forgetCutWords of all that a letter sums.
func (t *tx) forgetCutInSeries(series survey.ID) error {
	ids, err := t.seriesSessions(series)
	for _, id := range ids {
		if err == nil {
			err = t.forgetCutWords(id)
		}
	}
	return err
}
