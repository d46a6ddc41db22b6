package store

import (
	"context"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/writing"
)

type organizerRow struct {
	ID             survey.ID
	OrganizationID survey.ID `db:"organization_id"`
	Name, Email    string
	Role           organizer.Role
	Password       string
	Secured, Made  micros
}

func (r organizerRow) organizer() organizer.Organizer {
	return organizer.Organizer{
		ID: r.ID, OrganizationID: r.OrganizationID, Name: r.Name, Email: r.Email, Role: r.Role, Made: r.Made.Time,
		Secured: r.Secured.Time,
	}
}

// Credentials returns all organizers with the e-mail, one for each organization.
func (s *Store) Credentials(ctx context.Context, email string) ([]organizer.Credential, error) {
	var rows []organizerRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		if !writing.IsText(email) {
			return nil
		}
		return t.all(&rows, "SELECT * FROM organizer WHERE email = ? ORDER BY made, id", email)
	})
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	all := make([]organizer.Credential, len(rows))
	for i, r := range rows {
		all[i] = organizer.Credential{Organizer: r.organizer(), Password: r.Password}
	}
	return all, nil
}

// Member returns the organizer with the organization, or survey.ErrNotFound.
func (s *Store) Member(ctx context.Context, who survey.ID) (organizer.Member, error) {
	var m organizer.Member
	err := s.read(ctx, func(t *tx) error {
		var err error
		m, err = t.member(who)
		return err
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("organizer: %w", err)
	}
	return m, nil
}

func (t *tx) member(who survey.ID) (organizer.Member, error) {
	var row organizerRow
	if err := t.one(&row, "SELECT * FROM organizer WHERE id = ?", who); err != nil {
		return organizer.Member{}, err
	}
	organization, err := t.organization(row.OrganizationID)
	return organizer.Member{Organizer: row.organizer(), Organization: organization}, err
}

// addOrganizer stores an organizer of the organization and returns it with its
// ID. It wraps survey.ErrConflict where the e-mail is there already.
func (t *tx) addOrganizer(o organizer.Organizer, password string) (organizer.Organizer, error) {
	if !writing.IsText(o.Name) || !writing.IsText(o.Email) {
		return o, errText
	}
	var err error
	if o.ID, err = t.store.newID(); err != nil {
		return o, err
	}
	o.Made = t.store.now().Truncate(time.Microsecond)
	o.Secured = o.Made
	n, err := t.exec(`INSERT INTO organizer (id, organization_id, name, email, role, password, secured, made)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		o.ID, o.OrganizationID, o.Name, o.Email, o.Role, password, micros{o.Made}, micros{o.Made})
	if err == nil && n == 0 {
		err = survey.ErrConflict
	}
	return o, err
}

// AddOrganizer makes an organizer without a link, for the program itself.
func (s *Store) AddOrganizer(ctx context.Context, o organizer.Organizer, password string) (organizer.Member, error) {
	var m organizer.Member
	err := s.write(ctx, s.pools.write, "add organizer", func(t *tx) error {
		added, err := t.addOrganizer(o, password)
		if err != nil {
			return err
		}
		m, err = t.member(added.ID)
		return err
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("adding an organizer: %w", err)
	}
	return m, nil
}

// Rehash replaces the hash of a password by a better one of the same password.
func (s *Store) Rehash(ctx context.Context, organizer survey.ID, old, password string) error {
	err := s.write(ctx, s.pools.write, "rehash", func(t *tx) error {
		_, err := t.exec("UPDATE organizer SET password = ? WHERE id = ? AND password = ?", password, organizer, old)
		return err
	})
	if err != nil {
		return fmt.Errorf("rehashing: %w", err)
	}
	return nil
}

// errLastOwner is what keeps an organization from having no owner.
var errLastOwner = fmt.Errorf("the last owner: %w", survey.ErrInUse)

// Organizers returns the organization's, by name.
func (o Office) Organizers(ctx context.Context) ([]organizer.Organizer, error) {
	var rows []struct {
		organizerRow
		Used *int64
	}
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, `SELECT organizer.*, (SELECT MAX(used) FROM sign_in WHERE organizer_id = organizer.id) AS used
			FROM organizer WHERE organization_id = ? ORDER BY name, email`, o.by.Organization.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("organizers: %w", err)
	}
	all := make([]organizer.Organizer, len(rows))
	for i, r := range rows {
		all[i] = r.organizer()
		if r.Used != nil {
			all[i].Used = time.UnixMicro(*r.Used).UTC()
		}
	}
	return all, nil
}

// Organizer returns one of the organization's, or survey.ErrNotFound.
func (o Office) Organizer(ctx context.Context, id survey.ID) (organizer.Organizer, error) {
	m, err := o.store.Member(ctx, id)
	if err == nil && m.Organization.ID != o.by.Organization.ID {
		err = fmt.Errorf("organizer: %w", survey.ErrNotFound)
	}
	return m.Organizer, err
}

// SetRole gives one of the organization's organizers another role. It wraps
// survey.ErrInUse where no owner would be left.
func (o Office) SetRole(ctx context.Context, id survey.ID, role organizer.Role) error {
	if !role.Valid() {
		return fmt.Errorf("role: %w", survey.ErrConflict)
	}
	return o.change(ctx, id, "organizer.role."+string(role), func(t *tx, row organizerRow) error {
		if row.Role == organizer.Owner && role != organizer.Owner {
			if err := t.anotherOwner(row); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE organizer SET role = ? WHERE id = ? AND organization_id = ?", role, id, row.OrganizationID)
		return err
	})
}

// RemoveOrganizer removes one of the organization's, whose sign-ins end.
func (o Office) RemoveOrganizer(ctx context.Context, id survey.ID) error {
	return o.change(ctx, id, "organizer.removed", func(t *tx, row organizerRow) error {
		if err := t.anotherOwner(row); row.Role == organizer.Owner && err != nil {
			return err
		}
		if err := t.endAll(id); err != nil {
			return err
		}
		_, err := t.exec("DELETE FROM organizer WHERE id = ? AND organization_id = ?", id, row.OrganizationID)
		return err
	})
}

// change does what an owner does to an organizer of the same organization. The
// organization's row is locked, so that two owners cannot remove each other.
func (o Office) change(ctx context.Context, id survey.ID, action string, do func(*tx, organizerRow) error) error {
	err := o.acting("", "").write(ctx, o.store.pools.write, "organizer", func(t *tx) error {
		var organization survey.ID
		if err := t.one(&organization, "SELECT id FROM organization WHERE id = ?"+o.store.pools.dialect.update, o.by.Organization.ID); err != nil {
			return err
		}
		var row organizerRow
		if err := t.one(&row, "SELECT * FROM organizer WHERE id = ? AND organization_id = ?", id, organization); err != nil {
			return err
		}
		if err := do(t, row); err != nil {
			return err
		}
		return t.record(o.by, action, row.Name)
	})
	if err != nil {
		return fmt.Errorf("changing an organizer: %w", err)
	}
	return nil
}

func (t *tx) anotherOwner(row organizerRow) error {
	var n int
	err := t.one(&n, "SELECT COUNT(*) FROM organizer WHERE organization_id = ? AND role = ? AND id <> ?",
		row.OrganizationID, organizer.Owner, row.ID)
	if err == nil && n == 0 {
		return errLastOwner
	}
	return err
}
