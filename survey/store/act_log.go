package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey/organizer"
)

// deed is what an organizer is about to do. The transaction that does it is held to
// the organizer's organization, and writes it in the log.
type deed struct {
	by              organizer.Member
	action, subject string
	// written says that a transaction has it: what takes two is one deed.
	written bool
}

// acting is the store with which the office does one thing: what it writes is the
// organization's. An empty action is not written in the log by itself: the
// transaction that does it knows first what to write.
func (o Office) acting(action, subject string) *Store {
	return &Store{core: o.store.core, deed: &deed{by: o.by, action: action, subject: subject}}
}

// recording returns do for the organization of the store's deed alone, with the deed
// written after it; do itself where there is none.
func (s *Store) recording(do func(*tx) error) (with func(*tx) error, done func()) {
	d := s.deed
	if d == nil {
		return do, func() {}
	}
	return func(t *tx) error {
		t.ours = oursOf(d.by)
		if err := do(t); err != nil || d.written || d.action == "" {
			return err
		}
		return t.record(d.by, d.action, d.subject)
	}, func() { d.written = true }
}

// record writes who did what in the organization's log. The subject is in
// words, and never about an attendee.
func (t *tx) record(by organizer.Member, action, subject string) error {
	id, err := t.store.newID()
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO act (id, organization_id, at, organizer_id, name, action, subject) VALUES (?, ?, ?, ?, ?, ?, ?)",
		id, by.Organization.ID, micros{t.store.now()}, orNull(by.Organizer.ID), by.Organizer.Name, action, subject)
	return err
}

// ActsShown is how many lines of the log a page shows.
const ActsShown = 500

// Acts returns the latest lines of the organization's log, the newest first.
func (o Office) Acts(ctx context.Context) ([]organizer.Act, error) {
	var rows []struct {
		At                    micros
		Name, Action, Subject string
	}
	err := o.store.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT at, name, action, subject FROM act WHERE organization_id = ? ORDER BY at DESC, id LIMIT ?",
			o.by.Organization.ID, ActsShown)
	})
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	acts := make([]organizer.Act, len(rows))
	for i, r := range rows {
		acts[i] = organizer.Act{At: r.At.Time, Name: r.Name, Action: r.Action, Subject: r.Subject}
	}
	return acts, nil
}
