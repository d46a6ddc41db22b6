package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
)

// errKeyTaken: a response of the session has this key under another mark.
var errKeyTaken = fmt.Errorf("the key belongs to another response: %w", survey.ErrConflict)

// An entry is one mark of a batch: the first submission that would write it,
// and the others, which are retries of it or come too late.
type entry struct {
	*waiter
	others []int // indexes in the batch
	index  int
	fresh  bool  // its mark was not there before
	found  bool  // a response with its key is there
	err    error // why it is not stored
}

// A place is a mark's place, or a key's.
type place struct {
	session survey.ID
	hash    survey.Hash
}

// A batch is one attempt to store what came together.
type batch struct {
	*tx
	entries  []*entry
	sessions map[survey.ID]acceptingSession
	clashing map[int]bool // indexes whose key is another entry's
}

type acceptingSession struct {
	ID      survey.ID
	EventID survey.ID `db:"event_id"`
	State   survey.State
	K       int
}

// accept writes the batch in one transaction and returns each one's outcome, in
// the batch's order. The order of its steps is what keeps several programs from
// losing answers and from blocking one another: sessions, marks, tallies and
// registers are each taken in the order of their keys.
func (s *Store) accept(waiting []*waiter) ([]outcome, error) {
	var outcomes []outcome
	err := s.write(context.Background(), s.pools.write, "accept", func(t *tx) error {
		b := fold(t, waiting)
		for _, step := range []func() error{b.readSessions, b.checkInvitations, b.writeMarks, b.findResponses, b.writeResponses} {
			if err := step(); err != nil {
				return err
			}
		}
		outcomes = b.outcomes(waiting)
		return nil
	})
	return outcomes, err
}

// fold gathers the submissions by their marks, sorted.
func fold(t *tx, waiting []*waiter) *batch {
	b := &batch{tx: t, sessions: map[survey.ID]acceptingSession{}, clashing: map[int]bool{}}
	marks, keys := map[place]*entry{}, map[place]bool{}
	for i, w := range waiting {
		mark, key := place{w.Response.SessionID, w.mark}, place{w.Response.SessionID, w.key}
		if e := marks[mark]; e != nil {
			e.others = append(e.others, i)
			continue
		}
		if keys[key] {
			b.clashing[i] = true
			continue
		}
		e := &entry{waiter: w, index: i}
		marks[mark], keys[key] = e, true
		b.entries = append(b.entries, e)
	}
	slices.SortFunc(b.entries, func(x, y *entry) int {
		return cmp.Or(cmp.Compare(x.Response.SessionID, y.Response.SessionID), bytes.Compare(x.mark[:], y.mark[:]))
	})
	return b
}

// readSessions reads the sessions' states, so that none of them closes before
// this transaction has ended, and refuses what they do not take.
func (b *batch) readSessions() error {
	var ids []survey.ID
	for _, e := range b.entries {
		ids = append(ids, e.Response.SessionID)
	}
	ids = sorted(ids)
	var rows []acceptingSession
	if err := b.all(&rows, "SELECT id, event_id, state, k FROM session WHERE id IN ("+marks(len(ids))+") ORDER BY id"+
		b.store.pools.dialect.share, list(ids)...); err != nil {
		return err
	}
	for _, r := range rows {
		b.sessions[r.ID] = r
	}
	for _, e := range b.entries {
		if s, ok := b.sessions[e.Response.SessionID]; !ok {
			e.err = survey.ErrNotFound
		} else {
			e.err = survey.Session{State: s.State}.Accepts()
		}
	}
	return nil
}

// checkInvitations refuses invitations to something else, and what comes
// without one to an event that takes no other.
func (b *batch) checkInvitations() error {
	var ids, events []survey.ID
	for _, e := range b.entries {
		if e.Invitation != 0 {
			ids = append(ids, e.Invitation)
		} else if s, ok := b.sessions[e.Response.SessionID]; ok {
			events = append(events, s.EventID)
		}
	}
	invited, invitationOnly := map[survey.ID]survey.Invitation{}, map[survey.ID]bool{}
	if ids = sorted(ids); len(ids) > 0 {
		var rows []invitationRow
		if err := b.all(&rows, "SELECT id, event_id, session_id, address FROM invitation WHERE id IN ("+marks(len(ids))+")", list(ids)...); err != nil {
			return err
		}
		for _, r := range rows {
			invited[r.ID] = r.invitation()
		}
	}
	if events = sorted(events); len(events) > 0 {
		var rows []survey.ID
		if err := b.all(&rows, "SELECT id FROM event WHERE access = ? AND id IN ("+marks(len(events))+")",
			append([]any{survey.AccessInvitation}, list(events)...)...); err != nil {
			return err
		}
		for _, id := range rows {
			invitationOnly[id] = true
		}
	}
	for _, e := range b.entries {
		s := b.sessions[e.Response.SessionID]
		i := invited[e.Invitation]
		wrong := e.Invitation != 0 && (i.EventID != s.EventID || i.SessionID != 0 && i.SessionID != s.ID)
		if wrong || e.Invitation == 0 && invitationOnly[s.EventID] {
			e.err = survey.ErrNotFound
		}
	}
	return nil
}

