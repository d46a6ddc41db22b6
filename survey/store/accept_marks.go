package store

import (
	"errors"
	"maps"
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

// refuseUnfit refuses the batch for what answers a question that its session does
// not have: until sealing no row of the schema leans on it. That a key is taken goes
// before it.
func (b *batch) refuseUnfit(fresh map[survey.ID][]held) error {
	keys := map[place]bool{}
	for id, some := range fresh {
		has, err := b.asked(id, b.sessions[id].Version)
		if err != nil {
			return err
		}
		for _, h := range some {
			if !fits(h.response, has) {
				keys[place{id, h.key}] = true
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	taken, err := b.heldKeys(keys)
	switch {
	case err != nil:
		return err
	case len(taken) > 0:
		return survey.ErrKeyTaken
	}
	return errFormChanged
}

// fits says whether the response answers nothing but those questions.
func fits(r survey.Response, has map[int]bool) bool {
	return !slices.ContainsFunc(r.Answers, func(a survey.Answer) bool { return !has[a.Question] })
}

// writeMarks writes the marks that are not there yet and notes which they were.
func (b *batch) writeMarks() error {
	var rows [][]any
	at := map[place]*entry{}
	for _, e := range b.entries {
		if e.err == nil {
			id := e.Response.SessionID
			rows = append(rows, []any{id, e.mark[:]})
			at[place{id, e.mark}] = e
		}
	}
	for part := range slices.Chunk(rows, portion) {
		var written []markRow
		query, args := values("mark (session_id, hash)", part, " ON CONFLICT DO NOTHING RETURNING session_id, hash")
		if err := b.all(&written, query, args...); err != nil {
			return err
		}
		for _, w := range written {
			at[w.place()].fresh = true
			b.wrote = true
		}
	}
	return nil
}

// findResponses looks for the responses of those whose mark was there already,
// or whose session is closed or has another form by now: a retry gets the same
// thanks as the first.
func (b *batch) findResponses() error {
	asked := map[place]bool{}
	var again []*entry
	for _, e := range b.entries {
		if e.fresh || e.err != nil && !errors.Is(e.err, survey.ErrClosed) && !errors.Is(e.err, errFormChanged) {
			continue
		}
		again = append(again, e)
		asked[e.place()] = true
		// The same invitation with other keys: one of them may be a retry.
		for _, i := range e.others {
			asked[b.waiting[i].place()] = true
		}
	}
	if len(again) == 0 {
		return nil
	}
	if err := b.findByMarks(again, asked); err != nil {
		return err
	}
	found, err := b.heldKeys(asked)
	if err != nil {
		return err
	}
	maps.Copy(b.stored, found)
	for _, e := range again {
		switch {
		case b.stored[e.place()]:
			e.found, e.err = true, nil
		case e.err != nil:
		case e.Invitation != 0:
			e.err = survey.ErrAnswered
		default:
			e.err = survey.ErrWithdrawn
		}
	}
	return nil
}

// findByMarks finds what marks alone can tell, and takes it out of what is asked. A
// mark of the open link is made of the response's key: without the mark there is no
// such response, and with it there is, unless it has been withdrawn.
func (b *batch) findByMarks(again []*entry, asked map[place]bool) error {
	var ids []survey.ID
	var hashes []any
	for _, e := range again {
		if e.Invitation == 0 {
			ids = append(ids, e.Response.SessionID)
			hashes = append(hashes, e.mark[:])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ids = sorted(ids)
	var marks []markRow
	for part := range slices.Chunk(hashes, portion) {
		var some []markRow
		if err := b.all(&some, "SELECT session_id, hash FROM mark WHERE session_id IN ("+placeholders(len(ids))+
			") AND hash IN ("+placeholders(len(part))+")", append(list(ids), part...)...); err != nil {
			return err
		}
		marks = append(marks, some...)
	}
	var registers []registerRow
	if err := b.all(&registers, "SELECT session_id, withdrawn FROM register WHERE session_id IN ("+placeholders(len(ids))+")", list(ids)...); err != nil {
		return err
	}
	marked, withdrawn := map[place]bool{}, map[survey.ID]bool{}
	for _, m := range marks {
		marked[m.place()] = true
	}
	for _, r := range registers {
		withdrawn[r.SessionID] = r.Withdrawn > 0
	}
	for _, e := range again {
		id := e.Response.SessionID
		if e.Invitation != 0 {
			continue
		}
		there := marked[place{id, e.mark}]
		if there && withdrawn[id] {
			continue
		}
		delete(asked, e.place())
		if there {
			b.stored[e.place()] = true
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
