package store

import (
	"cmp"
	"slices"

	"github.com/omdome/omdome/survey"
)

// groupMost is how many responses closing puts into one group, about. Whoever changes
// an answer writes its group anew.
const groupMost = 256

// A waitingRow is a response that waits for others of its session: fewer than k do.
type waitingRow struct {
	SessionID survey.ID `db:"session_id"`
	KeyHash   []byte    `db:"key_hash"`
	Content   []byte
}

// A groupRow is a group: at least k responses of a session, mixed and packed into one
// row. A session that has been closed with fewer has them in one.
//
// What a transaction writes can be told by whoever reads the tables, and a mark is
// written by the transaction that its response comes with. That a mark belongs to one
// of a group is all that this can tell: the group has at least k, and their order in
// it is random. So marks need not be written anew with their group.
type groupRow struct {
	SessionID survey.ID `db:"session_id"`
	ID        survey.ID
	Keys      []byte
	Content   []byte
}

type registerRow struct {
	SessionID                     survey.ID `db:"session_id"`
	Responses, Waiting, Withdrawn int
	Sealing                       bool
}

// lockRegisters reads the registers of sessions whose rows the transaction shares or
// has locked, and keeps all others from these sessions' responses until it ends.
func (t *tx) lockRegisters(sessions []survey.ID) (map[survey.ID]registerRow, error) {
	var rows []registerRow
	if err := t.all(&rows, "SELECT session_id, responses, waiting, withdrawn, sealing FROM register WHERE session_id IN ("+
		placeholders(len(sessions))+") ORDER BY session_id"+t.store.pools.dialect.update, list(sessions)...); err != nil {
		return nil, err
	}
	registers := make(map[survey.ID]registerRow, len(rows))
	for _, r := range rows {
		registers[r.SessionID] = r
	}
	return registers, nil
}

// takeWaiting takes out what waits in the sessions, whose registers are locked.
func (t *tx) takeWaiting(sessions []survey.ID) (map[survey.ID][]held, error) {
	taken := map[survey.ID][]held{}
	if len(sessions) == 0 {
		return taken, nil
	}
	var rows []waitingRow
	if err := t.all(&rows, "DELETE FROM waiting_response WHERE session_id IN ("+placeholders(len(sessions))+
		") RETURNING session_id, key_hash, content", list(sessions)...); err != nil {
		return nil, err
	}
	for _, r := range rows {
		h, err := unpackOne(r.SessionID, r.KeyHash, r.Content)
		if err != nil {
			return nil, err
		}
		taken[r.SessionID] = append(taken[r.SessionID], h)
		t.wrote = true
	}
	return taken, nil
}

// takeGroups takes out all groups of a session.
func (t *tx) takeGroups(session survey.ID) ([]held, error) {
	var rows []groupRow
	if err := t.all(&rows, "DELETE FROM response_group WHERE session_id = ? RETURNING *", session); err != nil {
		return nil, err
	}
	return unpackGroups(rows)
}

func unpackGroups(rows []groupRow) ([]held, error) {
	var all []held
	for _, r := range rows {
		group, err := unpackGroup(r.SessionID, r.Keys, r.Content)
		if err != nil {
			return nil, err
		}
		all = append(all, group...)
	}
	return all, nil
}

// heldIn reads all responses of a session that is not sealed.
func (t *tx) heldIn(session survey.ID) (waiting, grouped []held, err error) {
	var rows []waitingRow
	if err := t.all(&rows, "SELECT * FROM waiting_response WHERE session_id = ?", session); err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		h, err := unpackOne(session, r.KeyHash, r.Content)
		if err != nil {
			return nil, nil, err
		}
		waiting = append(waiting, h)
	}
	var groups []groupRow
	if err := t.all(&groups, "SELECT * FROM response_group WHERE session_id = ?", session); err != nil {
		return nil, nil, err
	}
	grouped, err = unpackGroups(groups)
	return waiting, grouped, err
}

