package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// Organizations returns all organizations by name.
func (s *Store) Organizations(ctx context.Context) ([]survey.Organization, error) {
	var rows []organizationRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM organization ORDER BY name, id")
	})
	if err != nil {
		return nil, fmt.Errorf("organizations: %w", err)
	}
	organizations := make([]survey.Organization, len(rows))
	for i, r := range rows {
		organizations[i] = r.organization()
	}
	return organizations, nil
}

// Accessibility returns what the organization says about accessibility; empty in
// the languages in which it says nothing of its own.
func (s *Store) Accessibility(ctx context.Context, organization survey.ID) (survey.Text, error) {
	var rows []struct {
		Language survey.Language
		Text     string
	}
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT language, text FROM accessibility WHERE organization_id = ?", organization)
	})
	if err != nil {
		return nil, fmt.Errorf("accessibility: %w", err)
	}
	text := survey.Text{}
	for _, r := range rows {
		text[r.Language] = r.Text
	}
	return text, nil
}

// SetAccessibility puts the text in the place of the one that the organization
// had. A language with an empty text is left out. The error is
// survey.ErrNotFound when there is no such organization.
func (s *Store) SetAccessibility(ctx context.Context, organization survey.ID, text survey.Text) error {
	var rows [][]any
	for language, text := range text {
		if !survey.IsText(text) {
			return fmt.Errorf("accessibility: %w", errText)
		}
		if text != "" {
			rows = append(rows, []any{organization, language, text})
		}
	}
	err := s.write(ctx, s.pools.write, "accessibility", func(t *tx) error {
		var id survey.ID
		if err := t.one(&id, "SELECT id FROM organization WHERE id = ?"+s.pools.dialect.update, organization); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM accessibility WHERE organization_id = ?", organization); err != nil {
			return err
		}
		_, err := t.insert("accessibility (organization_id, language, text)", rows, "")
		return err
	})
	if err != nil {
		return fmt.Errorf("accessibility: %w", err)
	}
	return nil
}
