package store

import (
	"cmp"
	"slices"

	"github.com/omdome/omdome/survey"
)

// written are the rows of a sealed session's responses, to be inserted together, in
// random order.
type written struct {
	responses, answers, comments [][]any
}

// add adds a response under a fresh id, beside those of the same part of its session.
// Nothing joins its comments to it, and they may lie anywhere among the session's.
func (w *written) add(t *tx, r survey.Response, part survey.ID) error {
	id, err := survey.NewIDBeside(r.SessionID, part, t.store.random)
	if err != nil {
		return err
	}
	w.responses = append(w.responses, []any{id, r.SessionID, false})
	for _, a := range r.Answers {
		if a.Rating != 0 {
			w.answers = append(w.answers, []any{id, a.Question, a.Appearance, a.Rating})
		}
		for _, option := range a.Choices {
			w.answers = append(w.answers, []any{id, a.Question, a.Appearance, option})
		}
		if a.Comment == "" {
			continue
		}
		anywhere, err := t.store.newID()
		if err != nil {
			return err
		}
		comment, err := survey.NewIDBeside(r.SessionID, anywhere, t.store.random)
		if err != nil {
			return err
		}
		w.comments = append(w.comments, []any{
			comment, r.SessionID, a.Question, a.Appearance, a.Comment, a.Public, survey.CommentIncluded, "", false,
		})
	}
	return nil
}

// insert writes the rows, each table's in an order of its own.
func (w *written) insert(t *tx) error {
	for _, rows := range [][][]any{w.responses, w.answers, w.comments} {
		if err := shuffle(t.store.random, rows); err != nil {
			return err
		}
	}
	if _, err := t.insert("response (id, session_id, waiting)", w.responses, ""); err != nil {
		return err
	}
	if _, err := t.insert("answer (response_id, question, appearance, value)", w.answers, ""); err != nil {
		return err
	}
	_, err := t.insert("comment (id, session_id, question, appearance, text, public, state, reason, waiting)", w.comments, "")
	return err
}

// A counted is what a row of tally counts: a rating or an option, or as value 0
// everyone who answered a choice question.
type counted struct {
	session survey.ID
	item    survey.Item
	value   int
}

// tallyChange is what a transaction adds to the tallies.
type tallyChange map[counted]int

// add counts the response n times; -1 takes it away.
func (c tallyChange) add(r survey.Response, n int) {
	for _, a := range r.Answers {
		switch {
		case a.Rating != 0:
			c[counted{r.SessionID, a.Item, a.Rating}] += n
		case len(a.Choices) > 0:
			c[counted{r.SessionID, a.Item, 0}] += n
			for _, option := range a.Choices {
				c[counted{r.SessionID, a.Item, option}] += n
			}
		}
	}
}

// write updates the tallies in the order of their keys, so that no two programs
// wait for each other.
func (c tallyChange) write(t *tx) error {
	var rows [][]any
	keys := make([]counted, 0, len(c))
	for key, n := range c {
		if n != 0 {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, compareCounted)
	for _, k := range keys {
		rows = append(rows, []any{k.session, k.item.Question, k.item.Appearance, k.value, c[k]})
	}
	_, err := t.insert("tally (session_id, question, appearance, value, count)", rows,
		" ON CONFLICT (session_id, question, appearance, value) DO UPDATE SET count = tally.count + excluded.count")
	return err
}

func compareCounted(x, y counted) int {
	return cmp.Or(cmp.Compare(x.session, y.session), cmp.Compare(x.item.Question, y.item.Question),
		cmp.Compare(x.item.Appearance, y.item.Appearance), cmp.Compare(x.value, y.value))
}