// gathered is what a transaction writes of sessions' responses.
type gathered struct {
	waiting [][]any
	groups  [][]any
	counts  tallyChange
}

func newGathered() *gathered { return &gathered{counts: tallyChange{}} }

// wait lets responses wait.
func (g *gathered) wait(session survey.ID, some []held) {
	for _, h := range some {
		g.waiting = append(g.waiting, []any{session, h.key[:], packOne(h)})
	}
}

// group mixes responses and makes them a group with a fresh id.
func (g *gathered) group(t *tx, session survey.ID, some []held) error {
	if err := shuffle(t.store.random, some); err != nil {
		return err
	}
	id, err := t.store.newID()
	if err != nil {
		return err
	}
	keys, content := packGroup(some)
	g.groups = append(g.groups, []any{session, id, keys, content})
	return nil
}

// count adds responses to the tallies, n times each; -1 takes them away.
func (g *gathered) count(some []held, n int) {
	for _, h := range some {
		g.counts.add(h.response, n)
	}
}

// write writes all of it. A key that waits already is survey.ErrKeyTaken.
func (g *gathered) write(t *tx) error {
	for _, rows := range [][][]any{g.waiting, g.groups} {
		if err := shuffle(t.store.random, rows); err != nil {
			return err
		}
	}
	// A key that is there already must not become the server's error: that would
	// bring its hash into the server's log.
	n, err := t.insert("waiting_response (session_id, key_hash, content)", g.waiting, " ON CONFLICT DO NOTHING")
	if err != nil {
		return err
	}
	if n != int64(len(g.waiting)) {
		return survey.ErrKeyTaken
	}
	if _, err := t.insert("response_group (session_id, id, keys, content)", g.groups, ""); err != nil {
		return err
	}
	return g.counts.write(t)
}

// heldKeys returns which of the keys, of one batch at most, the sessions have responses
// of. It is one statement: between two, another program could take what waits into a
// group, and it would be found in neither.
func (t *tx) heldKeys(keys map[place]bool) (map[place]bool, error) {
	found := map[place]bool{}
	if len(keys) == 0 {
		return found, nil
	}
	var ids []survey.ID
	var hashes []any
	for k := range keys {
		ids, hashes = append(ids, k.session), append(hashes, k.hash[:])
	}
	ids = sorted(ids)
	var rows []groupRow
	if err := t.all(&rows, "SELECT session_id, keys FROM response_group WHERE session_id IN ("+placeholders(len(ids))+
		") UNION ALL SELECT session_id, key_hash FROM waiting_response WHERE session_id IN ("+placeholders(len(ids))+
		") AND key_hash IN ("+placeholders(len(hashes))+")", slices.Concat(list(ids), list(ids), hashes)...); err != nil {
		return nil, err
	}
	for _, r := range rows {
		for key := range slices.Chunk(r.Keys, len(shortHash{})) {
			if at := (place{r.SessionID, shortHash(key)}); keys[at] {
				found[at] = true
			}
		}
	}
	return found, nil
}

// groupsOf parts mixed responses into groups of about groupMost, each of at least k
// where there are as many.
func groupsOf(mixed []held, k int) [][]held {
	var groups [][]held
	for n := max(1, len(mixed)/max(groupMost, 2*k)); n > 0 && len(mixed) > 0; n-- {
		size := len(mixed) / n
		groups, mixed = append(groups, mixed[:size]), mixed[size:]
	}
	return groups
}

// ordered returns the response with its answers in the order of their items, and
// choices ascending: as it is read back.
func ordered(r survey.Response) survey.Response {
	r.Answers = slices.Clone(r.Answers)
	for i, a := range r.Answers {
		r.Answers[i].Choices = slices.Sorted(slices.Values(a.Choices))
	}
	slices.SortFunc(r.Answers, func(a, b survey.Answer) int {
		return cmp.Or(cmp.Compare(a.Question, b.Question), cmp.Compare(a.Appearance, b.Appearance))
	})
	return r
}
