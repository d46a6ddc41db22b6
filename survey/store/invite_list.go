package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// keepAddresses is how long after the event the addresses of its invitations
// are kept.
const keepAddresses = 30 * 24 * time.Hour

// InvitedTo returns the invitation that the token belongs to, with the event and
// its sessions, or survey.ErrNotFound. Asking redeems nothing, and takes the
// same work for whatever is asked.
func (s *Store) InvitedTo(ctx context.Context, token string) (survey.Invitation, survey.EventSessions, error) {
	var invitation survey.Invitation
	var event survey.EventSessions
	key, ok := survey.ParseKey(token)
	err := s.read(ctx, func(t *tx) error {
		row, err := t.tokenHolder(key)
		if err != nil {
			return err
		}
		invitation = row.invitation()
		event, err = t.event("id", invitation.EventID)
		return err
	})
	if err == nil && !ok {
		err = survey.ErrNotFound
	}
	if err != nil {
		return survey.Invitation{}, survey.EventSessions{}, fmt.Errorf("invitation: %w", err)
	}
	return invitation, event, nil
}

func (t *tx) tokenHolder(token survey.Key) (invitationRow, error) {
	var row invitationRow
	err := t.one(&row, `SELECT invitation.* FROM token JOIN invitation ON invitation.id = token.invitation_id
		WHERE token.hash = ?`, tokenHash(token))
	return row, err
}

// Used says whether the invitation has answered the session. What it answered,
// and when, nobody can ask.
func (s *Store) Used(ctx context.Context, session survey.ID, invitation survey.ID) (bool, error) {
	var n int
	mark := s.keyed(short(survey.InvitationMark(session, invitation)))
	err := s.read(ctx, func(t *tx) error {
		return t.one(&n, "SELECT COUNT(*) FROM mark WHERE session_id = ? AND hash = ?", session, mark[:])
	})
	if err != nil {
		return false, fmt.Errorf("asking whether an invitation is used: %w", err)
	}
	return n > 0, nil
}

// Invitations returns an event's invitations by address, then by id, which is
// random: nothing here tells who was invited or answered before whom. With a
// session, those that are a right to answer it, and whether they have; without,
// all, and whether they have answered any.
func (s *Store) Invitations(ctx context.Context, event, session survey.ID) ([]survey.InvitationState, error) {
	var rows []struct {
		invitationRow
		Tokens int
	}
	var sessions []sessionRow
	var marks []markRow
	err := s.read(ctx, func(t *tx) error {
		rows, sessions, marks = nil, nil, nil
		return inOrder(
			func() error {
				return t.all(&rows, `SELECT invitation.*, (SELECT COUNT(*) FROM token WHERE token.invitation_id = invitation.id) AS tokens
				FROM invitation WHERE event_id = ?`, event)
			},
			func() error {
				return t.all(&sessions, "SELECT * FROM session WHERE event_id = ? AND binned IS NULL", event)
			},
			func() error {
				return t.all(&marks, "SELECT session_id, hash FROM mark WHERE session_id IN (SELECT id FROM session WHERE event_id = ?)", event)
			},
		)
	})
	if err != nil {
		return nil, fmt.Errorf("invitations: %w", err)
	}
	marked, begun := map[place]bool{}, map[survey.ID]bool{}
	for _, m := range marks {
		marked[m.place()], begun[m.SessionID] = true, true
	}
	var states []survey.InvitationState
	for _, r := range rows {
		state := survey.InvitationState{Invitation: r.invitation(), Linked: r.Tokens > 0}
		asked := session == 0
		for _, one := range sessions {
			if session != 0 && one.ID != session || r.SessionID != nil && one.ID != *r.SessionID {
				continue
			}
			asked = true
			// A mark is a hash to compute: only where somebody has answered, since a
			// conference may have thousands of invitations to hundreds of sessions.
			state.Answered = state.Answered || begun[one.ID] && marked[place{one.ID, s.keyed(short(survey.InvitationMark(one.ID, state.ID)))}]
		}
		if asked {
			states = append(states, state)
		}
	}
	slices.SortFunc(states, func(a, b survey.InvitationState) int {
		return cmp.Or(strings.Compare(writing.FoldAddress(a.Address), writing.FoldAddress(b.Address)), cmp.Compare(a.ID, b.ID))
	})
	return states, nil
}

