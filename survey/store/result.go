package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/omdome/omdome/survey"
)

// Result returns what the organizer's side may see of a session: how many have
// responded; the figures and letters once it is released; the comments once it
// is sealed, where at least k have responded; and nothing of what has been
// removed since.
func (s *Store) Result(ctx context.Context, session survey.Code) (survey.Result, error) {
	var result survey.Result
	err := s.read(ctx, func(t *tx) error {
		form, err := t.form("session.code", session)
		if err != nil {
			return err
		}
		result, err = t.result(form)
		result = result.WithoutRemoved()
		return err
	})
	if err != nil {
		return survey.Result{}, fmt.Errorf("result: %w", err)
	}
	return result, nil
}

func (t *tx) result(form survey.Form) (survey.Result, error) {
	r := survey.Result{Form: form}
	id := form.Session.ID
	var register struct{ Responses, Burst int }
	err := t.one(&register, "SELECT responses, burst FROM register WHERE session_id = ?", id)
	if err != nil {
		return r, err
	}
	r.Tallies.Responses, r.Burst = register.Responses, register.Burst
	if r.Invited, err = t.invited(form); err != nil {
		return r, err
	}
	if form.Session.State == survey.StateReleased {
		if r.Tallies, err = t.tallies(form, r.Tallies.Responses); err != nil {
			return r, err
		}
		if r.Letters, err = t.letters(form); err != nil {
			return r, err
		}
	}
	if !form.Session.Sealed.IsZero() && r.Tallies.Responses >= max(form.Session.K, survey.MinK) {
		if r.Comments, err = t.comments(id); err != nil {
			return r, err
		}
	}
	removals, err := t.removals("WHERE session_id = ?", id)
	r.Removals = removals[id]
	return r, err
}

// tallies reads a session's counts.
func (t *tx) tallies(form survey.Form, responses int) (survey.Tallies, error) {
	all := survey.Tallies{Responses: responses, Ratings: map[survey.Item]survey.Tally{}, Choices: map[survey.Item]survey.ChoiceTally{}}
	var rows []tallyRow
	if err := t.all(&rows, "SELECT * FROM tally WHERE session_id = ? AND count <> 0", form.Session.ID); err != nil {
		return all, err
	}
	kinds := map[int]survey.QuestionKind{}
	for _, q := range form.Questions {
		kinds[q.Number] = q.Kind
	}
	for _, r := range rows {
		item := survey.Item{Question: r.Question, Appearance: r.Appearance}
		if kinds[r.Question] == survey.KindRating {
			tally := all.Ratings[item]
			if r.Value >= survey.MinRating && r.Value <= survey.MaxRating {
				tally[r.Value-1] = r.Count
			}
			all.Ratings[item] = tally
			continue
		}
		choice := all.Choices[item]
		if choice.Chosen == nil {
			choice.Chosen = map[int]int{}
		}
		if r.Value == 0 {
			choice.Answered = r.Count
		} else {
			choice.Chosen[r.Value] = r.Count
		}
		all.Choices[item] = choice
	}
	return all, nil
}

type tallyRow struct {
	SessionID  survey.ID `db:"session_id"`
	Question   int
	Appearance int
	Value      int
	Count      int
}

// comments reads a session's comments, within an item in the order of their ids,
// which is random.
func (t *tx) comments(session survey.ID) ([]survey.Comment, error) {
	var rows []commentRow
	if err := t.all(&rows, "SELECT * FROM comment WHERE session_id = ? ORDER BY question, appearance, id", session); err != nil {
		return nil, err
	}
	comments := make([]survey.Comment, len(rows))
	for i, r := range rows {
		comments[i] = r.comment()
	}
	return comments, nil
}

const (
	// numberAlphabet has no characters that are mistaken for one another.
	numberAlphabet = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
	numberLength   = 12
)

// newNumber draws what is printed on a letter: "7K3M-9QXA-2RTD".
func (s *Store) newNumber() (string, error) {
	var out []byte
	for len(out) < numberLength {
		var b [1]byte
		if _, err := s.random.Read(b[:]); err != nil {
			return "", fmt.Errorf("drawing a letter's number: %w", err)
		}
		// 240 is 8·30: every character is equally likely.
		if b[0] < 240 {
			out = append(out, numberAlphabet[int(b[0])%len(numberAlphabet)])
		}
	}
	return strings.Join([]string{string(out[:4]), string(out[4:8]), string(out[8:])}, "-"), nil
}
