package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
)

// Letters returns the event with its letters in the programme's order.
func (o Office) Letters(ctx context.Context, event survey.Code) (survey.EventSessions, []survey.LetterLine, error) {
	var found survey.EventSessions
	var lines []survey.LetterLine
	err := o.store.read(ctx, func(t *tx) error {
		var err error
		if found, err = t.event("code", event); err != nil {
			return err
		}
		if found.Organization.ID != o.by.Organization.ID {
			return survey.ErrNotFound
		}
		lines, err = t.letterLines(found)
		return err
	})
	if err != nil {
		return survey.EventSessions{}, nil, fmt.Errorf("letters: %w", err)
	}
	return found, lines, nil
}

func (t *tx) letterLines(event survey.EventSessions) ([]survey.LetterLine, error) {
	var rows []letterRow
	var unread []struct {
		SessionID survey.ID `db:"session_id"`
		N         int
	}
	if err := inOrder(
		func() error {
			return t.all(&rows, selectLetters+" WHERE session.event_id = ?"+letterOrder, event.Event.ID)
		},
		func() error {
			return t.all(&unread, `SELECT comment.session_id, count(*) AS n FROM comment JOIN session ON session.id = comment.session_id
			WHERE session.event_id = ? AND comment.reviewed = ? AND comment.state = ? GROUP BY comment.session_id`,
				event.Event.ID, false, survey.CommentIncluded)
		},
	); err != nil {
		return nil, err
	}
	unreadOf := map[survey.ID]int{}
	for _, u := range unread {
		unreadOf[u.SessionID] = u.N
	}
	of := map[survey.ID]survey.LetterLine{}
	for _, st := range event.Sessions {
		for _, a := range st.Appearances {
			of[a.ID] = survey.LetterLine{
				Letter: survey.LetterRef{Appearance: a}, Session: st.Session, Responses: st.Responses,
				Unread: unreadOf[st.Session.ID], Signed: event.Organization.Signer != "",
			}
		}
	}
	lines := make([]survey.LetterLine, len(rows))
	for i, r := range rows {
		lines[i] = of[r.AppearanceID]
		lines[i].Letter = r.letter(lines[i].Letter.Appearance)
		if r.SeriesID != nil {
			if err := t.seriesLine(&lines[i]); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

// LetterFacts returns what these letters of the event are made from, in the
// programme's order. Letters of others are not among them.
func (o Office) LetterFacts(ctx context.Context, event survey.Code, letters ...survey.ID) ([]survey.LetterFacts, error) {
	if len(letters) == 0 {
		return nil, nil
	}
	var facts []survey.LetterFacts
	err := o.store.read(ctx, func(t *tx) error {
		var err error
		facts, err = t.letterFacts(" WHERE event.code = ? AND event.organization_id = ? AND letter.id IN ("+placeholders(len(letters))+")",
			append([]any{event, o.by.Organization.ID}, list(letters)...)...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	return facts, nil
}

// ownLetter locks the organization's letter and returns it.
func (o Office) ownLetter(t *tx, letter survey.ID) (letterRow, error) {
	var row letterRow
	// The lock takes one table alone.
	err := t.one(&row, `SELECT letter.*, '' AS earlier, '' AS later, '' AS later_key FROM letter WHERE id = ? AND appearance_id IN (
		SELECT appearance.id FROM appearance JOIN session ON session.id = appearance.session_id AND session.binned IS NULL
		JOIN event ON event.id = session.event_id WHERE event.organization_id = ?)`+t.store.pools.dialect.update, letter, o.by.Organization.ID)
	return row, err
}

// changeLetter lets do change the letter, when it is still what was looked at and
// in a state that may says; else it wraps survey.ErrConflict. name and the
// speaker's name are written in the log.
func (o Office) changeLetter(ctx context.Context, name string, letter survey.ID, revision int, may func(survey.LetterState) bool, do func(*tx, letterRow) error) error {
	var speaker string
	err := o.store.read(ctx, func(t *tx) error {
		return t.one(&speaker, `SELECT speaker.name`+fromLetters+` JOIN speaker ON speaker.id = appearance.speaker_id
			WHERE letter.id = ? AND event.organization_id = ?`, letter, o.by.Organization.ID)
	})
	if err == nil {
		err = o.acting("letter."+name, speaker).write(ctx, o.store.pools.write, "letter."+name, func(t *tx) error {
			row, err := o.ownLetter(t, letter)
			if err != nil {
				return err
			}
			if row.Revision != revision || !may(row.State) {
				return survey.ErrConflict
			}
			return do(t, row)
		})
	}
	if err != nil {
		return fmt.Errorf("letter: %s: %w", name, err)
	}
	return nil
}

func isDraft(s survey.LetterState) bool { return s == survey.LetterDraft }

// SetLine stores the organizer's own words to one speaker in a draft.
func (o Office) SetLine(ctx context.Context, letter survey.ID, revision int, line string) error {
	return o.changeLetter(ctx, "line", letter, revision, isDraft, func(t *tx, r letterRow) error {
		_, err := t.exec("UPDATE letter SET line = ?, revision = revision + 1 WHERE id = ?", line, letter)
		return err
	})
}

// Approve freezes drafts of one event as they were built, all that are still
// drafts of the same revision, and returns how many. A letter that is approved
// takes the place of the one it corrects. subject is what the log says it was: a
// speaker, or the event.
func (o Office) Approve(ctx context.Context, subject string, approvals []survey.Approval) (approved int, err error) {
	err = o.acting("letter.approved", subject).write(ctx, o.store.pools.slow, "letter.approved", func(t *tx) error {
		approved = 0
		for _, a := range approvals {
			row, err := o.ownLetter(t, a.Letter)
			if err != nil {
				return err
			}
			if row.State != survey.LetterDraft || row.Revision != a.Revision {
				continue
			}
			if err := o.approve(t, row, a); err != nil {
				return err
			}
			approved++
		}
		if approved == 0 {
			return survey.ErrConflict
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("approving: %w", err)
	}
	return approved, nil
}

func (o Office) approve(t *tx, row letterRow, a survey.Approval) error {
	signed, err := record.Parse(a.Record)
	if err != nil {
		return err
	}
	approved, err := signed.ApprovedAt()
	if err != nil || signed.Number != row.Number {
		return record.ErrRecord
	}
	n, err := t.insert("frozen_letter (letter_id, enclosure, record, signature, compared)",
		[][]any{{row.ID, a.Enclosure, a.Record, a.Signature, asJSON[[]survey.ID]{a.Compared}}}, " ON CONFLICT DO NOTHING")
	if err != nil {
		return err
	}
	if n != 1 {
		return survey.ErrConflict
	}
	if err := t.keepFile(row.ID, a.Frozen); err != nil {
		return err
	}
	if err := t.keepPictures(o.by.Organization.ID, row.ID, a.Pictures); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE letter SET state = ?, approved = ?, approved_by = ?, revision = revision + 1 WHERE id = ?",
		survey.LetterApproved, micros{approved}, o.by.Organizer.Name, row.ID); err != nil {
		return err
	}
	if row.SeriesID != nil { // the words of one session are gone since its results were shown
		if err := t.forgetCutInSeries(*row.SeriesID); err != nil {
			return err
		}
	}
	if row.Replaces == nil {
		return nil
	}
	_, err = t.exec("UPDATE letter SET state = ?, revision = revision + 1 WHERE id = ? AND state IN (?, ?)",
		survey.LetterReplaced, *row.Replaces, survey.LetterApproved, survey.LetterSent)
	return err
}

// Correct begins a correction: a draft of its own, that will replace the letter
// once it is approved. A letter has at most one; when it has one already, that is
// what is returned, with survey.ErrConflict.
func (o Office) Correct(ctx context.Context, letter survey.ID, revision int) (correction survey.ID, err error) {
	corrects := func(s survey.LetterState) bool { return s.Stands() || s == survey.LetterRevoked }
	err = o.changeLetter(ctx, "corrected", letter, revision, corrects, func(t *tx, r letterRow) error {
		var session survey.ID
		if err := t.one(&session, "SELECT session_id FROM appearance WHERE id = ?", r.AppearanceID); err != nil {
			return err
		}
		if err := t.complete(session); err != nil {
			return err // what it was made of is gone
		}
		if r.SeriesID != nil {
			if err := t.completeSeries(*r.SeriesID, r.Occasions); err != nil {
				return err
			}
		}
		id, key, number, err := t.store.newLetter()
		if err != nil {
			return err
		}
		n, err := t.insert("letter (id, appearance_id, key, number, made, line, replaces, corrected, series_id, occasions)",
			[][]any{{id, r.AppearanceID, key, number, r.Made, r.Line, letter, micros{t.store.now()}, r.SeriesID, r.Occasions}}, " ON CONFLICT DO NOTHING")
		correction = id
		if err == nil && n == 0 {
			err = survey.ErrConflict
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return correction, nil
}

// Discard deletes a correction that is not approved yet.
func (o Office) Discard(ctx context.Context, letter survey.ID, revision int) error {
	return o.changeLetter(ctx, "discarded", letter, revision, isDraft, func(t *tx, r letterRow) error {
		if r.Replaces == nil {
			return survey.ErrConflict // the first letter belongs to the released result
		}
		_, err := t.exec("DELETE FROM letter WHERE id = ?", letter)
		return err
	})
}

// Revoke takes an approved letter back. Whoever verifies it is told so, with the
// reason.
func (o Office) Revoke(ctx context.Context, letter survey.ID, revision int, reason string) error {
	return o.changeLetter(ctx, "revoked", letter, revision, survey.LetterState.Stands, func(t *tx, r letterRow) error {
		_, err := t.exec("UPDATE letter SET state = ?, revoked = ?, reason = ?, revision = revision + 1 WHERE id = ?",
			survey.LetterRevoked, micros{t.store.now()}, reason, letter)
		return err
	})
}