// AddInvitations invites the addresses that are not invited to the event (or,
// with a session, to it) already, and returns how many those were. They have no
// link yet: see [Store.Invite]. Who was invited to one session and now to the
// whole event has one invitation all the same, or would answer that session
// twice; a link to it goes on working.
func (s *Store) AddInvitations(ctx context.Context, event, session survey.ID, addresses []string) (added int, err error) {
	err = s.write(ctx, s.pools.write, "add invitations", func(t *tx) error {
		added = 0
		if _, err := t.ownerOf(event); err != nil {
			return err
		}
		var id survey.ID
		// Locked, so that two who invite the same people at once do it once.
		if err := t.one(&id, "SELECT id FROM event WHERE id = ? AND binned IS NULL"+s.pools.dialect.update, event); err != nil {
			return err
		}
		if err := t.checkInvitation(survey.Invitation{EventID: event, SessionID: session}); err != nil {
			return err
		}
		known, narrow, err := t.addressed(event, session)
		if err != nil {
			return err
		}
		var rows [][]any
		for _, address := range addresses {
			if !writing.IsText(address) {
				return errText
			}
			if known[writing.FoldAddress(address)] {
				continue
			}
			known[writing.FoldAddress(address)] = true
			added++
			if id, ok := narrow[writing.FoldAddress(address)]; ok {
				if _, err := t.exec("UPDATE invitation SET session_id = NULL WHERE id = ? AND event_id = ?", id, event); err != nil {
					return err
				}
				continue
			}
			id, err := s.newID()
			if err != nil {
				return err
			}
			rows = append(rows, []any{id, event, orNull(session), address})
		}
		return t.insertInvitations(rows)
	})
	if err != nil {
		return 0, fmt.Errorf("inviting: %w", err)
	}
	return added, nil
}

// InvitedAlready returns those of the addresses that are invited to the event (or,
// with a session, to it) already, as [Store.AddInvitations] asks it.
func (s *Store) InvitedAlready(ctx context.Context, event, session survey.ID, addresses []string) ([]string, error) {
	var there []string
	err := s.read(ctx, func(t *tx) error {
		there = nil
		known, _, err := t.addressed(event, session)
		for _, address := range addresses {
			if known[writing.FoldAddress(address)] {
				there = append(there, address)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("asking who is invited: %w", err)
	}
	return there, nil
}

// addressed returns the addresses, as they are compared, that are invited to the event or
// the session, and for the whole event also the invitations of those that are
// invited to one of its sessions only.
func (t *tx) addressed(event, session survey.ID) (known map[string]bool, narrow map[string]survey.ID, err error) {
	var there []invitationRow
	if err := t.all(&there, "SELECT * FROM invitation WHERE event_id = ? AND address <> '' ORDER BY id", event); err != nil {
		return nil, nil, err
	}
	known, narrow = map[string]bool{}, map[string]survey.ID{}
	for _, r := range there {
		switch i := r.invitation(); {
		case i.SessionID == 0 || i.SessionID == session:
			known[writing.FoldAddress(i.Address)] = true
		case session == 0:
			narrow[writing.FoldAddress(i.Address)] = i.ID
		}
	}
	return known, narrow, nil
}

// AddSlips makes n invitations without an address, known by the sheet, and
// returns each with a new token. Asking for the same sheet again returns the
// same invitations with further tokens, so that a sheet sent twice by a browser
// invites nobody twice.
func (s *Store) AddSlips(ctx context.Context, event, session survey.ID, n int, sheet survey.Key) ([]survey.Invited, error) {
	var slips []survey.Invitation
	var rows [][]any
	for i := range min(n, survey.MaxSlips) {
		slip := survey.Invitation{ID: survey.SlipID(sheet, event, session, i), EventID: event, SessionID: session}
		slips = append(slips, slip)
		rows = append(rows, []any{slip.ID, event, orNull(session), ""})
	}
	err := s.write(ctx, s.pools.write, "add slips", func(t *tx) error {
		if _, err := t.ownerOf(event); err != nil {
			return err
		}
		var id survey.ID
		if err := t.one(&id, "SELECT id FROM event WHERE id = ? AND binned IS NULL", event); err != nil {
			return err
		}
		if err := t.checkInvitation(survey.Invitation{EventID: event, SessionID: session}); err != nil {
			return err
		}
		return t.insertInvitations(slices.Clone(rows))
	})
	if err != nil {
		return nil, fmt.Errorf("making slips: %w", err)
	}
	return s.Invite(ctx, event, slips)
}

// insertInvitations writes rows in the order of their ids, so that the table
// does not keep the order in which people were listed.
func (t *tx) insertInvitations(rows [][]any) error {
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(survey.ID), b[0].(survey.ID)) })
	_, err := t.insert("invitation (id, event_id, session_id, address)", rows, " ON CONFLICT (id) DO NOTHING")
	return err
}

