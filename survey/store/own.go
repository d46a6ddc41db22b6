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
		own, err := t.own(session, key, false)
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
		own, err := t.own(response.SessionID, key, true)
		if err != nil {
			return err
		}
		has, err := t.asked(response.SessionID, own.version)
		if err != nil {
			return err
		}
		if !fits(response, has) {
			return errFormChanged
		}
		// Its mark is not touched: what this transaction leaves in the tables joins
		// them no closer than before.
		is := held{own.key, ordered(response)}
		if own.waiting {
			_, err := t.exec("UPDATE waiting_response SET content = ? WHERE session_id = ? AND key_hash = ?", packOne(is), response.SessionID, is.key[:])
			return err
		}
		g := newGathered()
		g.count([]held{own.held}, -1)
		g.count([]held{is}, 1)
		if err := g.group(t, response.SessionID, append(own.others, is)); err != nil {
			return err
		}
		return inOrder(func() error { return t.deleteGroup(response.SessionID, own.group) }, func() error { return g.write(t) })
	})
	if err != nil {
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
		own, err := t.own(session, key, true)
		if own.open && errors.Is(err, survey.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		waiting := own.register.Waiting - 1
		if own.waiting {
			_, err = t.exec("DELETE FROM waiting_response WHERE session_id = ? AND key_hash = ?", session, own.key[:])
		} else {
			waiting, err = t.leaveGroup(session, own)
		}
		if err != nil {
			return err
		}
		_, err = t.exec("UPDATE register SET responses = responses - 1, waiting = ?, withdrawn = withdrawn + 1 WHERE session_id = ?", waiting, session)
		return err
	})
	if err != nil {
		return fmt.Errorf("withdrawing: %w", err)
	}
	return nil
}

// leaveGroup takes a response out of its group, which is filled up again when fewer
// than k are left: with what waits, and where that is too little with another group.
// Where there is none, all that the session has waits. It returns how many wait then.
func (t *tx) leaveGroup(session survey.ID, own ownResponse) (waiting int, err error) {
	g := newGathered()
	g.count([]held{own.held}, -1)
	if err := t.deleteGroup(session, own.group); err != nil {
		return 0, err
	}
	left, waiting := own.others, own.register.Waiting
	if len(left) < own.k {
		taken, err := t.takeWaiting([]survey.ID{session})
		if err != nil {
			return 0, err
		}
		g.count(taken[session], 1)
		left, waiting = append(left, taken[session]...), 0
	}
	if len(left) < own.k {
		another, err := t.anotherGroup(session)
		if err != nil {
			return 0, err
		}
		left = append(left, another...)
	}
	if len(left) < own.k {
		g.count(left, -1)
		g.wait(session, left)
		waiting = len(left)
	} else if err := g.group(t, session, left); err != nil {
		return 0, err
	}
	return waiting, g.write(t)
}

// anotherGroup takes out any group of the session; none is no error.
func (t *tx) anotherGroup(session survey.ID) ([]held, error) {
	var rows []groupRow
	if err := t.all(&rows, "SELECT * FROM response_group WHERE session_id = ? ORDER BY id LIMIT 1", session); err != nil || len(rows) == 0 {
		return nil, err
	}
	if err := t.deleteGroup(session, rows[0].ID); err != nil {
		return nil, err
	}
	return unpackGroups(rows)
}

func (t *tx) deleteGroup(session, group survey.ID) error {
	_, err := t.exec("DELETE FROM response_group WHERE session_id = ? AND id = ?", session, group)
	return err
}

// An ownResponse is what the holder of a key may have.
type ownResponse struct {
	held
	open     bool // the session takes responses
	k        int
	version  int
	register registerRow
	waiting  bool      // it waits; else it is in
	group    survey.ID // this group,
	others   []held    // with these
}

// own finds the key's response in an open session. Who writes keeps the session from
// closing, and everybody else from its responses, until the transaction ends.
func (t *tx) own(session survey.ID, key survey.Key, writes bool) (ownResponse, error) {
	var own ownResponse
	lock := ""
	if writes {
		lock = t.store.pools.dialect.share
	}
	var stands struct {
		State      survey.State
		Rehearsal  bool
		K, Version int
	}
	if err := t.one(&stands, "SELECT state, rehearsal, k, version FROM session WHERE id = ? AND binned IS NULL"+lock, session); err != nil {
		return own, err
	}
	if err := (survey.Session{State: stands.State, Rehearsal: stands.Rehearsal}).Accepts(); err != nil {
		return own, err
	}
	own.open, own.k, own.version = true, max(stands.K, survey.MinK), stands.Version
	if writes {
		registers, err := t.lockRegisters([]survey.ID{session})
		if err != nil {
			return own, err
		}
		own.register = registers[session]
	}
	hash := short(key.ResponseHash())
	var waits []waitingRow
	if err := t.all(&waits, "SELECT * FROM waiting_response WHERE session_id = ? AND key_hash = ?", session, hash[:]); err != nil {
		return own, err
	}
	for _, row := range waits {
		var err error
		own.waiting = true
		own.held, err = unpackOne(session, row.KeyHash, row.Content)
		return own, err
	}
	var groups []groupRow
	if err := t.all(&groups, "SELECT * FROM response_group WHERE session_id = ? AND "+t.store.pools.dialect.holds, session, hash[:]); err != nil {
		return own, err
	}
	for _, row := range groups {
		all, err := unpackGroup(session, row.Keys, row.Content)
		if err != nil {
			return own, err
		}
		if at := slices.IndexFunc(all, func(h held) bool { return h.key == hash }); at >= 0 {
			own.held, own.group, own.others = all[at], row.ID, slices.Delete(slices.Clone(all), at, at+1)
			return own, nil
		}
	}
	return own, survey.ErrNotFound
}
