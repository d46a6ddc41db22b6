package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
	"github.com/omdome/omdome/survey/writing"
)

// Wordings returns what the organization says in its letters, by language; a
// language in which it has never said anything is not there.
func (s *Store) Wordings(ctx context.Context, organization survey.ID) (map[survey.Language]survey.Wording, error) {
	var wordings map[survey.Language]survey.Wording
	err := s.read(ctx, func(t *tx) error {
		var err error
		wordings, err = t.wordings(organization)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("wordings: %w", err)
	}
	return wordings, nil
}

func (t *tx) wordings(organization survey.ID) (map[survey.Language]survey.Wording, error) {
	var rows []struct {
		Language survey.Language
		Texts    asJSON[map[wording.Part]string]
		Revision int
	}
	if err := t.all(&rows, "SELECT language, texts, revision FROM wording WHERE organization_id = ?", organization); err != nil {
		return nil, err
	}
	wordings := map[survey.Language]survey.Wording{}
	for _, r := range rows {
		wordings[r.Language] = survey.Wording{Language: r.Language, Texts: r.Texts.V, Revision: r.Revision}
	}
	return wordings, nil
}

// SaveWording puts the wording in the place of the one that the organization had
// in its language. It wraps survey.ErrConflict when somebody has changed it since
// w.Revision, and is survey.ErrNotFound when there is no such organization.
func (s *Store) SaveWording(ctx context.Context, organization survey.ID, w survey.Wording) error {
	for _, text := range w.Texts {
		if !writing.IsText(text) {
			return fmt.Errorf("wording: %w", errText)
		}
	}
	err := s.write(ctx, s.pools.write, "wording", func(t *tx) error {
		if err := t.lockOrganization(organization); err != nil {
			return err
		}
		wordings, err := t.wordings(organization)
		if err != nil {
			return err
		}
		if wordings[w.Language].Revision != w.Revision {
			return survey.ErrConflict
		}
		_, err = t.exec(`INSERT INTO wording (organization_id, language, texts, revision) VALUES (?, ?, ?, 1)
			ON CONFLICT (organization_id, language) DO UPDATE SET texts = excluded.texts, revision = wording.revision + 1`,
			organization, w.Language, asJSON[map[wording.Part]string]{w.Texts})
		return err
	})
	if err != nil {
		return fmt.Errorf("wording: %w", err)
	}
	return nil
}

// lockOrganization keeps others from changing what belongs to the organization
// until the transaction ends.
func (t *tx) lockOrganization(id survey.ID) error {
	var found survey.ID
	return t.one(&found, "SELECT id FROM organization WHERE id = ?"+t.store.pools.dialect.update, id)
}

type letterheadRow struct {
	OrganizationID survey.ID `db:"organization_id"`
	Accent         string
	Logo           []byte
	LogoWidth      int `db:"logo_width"`
	LogoHeight     int `db:"logo_height"`
	Hand           []byte
	HandWidth      int `db:"hand_width"`
	HandHeight     int `db:"hand_height"`
	Revision       int
}

// letterhead returns how the organization's letters look; that of one which has
// chosen nothing is empty.
func (t *tx) letterhead(organization survey.ID) (survey.Letterhead, error) {
	var row letterheadRow
	err := t.one(&row, "SELECT * FROM letterhead WHERE organization_id = ?", organization)
	if errors.Is(err, survey.ErrNotFound) {
		return survey.Letterhead{}, nil
	}
	return survey.Letterhead{
		Accent: row.Accent, Revision: row.Revision,
		Logo: survey.Picture{PNG: row.Logo, Width: row.LogoWidth, Height: row.LogoHeight},
		Hand: survey.Picture{PNG: row.Hand, Width: row.HandWidth, Height: row.HandHeight},
	}, err
}

// Letterhead returns the organization with how its letters look.
func (s *Store) Letterhead(ctx context.Context, organization survey.ID) (survey.Organization, survey.Letterhead, error) {
	var o survey.Organization
	var h survey.Letterhead
	err := s.read(ctx, func(t *tx) error {
		var err error
		if o, err = t.organization(organization); err != nil {
			return err
		}
		h, err = t.letterhead(organization)
		return err
	})
	if err != nil {
		return o, h, fmt.Errorf("letterhead: %w", err)
	}
	return o, h, nil
}

// SaveLetterhead stores how the organization's letters look, and what stands in
// their heads. It wraps survey.ErrConflict when somebody has changed that since
// h.Revision, and is a survey.FieldErrors when the name is another
// organization's.
func (s *Store) SaveLetterhead(ctx context.Context, o survey.Organization, h survey.Letterhead) error {
	err := s.write(ctx, s.pools.write, "letterhead", func(t *tx) error {
		if err := t.lockOrganization(o.ID); err != nil {
			return err
		}
		before, err := t.letterhead(o.ID)
		if err != nil {
			return err
		}
		if before.Revision != h.Revision {
			return survey.ErrConflict
		}
		if err := t.renameOrganization(o.ID, o.Name); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE organization SET name = ?, address = ?, place = ?, contact = ?, signer = ?, signer_title = ? WHERE id = ?",
			o.Name, asJSON[[]string]{o.Address}, o.Place, o.Contact, o.Signer, o.SignerTitle, o.ID); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO letterhead (organization_id, accent, logo, logo_width, logo_height, hand, hand_width, hand_height, revision)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (organization_id) DO UPDATE SET accent = excluded.accent,
			logo = excluded.logo, logo_width = excluded.logo_width, logo_height = excluded.logo_height,
			hand = excluded.hand, hand_width = excluded.hand_width, hand_height = excluded.hand_height,
			revision = letterhead.revision + 1`,
			o.ID, h.Accent, content(h.Logo), h.Logo.Width, h.Logo.Height, content(h.Hand), h.Hand.Width, h.Hand.Height)
		return err
	})
	if err != nil {
		return fmt.Errorf("letterhead: %w", err)
	}
	return nil
}

// content is the picture's bytes, never nil, which the database would take for
// nothing known.
func content(p survey.Picture) []byte { return append([]byte{}, p.PNG...) }

// dress puts on a letter's facts how the organization words and dresses its
// letters.
func (t *tx) dress(facts *survey.LetterFacts) error {
	var err error
	if facts.Wordings, err = t.wordings(facts.Organization.ID); err != nil {
		return err
	}
	facts.Letterhead, err = t.letterhead(facts.Organization.ID)
	return err
}

// Wordings is [Store.Wordings] of the organization.
func (o Office) Wordings(ctx context.Context) (map[survey.Language]survey.Wording, error) {
	return o.store.Wordings(ctx, o.by.Organization.ID)
}

// SaveWording is [Store.SaveWording] for the organization.
func (o Office) SaveWording(ctx context.Context, w survey.Wording) error {
	return o.acting("letters.words", string(w.Language)).SaveWording(ctx, o.by.Organization.ID, w)
}

// Letterhead is [Store.Letterhead] of the organization.
func (o Office) Letterhead(ctx context.Context) (survey.Organization, survey.Letterhead, error) {
	return o.store.Letterhead(ctx, o.by.Organization.ID)
}

// SaveLetterhead is [Store.SaveLetterhead] for the organization.
func (o Office) SaveLetterhead(ctx context.Context, organization survey.Organization, h survey.Letterhead) error {
	organization.ID = o.by.Organization.ID
	return o.acting("letters.letterhead", "").SaveLetterhead(ctx, organization, h)
}
