package store

import (
	"errors"
	"slices"

	"github.com/omdome/omdome/survey"
)

// checkInvitations refuses invitations to something else, and what comes
// without one to an event that takes no other.
func (b *batch) checkInvitations() error {
	var ids []survey.ID
	for _, e := range b.entries {
		if e.Invitation != 0 {
			ids = append(ids, e.Invitation)
		}
	}
	invited := map[survey.ID]survey.Invitation{}
	if ids = sorted(ids); len(ids) > 0 {
		var rows []invitationRow
		if err := b.all(&rows, "SELECT id, event_id, session_id, address FROM invitation WHERE id IN ("+placeholders(len(ids))+")", list(ids)...); err != nil {
			return err
		}
		for _, r := range rows {
			invited[r.ID] = r.invitation()
		}
	}
	for _, e := range b.entries {
		s := b.sessions[e.Response.SessionID]
		i := invited[e.Invitation]
		wrong := e.Invitation != 0 && (i.EventID != s.EventID || i.SessionID != 0 && i.SessionID != s.ID)
		if wrong || e.Invitation == 0 && s.Access == survey.AccessInvitation {
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
		var written []markRow
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
	_, err := b.exec("UPDATE mark SET waiting = ? WHERE session_id IN ("+placeholders(len(ids))+") AND hash IN ("+placeholders(len(args))+")",
		slices.Concat([]any{true}, list(ids), args)...)
	return err
}

// findResponses looks for the responses of those whose mark was there already,
// or whose session is closed or has another form by now: a retry gets the same
// thanks as the first.
func (b *batch) findResponses() error {
	var ids []survey.ID
	var keys []any
	at := map[place]*entry{}
	for _, e := range b.entries {
		if !e.fresh && (e.err == nil || errors.Is(e.err, survey.ErrClosed) || errors.Is(e.err, errFormChanged)) {
			ids = append(ids, e.Response.SessionID)
			keys = append(keys, e.key[:])
			at[e.place()] = e
			// The same invitation with other keys: one of them may be a retry.
			for _, i := range e.others {
				if w := b.waiting[i]; w.key != e.key {
					keys = append(keys, w.key[:])
				}
			}
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
	if err := b.all(&rows, "SELECT session_id, key_hash FROM response WHERE session_id IN ("+placeholders(len(ids))+
		") AND key_hash IN ("+placeholders(len(keys))+")", append(list(ids), keys...)...); err != nil {
		return err
	}
	for _, r := range rows {
		key := place{r.SessionID, survey.Hash(r.KeyHash)}
		b.stored[key] = true
		if e := at[key]; e != nil {
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

// k returns how many responses of the session make a group.
func (b *batch) k(session survey.ID) int { return max(b.sessions[session].K, survey.MinK) }

// sorted returns the ids in order, each once.
func sorted(ids []survey.ID) []survey.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