func orNull(id survey.ID) any {
	if id == 0 {
		return nil
	}
	return id
}

// invited returns how many were invited to a session that only they can answer.
func (t *tx) invited(form survey.Form) (int, error) {
	if form.Event.Access != survey.AccessInvitation {
		return 0, nil
	}
	return t.links(form.Event.ID, form.Session.ID)
}

func (t *tx) links(event, session survey.ID) (n int, err error) {
	err = t.one(&n, "SELECT COUNT(*) FROM invitation WHERE event_id = ? AND (session_id IS NULL OR session_id = ?)", event, session)
	return n, err
}

// Links is how many personal links to the event's session were made, those to the
// whole event among them; one that was replaced by a reminder counts once.
func (s *Store) Links(ctx context.Context, event, session survey.ID) (n int, err error) {
	err = s.read(ctx, func(t *tx) error {
		n, err = t.links(event, session)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("counting links: %w", err)
	}
	return n, nil
}

// SetAccess says who may answer an event's sessions. It wraps survey.ErrInUse
// once one of them has been opened: attendees are told, and what they were told
// stays true. survey.ErrNotFound when there is no such event.
func (s *Store) SetAccess(ctx context.Context, event survey.ID, access survey.Access) error {
	err := s.write(ctx, s.pools.slow, "set access", func(t *tx) error {
		owner, err := t.ownerOf(event)
		if err != nil {
			return err
		}
		var sessions []sessionRow
		// Locked, so that none is opened meanwhile.
		if err := t.all(&sessions, "SELECT * FROM session WHERE event_id = ? ORDER BY id"+s.pools.dialect.update, event); err != nil {
			return err
		}
		for _, row := range sessions {
			if row.State != survey.StateDraft {
				return survey.ErrInUse
			}
		}
		n, err := t.exec("UPDATE event SET access = ? WHERE id = ? AND organization_id = ?", access, event, owner)
		if err == nil && n == 0 {
			return survey.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("setting who may answer: %w", err)
	}
	return nil
}

// forgetAddresses removes the addresses of invitations to events that have been
// over for long enough.
func (s *Store) forgetAddresses(ctx context.Context, now time.Time) error {
	const over = `SELECT event_id FROM session GROUP BY event_id HAVING MAX(ends) < ?`
	before := now.Add(-keepAddresses).UnixMicro()
	var n int
	err := s.read(ctx, func(t *tx) error {
		return t.one(&n, "SELECT COUNT(*) FROM invitation WHERE address <> '' AND event_id IN ("+over+")", before)
	})
	if err != nil || n == 0 {
		return err
	}
	return s.write(ctx, s.pools.slow, "forget addresses", func(t *tx) error {
		// What is left of them in the files is cleared with the next sweep.
		if _, err := t.exec(`UPDATE register SET swept = ? WHERE session_id IN (SELECT id FROM session WHERE event_id IN
			(SELECT event_id FROM invitation WHERE address <> '' AND event_id IN (`+over+`)))`, false, before); err != nil {
			return err
		}
		_, err := t.exec("UPDATE invitation SET address = '' WHERE address <> '' AND event_id IN ("+over+")", before)
		return err
	})
}

// sortTokens puts rows of tokens in the order of their hashes, which is random.
func sortTokens(rows [][]any) {
	slices.SortFunc(rows, func(a, b []any) int { return bytes.Compare(a[0].([]byte), b[0].([]byte)) })
}
