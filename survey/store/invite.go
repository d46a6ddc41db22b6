package store

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

type invitationRow struct {
	ID        survey.ID
	EventID   survey.ID  `db:"event_id"`
	SessionID *survey.ID `db:"session_id"`
	Address   string
}

func (r invitationRow) invitation() survey.Invitation {
	i := survey.Invitation{ID: r.ID, EventID: r.EventID, Address: r.Address}
	if r.SessionID != nil {
		i.SessionID = *r.SessionID
	}
	return i
}

// Invite stores invitations to an event and returns each with a token, in the
// same order. An invitation with an ID is there already and gets a further
// token, for a reminder. survey.ErrNotFound when there is no such event,
// session of it, or invitation.
func (s *Store) Invite(ctx context.Context, event survey.ID, invitations []survey.Invitation) ([]survey.Invited, error) {
	var invited []survey.Invited
	err := s.write(ctx, s.pools.write, "invite", func(t *tx) error {
		invited = nil
		if _, err := t.ownerOf(event); err != nil {
			return err
		}
		var id survey.ID
		if err := t.one(&id, "SELECT id FROM event WHERE id = ? AND binned IS NULL", event); err != nil {
			return err
		}
		var rows, tokens [][]any
		for _, i := range invitations {
			if !writing.IsText(i.Address) {
				return errText
			}
			i.EventID = event
			if err := t.checkInvitation(i); err != nil {
				return err
			}
			if i.ID == 0 {
				var err error
				if i.ID, err = s.newID(); err != nil {
					return err
				}
				rows = append(rows, []any{i.ID, event, orNull(i.SessionID), i.Address})
			}
			token, err := survey.NewKey(s.random)
			if err != nil {
				return err
			}
			tokens = append(tokens, []any{tokenHash(token), i.ID})
			invited = append(invited, survey.Invited{Invitation: i, Token: token.Text()})
		}
		if err := t.insertInvitations(rows); err != nil {
			return err
		}
		sortTokens(tokens)
		n, err := t.insert("token (hash, invitation_id)", tokens, " ON CONFLICT DO NOTHING")
		if err == nil && n != int64(len(tokens)) {
			return survey.ErrConflict
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("inviting: %w", err)
	}
	return invited, nil
}

// checkInvitation says whether what the invitation names is the event's.
func (t *tx) checkInvitation(i survey.Invitation) error {
	var found survey.ID
	if i.SessionID != 0 {
		if err := t.one(&found, "SELECT id FROM session WHERE id = ? AND event_id = ? AND binned IS NULL", i.SessionID, i.EventID); err != nil {
			return err
		}
	}
	if i.ID == 0 {
		return nil
	}
	return t.one(&found, "SELECT id FROM invitation WHERE id = ? AND event_id = ?", i.ID, i.EventID)
}

// Invitation returns the invitation that the token belongs to, as it was
// written or typed, or survey.ErrNotFound. Asking redeems nothing.
func (s *Store) Invitation(ctx context.Context, token string) (survey.Invitation, error) {
	key, ok := survey.ParseKey(token)
	var row invitationRow
	err := s.read(ctx, func(t *tx) error {
		var err error
		row, err = t.tokenHolder(key)
		return err
	})
	if err == nil && !ok {
		err = survey.ErrNotFound
	}
	if err != nil {
		return survey.Invitation{}, fmt.Errorf("invitation: %w", err)
	}
	return row.invitation(), nil
}

// tokenHash is what the database keeps of a token.
func tokenHash(token survey.Key) []byte {
	h := sha256.Sum256(append([]byte("omdome token\x00"), token[:]...))
	return h[:]
}
