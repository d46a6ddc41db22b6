package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
)

// A rewriting says what a transaction deletes and writes again, in random order
// and with fresh ids.
//
// Whoever reads the tables can tell which rows one transaction wrote. A mark and
// its response are always written together, so rewriting many of them together
// is what keeps the one from telling the other.
type rewriting int

const (
	// shuffling rewrites what has come since the last time.
	shuffling rewriting = iota
	// closing rewrites all, so that the last few are not a small group.
	closing
	// sealing rewrites all, parts comments from ratings, and forgets the keys.
	sealing
)

// shuffleDue shuffles those of the sessions where enough responses wait. What
// fails is logged and left for the next time.
func (s *Store) shuffleDue(ctx context.Context, sessions []survey.ID) {
	if err := guard.Do(func() error { return s.shuffleSome(ctx, sessions) }); err != nil {
		s.log.Error("responses could not be shuffled", "error", err)
	}
}

func (s *Store) shuffleSome(ctx context.Context, sessions []survey.ID) error {
	due := `SELECT session.id FROM session JOIN register ON register.session_id = session.id
		WHERE register.waiting >= session.k AND register.waiting >= ? AND session.id IN (` + placeholders(len(sessions)) + ") ORDER BY session.id"
	args := append([]any{survey.MinK}, list(sessions)...)
	var ids []survey.ID
	if len(sessions) == 0 {
		return nil
	}
	err := s.read(ctx, func(t *tx) error {
		ids = nil
		return t.all(&ids, due, args...)
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.write(ctx, s.pools.write, "shuffle", func(t *tx) error {
		var locked []survey.ID
		if err := t.all(&locked, "SELECT id FROM session WHERE id IN ("+placeholders(len(ids))+") ORDER BY id"+
			s.pools.dialect.update, list(ids)...); err != nil {
			return err
		}
		// Another program may have been first: then too few wait now.
		var still []survey.ID
		if err := t.all(&still, due, args...); err != nil {
			return err
		}
		still = slices.DeleteFunc(still, func(id survey.ID) bool { return !slices.Contains(locked, id) })
		if len(still) == 0 {
			return nil
		}
		return t.rewrite(still, shuffling, nil)
	})
}

// keepMark says at sealing which marks of a session stay.
type keepMark func(session survey.ID, hash survey.Hash) bool

// rewrite rewrites the sessions, whose rows the transaction has locked.
func (t *tx) rewrite(sessions []survey.ID, how rewriting, keep keepMark) error {
	r := &rewriter{tx: t, how: how, keep: keep, sessions: sessions}
	r.in = "IN (" + placeholders(len(sessions)) + ")"
	r.args = list(sessions)
	if how == shuffling {
		r.in += " AND waiting = ?"
		r.args = append(r.args, true)
	}
	if err := inOrder(r.read, r.delete, r.write); err != nil {
		return err
	}
	_, err := t.exec("UPDATE register SET waiting = 0, swept = ? WHERE session_id IN ("+placeholders(len(sessions))+")",
		append([]any{how != sealing}, list(sessions)...)...)
	return err
}

type rewriter struct {
	*tx
	how      rewriting
	keep     keepMark
	sessions []survey.ID
	in       string // follows "session_id"
	args     []any

	responses []struct {
		ID        survey.ID
		SessionID survey.ID `db:"session_id"`
		KeyHash   []byte    `db:"key_hash"`
	}
	answers []struct {
		ResponseID survey.ID `db:"response_id"`
		Question   int
		Appearance int
		Value      int
	}
	comments []commentRow
	marks    []markRow
}

func (r *rewriter) read() error {
	return inOrder(
		func() error {
			return r.all(&r.responses, "SELECT id, session_id, key_hash FROM response WHERE session_id "+r.in, r.args...)
		},
		func() error {
			return r.all(&r.answers, "SELECT * FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id "+r.in+")", r.args...)
		},
		func() error { return r.all(&r.comments, "SELECT * FROM comment WHERE session_id "+r.in, r.args...) },
		func() error {
			return r.all(&r.marks, "SELECT session_id, hash FROM mark WHERE session_id "+r.in, r.args...)
		},
	)
}

func (r *rewriter) delete() error {
	for _, query := range []string{
		"DELETE FROM comment WHERE session_id " + r.in,
		"DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id " + r.in + ")",
		"DELETE FROM response WHERE session_id " + r.in,
		"DELETE FROM mark WHERE session_id " + r.in,
	} {
		if _, err := r.exec(query, r.args...); err != nil {
			return err
		}
	}
	return nil
}

func (r *rewriter) write() error {
	var w written
	fresh := map[survey.ID]survey.ID{}
	for _, old := range r.responses {
		id, err := r.store.newID()
		if err != nil {
			return err
		}
		fresh[old.ID] = id
		var key any = old.KeyHash
		if r.how == sealing || old.KeyHash == nil {
			key = nil
		}
		w.responses = append(w.responses, []any{id, old.SessionID, key, false})
	}
	for _, a := range r.answers {
		w.answers = append(w.answers, []any{fresh[a.ResponseID], a.Question, a.Appearance, a.Value})
	}
	for _, c := range r.comments {
		id, err := r.store.newID()
		if err != nil {
			return err
		}
		var response any
		if r.how != sealing && c.ResponseID != nil {
			response = fresh[*c.ResponseID]
		}
		w.comments = append(w.comments, []any{id, c.SessionID, response, c.Question, c.Appearance, c.Text, c.Public, c.State, c.Reason, false})
	}
	if err := w.insert(r.tx); err != nil {
		return err
	}
	return r.writeMarks()
}

func (r *rewriter) writeMarks() error {
	slices.SortFunc(r.marks, func(x, y markRow) int {
		return cmp.Or(cmp.Compare(x.SessionID, y.SessionID), bytes.Compare(x.Hash, y.Hash))
	})
	var rows [][]any
	for _, m := range r.marks {
		if r.how != sealing || r.keep(m.SessionID, survey.Hash(m.Hash)) {
			rows = append(rows, []any{m.SessionID, m.Hash, false})
		}
	}
	_, err := r.insert("mark (session_id, hash, waiting)", rows, "")
	return err
}
