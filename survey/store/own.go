package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Response returns the response of the key, for its writer to read, while the
// session is open: survey.ErrNotFound when the session has none with this key,
// survey.ErrClosed or ErrNotOpen when it is not open.
func (s *Store) Response(ctx context.Context, session survey.ID, key survey.Key) (survey.Response, error) {
	var response survey.Response
	err := s.read(ctx, func(t *tx) error {
		own, err := t.own(session, key, "")
		response = own.response
		return err
	})
	if err != nil {
		return survey.Response{}, fmt.Errorf("reading a response: %w", err)
	}
	return response, nil
}

// Change puts the response in the place of the one that the key belongs to, and
// moves the tallies with it. Errors are those of [Store.Response], and those of
// [Store.Accept] for a response that does not fit the session.
func (s *Store) Change(ctx context.Context, key survey.Key, response survey.Response) error {
	if err := checkResponse(response); err != nil {
		return fmt.Errorf("changing: %w", err)
	}
	err := s.write(ctx, s.pools.write, "change", func(t *tx) error {
		own, err := t.own(response.SessionID, key, s.pools.dialect.share)
		if err != nil {
			return err
		}
		if err := t.deleteAnswers(response.SessionID, own.id); err != nil {
			return err
		}
		// Neither the response's own row nor its mark is touched: what this
		// transaction leaves in the tables joins them no closer than before.
		var w written
		if err := w.addAnswers(t, own.id, response, own.waiting); err != nil {
			return err
		}
		if err := w.insert(t); err != nil {
			return err
		}
		counts := tallyChange{}
		counts.add(own.response, -1)
		counts.add(response, 1)
		return counts.write(t)
	})
	if err = s.misfit(ctx, response, err); err != nil {
		return fmt.Errorf("changing: %w", err)
	}
	return nil
}

// Withdraw deletes the response that the key belongs to. That there is none is
// no error while the session is open: then nothing of it is stored, which is
// what was asked for. The mark stays, so a late retry of the response stores
// nothing, and an invitation has been used.
func (s *Store) Withdraw(ctx context.Context, session survey.ID, key survey.Key) error {
	err := s.write(ctx, s.pools.write, "withdraw", func(t *tx) error {
		own, err := t.own(session, key, s.pools.dialect.share)
		if own.open && errors.Is(err, survey.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.deleteAnswers(session, own.id); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM response WHERE id = ? AND session_id = ?", own.id, session); err != nil {
			return err
		}
		counts := tallyChange{}
		counts.add(own.response, -1)
		if err := counts.write(t); err != nil {
			return err
		}
		waiting := 0
		if own.waiting {
			waiting = 1
		}
		_, err = t.exec("UPDATE register SET responses = responses - 1, waiting = waiting - ? WHERE session_id = ?", waiting, session)
		return err
	})
	if err != nil {
		return fmt.Errorf("withdrawing: %w", err)
	}
	return nil
}

// An ownResponse is what the holder of a key may have.
type ownResponse struct {
	open     bool // the session takes responses
	id       survey.ID
	waiting  bool
	response survey.Response
}

// own finds the key's response in an open session. With lock, the session can
// neither close nor be shuffled until the transaction ends, and nobody else can
// change this response.
func (t *tx) own(session survey.ID, key survey.Key, lock string) (ownResponse, error) {
	var own ownResponse
	var stands struct {
		State     survey.State
		Rehearsal bool
	}
	if err := t.one(&stands, "SELECT state, rehearsal FROM session WHERE id = ? AND binned IS NULL"+lock, session); err != nil {
		return own, err
	}
	if err := (survey.Session{State: stands.State, Rehearsal: stands.Rehearsal}).Accepts(); err != nil {
		return own, err
	}
	own.open = true
	if lock != "" {
		lock = t.store.pools.dialect.update
	}
	var row struct {
		ID      survey.ID
		Waiting bool
	}
	hash := key.ResponseHash()
	if err := t.one(&row, "SELECT id, waiting FROM response WHERE session_id = ? AND key_hash = ?"+lock, session, hash[:]); err != nil {
		return own, err
	}
	own.id, own.waiting = row.ID, row.Waiting
	var err error
	own.response, err = t.response(session, row.ID)
	return own, err
}

// response reads a response's answers and comments.
func (t *tx) response(session, id survey.ID) (survey.Response, error) {
	r := survey.Response{SessionID: session}
	var answers []struct {
		Question, Appearance, Value int
		Kind                        survey.QuestionKind
	}
	if err := t.all(&answers, `SELECT answer.question, answer.appearance, answer.value, question.kind
		FROM answer JOIN question ON question.number = answer.question AND question.session_id = ?
		WHERE answer.response_id = ? ORDER BY answer.question, answer.appearance, answer.value`, session, id); err != nil {
		return r, err
	}
	for _, a := range answers {
		item := survey.Item{Question: a.Question, Appearance: a.Appearance}
		last := len(r.Answers) - 1
		switch {
		case a.Kind == survey.KindRating:
			r.Answers = append(r.Answers, survey.Answer{Item: item, Rating: a.Value})
		case last >= 0 && r.Answers[last].Item == item:
			r.Answers[last].Choices = append(r.Answers[last].Choices, a.Value)
		default:
			r.Answers = append(r.Answers, survey.Answer{Item: item, Choices: []int{a.Value}})
		}
	}
	var comments []commentRow
	if err := t.all(&comments, "SELECT * FROM comment WHERE response_id = ?", id); err != nil {
		return r, err
	}
	for _, c := range comments {
		r.Answers = append(r.Answers, survey.Answer{Item: c.comment().Item, Comment: c.Text, Public: c.Public})
	}
	slices.SortFunc(r.Answers, func(a, b survey.Answer) int {
		if a.Less(b.Item) {
			return -1
		}
		return 1
	})
	return r, nil
}

func (t *tx) deleteAnswers(session, response survey.ID) error {
	if _, err := t.exec("DELETE FROM comment WHERE response_id = ? AND session_id = ?", response, session); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE id = ? AND session_id = ?)", response, session)
	return err
}