// writeMarks writes the marks that are not there yet and notes which they were.
func (b *batch) writeMarks() error {
	perSession := map[survey.ID]int{}
	for _, e := range b.entries {
		if e.err == nil {
			perSession[e.Response.SessionID]++
		}
	}
	var rows [][]any
	at := map[place]*entry{}
	for _, e := range b.entries {
		if e.err == nil {
			id := e.Response.SessionID
			rows = append(rows, []any{id, e.mark[:], perSession[id] < b.k(id)})
			at[place{id, e.mark}] = e
		}
	}
	fresh := map[survey.ID]int{}
	for part := range slices.Chunk(rows, portion) {
		var written []struct {
			SessionID survey.ID `db:"session_id"`
			Hash      []byte
		}
		query, args := values("mark (session_id, hash, waiting)", part, " ON CONFLICT DO NOTHING RETURNING session_id, hash")
		if err := b.all(&written, query, args...); err != nil {
			return err
		}
		for _, w := range written {
			at[place{w.SessionID, survey.Hash(w.Hash)}].fresh = true
			fresh[w.SessionID]++
			b.wrote = true
		}
	}
	return b.markWaiting(perSession, fresh)
}

// markWaiting corrects the marks of sessions that looked as if they brought at
// least k responses, but brought retries among them.
func (b *batch) markWaiting(looked, fresh map[survey.ID]int) error {
	var args []any
	var ids []survey.ID
	for id, n := range fresh {
		if looked[id] >= b.k(id) && n < b.k(id) {
			ids = append(ids, id)
		}
	}
	ids = sorted(ids)
	for _, e := range b.entries {
		if e.fresh && slices.Contains(ids, e.Response.SessionID) {
			args = append(args, e.mark[:])
		}
	}
	if len(args) == 0 {
		return nil
	}
	_, err := b.exec("UPDATE mark SET waiting = ? WHERE session_id IN ("+marks(len(ids))+") AND hash IN ("+marks(len(args))+")",
		slices.Concat([]any{true}, list(ids), args)...)
	return err
}

// findResponses looks for the responses of those whose mark was there already,
// or whose session is closed by now: a retry gets the same thanks as the first.
func (b *batch) findResponses() error {
	var ids []survey.ID
	var keys []any
	at := map[place]*entry{}
	for _, e := range b.entries {
		if !e.fresh && (e.err == nil || errors.Is(e.err, survey.ErrClosed)) {
			ids = append(ids, e.Response.SessionID)
			keys = append(keys, e.key[:])
			at[place{e.Response.SessionID, e.key}] = e
		}
	}
	if len(keys) == 0 {
		return nil
	}
	ids = sorted(ids)
	var rows []struct {
		SessionID survey.ID `db:"session_id"`
		KeyHash   []byte    `db:"key_hash"`
	}
	if err := b.all(&rows, "SELECT session_id, key_hash FROM response WHERE session_id IN ("+marks(len(ids))+
		") AND key_hash IN ("+marks(len(keys))+")", append(list(ids), keys...)...); err != nil {
		return err
	}
	for _, r := range rows {
		if e := at[place{r.SessionID, survey.Hash(r.KeyHash)}]; e != nil {
			e.found, e.err = true, nil
		}
	}
	for _, e := range b.entries {
		switch {
		case e.fresh || e.found || e.err != nil:
		case e.Invitation != 0:
			e.err = survey.ErrAnswered
		default:
			e.err = survey.ErrWithdrawn
		}
	}
	return nil
}

// writeResponses writes the responses whose marks are fresh, in an order that
// has nothing to do with that of the marks, then tallies and registers.
func (b *batch) writeResponses() error {
	fresh := map[survey.ID]int{}
	for _, e := range b.entries {
		if e.fresh {
			fresh[e.Response.SessionID]++
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	var w written
	counts := tallyChange{}
	for _, e := range b.entries {
		if !e.fresh {
			continue
		}
		session := e.Response.SessionID
		id, err := b.store.newID()
		if err != nil {
			return err
		}
		waiting := fresh[session] < b.k(session)
		w.responses = append(w.responses, []any{id, session, e.key[:], waiting})
		if err := w.addAnswers(b.tx, id, e.Response, waiting); err != nil {
			return err
		}
		counts.add(e.Response, 1)
	}
	if err := w.insert(b.tx); err != nil {
		return err
	}
	if err := counts.write(b.tx); err != nil {
		return err
	}
	var rows [][]any
	for id, n := range fresh {
		waiting := n
		if n >= b.k(id) {
			waiting = 0
		}
		rows = append(rows, []any{id, n, waiting, true})
	}
	slices.SortFunc(rows, func(x, y []any) int { return cmp.Compare(x[0].(survey.ID), y[0].(survey.ID)) })
	_, err := b.insert("register (session_id, responses, waiting, swept)", rows, ` ON CONFLICT (session_id) DO UPDATE SET
		responses = register.responses + excluded.responses, waiting = register.waiting + excluded.waiting`)
	return err
}

// outcomes tells each submission of the batch what became of it.
func (b *batch) outcomes(waiting []*waiter) []outcome {
	all := make([]outcome, len(waiting))
	for i := range b.clashing {
		all[i].err = errKeyTaken
	}
	for _, e := range b.entries {
		all[e.index] = outcome{receipt: survey.Receipt{Already: e.found}, err: e.err}
		for _, i := range e.others {
			switch {
			case e.err == nil && waiting[i].key == e.key:
				all[i].receipt.Already = true
			case e.err == nil:
				all[i].err = survey.ErrAnswered
			default:
				all[i].err = e.err
			}
		}
	}
	return all
}

// k returns how many responses of the session make a group.
func (b *batch) k(session survey.ID) int { return max(b.sessions[session].K, survey.MinK) }

// sorted returns the ids in order, each once.
func sorted(ids []survey.ID) []survey.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
