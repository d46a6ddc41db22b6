package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
)

// Inquiries is [Store.Inquiries] of the organization's session.
func (o Office) Inquiries(ctx context.Context, session survey.Code) (inquiry.Inquiries, error) {
	if _, err := o.session(ctx, session); err != nil {
		return inquiry.Inquiries{}, err
	}
	return o.store.Inquiries(ctx, session, survey.Key{})
}

// SetInquiring chooses whether the session's attendees may ask.
func (o Office) SetInquiring(ctx context.Context, session survey.Code, how survey.Inquiring) error {
	return o.onInquiries(ctx, session, "inquiring."+string(how), func(t *tx, id survey.ID) error {
		_, err := t.exec(`INSERT INTO inquiring (session_id, inquiring) VALUES (?, ?)
			ON CONFLICT (session_id) DO UPDATE SET inquiring = excluded.inquiring`, id, how)
		return err
	})
}

// SetReplyLink makes a link with which the session's speakers reply without
// signing in, or with open false ends it. A link that was ended never comes back.
func (o Office) SetReplyLink(ctx context.Context, session survey.Code, open bool) error {
	action, key := "inquiring.nolink", any(nil)
	if open {
		k, err := survey.NewKey(o.store.random)
		if err != nil {
			return err
		}
		action, key = "inquiring.link", k.Text()
	}
	return o.onInquiries(ctx, session, action, func(t *tx, id survey.ID) error {
		_, err := t.exec(`INSERT INTO inquiring (session_id, inquiring, key) VALUES (?, ?, ?)
			ON CONFLICT (session_id) DO UPDATE SET key = excluded.key`, id, survey.InquiringOff, key)
		return err
	})
}

// inquiryDeeds are those that change one thing, whatever it was before.
var inquiryDeeds = map[inquiry.Deed]struct {
	change string
	value  any
}{
	inquiry.Show: {"state = ?", inquiry.Shown}, inquiry.Hide: {"state = ?", inquiry.Hidden},
	inquiry.Aloud: {"aloud = ?", true}, inquiry.NotAloud: {"aloud = ?", false},
	inquiry.Keep: {"released = ?", false},
}

// DoInquiry does it to one of the session's inquiries, whose reply was at the
// revision when the organizer read it. It wraps survey.ErrNotFound when the
// organization's session has no such inquiry, or no reply that could be released;
// survey.ErrConflict when a reply that nobody has read would be.
func (o Office) DoInquiry(ctx context.Context, session survey.Code, wanted survey.ID, revision int, do inquiry.Deed) error {
	deed, known := inquiryDeeds[do]
	if !known && do != inquiry.Delete && do != inquiry.Release {
		return fmt.Errorf("an inquiry: %w", survey.ErrNotFound)
	}
	return o.onInquiries(ctx, session, "inquiry."+string(do), func(t *tx, id survey.ID) error {
		if do == inquiry.Release {
			return t.releaseReply(id, wanted, revision)
		}
		query, args := "DELETE FROM inquiry WHERE id = ? AND session_id = ?", []any{wanted, id}
		if known {
			query, args = "UPDATE inquiry SET "+deed.change+" WHERE id = ? AND session_id = ?", []any{deed.value, wanted, id}
		}
		n, err := t.exec(query, args...)
		if err == nil && n == 0 {
			err = survey.ErrNotFound
		}
		return err
	})
}

// releaseReply lets others read a reply as it was at the revision.
func (t *tx) releaseReply(session, inquiry survey.ID, revision int) error {
	n, err := t.exec("UPDATE inquiry SET released = ? WHERE id = ? AND session_id = ? AND revision = ? AND answer <> ''",
		true, inquiry, session, revision)
	if err != nil || n > 0 {
		return err
	}
	var changed int
	err = t.one(&changed, "SELECT COUNT(*) FROM inquiry WHERE id = ? AND session_id = ? AND revision <> ?", inquiry, session, revision)
	switch {
	case err != nil:
		return err
	case changed > 0:
		return survey.ErrConflict
	}
	return survey.ErrNotFound
}

// ReleaseReplies releases the session's replies that an organizer has read, by
// inquiry with the revision at which they were. It wraps survey.ErrConflict, and
// releases none, when one of them has changed meanwhile; one that is gone counts
// for nothing.
func (o Office) ReleaseReplies(ctx context.Context, session survey.Code, read map[survey.ID]int) error {
	return o.onInquiries(ctx, session, "inquiry.releaseall", func(t *tx, id survey.ID) error {
		for _, inquiry := range slices.Sorted(maps.Keys(read)) {
			if err := t.releaseReply(id, inquiry, read[inquiry]); err != nil && !errors.Is(err, survey.ErrNotFound) {
				return err
			}
		}
		return nil
	})
}

// ReplyToInquiries is [Store.ReplyToInquiries] for organizers.
func (o Office) ReplyToInquiries(ctx context.Context, session survey.Code, replies []inquiry.Reply) (overtaken []survey.ID, err error) {
	err = o.onInquiries(ctx, session, "inquiry.answered", func(t *tx, id survey.ID) error {
		var err error
		overtaken, err = t.storeReplies(id, replies)
		return err
	})
	return overtaken, err
}

// onInquiries does something in a transaction about the organization's session,
// and writes it in the log.
func (o Office) onInquiries(ctx context.Context, session survey.Code, action string, do func(*tx, survey.ID) error) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	err = o.acting(action, title).write(ctx, o.store.pools.write, "inquiries", func(t *tx) error {
		row, err := t.sessionOf(o.by.Organization.ID, "code = ? AND binned IS NULL", "", session)
		if err != nil {
			return err
		}
		return do(t, row.ID)
	})
	if err != nil {
		return fmt.Errorf("inquiries: %w", err)
	}
	return nil
}
