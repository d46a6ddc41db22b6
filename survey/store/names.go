package store

import (
	"errors"
	"fmt"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/lookalike"
	"github.com/omdome/omdome/survey/writing"
)

// nameOrganization refuses a name for the organization (0 for one that is yet to
// be made) that mixes alphabets, is another's (survey.ErrConflict), or that a reader
// could take for another's (survey.ErrLookalike). Until the transaction ends nobody
// else can name one, so that of two that name alike at once the second is refused.
//
// Names that looked alike before this was asked stay, and each may be saved as it
// is: only a name that changes is compared.
func (t *tx) nameOrganization(organization survey.ID, name string) error {
	if !writing.IsText(name) {
		return errText
	}
	if err := survey.CheckOrganizationName(name); err != nil {
		err.Field = form.FieldName
		return survey.FieldErrors{*err}
	}
	if naming := t.store.pools.dialect.naming; naming != "" {
		if _, err := t.exec(naming, namingLock); err != nil {
			return err
		}
	}
	var others []struct {
		ID   int64 // no survey.ID: the transaction of an office would take it for its own
		Name string
	}
	if err := t.all(&others, "SELECT id, name FROM organization WHERE id <> ? ORDER BY name", organization); err != nil {
		return err
	}
	look := lookalike.Of(name)
	for _, other := range others {
		switch {
		case other.Name == name:
			return survey.ErrConflict
		case lookalike.Of(other.Name).Like(look):
			return fmt.Errorf("the name %q looks like %q, which is another organization's here: %w", name, other.Name, survey.ErrLookalike)
		case survey.TellsIssuer(name, survey.Organization{ID: survey.ID(other.ID)}):
			return fmt.Errorf("the name %q has the id of another organization here in it: %w", name, survey.ErrLookalike)
		}
	}
	return nil
}

// renameOrganization refuses a name that the organization does not have yet as
// nameOrganization does, with a survey.FieldErrors of the form's field.
func (t *tx) renameOrganization(organization survey.ID, name string) error {
	var before string
	if err := t.one(&before, "SELECT name FROM organization WHERE id = ?", organization); err != nil || before == name {
		return err
	}
	err := t.nameOrganization(organization, name)
	if errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrLookalike) {
		return survey.FieldErrors{{Field: form.FieldName, Message: form.MsgLookalike}}
	}
	return err
}

// sameOrganization returns the organization of the name, in whatever form it is
// kept: what was stored before names came in in one form is the same name.
func (t *tx) sameOrganization(name string) (survey.ID, error) {
	var id survey.ID
	err := t.one(&id, "SELECT id FROM organization WHERE name = ?", name)
	if !errors.Is(err, survey.ErrNotFound) {
		return id, err
	}
	return t.same(name, "SELECT id, name AS text FROM organization ORDER BY id")
}

// same returns the first row of the query whose text is the same name or title
// when both are written in one form, or survey.ErrNotFound.
func (t *tx) same(name, query string, args ...any) (survey.ID, error) {
	var rows []struct {
		ID   survey.ID
		Text string
	}
	if err := t.all(&rows, query, args...); err != nil {
		return 0, err
	}
	name = writing.FoldLine(name)
	for _, r := range rows {
		if writing.FoldLine(r.Text) == name {
			return r.ID, nil
		}
	}
	return 0, survey.ErrNotFound
}

// sameEvent returns the organization's event of the name, but for the one with the
// id but.
func (t *tx) sameEvent(organization survey.ID, name string, but survey.ID) (survey.ID, error) {
	return t.same(name, "SELECT id, name AS text FROM event WHERE organization_id = ? AND id <> ? ORDER BY id", organization, but)
}

// sameSession returns the event's session of the title and start, but for the one
// with the id but.
func (t *tx) sameSession(event survey.ID, s survey.Session, but survey.ID) (survey.ID, error) {
	return t.same(s.Title, "SELECT id, title AS text FROM session WHERE event_id = ? AND starts = ? AND id <> ? ORDER BY id",
		event, s.Starts.UnixMicro(), but)
}

// sameSpeaker returns the organization's speaker of the name and address.
func (t *tx) sameSpeaker(organization survey.ID, s survey.Speaker) (survey.ID, error) {
	var id survey.ID
	err := t.one(&id, "SELECT id FROM speaker WHERE organization_id = ? AND name = ? AND email = ?", organization, s.Name, s.Email)
	if !errors.Is(err, survey.ErrNotFound) {
		return id, err
	}
	// An address of the same mailbox is in the same form but for its case.
	return t.same(s.Name+"\n"+writing.FoldAddress(s.Email),
		"SELECT id, name || ? || lower(email) AS text FROM speaker WHERE organization_id = ? ORDER BY id", "\n", organization)
}
