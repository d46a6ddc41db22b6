package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/writing"
)

// SaveRecords stores what the organization says of public records, personal data
// and retention. It wraps survey.ErrConflict when somebody has changed the
// organization since o.Revision. A period that is new or has another length
// begins to count now: see survey.RetentionNotice.
func (o Office) SaveRecords(ctx context.Context, organization survey.Organization) error {
	s, id := o.store, o.by.Organization.ID
	if !writing.IsText(organization.Controller) {
		return fmt.Errorf("saving an organization: %w", errText)
	}
	kept := survey.Retention{}
	for what, p := range organization.Retention {
		if !writing.IsText(p.Decision) {
			return fmt.Errorf("saving an organization: %w", errText)
		}
		kept[what] = p
	}
	err := o.acting("organization.records", "").write(ctx, s.pools.write, "saveRecords", func(t *tx) error {
		var row organizationRow
		if err := t.one(&row, "SELECT * FROM organization WHERE id = ?"+s.pools.dialect.update, id); err != nil {
			return err
		}
		if row.Revision != organization.Revision {
			return survey.ErrConflict
		}
		for what, p := range kept {
			if before := row.Retention.V[what]; before.Months != p.Months {
				p.Since = s.now().UTC()
				kept[what] = p
			}
		}
		_, err := t.exec("UPDATE organization SET public = ?, controller = ?, retention = ?, revision = revision + 1 WHERE id = ?",
			organization.Public, organization.Controller, asJSON[survey.Retention]{kept}, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("saving an organization: %w", err)
	}
	return nil
}

// Organization returns the organizer's organization as it is now.
func (o Office) Organization(ctx context.Context) (survey.Organization, error) {
	var found survey.Organization
	err := o.store.read(ctx, func(t *tx) error {
		var err error
		found, err = t.organization(o.by.Organization.ID)
		return err
	})
	if err != nil {
		return survey.Organization{}, fmt.Errorf("organization: %w", err)
	}
	return found, nil
}

// Statement is [Store.Statement] of the organization.
func (o Office) Statement(ctx context.Context) (compliance.Statement, error) {
	return o.store.Statement(ctx, o.by.Organization.ID)
}

// SaveStatement is [Store.SaveStatement] of the organization.
func (o Office) SaveStatement(ctx context.Context, s compliance.Statement) error {
	return o.acting("organization.accessibility", "").SaveStatement(ctx, o.by.Organization.ID, s)
}

// Procurement is [Store.Procurement] of the organization.
func (o Office) Procurement(ctx context.Context) (compliance.Procurement, error) {
	return o.store.Procurement(ctx, o.by.Organization.ID)
}

// SaveProcurement is [Store.SaveProcurement] of the organization.
func (o Office) SaveProcurement(ctx context.Context, p compliance.Procurement) error {
	return o.acting("organization.procurement", "").SaveProcurement(ctx, o.by.Organization.ID, p)
}

// PlannedRemovals returns what the clock will remove next of what there is, the
// first first, by event.
func (o Office) PlannedRemovals(ctx context.Context) ([]survey.PlannedRemoval, error) {
	var planned []survey.PlannedRemoval
	err := o.store.read(ctx, func(t *tx) error {
		planned = nil
		owner, err := t.organization(o.by.Organization.ID)
		if err != nil {
			return err
		}
		for _, what := range survey.AllKept() {
			if p := owner.Retention[what]; p.Months > 0 {
				some, err := t.planned(owner.ID, what, p)
				if err != nil {
					return err
				}
				planned = append(planned, some...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("planned removals: %w", err)
	}
	slices.SortStableFunc(planned, func(a, b survey.PlannedRemoval) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Event.Name, b.Event.Name))
	})
	return planned, nil
}

func (t *tx) planned(organization survey.ID, what survey.Kept, p survey.Period) ([]survey.PlannedRemoval, error) {
	var rows []struct {
		eventRow
		Ends   micros
		Sealed bool
	}
	if err := t.all(&rows, `SELECT event.*, session.ends, session.sealed IS NOT NULL AS sealed
		FROM session JOIN event ON event.id = session.event_id JOIN register ON register.session_id = session.id
		WHERE event.organization_id = ? AND event.binned IS NULL AND session.binned IS NULL AND `+something(what)+" AND NOT EXISTS ("+removed+") ORDER BY event.id, session.ends, session.id",
		organization, what); err != nil {
		return nil, err
	}
	var planned []survey.PlannedRemoval
	for _, r := range rows {
		on := p.Due(r.Ends.Time, r.event().Location())
		waiting := !r.Sealed && !t.store.now().Before(on)
		if last := len(planned) - 1; last >= 0 && planned[last].Event.ID == r.ID && planned[last].Waiting == waiting {
			planned[last].Sessions++
			continue
		}
		planned = append(planned, survey.PlannedRemoval{What: what, Event: r.event(), Sessions: 1, On: on, Decision: p.Decision, Waiting: waiting})
	}
	return planned, nil
}
