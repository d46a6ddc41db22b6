package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// SaveQuestions makes the session's questionnaire the one given; questions and
// options without a number get one that none has had. It wraps
// survey.ErrConflict when somebody has changed the session since the revision,
// and survey.ErrInUse when nothing of the questionnaire can change any more; what
// only some of it forbids is a survey.FieldErrors: see survey.Session.MayAsk. A
// form that was opened before a change of what is asked, or of its words, is told
// so when it is sent. Trial answers of a rehearsal are wiped.
func (s *Store) SaveQuestions(ctx context.Context, organization survey.ID, session survey.Code, revision int, questions []survey.Question) error {
	err := checkProgramme(survey.Programme{Sessions: []survey.ProgrammeSession{{Questions: questions}}})
	if err == nil {
		err = s.write(ctx, s.pools.slow, "saveQuestions", func(t *tx) error {
			form, row, err := t.lockedForm(organization, session)
			if err != nil {
				return err
			}
			if row.Revision != revision {
				return survey.ErrConflict
			}
			return t.saveQuestions(form, row, questions)
		})
	}
	if err != nil {
		return fmt.Errorf("saving questions: %w", err)
	}
	return nil
}

// UseQuestions gives other drafts of the same event the session's questionnaire,
// all or none: see survey.Form.From. Of the others only code and revision are
// read. One that has opened, or that somebody has changed since its revision, is
// survey.ErrConflict.
func (s *Store) UseQuestions(ctx context.Context, organization survey.ID, session survey.Code, others []survey.Session) error {
	revisions := map[survey.Code]int{}
	var codes []survey.Code
	for _, other := range others {
		revisions[other.Code] = other.Revision
		codes = append(codes, other.Code)
	}
	err := s.write(ctx, s.pools.slow, "useQuestions", func(t *tx) error {
		own, err := t.sessionOf(organization, "code = ? AND binned IS NULL", "", session)
		if err != nil {
			return err
		}
		from, err := t.form("session.id", own.ID)
		if err != nil {
			return err
		}
		// In the order of their ids, as whoever else locks several does.
		var rows []sessionRow
		if len(codes) > 0 {
			err = t.all(&rows, "SELECT * FROM session WHERE event_id = ? AND id <> ? AND binned IS NULL AND code IN ("+placeholders(len(codes))+") ORDER BY id"+
				t.store.pools.dialect.update, append([]any{from.Event.ID, own.ID}, list(codes)...)...)
		}
		if err != nil {
			return err
		}
		if len(rows) != len(revisions) {
			return survey.ErrNotFound
		}
		for _, row := range rows {
			if row.State != survey.StateDraft || row.Revision != revisions[row.Code] {
				return survey.ErrConflict
			}
			form, err := t.form("session.id", row.ID)
			if err == nil {
				err = t.saveQuestions(form, row, form.From(from))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("using questions: %w", err)
	}
	return nil
}

// lockedForm returns the organization's session, locked against answers and other
// edits, and its form.
func (t *tx) lockedForm(organization survey.ID, session survey.Code) (survey.Form, sessionRow, error) {
	row, err := t.sessionOf(organization, "code = ? AND binned IS NULL", t.store.pools.dialect.update, session)
	if err != nil {
		return survey.Form{}, row, err
	}
	form, err := t.form("session.id", row.ID)
	return form, row, err
}

// saveQuestions writes the questionnaire of a session that is locked.
func (t *tx) saveQuestions(form survey.Form, row sessionRow, questions []survey.Question) error {
	if row.Rehearsal {
		// Trial answers hold nothing fast: see saveSession.
		if err := t.wipe(row.ID); err != nil {
			return err
		}
	}
	var responses int
	if err := t.one(&responses, "SELECT responses FROM register WHERE session_id = ?", row.ID); err != nil {
		return err
	}
	after := survey.Numbered(form.Questions, questions, lastQuestion(form, row))
	if err := form.Session.MayAsk(form.Questions, after, responses > 0); err != nil {
		return err
	}
	last, _, err := t.storeQuestions(form, row, after)
	if err != nil {
		return err
	}
	version := 0
	if !survey.SameAsked(form.Questions, after) {
		version = 1
	}
	_, err = t.exec("UPDATE session SET version = version + ?, last_question = ?, revision = revision + 1 WHERE id = ? AND event_id = ?",
		version, last, row.ID, row.EventID)
	return err
}

// SaveQuestions is [Store.SaveQuestions].
func (o Office) SaveQuestions(ctx context.Context, session survey.Code, revision int, questions []survey.Question) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	return o.acting("session.questions", title).SaveQuestions(ctx, o.by.Organization.ID, session, revision, questions)
}

// UseQuestions is [Store.UseQuestions].
func (o Office) UseQuestions(ctx context.Context, session survey.Code, others []survey.Session) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	return o.acting("session.questions.used", title).UseQuestions(ctx, o.by.Organization.ID, session, others)
}
