package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/writing"
)

type inquiringRow struct {
	SessionID survey.ID `db:"session_id"`
	Inquiring survey.Inquiring
	Key       *string
}

type inquiryRow struct {
	ID         survey.ID
	SessionID  survey.ID `db:"session_id"`
	Number     int
	Name       string
	Text       string
	State      inquiry.State
	Aloud      bool
	Answer     string
	AnsweredBy string `db:"answered_by"`
	Released   bool
	Revision   int
	Device     []byte
	Votes      int
	Voted      int
}

func (r inquiryRow) inquiry(device survey.Hash) inquiry.Inquiry {
	return inquiry.Inquiry{
		ID: r.ID, SessionID: r.SessionID, Number: r.Number, Name: r.Name, Text: r.Text, State: r.State, Aloud: r.Aloud,
		Reply: r.Answer, By: r.AnsweredBy, Released: r.Released, Revision: r.Revision, Votes: r.Votes,
		Own: bytes.Equal(r.Device, device[:]), Voted: r.Voted > 0,
	}
}

// Inquiries returns what has been asked in the session, in order, as the device
// with the key sees it; the zero key is nobody's. It wraps survey.ErrNotFound.
func (s *Store) Inquiries(ctx context.Context, session survey.Code, device survey.Key) (inquiry.Inquiries, error) {
	return s.inquiries(ctx, device, func(t *tx) (survey.Form, error) { return t.form("code", session) })
}

// InquiriesFor returns what has been asked in the session whose speakers reply
// with the key, or whose letter has it; survey.ErrNotFound for any other.
func (s *Store) InquiriesFor(ctx context.Context, key string) (inquiry.Inquiries, error) {
	return s.inquiries(ctx, survey.Key{}, func(t *tx) (survey.Form, error) {
		session, err := t.replying(key)
		if err != nil {
			return survey.Form{}, err
		}
		return t.form("id", session)
	})
}

// replying is the session that the key lets reply in.
func (t *tx) replying(key string) (survey.ID, error) {
	if key == "" || !writing.IsText(key) {
		return 0, survey.ErrNotFound
	}
	var session survey.ID
	err := t.one(&session, `SELECT session_id FROM inquiring WHERE key = ?
		UNION SELECT appearance.session_id FROM letter JOIN appearance ON appearance.id = letter.appearance_id WHERE letter.key = ?`, key, key)
	if err == nil { // what is in the bin, nobody replies in
		err = t.one(&session, "SELECT id FROM session WHERE id = ? AND binned IS NULL", session)
	}
	return session, err
}

func (s *Store) inquiries(ctx context.Context, device survey.Key, find func(*tx) (survey.Form, error)) (inquiry.Inquiries, error) {
	var found inquiry.Inquiries
	err := s.read(ctx, func(t *tx) error {
		form, err := find(t)
		if err != nil {
			return err
		}
		mode, err := t.inquiring(form.Session.ID, "")
		if err != nil {
			return err
		}
		found = inquiry.Inquiries{Form: form}
		if mode.Key != nil {
			found.Key = *mode.Key
		}
		found.List, err = t.inquiriesOf(form.Session.ID, device)
		return err
	})
	if err != nil {
		return inquiry.Inquiries{}, fmt.Errorf("inquiries: %w", err)
	}
	return found, nil
}

// inquiring returns how the session's attendees may ask: not, where nobody has
// chosen.
func (t *tx) inquiring(session survey.ID, lock string) (inquiringRow, error) {
	var rows []inquiringRow
	err := t.all(&rows, "SELECT * FROM inquiring WHERE session_id = ?"+lock, session)
	if err != nil || len(rows) == 0 {
		return inquiringRow{SessionID: session, Inquiring: survey.InquiringOff}, err
	}
	return rows[0], nil
}

func (t *tx) inquiriesOf(session survey.ID, device survey.Key) ([]inquiry.Inquiry, error) {
	var own survey.Hash // none's, with the zero key
	if device != (survey.Key{}) {
		own = device.InquiryDevice(session)
	}
	var rows []inquiryRow
	if err := t.all(&rows, `SELECT inquiry.*, COALESCE(v.votes, 0) AS votes, COALESCE(v.voted, 0) AS voted FROM inquiry
		LEFT JOIN (SELECT inquiry_vote.inquiry_id, COUNT(*) AS votes, SUM(CASE WHEN inquiry_vote.device = ? THEN 1 ELSE 0 END) AS voted
			FROM inquiry_vote JOIN inquiry ON inquiry.id = inquiry_vote.inquiry_id WHERE inquiry.session_id = ? GROUP BY inquiry_vote.inquiry_id) v
		ON v.inquiry_id = inquiry.id WHERE inquiry.session_id = ? ORDER BY inquiry.number`, own[:], session, session); err != nil {
		return nil, err
	}
	list := make([]inquiry.Inquiry, len(rows))
	for i, r := range rows {
		list[i] = r.inquiry(own)
	}
	return list, nil
}

