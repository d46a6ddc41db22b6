package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

type linkRow struct {
	Hash           []byte
	ID             survey.ID
	Kind           organizer.LinkKind
	OrganizationID *survey.ID `db:"organization_id"`
	OrganizerID    *survey.ID `db:"organizer_id"`
	Email          string
	Role           organizer.Role
	Expires        micros
}

func (r linkRow) link() organizer.Link {
	l := organizer.Link{ID: r.ID, Kind: r.Kind, Email: r.Email, Role: r.Role, Expires: r.Expires.Time}
	if r.OrganizationID != nil {
		l.OrganizationID = *r.OrganizationID
	}
	if r.OrganizerID != nil {
		l.OrganizerID = *r.OrganizerID
	}
	return l
}

// addLink stores a link and returns its token, which stands nowhere else.
func (t *tx) addLink(l organizer.Link) (survey.Key, error) {
	token, err := survey.NewKey(t.store.random)
	if err != nil {
		return token, err
	}
	if l.ID, err = t.store.newID(); err != nil {
		return token, err
	}
	hash := token.LinkHash()
	_, err = t.exec(`INSERT INTO organizer_link (hash, id, kind, organization_id, organizer_id, email, role, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		hash[:], l.ID, l.Kind, orNull(l.OrganizationID), orNull(l.OrganizerID), l.Email, l.Role, micros{l.Expires})
	return token, err
}

// AddLink makes a link for the program itself: at the first start, for the
// demonstration, on the command line.
func (s *Store) AddLink(ctx context.Context, l organizer.Link) (survey.Key, error) {
	var token survey.Key
	err := s.write(ctx, s.pools.write, "add link", func(t *tx) error {
		var err error
		token, err = t.addLink(l)
		return err
	})
	if err != nil {
		return survey.Key{}, fmt.Errorf("making a link: %w", err)
	}
	return token, nil
}

// Unowned returns the organizations that have no organizer, and whether there is
// no organizer at all.
func (s *Store) Unowned(ctx context.Context) (organizations []survey.Organization, nobody bool, err error) {
	var rows []organizationRow
	var organizers int
	err = s.read(ctx, func(t *tx) error {
		rows = nil
		return inOrder(
			func() error {
				return t.all(&rows, `SELECT * FROM organization WHERE NOT EXISTS
				(SELECT 1 FROM organizer WHERE organizer.organization_id = organization.id) ORDER BY name, id`)
			},
			func() error { return t.one(&organizers, "SELECT COUNT(*) FROM organizer") },
		)
	})
	if err != nil {
		return nil, false, fmt.Errorf("organizations without organizers: %w", err)
	}
	for _, r := range rows {
		organizations = append(organizations, r.organization())
	}
	return organizations, organizers == 0, nil
}

// Link returns the link that the token belongs to, or survey.ErrNotFound, also
// when it has expired. Asking redeems nothing.
func (s *Store) Link(ctx context.Context, token survey.Key) (organizer.Linked, error) {
	var l organizer.Linked
	err := s.read(ctx, func(t *tx) error {
		var err error
		l, err = t.link(token, "")
		return err
	})
	if err != nil {
		return organizer.Linked{}, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

func (t *tx) link(token survey.Key, lock string) (organizer.Linked, error) {
	var row linkRow
	hash := token.LinkHash()
	if err := t.one(&row, "SELECT * FROM organizer_link WHERE hash = ? AND expires > ?"+lock,
		hash[:], t.store.now().UnixMicro()); err != nil {
		return organizer.Linked{}, err
	}
	l := organizer.Linked{Link: row.link()}
	if l.OrganizerID != 0 {
		m, err := t.member(l.OrganizerID)
		l.Organization, l.Organizer = m.Organization, m.Organizer
		return l, err
	}
	var err error
	if l.OrganizationID != 0 {
		l.Organization, err = t.organization(l.OrganizationID)
	}
	return l, err
}

// redeem does what a link of one of the kinds is for, and the link is gone.
func (s *Store) redeem(ctx context.Context, token survey.Key, kinds []organizer.LinkKind, do func(*tx, organizer.Linked) error) error {
	return s.write(ctx, s.pools.write, "redeem", func(t *tx) error {
		l, err := t.link(token, s.pools.dialect.update)
		if err != nil {
			return err
		}
		hash := token.LinkHash()
		for _, k := range kinds {
			if l.Kind != k {
				continue
			}
			if _, err := t.exec("DELETE FROM organizer_link WHERE hash = ?", hash[:]); err != nil {
				return err
			}
			return do(t, l)
		}
		return survey.ErrNotFound
	})
}

// SetUp makes the first owner of an organization, and the organization by its
// name where the link has none. It wraps survey.ErrConflict where the name is
// taken, survey.ErrLookalike where it looks like another's, and survey.ErrNotFound where the link is not good, or no longer: links
// of the first start all go with the first that is used.
func (s *Store) SetUp(ctx context.Context, token survey.Key, organization string, owner organizer.Organizer, password string) (organizer.Member, error) {
	var m organizer.Member
	kinds := []organizer.LinkKind{organizer.LinkFirst, organizer.LinkSetUp}
	err := s.redeem(ctx, token, kinds, func(t *tx, l organizer.Linked) error {
		owner.OrganizationID, owner.Role = l.OrganizationID, organizer.Owner
		if l.OrganizationID == 0 {
			var err error
			if owner.OrganizationID, err = t.newOrganization(organization); err != nil {
				return err
			}
		}
		added, err := t.addOrganizer(owner, password)
		if err != nil {
			return err
		}
		if l.Kind == organizer.LinkFirst {
			_, err = t.exec("DELETE FROM organizer_link WHERE kind = ? AND organization_id IS NULL", l.Kind)
		}
		if _, also := t.exec("DELETE FROM organizer_link WHERE organization_id = ? AND kind IN (?, ?)",
			owner.OrganizationID, organizer.LinkFirst, organizer.LinkSetUp); err == nil {
			err = also
		}
		if err != nil {
			return err
		}
		if m, err = t.member(added.ID); err != nil {
			return err
		}
		return t.record(m, "organization.setup", m.Organization.Name)
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("setting up: %w", err)
	}
	return m, nil
}

func (t *tx) newOrganization(name string) (survey.ID, error) {
	if err := t.nameOrganization(0, name); err != nil {
		return 0, err
	}
	id, err := t.store.newID()
	if err != nil {
		return 0, err
	}
	n, err := t.exec(`INSERT INTO organization (id, name, address, place, contact, signer, signer_title)
		VALUES (?, ?, ?, '', '', '', '') ON CONFLICT DO NOTHING`, id, name, asJSON[[]string]{})
	if err == nil && n == 0 {
		err = survey.ErrConflict
	}
	return id, err
}

// Join makes the organizer that a link invites, with the link's e-mail and role.
func (s *Store) Join(ctx context.Context, token survey.Key, name, password string) (organizer.Member, error) {
	var m organizer.Member
	err := s.redeem(ctx, token, []organizer.LinkKind{organizer.LinkInvite}, func(t *tx, l organizer.Linked) error {
		added, err := t.addOrganizer(organizer.Organizer{OrganizationID: l.OrganizationID, Name: name, Email: l.Email, Role: l.Role}, password)
		if err != nil {
			return err
		}
		if m, err = t.member(added.ID); err != nil {
			return err
		}
		return t.record(m, "organizer.joined", name)
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("joining: %w", err)
	}
	return m, nil
}

// Reset gives the link's organizer a new password. All sign-ins end, also those
// in other organizations from which this one could be chosen, and all other
// links to a new password go.
func (s *Store) Reset(ctx context.Context, token survey.Key, password string) (organizer.Member, error) {
	var m organizer.Member
	err := s.redeem(ctx, token, []organizer.LinkKind{organizer.LinkReset}, func(t *tx, l organizer.Linked) error {
		if _, err := t.exec("UPDATE organizer SET password = ?, secured = ? WHERE id = ? AND organization_id = ?",
			password, micros{s.now()}, l.OrganizerID, l.Organization.ID); err != nil {
			return err
		}
		if err := t.endAll(l.OrganizerID); err != nil {
			return err
		}
		var err error
		if m, err = t.member(l.OrganizerID); err != nil {
			return err
		}
		return t.record(m, "organizer.password", "")
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("setting a password: %w", err)
	}
	return m, nil
}

// DemoOwner returns the owner that the demonstration's link signs in as, whom
// the first who comes makes.
func (s *Store) DemoOwner(ctx context.Context, token survey.Key, owner organizer.Organizer) (organizer.Member, error) {
	var m organizer.Member
	err := s.write(ctx, s.pools.write, "demonstration", func(t *tx) error {
		l, err := t.link(token, s.pools.dialect.update)
		if err == nil && l.Kind != organizer.LinkDemo {
			err = survey.ErrNotFound
		}
		if err != nil {
			return err
		}
		var row organizerRow
		err = t.one(&row, "SELECT * FROM organizer WHERE organization_id = ? AND email = ?", l.OrganizationID, owner.Email)
		if errors.Is(err, survey.ErrNotFound) {
			owner.OrganizationID, owner.Role = l.OrganizationID, organizer.Owner
			owner, err = t.addOrganizer(owner, "")
			row.ID = owner.ID
		}
		if err != nil {
			return err
		}
		m, err = t.member(row.ID)
		return err
	})
	if err != nil {
		return organizer.Member{}, fmt.Errorf("demonstration: %w", err)
	}
	return m, nil
}

// MayChoose returns the organizers among which the sign-in may choose: those
// that it has opened and whose password is still the same, by name.
func (s *Store) MayChoose(ctx context.Context, in organizer.SignIn) ([]organizer.Member, error) {
	var all []organizer.Member
	err := s.read(ctx, func(t *tx) error {
		all = nil
		for _, id := range in.Also {
			var row organizerRow
			err := t.one(&row, "SELECT * FROM organizer WHERE id = ? AND secured <= ?", id, micros{in.Started})
			if errors.Is(err, survey.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			m, err := t.member(row.ID)
			if err != nil {
				return err
			}
			all = append(all, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("choosing: %w", err)
	}
	slices.SortFunc(all, func(a, b organizer.Member) int {
		return strings.Compare(a.Organization.Name, b.Organization.Name)
	})
	return all, nil
}

// InviteOrganizer makes a link with which a further organizer joins. It takes
// the place of an earlier one for the same e-mail, and wraps survey.ErrConflict
// where the e-mail is an organizer's already.
func (o Office) InviteOrganizer(ctx context.Context, email string, role organizer.Role) (survey.Key, error) {
	var token survey.Key
	err := o.acting("", "").write(ctx, o.store.pools.write, "invite organizer", func(t *tx) error {
		var n int
		if err := t.one(&n, "SELECT COUNT(*) FROM organizer WHERE organization_id = ? AND email = ?", o.by.Organization.ID, email); err != nil {
			return err
		}
		if n > 0 {
			return survey.ErrConflict
		}
		if _, err := t.exec("DELETE FROM organizer_link WHERE organization_id = ? AND kind = ? AND email = ?",
			o.by.Organization.ID, organizer.LinkInvite, email); err != nil {
			return err
		}
		var err error
		token, err = t.addLink(organizer.Link{
			Kind: organizer.LinkInvite, OrganizationID: o.by.Organization.ID, Email: email, Role: role,
			Expires: o.store.now().Add(organizer.InviteLinkLasts),
		})
		if err != nil {
			return err
		}
		return t.record(o.by, "organizer.invited", email)
	})
	if err != nil {
		return survey.Key{}, fmt.Errorf("inviting an organizer: %w", err)
	}
	return token, nil
}

// InvitedOrganizers returns the links that nobody has joined with yet.
func (o Office) InvitedOrganizers(ctx context.Context) ([]organizer.Link, error) {
	var rows []linkRow
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM organizer_link WHERE organization_id = ? AND kind = ? AND expires > ? ORDER BY email",
			o.by.Organization.ID, organizer.LinkInvite, o.store.now().UnixMicro())
	})
	if err != nil {
		return nil, fmt.Errorf("invited organizers: %w", err)
	}
	links := make([]organizer.Link, len(rows))
	for i, r := range rows {
		links[i] = r.link()
	}
	return links, nil
}

// WithdrawLink takes back an invitation to join, or survey.ErrNotFound.
func (o Office) WithdrawLink(ctx context.Context, id survey.ID) error {
	err := o.acting("", "").write(ctx, o.store.pools.write, "withdraw link", func(t *tx) error {
		var row linkRow
		if err := t.one(&row, "SELECT * FROM organizer_link WHERE id = ? AND organization_id = ? AND kind = ?",
			id, o.by.Organization.ID, organizer.LinkInvite); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM organizer_link WHERE id = ? AND organization_id = ?", id, o.by.Organization.ID); err != nil {
			return err
		}
		return t.record(o.by, "organizer.uninvited", row.Email)
	})
	if err != nil {
		return fmt.Errorf("withdrawing a link: %w", err)
	}
	return nil
}

// ResetLink makes a link with which a colleague chooses a new password.
func (o Office) ResetLink(ctx context.Context, who survey.ID) (survey.Key, error) {
	var token survey.Key
	err := o.change(ctx, who, "organizer.reset", func(t *tx, row organizerRow) error {
		var err error
		token, err = t.addLink(organizer.Link{
			Kind: organizer.LinkReset, OrganizerID: who, Expires: o.store.now().Add(organizer.ResetLinkLasts),
		})
		return err
	})
	return token, err
}
