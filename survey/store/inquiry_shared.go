package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/omdome/omdome/survey"
)

// SharedInquiries are a session's inquiries with what each device has asked and
// voted for, so that one reading serves all devices that look.
type SharedInquiries struct {
	survey.Inquiries
	// Version changes whenever anything does that a device may see of them. It is
	// the same in every program.
	Version string

	asked, voted map[survey.Hash][]survey.ID
}

// For returns the inquiries as the device with the key sees them; the zero key is
// nobody's. personal says that it has asked or voted.
func (i SharedInquiries) For(device survey.Key) (list []survey.Inquiry, personal bool) {
	if device == (survey.Key{}) {
		return i.List, false
	}
	own := device.InquiryDevice(i.Session.ID)
	asked, voted := i.asked[own], i.voted[own]
	if len(asked)+len(voted) == 0 {
		return i.List, false
	}
	list = slices.Clone(i.List)
	for n, q := range list {
		list[n].Own, list[n].Voted = slices.Contains(asked, q.ID), slices.Contains(voted, q.ID)
	}
	return list, true
}

// SharedInquiries returns what has been asked in the session, for all devices at
// once. It wraps survey.ErrNotFound.
func (s *Store) SharedInquiries(ctx context.Context, session survey.Code) (SharedInquiries, error) {
	var found SharedInquiries
	err := s.read(ctx, func(t *tx) error {
		form, err := t.form("code", session)
		if err != nil {
			return err
		}
		found = SharedInquiries{
			Inquiries: survey.Inquiries{Form: form},
			asked:     map[survey.Hash][]survey.ID{}, voted: map[survey.Hash][]survey.ID{},
		}
		if found.List, err = t.inquiriesOf(form.Session.ID, survey.Key{}); err != nil {
			return err
		}
		return t.devices(&found)
	})
	if err != nil {
		return SharedInquiries{}, fmt.Errorf("inquiries: %w", err)
	}
	return found, nil
}

// devices fills in what each device has asked and voted for, and the version.
func (t *tx) devices(found *SharedInquiries) error {
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
		found.asked[survey.Hash(row.Device)] = append(found.asked[survey.Hash(row.Device)], row.ID)
	}
	var marks uint64 // a sum, since the rows come in any order
	for _, row := range voted {
		found.voted[survey.Hash(row.Device)] = append(found.voted[survey.Hash(row.Device)], row.ID)
		h := fnv.New64a()
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(row.ID)))
		h.Write(row.Device)
		marks += h.Sum64()
	}
	list, err := json.Marshal(struct {
		List      []survey.Inquiry
		State     survey.State
		Inquiring survey.Inquiring
		Marks     uint64
	}{found.List, found.Session.State, found.Inquiring, marks})
	sum := sha256.Sum256(list)
	found.Version = hex.EncodeToString(sum[:8])
	return err
}