// Ask stores what an attendee asks, with the device's own vote. It wraps
// survey.ErrClosed or ErrNotOpen where nobody may ask now, and is a
// survey.FieldErrors when the device, or all together, have asked too much.
func (s *Store) Ask(ctx context.Context, session survey.ID, device survey.Key, q inquiry.Inquiry) (inquiry.Inquiry, error) {
	if !writing.IsText(q.Text) || !writing.IsText(q.Name) {
		return inquiry.Inquiry{}, fmt.Errorf("asking: %w", errText)
	}
	own := device.InquiryDevice(session)
	err := s.write(ctx, s.pools.write, "ask", func(t *tx) error {
		mode, err := t.mayAsk(session, s.pools.dialect.update)
		if err != nil {
			return err
		}
		var have struct{ All, Mine, Last int }
		if err := t.one(&have, `SELECT COUNT(*) AS "all", COALESCE(SUM(CASE WHEN device = ? THEN 1 ELSE 0 END), 0) AS mine,
			COALESCE(MAX(number), 0) AS last FROM inquiry WHERE session_id = ?`, own[:], session); err != nil {
			return err
		}
		if have.Mine >= inquiry.MaxEach || have.All >= inquiry.MaxInAll {
			return survey.FieldErrors{{Field: form.FieldInquiry, Message: form.MsgInquiryMany}}
		}
		q.SessionID, q.Number, q.State = session, have.Last+1, inquiry.Shown
		if mode == survey.InquiringReview {
			q.State = inquiry.Waiting
		}
		if q.ID, err = s.newID(); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO inquiry (id, session_id, number, name, text, state, aloud, answer, answered_by, released, revision, device)
			VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?, 1, ?)`,
			q.ID, session, q.Number, q.Name, q.Text, q.State, false, false, own[:]); err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO inquiry_vote (inquiry_id, device) VALUES (?, ?)", q.ID, own[:])
		return err
	})
	if err != nil {
		return inquiry.Inquiry{}, fmt.Errorf("asking: %w", err)
	}
	return q, nil
}

// mayAsk says how the session's attendees may ask now, and refuses where they may
// not. The session's row comes first, as always.
func (t *tx) mayAsk(session survey.ID, lock string) (survey.Inquiring, error) {
	var row sessionRow
	if err := t.one(&row, "SELECT * FROM session WHERE id = ? AND binned IS NULL"+t.store.pools.dialect.share, session); err != nil {
		return "", err
	}
	mode, err := t.inquiring(session, lock)
	switch {
	case err != nil:
		return "", err
	case row.session().TakesInquiries(mode.Inquiring):
		return mode.Inquiring, nil
	case row.State == survey.StateClosed || row.State == survey.StateReleased:
		return "", survey.ErrClosed
	}
	return "", survey.ErrNotOpen
}

// VoteInquiry says that the device wants to know too, or with on false no more.
// However often, it is one vote. It wraps survey.ErrNotFound for what the session
// does not show, and survey.ErrClosed or ErrNotOpen where nobody may ask now.
func (s *Store) VoteInquiry(ctx context.Context, session, wanted survey.ID, device survey.Key, on bool) error {
	own := device.InquiryDevice(session)
	err := s.write(ctx, s.pools.write, "vote", func(t *tx) error {
		if _, err := t.mayAsk(session, ""); err != nil {
			return err
		}
		var id survey.ID
		if err := t.one(&id, "SELECT id FROM inquiry WHERE id = ? AND session_id = ? AND state = ?",
			wanted, session, inquiry.Shown); err != nil {
			return err
		}
		if on {
			_, err := t.exec("INSERT INTO inquiry_vote (inquiry_id, device) VALUES (?, ?) ON CONFLICT DO NOTHING", id, own[:])
			return err
		}
		_, err := t.exec("DELETE FROM inquiry_vote WHERE inquiry_id = ? AND device = ?", id, own[:])
		return err
	})
	if isForeignKey(err) { // it was taken away meanwhile
		err = survey.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("voting: %w", err)
	}
	return nil
}

// WithdrawInquiry takes away what the device has asked, with its reply. It wraps
// survey.ErrNotFound where that was another device, or nobody.
func (s *Store) WithdrawInquiry(ctx context.Context, session, inquiry survey.ID, device survey.Key) error {
	own := device.InquiryDevice(session)
	err := s.write(ctx, s.pools.write, "withdrawInquiry", func(t *tx) error {
		n, err := t.exec("DELETE FROM inquiry WHERE id = ? AND session_id = ? AND device = ?", inquiry, session, own[:])
		if err == nil && n == 0 {
			err = survey.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("withdrawing an inquiry: %w", err)
	}
	return nil
}

// ReplyToInquiries stores what the speakers of the session with the key have
// written; see [Store.InquiriesFor]. A reply that somebody else has changed
// meanwhile stays as it is, and is returned.
func (s *Store) ReplyToInquiries(ctx context.Context, key string, replies []inquiry.Reply) (overtaken []survey.ID, err error) {
	err = s.write(ctx, s.pools.write, "replyToInquiries", func(t *tx) error {
		session, err := t.replying(key)
		if err != nil {
			return err
		}
		overtaken, err = t.storeReplies(session, replies)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("replying to inquiries: %w", err)
	}
	return overtaken, nil
}

// storeReplies stores the replies. One that is changed has to be released again.
func (t *tx) storeReplies(session survey.ID, replies []inquiry.Reply) (overtaken []survey.ID, err error) {
	for _, a := range replies {
		if !writing.IsText(a.Text) || !writing.IsText(a.By) {
			return nil, errText
		}
		n, err := t.exec(`UPDATE inquiry SET answer = ?, answered_by = ?, released = ?, revision = revision + 1
			WHERE id = ? AND session_id = ? AND revision = ?`, a.Text, a.By, false, a.Inquiry, session, a.Revision)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			overtaken = append(overtaken, a.Inquiry)
		}
	}
	return overtaken, nil
}
