package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
)

// SharedInquiries returns what has been asked in the session, for all devices at
// once. It wraps survey.ErrNotFound.
func (s *Store) SharedInquiries(ctx context.Context, session survey.Code) (inquiry.Shared, error) {
	var found inquiry.Shared
	err := s.read(ctx, func(t *tx) error {
		form, err := t.form("code", session)
		if err != nil {
			return err
		}
		found = inquiry.Shared{
			Inquiries: inquiry.Inquiries{Form: form},
			Asked:     map[survey.Hash][]survey.ID{}, Voted: map[survey.Hash][]survey.ID{},
		}
		if found.List, err = t.inquiriesOf(form.Session.ID, survey.Key{}); err != nil {
			return err
		}
		return t.devices(&found)
	})
	if err != nil {
		return inquiry.Shared{}, fmt.Errorf("inquiries: %w", err)
	}
	return found, nil
}

// devices fills in what each device has asked and voted for, and the version.
func (t *tx) devices(found *inquiry.Shared) error {
	var asked, voted []struct {
		ID     survey.ID
		Device []byte
	}
	if err := t.all(&asked, "SELECT id, device FROM inquiry WHERE session_id = ?", found.Session.ID); err != nil {
		return err
	}
	if err := t.all(&voted, `SELECT inquiry.id, inquiry_vote.device FROM inquiry_vote
		JOIN inquiry ON inquiry.id = inquiry_vote.inquiry_id WHERE inquiry.session_id = ?`, found.Session.ID); err != nil {
		return err
	}
	for _, row := range asked {
		found.Asked[survey.Hash(row.Device)] = append(found.Asked[survey.Hash(row.Device)], row.ID)
	}
	var marks uint64 // a sum, since the rows come in any order
	for _, row := range voted {
		found.Voted[survey.Hash(row.Device)] = append(found.Voted[survey.Hash(row.Device)], row.ID)
		h := fnv.New64a()
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(row.ID)))
		h.Write(row.Device)
		marks += h.Sum64()
	}
	list, err := json.Marshal(struct {
		List      []inquiry.Inquiry
		State     survey.State
		Inquiring survey.Inquiring
		Marks     uint64
	}{found.List, found.Session.State, found.Inquiring, marks})
	sum := sha256.Sum256(list)
	found.Version = hex.EncodeToString(sum[:8])
	return err
}
