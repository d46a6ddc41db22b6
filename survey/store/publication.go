package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/writing"
)

type publicationRow struct {
	AppearanceID survey.ID `db:"appearance_id"`
	LetterID     survey.ID `db:"letter_id"`
	Code         string
	Shows        asJSON[survey.Shown]
	Published    micros
	Revision     int
}

func (r publicationRow) publication() survey.Publication {
	return survey.Publication{Letter: r.LetterID, Code: r.Code, Shows: r.Shows.V, Published: r.Published.Time, Revision: r.Revision}
}

// publication returns what the row with this value in the column says; the zero
// value where there is none.
func (t *tx) publication(column string, value any) (survey.Publication, error) {
	var row publicationRow
	err := t.one(&row, "SELECT * FROM publication WHERE "+column+" = ?", value)
	if errors.Is(err, survey.ErrNotFound) {
		err = nil
	}
	return row.publication(), err
}

// SpeakerPage returns what the page of the letter with this key is made from, or
// survey.ErrNotFound. Of a draft it returns only that it is one.
func (s *Store) SpeakerPage(ctx context.Context, key string) (survey.SpeakerPage, error) {
	if key == "" || !writing.IsText(key) {
		return survey.SpeakerPage{}, fmt.Errorf("speaker's page: %w", survey.ErrNotFound)
	}
	return s.speakerPage(ctx, " WHERE letter.key = ?", key)
}

// SpeakerPage returns the same of a letter of the organization's.
func (o Office) SpeakerPage(ctx context.Context, letter survey.ID) (survey.SpeakerPage, error) {
	return o.store.speakerPage(ctx, " WHERE letter.id = ? AND event.organization_id = ?", letter, o.by.Organization.ID)
}

func (s *Store) speakerPage(ctx context.Context, where string, args ...any) (survey.SpeakerPage, error) {
	var p survey.SpeakerPage
	err := s.read(ctx, func(t *tx) error {
		p = survey.SpeakerPage{}
		frozen, err := t.frozen(where, args...)
		if err != nil {
			return err
		}
		if len(frozen) != 1 {
			return survey.ErrNotFound
		}
		p.FrozenLetter = frozen[0]
		if p.Letter.State == survey.LetterDraft {
			return nil
		}
		return t.fillSpeakerPage(&p)
	})
	if err != nil {
		return survey.SpeakerPage{}, fmt.Errorf("speaker's page: %w", err)
	}
	return p, nil
}

func (t *tx) fillSpeakerPage(p *survey.SpeakerPage) error {
	a := p.Letter.Appearance
	var err error
	if p.Reply, err = t.reply(a.ID); err != nil {
		return err
	}
	if p.Publication, err = t.publication("appearance_id", a.ID); err != nil {
		return err
	}
	// A speaker's row belongs to one organization. Where it has no e-mail address,
	// two of one name share it, whose letters are nobody else's: within one programme
	// the organizer sees that, over the years nobody does.
	where, args := " WHERE appearance.speaker_id = ? AND event.organization_id = ? AND letter.state IN (?, ?)",
		[]any{a.Speaker.ID, p.Organization.ID, survey.LetterApproved, survey.LetterSent}
	if a.Speaker.Email == "" {
		where, args = where+" AND event.id = ?", append(args, p.Event.ID)
	}
	if p.History, err = t.frozen(where, args...); err != nil {
		return err
	}
	slices.SortStableFunc(p.History, func(a, b survey.FrozenLetter) int { return a.Session.Starts.Compare(b.Session.Starts) })
	return t.one(&p.Inquiries, "SELECT COUNT(*) FROM inquiry WHERE session_id = ? AND state <> ?", a.SessionID, inquiry.Hidden)
}

// Publish stores what the speaker of the letter with this key shows of it, and
// returns where. It wraps survey.ErrNotFound for a key that is none,
// survey.ErrConflict where the letter does not stand, or somebody has published or
// withdrawn since p.Revision.
func (s *Store) Publish(ctx context.Context, key string, shows survey.Shown, revision int) (code string, err error) {
	drawn, err := survey.NewPublicationCode(s.random)
	if err != nil {
		return "", err
	}
	err = s.withLetter(ctx, "publish", key, func(t *tx, l heldLetter) error {
		before, err := t.publication("appearance_id", l.AppearanceID)
		if err != nil {
			return err
		}
		var n int64
		if code = before.Code; before.Revision == 0 && revision == 0 {
			code = drawn
			n, err = t.insert("publication (appearance_id, letter_id, code, shows, published, revision)",
				[][]any{{l.AppearanceID, l.ID, code, asJSON[survey.Shown]{shows}, micros{s.now()}, 1}}, " ON CONFLICT DO NOTHING")
		} else {
			n, err = t.exec(`UPDATE publication SET letter_id = ?, shows = ?, published = ?, revision = revision + 1
				WHERE appearance_id = ? AND revision = ?`, l.ID, asJSON[survey.Shown]{shows}, micros{s.now()}, l.AppearanceID, revision)
		}
		if err == nil && n == 0 {
			err = survey.ErrConflict
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("publishing: %w", err)
	}
	return code, nil
}

// Unpublish takes away what the speaker of the letter with this key has published;
// nothing, where there is nothing any more.
func (s *Store) Unpublish(ctx context.Context, key string) error {
	err := s.withLetter(ctx, "unpublish", key, func(t *tx, l heldLetter) error {
		_, err := t.exec(`UPDATE publication SET shows = ?, published = NULL, revision = revision + 1
			WHERE appearance_id = ? AND published IS NOT NULL`, asJSON[survey.Shown]{}, l.AppearanceID)
		return err
	})
	if err != nil {
		return fmt.Errorf("withdrawing a publication: %w", err)
	}
	return nil
}

// Published returns what is published with this code, and the letter that it
// shows. It wraps survey.ErrNotFound where nothing ever was. What is not shown any
// more, because it was withdrawn or the letter does not stand, has no letter.
func (s *Store) Published(ctx context.Context, code string) (survey.Publication, survey.FrozenLetter, error) {
	var p survey.Publication
	var f survey.FrozenLetter
	if !writing.IsText(code) {
		return p, f, fmt.Errorf("publication: %w", survey.ErrNotFound)
	}
	err := s.read(ctx, func(t *tx) error {
		var err error
		f = survey.FrozenLetter{}
		if p, err = t.publication("code", code); err != nil || p.Published.IsZero() {
			if err == nil && p.Code == "" {
				err = survey.ErrNotFound
			}
			return err
		}
		frozen, err := t.frozen(" WHERE letter.id = ?", p.Letter)
		if err == nil && len(frozen) == 1 && frozen[0].Letter.State.Stands() {
			f = frozen[0]
		}
		return err
	})
	if err != nil {
		return survey.Publication{}, f, fmt.Errorf("publication: %w", err)
	}
	return p, f, nil
}

// PublicationOf returns what is published of the letter; the zero value where
// nothing is.
func (s *Store) PublicationOf(ctx context.Context, letter survey.ID) (survey.Publication, error) {
	var p survey.Publication
	err := s.read(ctx, func(t *tx) (err error) {
		p, err = t.publication("letter_id", letter)
		return err
	})
	if err != nil {
		return survey.Publication{}, fmt.Errorf("publication: %w", err)
	}
	if !p.Of(letter) {
		return survey.Publication{}, nil
	}
	return p, nil
}
