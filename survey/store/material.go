package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/material"
)

type materialRow struct {
	ID        survey.ID
	EventID   survey.ID  `db:"event_id"`
	SessionID *survey.ID `db:"session_id"`
	Position  int
	Kind      material.Kind
	Title     string
	Caption   string
	Publisher string
	Licence   material.Licence
	Terms     string
	Until     micros
	Address   string
	Provider  string
	Minutes   int
	FileID    *survey.ID `db:"file_id"`
	Name      string
	Format    material.Format
	Size      int64
	Picture   bool
	Revision  int
}

func (r materialRow) material() material.Material {
	m := material.Material{
		ID: r.ID, EventID: r.EventID, Kind: r.Kind, Title: r.Title, Caption: r.Caption, Publisher: r.Publisher,
		Licence: r.Licence, Terms: r.Terms, Until: r.Until.Time, Address: r.Address, Provider: r.Provider,
		Minutes: r.Minutes, Revision: r.Revision,
		File: material.File{Name: r.Name, Format: r.Format, Size: r.Size, Picture: r.Picture},
	}
	if r.SessionID != nil {
		m.SessionID = *r.SessionID
	}
	if r.FileID != nil {
		m.File.ID = *r.FileID
	}
	return m
}

// materials returns what the page of the event, or of its session, offers, in its
// order. What has expired is gone already.
func (t *tx) materials(event, session survey.ID) ([]material.Material, error) {
	where, id := "event_id = ? AND session_id IS NULL", event
	if session != 0 {
		where, id = "session_id = ?", session
	}
	var rows []materialRow
	if err := t.all(&rows, "SELECT * FROM material WHERE "+where+" AND (until IS NULL OR until > ?) ORDER BY position, id",
		id, micros{t.store.now()}); err != nil {
		return nil, err
	}
	var list []material.Material
	for _, r := range rows {
		list = append(list, r.material())
	}
	return list, nil
}

// AddMaterial puts a link, a recording or, with what was uploaded, a file last on
// the page with the code. It is a survey.FieldErrors when the page has the link
// already or has no more room, or when the organization has none. The upload stays
// the caller's to close.
func (o Office) AddMaterial(ctx context.Context, code survey.Code, m material.Material, in material.Upload) error {
	up, _ := in.(*upload)
	var file material.File // never one that somebody else may have
	if up != nil {
		var err error
		if file, err = up.keep(); err != nil {
			return fmt.Errorf("adding material: %w", err)
		}
		file.Name, file.Format = m.File.Name, m.File.Format
	}
	m.File = file
	err := o.onMaterial(ctx, code, "added", m.Title, func(t *tx, p followup.Page) error {
		if err := t.fits(o.by.Organization.ID, p, m); err != nil {
			return err
		}
		if err := t.insertMaterial(p, m); err != nil || up == nil {
			return err
		}
		return up.write(t, m.File)
	})
	if up != nil {
		up.settle(m.File, err)
	}
	return err
}

// fits says whether there is room for one more.
func (t *tx) fits(organization survey.ID, p followup.Page, m material.Material) error {
	refuse := func(field, message string, args map[string]any) error {
		return survey.FieldErrors{{Field: field, Message: message, Args: args}}
	}
	switch {
	case len(p.Material) >= material.MaxOnPage:
		return refuse(form.FieldMaterialTitle, form.MsgMaterialMany, map[string]any{"n": material.MaxOnPage})
	case m.Kind != material.KindFile:
		if slices.ContainsFunc(p.Material, func(other material.Material) bool { return other.Address == m.Address }) {
			return refuse(form.FieldMaterialAddress, form.MsgMaterialTaken, nil)
		}
		return nil
	}
	left, err := t.filesLeft(organization)
	if err == nil && m.File.Size > left {
		err = refuse(form.FieldMaterialFile, form.MsgMaterialFull, map[string]any{"n": int(left / material.Megabyte)})
	}
	return err
}

