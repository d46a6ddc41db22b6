package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/writing"
)

// The pages that an organization answers questions on.
const (
	pageAccessibility = "accessibility"
	pageProcurement   = "procurement"
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

// Statement returns what the organization says about accessibility: empty where it
// says nothing of its own.
func (s *Store) Statement(ctx context.Context, organization survey.ID) (compliance.Statement, error) {
	var found compliance.Statement
	err := s.read(ctx, func(t *tx) error {
		found = compliance.Statement{More: survey.Text{}}
		var rows []struct {
			Language survey.Language
			Text     string
		}
		if err := t.all(&rows, "SELECT language, text FROM accessibility WHERE organization_id = ?", organization); err != nil {
			return err
		}
		var err error
		found.Revision, err = statement(t, organization, pageAccessibility, &found)
		for _, r := range rows {
			found.More[r.Language] = r.Text
		}
		return err
	})
	if err != nil {
		return compliance.Statement{}, fmt.Errorf("statement: %w", err)
	}
	return found, nil
}

// SaveStatement stores what the organization says about accessibility, with the
// day as its date. It wraps survey.ErrConflict when somebody has changed it since
// its Revision, and survey.ErrNotFound when there is no such organization.
func (s *Store) SaveStatement(ctx context.Context, organization survey.ID, st compliance.Statement) error {
	st.Updated = s.now().Format(time.DateOnly)
	var rows [][]any
	for language, text := range st.More {
		if !writing.IsText(text) {
			return fmt.Errorf("statement: %w", errText)
		}
		if text != "" {
			rows = append(rows, []any{organization, language, text})
		}
	}
	err := s.write(ctx, s.pools.write, "statement", func(t *tx) error {
		if err := saveStatement(t, organization, pageAccessibility, st.Revision, st); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM accessibility WHERE organization_id = ?", organization); err != nil {
			return err
		}
		_, err := t.insert("accessibility (organization_id, language, text)", rows, "")
		return err
	})
	if err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	return nil
}

// Procurement returns what the organization answers to what a procurement asks.
func (s *Store) Procurement(ctx context.Context, organization survey.ID) (compliance.Procurement, error) {
	var found compliance.Procurement
	err := s.read(ctx, func(t *tx) error {
		found = compliance.Procurement{}
		var err error
		found.Revision, err = statement(t, organization, pageProcurement, &found)
		return err
	})
	if err != nil {
		return compliance.Procurement{}, fmt.Errorf("procurement: %w", err)
	}
	return found, nil
}

// SaveProcurement stores it. Errors are those of [Store.SaveStatement].
func (s *Store) SaveProcurement(ctx context.Context, organization survey.ID, p compliance.Procurement) error {
	err := s.write(ctx, s.pools.write, "procurement", func(t *tx) error {
		return saveStatement(t, organization, pageProcurement, p.Revision, p)
	})
	if err != nil {
		return fmt.Errorf("procurement: %w", err)
	}
	return nil
}

// statement reads a page's content into dest and returns its revision; 0 where
// nothing has been written.
func statement[T any](t *tx, organization survey.ID, page string, dest *T) (revision int, err error) {
	var row struct {
		Revision int
		Content  asJSON[T]
	}
	row.Content.V = *dest
	err = t.one(&row, "SELECT revision, content FROM statement WHERE organization_id = ? AND page = ?", organization, page)
	if errors.Is(err, survey.ErrNotFound) {
		return 0, nil
	}
	*dest = row.Content.V
	return row.Revision, err
}

// saveStatement writes a page's content over what had the revision.
func saveStatement[T any](t *tx, organization survey.ID, page string, revision int, content T) error {
	var id survey.ID
	if err := t.one(&id, "SELECT id FROM organization WHERE id = ?"+t.store.pools.dialect.update, organization); err != nil {
		return err
	}
	var before T
	now, err := statement(t, organization, page, &before)
	if err != nil {
		return err
	}
	if now != revision {
		return survey.ErrConflict
	}
	_, err = t.exec(`INSERT INTO statement (organization_id, page, revision, content) VALUES (?, ?, ?, ?)
		ON CONFLICT (organization_id, page) DO UPDATE SET revision = excluded.revision, content = excluded.content`,
		organization, page, revision+1, asJSON[T]{content})
	return err
}
