package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/omdome/omdome/survey"
)

const (
	// sealAtOnce is how many responses at most sealing unpacks in one transaction: on
	// SQLite all other writers wait for it, and a hundred thousand take seconds.
	sealAtOnce = 500
	// marksAtOnce is how many marks it looks at in one.
	marksAtOnce = 2000
	// restBetween is how long it rests between two steps, about as long as one takes.
	restBetween = 25 * time.Millisecond
)

// unpackAhead does most of what an action does that seals a large session, in short
// transactions before it: it unpacks one group after the other, and deletes the marks
// that do not stay. The groups of a closed session are mixed with one another, so each
// is a random part of it. A program that is killed leaves the session closed, and what
// seals it goes on; it cannot be opened any more.
func (s *Store) unpackAhead(ctx context.Context, id survey.ID, a survey.Action, due bool) error {
	if a != survey.ActionSeal && a != survey.ActionRelease {
		return nil
	}
	var registers []registerRow
	if err := s.read(ctx, func(t *tx) error {
		registers = nil
		return t.all(&registers, "SELECT responses FROM register WHERE session_id = ? AND responses > ?", id, sealAtOnce)
	}); err != nil || len(registers) == 0 {
		return err
	}
	ahead := &Store{core: s.core}
	if s.deed != nil {
		ahead.deed = &deed{by: s.deed.by} // the deed itself is told with the action
	}
	var after shortHash
	for more := true; more; {
		if err := ahead.write(ctx, s.pools.slow, "unpack", func(t *tx) (err error) {
			more, err = t.unpackSome(id, a, due, &after)
			return err
		}); err != nil {
			return err
		}
		// On SQLite whoever answers stands in the same line: half of the time is theirs.
		rest := time.NewTimer(restBetween)
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return ctx.Err()
		}
	}
	return nil
}

// unpackSome does one step, and says whether there is another.
func (t *tx) unpackSome(id survey.ID, a survey.Action, due bool, after *shortHash) (more bool, err error) {
	row, err := t.anySession("id = ?", t.store.pools.dialect.update, id)
	if err != nil {
		return false, err
	}
	before, now := row.session(), t.store.now()
	if before.State != survey.StateClosed || !before.Sealed.IsZero() || !due && !row.Binned.IsZero() {
		return false, nil // what acts tells why
	}
	if still, ok := before.Due(now); due && (!ok || still != a) {
		return false, nil
	}
	if does, err := before.After(a, now); err != nil || does.Sealed.IsZero() {
		return false, nil
	}
	if a == survey.ActionRelease {
		if err := t.complete(id); errors.Is(err, survey.ErrConflict) {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	registers, err := t.lockRegisters([]survey.ID{id})
	if err != nil || registers[id].Responses <= sealAtOnce {
		return false, err
	}
	var groups []groupRow
	if err := t.all(&groups, "SELECT * FROM response_group WHERE session_id = ? ORDER BY id LIMIT 2", id); err != nil {
		return false, err
	}
	if len(groups) < 2 { // the last one is left to what seals
		return t.forgetSome(before, after)
	}
	if err := t.deleteGroup(id, groups[0].ID); err != nil {
		return false, err
	}
	some, err := unpackGroups(groups[:1])
	if err != nil {
		return false, err
	}
	if err := t.unpack(some, groups[0].ID); err != nil {
		return false, err
	}
	_, err = t.exec("UPDATE register SET sealing = ?, swept = ? WHERE session_id = ?", true, false, id)
	return true, err
}

// forgetSome deletes those of the next marks after one that do not stay.
func (t *tx) forgetSome(session survey.Session, after *shortHash) (more bool, err error) {
	keep, err := t.invitationMarks(session)
	if err != nil {
		return false, err
	}
	var marks []markRow
	if err := t.all(&marks, "SELECT session_id, hash FROM mark WHERE session_id = ? AND hash > ? ORDER BY hash LIMIT ?", session.ID, after[:], marksAtOnce); err != nil {
		return false, err
	}
	var gone []any
	for _, m := range marks {
		if !keep(session.ID, shortHash(m.Hash)) {
			gone = append(gone, m.Hash)
		}
	}
	for part := range slices.Chunk(gone, portion) {
		if _, err := t.exec("DELETE FROM mark WHERE session_id = ? AND hash IN ("+placeholders(len(part))+")",
			append([]any{session.ID}, part...)...); err != nil {
			return false, err
		}
	}
	if len(marks) < marksAtOnce {
		return false, nil
	}
	next := shortHash(marks[len(marks)-1].Hash)
	*after = next
	return true, nil
}

// unpack writes responses of a part of a session in random order and with fresh ids,
// parted from comments.
func (t *tx) unpack(some []held, part survey.ID) error {
	var w written
	for _, h := range some {
		if err := w.add(t, h.response, part); err != nil {
			return err
		}
	}
	return w.insert(t)
}

// keepMark says at sealing which marks of a session stay.
type keepMark func(session survey.ID, hash shortHash) bool

// seal unpacks all responses of a session whose row the transaction has locked and
// that are packed still, in random order and with fresh ids, parts comments from ratings, forgets the keys, and
// writes the marks that stay anew, so that they do not tell any more when they came.
func (t *tx) seal(session survey.ID, keep keepMark) error {
	all, counts, err := t.takeAll(session)
	if err != nil {
		return err
	}
	part, err := t.store.newID()
	if err != nil {
		return err
	}
	return inOrder(
		func() error { return t.unpack(all, part) },
		func() error { return counts.write(t) },
		func() error { return t.sealMarks(session, keep) },
		func() error {
			_, err := t.exec("UPDATE register SET waiting = 0, sealing = ?, swept = ? WHERE session_id = ?", false, false, session)
			return err
		},
	)
}

func (t *tx) sealMarks(session survey.ID, keep keepMark) error {
	var marks []markRow
	if err := t.all(&marks, "SELECT session_id, hash FROM mark WHERE session_id = ?", session); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM mark WHERE session_id = ?", session); err != nil {
		return err
	}
	slices.SortFunc(marks, func(x, y markRow) int {
		return cmp.Or(cmp.Compare(x.SessionID, y.SessionID), bytes.Compare(x.Hash, y.Hash))
	})
	var rows [][]any
	for _, m := range marks {
		if keep(session, shortHash(m.Hash)) {
			rows = append(rows, []any{session, m.Hash})
		}
	}
	_, err := t.insert("mark (session_id, hash)", rows, "")
	return err
}