func (t *tx) insertMaterial(p followup.Page, m material.Material) error {
	id, err := t.store.newID()
	if err != nil {
		return err
	}
	t.ours.learn(m.File.ID) // drawn for what was uploaded
	_, err = t.exec(`INSERT INTO material (id, event_id, session_id, position, kind, title, caption, publisher, licence, terms, until,
			address, provider, minutes, file_id, name, format, size, picture, revision)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		id, p.Event.ID, orNull(p.Session.ID), len(p.Material)+1, m.Kind, m.Title, m.Caption, m.Publisher, m.Licence, m.Terms, micros{m.Until},
		m.Address, m.Provider, m.Minutes, orNull(m.File.ID), m.File.Name, m.File.Format, m.File.Size, m.File.Picture)
	return err
}

// SaveMaterial changes what is said of a material, but not its file. It wraps
// survey.ErrConflict when somebody has changed it since m.Revision.
func (o Office) SaveMaterial(ctx context.Context, code survey.Code, m material.Material) error {
	return o.onMaterial(ctx, code, "changed", m.Title, func(t *tx, p followup.Page) error {
		i := slices.IndexFunc(p.Material, func(is material.Material) bool { return is.ID == m.ID })
		if i < 0 {
			return survey.ErrNotFound
		}
		if p.Material[i].Revision != m.Revision {
			return survey.ErrConflict
		}
		for _, other := range p.Material {
			if other.ID != m.ID && m.Address != "" && other.Address == m.Address {
				return survey.FieldErrors{{Field: form.FieldMaterialAddress, Message: form.MsgMaterialTaken}}
			}
		}
		_, err := t.exec(`UPDATE material SET title = ?, caption = ?, publisher = ?, licence = ?, terms = ?, until = ?,
				address = ?, provider = ?, minutes = ?, revision = revision + 1 WHERE id = ? AND event_id = ?`,
			m.Title, m.Caption, m.Publisher, m.Licence, m.Terms, micros{m.Until}, m.Address, m.Provider, m.Minutes, m.ID, p.Event.ID)
		return err
	})
}

// MoveMaterial puts a material at the place to, from 0; however often.
func (o Office) MoveMaterial(ctx context.Context, code survey.Code, piece survey.ID, to int) error {
	return o.onMaterial(ctx, code, "moved", "", func(t *tx, p followup.Page) error {
		i := slices.IndexFunc(p.Material, func(m material.Material) bool { return m.ID == piece })
		if i < 0 {
			return survey.ErrNotFound
		}
		moved := p.Material[i]
		list := slices.Delete(p.Material, i, i+1)
		list = slices.Insert(list, min(max(to, 0), len(list)), moved)
		for n, m := range list {
			if _, err := t.exec("UPDATE material SET position = ? WHERE id = ? AND event_id = ?", n+1, m.ID, p.Event.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// DeleteMaterial takes a material away for good, with its file. That it is gone
// already wraps survey.ErrNotFound.
func (o Office) DeleteMaterial(ctx context.Context, code survey.Code, m material.Material) error {
	var file survey.ID // of the page's own row, whatever was asked for
	err := o.onMaterial(ctx, code, "deleted", m.Title, func(t *tx, p followup.Page) error {
		i := slices.IndexFunc(p.Material, func(is material.Material) bool { return is.ID == m.ID })
		if i < 0 {
			return survey.ErrNotFound
		}
		file = p.Material[i].File.ID
		_, err := t.exec("DELETE FROM material WHERE id = ? AND event_id = ?", m.ID, p.Event.ID)
		return err
	})
	if err == nil {
		err = o.store.forget(file)
	}
	return err
}

// onMaterial does something to what the organization's page with the code offers,
// in a transaction that nobody else who edits the event crosses, and writes it in
// the log; title is the material's, or the page's where it is empty.
func (o Office) onMaterial(ctx context.Context, code survey.Code, action, title string, do func(*tx, followup.Page) error) error {
	p, err := o.FollowUp(ctx, code)
	if err != nil {
		return err
	}
	subject := cmp.Or(title, p.Session.Title, p.Event.Name)
	err = o.acting("material."+action, subject).write(ctx, o.store.pools.slow, "material", func(t *tx) error {
		if _, err := t.lockedEvent(o.by.Organization.ID, "id", p.Event.ID); err != nil {
			return err
		}
		now, err := o.page(t, code)
		if err != nil {
			return err
		}
		return do(t, now)
	})
	if err != nil {
		return fmt.Errorf("material: %w", err)
	}
	return nil
}

// expireMaterial removes what was to go away by now, with its files.
func (s *Store) expireMaterial(ctx context.Context, now time.Time) error {
	var rows []materialRow
	err := s.read(ctx, func(t *tx) error {
		rows = nil
		return t.all(&rows, "SELECT * FROM material WHERE until <= ? ORDER BY id LIMIT 100", micros{now})
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, r := range rows {
		var gone int64 // none where an organizer has put the day off meanwhile
		err := s.write(ctx, s.pools.slow, "expireMaterial", func(t *tx) error {
			var err error
			gone, err = t.exec("DELETE FROM material WHERE id = ? AND event_id = ? AND until <= ?", r.ID, r.EventID, micros{now})
			return err
		})
		if err == nil && gone > 0 {
			err = s.forget(r.material().File.ID)
		}
		if err != nil {
			return fmt.Errorf("taking away material: %w", err)
		}
	}
	return nil
}
