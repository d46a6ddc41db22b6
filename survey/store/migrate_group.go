package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"github.com/omdome/omdome/survey"
)

// moveToGroups is the migration that packs the responses of all sessions that are not
// sealed into groups. What is sealed stays as it is.
func (s *Store) moveToGroups(steps fs.FS) (*goose.Migration, error) {
	schema, err := fs.ReadFile(steps, "go/00023_group.sql")
	if err != nil {
		return nil, fmt.Errorf("reading a migration: %w", err)
	}
	return goose.NewGoMigration(23, &goose.GoFunc{RunTx: func(ctx context.Context, under *sql.Tx) error {
		m := &mover{Tx: under, ctx: ctx, store: s, bind: sqlx.BindType(s.pools.write.DriverName())}
		if err := m.exec(string(schema)); err != nil {
			return err
		}
		return m.moveAll()
	}}, nil), nil
}

// A mover moves in a transaction of goose's.
type mover struct {
	*sql.Tx
	ctx   context.Context
	store *Store
	bind  int
}

func (m *mover) exec(query string, args ...any) error {
	if _, err := m.ExecContext(m.ctx, sqlx.Rebind(m.bind, query), args...); err != nil {
		return err
	}
	return m.store.hook("moveToGroups", query)
}

// each scans every row of the answer into dest and calls do.
func (m *mover) each(query string, args, dest []any, do func() error) error {
	rows, err := m.QueryContext(m.ctx, sqlx.Rebind(m.bind, query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := do(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// A moving is a session whose responses are moved.
type moving struct {
	id                         survey.ID
	state                      survey.State
	k, marks, withdrawn, waits int
	held                       []held
}

func (m *mover) moveAll() error {
	var one moving
	var sessions []moving
	if err := m.each(`SELECT id, state, k, (SELECT COUNT(*) FROM mark WHERE mark.session_id = session.id) FROM session
		WHERE sealed IS NULL ORDER BY id`, nil, []any{&one.id, &one.state, &one.k, &one.marks}, func() error {
		sessions = append(sessions, one)
		return nil
	}); err != nil {
		return err
	}
	for _, session := range sessions {
		if session.marks == 0 {
			continue // nobody has answered
		}
		if err := inOrder(
			func() error { return m.read(&session) },
			func() error { return m.delete(session.id) },
			func() error { return m.write(&session) },
		); err != nil {
			return err
		}
	}
	return nil
}

// read reads a session's responses from the tables of the former version.
func (m *mover) read(s *moving) error {
	at := map[survey.ID]int{}
	var id survey.ID
	var hash []byte
	if err := m.each("SELECT id, key_hash FROM response WHERE session_id = ?", []any{s.id}, []any{&id, &hash}, func() error {
		if len(hash) < len(shortHash{}) {
			return fmt.Errorf("a response of a session that is not sealed has no key")
		}
		at[id] = len(s.held)
		s.held = append(s.held, held{shortHash(hash[:16]), survey.Response{SessionID: s.id}})
		return nil
	}); err != nil {
		return err
	}
	var a survey.Answer
	var value int
	var kind survey.QuestionKind
	if err := m.each(`SELECT answer.response_id, answer.question, answer.appearance, answer.value, question.kind
		FROM answer JOIN response ON response.id = answer.response_id
		JOIN question ON question.session_id = response.session_id AND question.number = answer.question
		WHERE response.session_id = ? ORDER BY answer.response_id, answer.question, answer.appearance, answer.value`,
		[]any{s.id}, []any{&id, &a.Question, &a.Appearance, &value, &kind}, func() error {
			r := &s.held[at[id]].response
			last := len(r.Answers) - 1
			switch {
			case kind == survey.KindRating:
				r.Answers = append(r.Answers, survey.Answer{Item: a.Item, Rating: value})
			case last >= 0 && r.Answers[last].Item == a.Item:
				r.Answers[last].Choices = append(r.Answers[last].Choices, value)
			default:
				r.Answers = append(r.Answers, survey.Answer{Item: a.Item, Choices: []int{value}})
			}
			return nil
		}); err != nil {
		return err
	}
	a = survey.Answer{}
	return m.each("SELECT response_id, question, appearance, text, public FROM comment WHERE session_id = ?", []any{s.id},
		[]any{&id, &a.Question, &a.Appearance, &a.Comment, &a.Public}, func() error {
			r := &s.held[at[id]].response
			r.Answers = append(r.Answers, a)
			return nil
		})
}

func (m *mover) delete(session survey.ID) error {
	for _, query := range []string{
		"DELETE FROM comment WHERE session_id = ?",
		"DELETE FROM answer WHERE response_id IN (SELECT id FROM response WHERE session_id = ?)",
		"DELETE FROM response WHERE session_id = ?",
	} {
		if err := m.exec(query, session); err != nil {
			return err
		}
	}
	return nil
}

// write writes the session's responses, all mixed: into groups, whose tallies are
// there already; or where there are fewer than k, and more may come, among what waits,
// which is not counted.
func (m *mover) write(s *moving) error {
	if err := shuffle(m.store.random, s.held); err != nil {
		return err
	}
	for i := range s.held {
		s.held[i].response = ordered(s.held[i].response)
	}
	s.withdrawn = max(0, s.marks-len(s.held))
	if k := max(s.k, survey.MinK); len(s.held) >= k || s.state == survey.StateClosed {
		if err := m.writeGroups(s, k); err != nil {
			return err
		}
	} else {
		s.waits = len(s.held)
		for _, h := range s.held {
			if err := m.exec("INSERT INTO waiting_response (session_id, key_hash, content) VALUES (?, ?, ?)", s.id, h.key[:], packOne(h)); err != nil {
				return err
			}
		}
		if err := m.exec("DELETE FROM tally WHERE session_id = ?", s.id); err != nil {
			return err
		}
	}
	// What is left in the files is cleared with the next sweep.
	return m.exec("UPDATE register SET waiting = ?, withdrawn = ?, swept = ? WHERE session_id = ?", s.waits, s.withdrawn, false, s.id)
}

func (m *mover) writeGroups(s *moving, k int) error {
	for _, some := range groupsOf(s.held, k) {
		id, err := m.store.newID()
		if err != nil {
			return err
		}
		keys, content := packGroup(some)
		if err := m.exec("INSERT INTO response_group (session_id, id, keys, content) VALUES (?, ?, ?, ?)", s.id, id, keys, content); err != nil {
			return err
		}
	}
	return nil
}
