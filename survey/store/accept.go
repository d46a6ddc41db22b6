package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/omdome/omdome/survey"
)

// errFormChanged: the response answers a form that the session no longer has.
var errFormChanged = fmt.Errorf("the questionnaire has changed: %w", survey.ErrConflict)

// An entry is one mark of a batch: the first delivery that would write it,
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
	hash    shortHash
}

// place is the key's.
func (w *waiter) place() place { return place{w.Response.SessionID, w.key} }

// A batch is one attempt to store what came together.
type batch struct {
	*tx
	waiting  []*waiter
	entries  []*entry
	sessions map[survey.ID]acceptingSession
	clashing map[int]bool   // indexes whose key is another entry's
	stored   map[place]bool // keys whose responses were there before, of those asked about
}

type acceptingSession struct {
	ID      survey.ID
	EventID survey.ID `db:"event_id"`
	State   survey.State
	// Rehearsal says that a draft takes trial answers.
	Rehearsal bool
	K         int
	Access    survey.Access
	Version   int
	// Invited says that its event has personal links.
	Invited bool
}

// accept writes the batch in one transaction and returns each one's outcome, in
// the batch's order. The order of its steps is what keeps several programs from
// losing answers and from blocking one another: sessions, marks, registers and
// tallies are each taken in the order of their keys.
func (s *Store) accept(waiting []*waiter) ([]outcome, error) {
	var outcomes []outcome
	err := s.write(context.Background(), s.pools.write, "accept", func(t *tx) error {
		b := fold(t, waiting)
		if err := inOrder(b.readSessions, b.checkInvitations, b.writeMarks, b.findResponses, b.writeResponses); err != nil {
			return err
		}
		outcomes = b.outcomes(waiting)
		return nil
	})
	return outcomes, err
}

// fold gathers the deliveries by their marks, sorted.
func fold(t *tx, waiting []*waiter) *batch {
	b := &batch{tx: t, waiting: waiting, stored: map[place]bool{}, sessions: map[survey.ID]acceptingSession{}, clashing: map[int]bool{}}
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
	if err := b.all(&rows, "SELECT session.id, event_id, state, rehearsal, session.k, access, version,"+
		" EXISTS (SELECT 1 FROM invitation WHERE invitation.event_id = event.id) AS invited FROM session JOIN event ON event.id = event_id"+
		" WHERE session.id IN ("+placeholders(len(ids))+") AND session.binned IS NULL ORDER BY session.id"+
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
			e.err = survey.Session{State: s.State, Rehearsal: s.Rehearsal}.Accepts()
			if e.err == nil && e.Version != 0 && e.Version != s.Version {
				e.err = errFormChanged
			}
		}
	}
	return nil
}

// writeResponses writes the responses whose marks are fresh. Where they and what
// waits in their session are at least k they become a group, and are counted; else
// they wait.
func (b *batch) writeResponses() error {
	fresh := map[survey.ID][]held{}
	for _, e := range b.entries {
		if e.fresh {
			id := e.Response.SessionID
			fresh[id] = append(fresh[id], held{e.key, ordered(e.Response)})
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(fresh))
	registers, err := b.lockRegisters(ids)
	if err != nil {
		return err
	}
	if err := inOrder(func() error { return b.refuseTakenKeys(fresh) }, func() error { return b.refuseUnfit(fresh) }); err != nil {
		return err
	}
	var due []survey.ID
	for _, id := range ids {
		if r := registers[id]; r.Waiting > 0 && r.Waiting+len(fresh[id]) >= b.k(id) {
			due = append(due, id)
		}
	}
	taken, err := b.takeWaiting(due)
	if err != nil {
		return err
	}
	g := newGathered()
	var rows [][]any
	for _, id := range ids {
		together, waiting := slices.Concat(taken[id], fresh[id]), 0
		if keysTwice(together) {
			return survey.ErrKeyTaken
		}
		if len(together) >= b.k(id) {
			if err := g.group(b.tx, id, together); err != nil {
				return err
			}
			g.count(together, 1)
		} else {
			g.wait(id, together)
			waiting = registers[id].Waiting + len(fresh[id])
		}
		rows = append(rows, []any{id, len(fresh[id]), waiting, true})
	}
	if _, err := b.insert("register (session_id, responses, waiting, swept)", rows, ` ON CONFLICT (session_id) DO UPDATE SET
		responses = register.responses + excluded.responses, waiting = excluded.waiting`); err != nil {
		return err
	}
	return g.write(b.tx)
}

// refuseTakenKeys is survey.ErrKeyTaken where the session has a response of one of the
// keys. With the open link alone a key that is there has its mark there, too.
func (b *batch) refuseTakenKeys(fresh map[survey.ID][]held) error {
	keys := map[place]bool{}
	for id, some := range fresh {
		for _, h := range some {
			if b.sessions[id].Invited {
				keys[place{id, h.key}] = true
			}
		}
	}
	found, err := b.heldKeys(keys)
	if err == nil && len(found) > 0 {
		err = survey.ErrKeyTaken
	}
	return err
}

func keysTwice(some []held) bool {
	seen := map[shortHash]bool{}
	for _, h := range some {
		if seen[h.key] {
			return true
		}
		seen[h.key] = true
	}
	return false
}

// outcomes tells each delivery of the batch what became of it.
func (b *batch) outcomes(waiting []*waiter) []outcome {
	all := make([]outcome, len(waiting))
	for i := range b.clashing {
		all[i].err = survey.ErrKeyTaken
	}
	for _, e := range b.entries {
		all[e.index] = outcome{receipt: survey.Receipt{Already: e.found}, err: e.err}
		for _, i := range e.others {
			switch {
			case e.err == nil && waiting[i].key == e.key, b.stored[waiting[i].place()]:
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
