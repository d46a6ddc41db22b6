package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Check counts every session's responses again and says where tallies and
// registers disagree with them, what cannot be unpacked, groups of fewer than k in
// open sessions, and what sealing should have unpacked. It reads all answers, session by
// session, and tells after each how many of how many it has looked at.
func (s *Store) Check(ctx context.Context, looked func(sessions, of int)) ([]survey.Recount, error) {
	var recounts []survey.Recount
	err := s.readLong(ctx, func(t *tx) error {
		recounts = nil
		var sessions []sessionRow
		if err := t.all(&sessions, "SELECT * FROM session ORDER BY event_id, position, id"); err != nil {
			return err
		}
		removals, err := t.removals("WHERE what = ?", survey.KeptAnswers)
		if err != nil {
			return err
		}
		for i, row := range sessions {
			if len(removals[row.ID]) == 0 { // else there is nothing left to count
				r, err := t.check(row.session())
				if err != nil {
					return err
				}
				recounts = append(recounts, r)
			}
			looked(i+1, len(sessions))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting again: %w", err)
	}
	return recounts, nil
}

// recount counts the answers of a sealed session by their values; value 0 is everyone
// who answered a choice question.
func (t *tx) recount(session survey.ID) (map[counted]int, error) {
	var rows []tallyRow
	if err := t.all(&rows, `SELECT response.session_id, answer.question, answer.appearance, answer.value, COUNT(*) AS count
		FROM response JOIN answer ON answer.response_id = response.id WHERE response.session_id = ?
		GROUP BY response.session_id, answer.question, answer.appearance, answer.value
		UNION ALL
		SELECT response.session_id, answer.question, answer.appearance, 0, COUNT(DISTINCT answer.response_id)
		FROM response JOIN answer ON response.id = answer.response_id
		JOIN question ON question.session_id = response.session_id AND question.number = answer.question
		WHERE response.session_id = ? AND question.kind IN (?, ?)
		GROUP BY response.session_id, answer.question, answer.appearance`,
		session, session, survey.KindChoice, survey.KindChoices); err != nil {
		return nil, err
	}
	return byCounted(rows)[session], nil
}

func byCounted(rows []tallyRow) map[survey.ID]map[counted]int {
	counts := map[survey.ID]map[counted]int{}
	for _, r := range rows {
		if counts[r.SessionID] == nil {
			counts[r.SessionID] = map[counted]int{}
		}
		item := survey.Item{Question: r.Question, Appearance: r.Appearance}
		counts[r.SessionID][counted{r.SessionID, item, r.Value}] = r.Count
	}
	return counts
}

// check compares a session's tallies and register with what was counted.
func (t *tx) check(session survey.Session) (survey.Recount, error) {
	r := survey.Recount{Session: session}
	counts, err := t.recount(session.ID)
	if err != nil {
		return r, err
	}
	differ := func(format string, args ...any) {
		r.Differences = append(r.Differences, fmt.Sprintf(format, args...))
	}
	if err := t.one(&r.Responses, "SELECT COUNT(*) FROM response WHERE session_id = ?", session.ID); err != nil {
		return r, err
	}
	waiting, grouped, err := t.checkHeld(session, differ)
	if err != nil {
		return r, err
	}
	if !session.Sealed.IsZero() && waiting+len(grouped) > 0 {
		differ("%d responses are not unpacked, and the session is sealed", waiting+len(grouped))
	}
	r.Responses += waiting + len(grouped)
	packed := tallyChange{}
	for _, h := range grouped {
		packed.add(h.response, 1)
	}
	counts = union(counts, nil)
	for key, n := range packed {
		counts[key] += n
	}
	var register registerRow
	if err := t.one(&register, "SELECT session_id, responses, waiting, withdrawn FROM register WHERE session_id = ?", session.ID); err != nil {
		return r, err
	}
	var rows []tallyRow
	if err := t.all(&rows, "SELECT * FROM tally WHERE session_id = ?", session.ID); err != nil {
		return r, err
	}
	if register.Responses != r.Responses {
		differ("%d responses, and the register says %d", r.Responses, register.Responses)
	}
	if register.Waiting != waiting {
		differ("%d responses wait to be shuffled, and the register says %d", waiting, register.Waiting)
	}
	tallied := byCounted(rows)[session.ID]
	for _, key := range slices.SortedFunc(maps.Keys(union(counts, tallied)), compareCounted) {
		if counts[key] != tallied[key] {
			differ("question %s: %d answers of %d, and the tally says %d", key.item, counts[key], key.value, tallied[key])
		}
	}
	return r, nil
}

// checkHeld reads what waits and what lies in groups, and tells what is wrong with it.
func (t *tx) checkHeld(session survey.Session, differ func(string, ...any)) (waiting int, grouped []held, err error) {
	var waits []waitingRow
	var groups []groupRow
	if err := inOrder(
		func() error {
			return t.all(&waits, "SELECT * FROM waiting_response WHERE session_id = ?", session.ID)
		},
		func() error { return t.all(&groups, "SELECT * FROM response_group WHERE session_id = ?", session.ID) },
	); err != nil {
		return 0, nil, err
	}
	keys := map[shortHash]bool{}
	once := func(some []held) {
		for _, h := range some {
			if keys[h.key] {
				differ("two responses have one key")
			}
			keys[h.key] = true
		}
	}
	for _, row := range waits {
		h, err := unpackOne(session.ID, row.KeyHash, row.Content)
		if err != nil {
			differ("a response that waits: %v", err)
			continue
		}
		once([]held{h})
	}
	for _, row := range groups {
		some, err := unpackGroup(session.ID, row.Keys, row.Content)
		switch {
		case err != nil:
			differ("a group of %d: %v", len(row.Keys)/len(shortHash{}), err)
		case session.State == survey.StateOpen && len(some) < max(session.K, survey.MinK):
			differ("a group has %d responses, and should have %d at least", len(some), max(session.K, survey.MinK))
		}
		once(some)
		grouped = append(grouped, some...)
	}
	return len(waits), grouped, nil
}

func union(a, b map[counted]int) map[counted]int {
	both := maps.Clone(a)
	if both == nil {
		both = map[counted]int{}
	}
	maps.Copy(both, b)
	return both
}
