package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// ReviewComment, for the program itself, sets what becomes of a comment: in the letter or not, and why.
// What else has been decided about it stays. Errors are those of [Store.Review].
func (s *Store) ReviewComment(ctx context.Context, session survey.Code, comment survey.ID, state survey.CommentState, reason survey.Reason) error {
	find := func(t *tx, lock string) (sessionRow, error) {
		return t.anySession("code = ? AND binned IS NULL", lock, session)
	}
	return s.review(ctx, find, comment, func(c survey.Comment) (survey.Review, error) {
		r := c.Review()
		r.State, r.Reason, r.Reviewed = state, reason, true
		return r, nil
	})
}

// Review stores what has been decided about a comment of the organization by
// somebody who saw that it was decided so far. It wraps survey.ErrConflict where
// somebody else has decided meanwhile, unless the session is sealed and not yet
// released or cancelled, and for a review that the comment may not have;
// survey.ErrNotFound when the organization's session has no such comment.
func (s *Store) Review(ctx context.Context, organization survey.ID, session survey.Code, comment survey.ID, seen, review survey.Review) error {
	find := func(t *tx, lock string) (sessionRow, error) {
		return t.sessionOf(organization, "code = ? AND binned IS NULL", lock, session)
	}
	return s.review(ctx, find, comment, func(c survey.Comment) (survey.Review, error) {
		if !c.Review().Equal(seen) {
			return review, survey.ErrConflict
		}
		return review, nil
	})
}

// review stores what decide makes of a comment of the session that find finds.
func (s *Store) review(ctx context.Context, find func(t *tx, lock string) (sessionRow, error), comment survey.ID, decide func(survey.Comment) (survey.Review, error)) error {
	err := s.write(ctx, s.pools.write, "review", func(t *tx) error {
		row, err := find(t, s.pools.dialect.share)
		if err != nil {
			return err
		}
		if row.Sealed.IsZero() || row.State != survey.StateClosed {
			return survey.ErrConflict
		}
		return t.decide(row.ID, comment, decide)
	})
	if err != nil {
		return fmt.Errorf("reviewing: %w", err)
	}
	return nil
}

// decide stores what do makes of a session's comment, which is locked. It returns
// survey.ErrNotFound when the session has no such comment, and survey.ErrConflict
// for a review that the comment may not have.
func (t *tx) decide(session, comment survey.ID, do func(survey.Comment) (survey.Review, error)) error {
	var found commentRow
	if err := t.one(&found, "SELECT * FROM comment WHERE id = ? AND session_id = ?"+t.store.pools.dialect.update, comment, session); err != nil {
		return err
	}
	all, err := t.appearances(session)
	if err != nil {
		return err
	}
	review, err := do(found.comment())
	if err != nil {
		return err
	}
	if !found.comment().CheckReview(review, all) {
		return survey.ErrConflict
	}
	_, err = t.exec("UPDATE comment SET state = ?, reason = ?, cuts = ?, letters = ?, reviewed = ? WHERE id = ? AND session_id = ?",
		review.State, review.Reason, asJSON[[]survey.Cut]{review.Cuts}, asJSON[[]int]{review.Letters}, review.Reviewed, comment, session)
	return err
}

// appearances are those of a session.
func (t *tx) appearances(session survey.ID) ([]survey.Appearance, error) {
	var rows []appearanceRow
	if err := t.all(&rows, selectAppearances+" WHERE appearance.session_id = ? ORDER BY appearance.number", session); err != nil {
		return nil, err
	}
	all := make([]survey.Appearance, len(rows))
	for i, a := range rows {
		all[i] = a.appearance()
	}
	return all, nil
}

// forgetCutWords takes out of a session's comments the words that were cut, and
// has them swept out of the database's files.
func (t *tx) forgetCutWords(session survey.ID) error {
	comments, err := t.comments(session)
	if err != nil {
		return err
	}
	forgot := false
	for _, c := range comments {
		if len(c.Cuts) == 0 {
			continue
		}
		final := c.Final()
		if _, err := t.exec("UPDATE comment SET text = ?, cuts = ? WHERE id = ? AND session_id = ?",
			final.Text, asJSON[[]survey.Cut]{final.Cuts}, c.ID, session); err != nil {
			return err
		}
		forgot = true
	}
	if !forgot {
		return nil
	}
	_, err = t.exec("UPDATE register SET swept = ? WHERE session_id = ?", false, session)
	return err
}

// Comments returns an organization's event with the comments of its sessions
// that may be read: those of sealed sessions where at least k responded. The
// sessions are in the programme's order, and a session's comments in an order
// that is random and stays. It wraps survey.ErrNotFound.
func (s *Store) Comments(ctx context.Context, organization survey.ID, event survey.Code) (survey.EventSessions, map[survey.ID][]survey.Comment, error) {
	var found survey.EventSessions
	var comments map[survey.ID][]survey.Comment
	err := s.read(ctx, func(t *tx) error {
		var err error
		if found, err = t.event("code", event); err != nil {
			return err
		}
		if found.Organization.ID != organization {
			return survey.ErrNotFound
		}
		var rows []commentRow
		err = t.all(&rows, `SELECT comment.* FROM comment
			JOIN session ON session.id = comment.session_id JOIN register ON register.session_id = session.id
			WHERE session.event_id = ? AND session.binned IS NULL AND session.sealed IS NOT NULL AND session.state IN (?, ?)
			AND register.responses >= session.k AND register.responses >= ? AND NOT EXISTS (`+removed+`)
			ORDER BY session.position, session.id, comment.question, comment.appearance, comment.id`,
			found.Event.ID, survey.StateClosed, survey.StateReleased, survey.MinK, survey.KeptComments)
		comments = map[survey.ID][]survey.Comment{}
		for _, r := range rows {
			comments[r.SessionID] = append(comments[r.SessionID], r.comment())
		}
		return err
	})
	if err != nil {
		return survey.EventSessions{}, nil, fmt.Errorf("comments: %w", err)
	}
	return found, comments, nil
}
