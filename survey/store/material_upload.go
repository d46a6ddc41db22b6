package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/material"
)

// An upload is a material.Upload: what is written lies in a temporary file, which
// Close removes. It is one goroutine's.
type upload struct {
	file    *os.File
	store   *Store
	owner   survey.ID // the organization
	size    int64
	left    int64 // bytes that the organization may still keep
	picture []byte
}

// NewUpload begins an upload for the organization. It is survey.FieldErrors when
// too many are under way. The caller closes it.
func (o Office) NewUpload(ctx context.Context) (material.Upload, error) {
	up, err := o.upload(ctx)
	if err != nil {
		return nil, err
	}
	return up, nil
}

func (o Office) upload(ctx context.Context) (up *upload, err error) {
	owner := o.by.Organization.ID
	if !o.store.files.begin(owner) {
		return nil, survey.FieldErrors{{Field: form.FieldMaterialFile, Message: form.MsgMaterialBusy}}
	}
	defer func() {
		if err != nil {
			o.store.files.end(owner)
		}
	}()
	up = &upload{store: o.store, owner: owner}
	err = o.store.read(ctx, func(t *tx) error {
		var err error
		up.left, err = t.filesLeft(owner)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("uploading: %w", err)
	}
	if folder := o.store.files.folder; folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("uploading: %w", err)
		}
	}
	if up.file, err = os.CreateTemp(o.store.files.folder, uploadPrefix+"*"+uploadSuffix); err != nil {
		return nil, fmt.Errorf("uploading: %w", err)
	}
	return up, nil
}

// filesLeft is how many bytes the organization may still keep. Two uploads that
// end in the same moment may both find room for the last.
func (t *tx) filesLeft(organization survey.ID) (int64, error) {
	var kept int64
	err := t.one(&kept, `SELECT CAST(COALESCE(SUM(material.size), 0) AS BIGINT) FROM material
		JOIN event ON event.id = material.event_id WHERE event.organization_id = ?`, organization)
	return max(0, t.store.files.mostInAll-kept), err
}

// Write takes more of the file. It returns survey.FieldErrors when that is more
// than a file may have, or the organization.
func (u *upload) Write(p []byte) (int, error) {
	switch size := u.size + int64(len(p)); {
	case size > u.store.files.most:
		return 0, survey.FieldErrors{{
			Field: form.FieldMaterialFile, Message: form.MsgMaterialLarge, Args: map[string]any{"n": int(u.store.files.most / material.Megabyte)},
		}}
	case size > u.left:
		return 0, survey.FieldErrors{{
			Field: form.FieldMaterialFile, Message: form.MsgMaterialFull, Args: map[string]any{"n": int(u.left / material.Megabyte)},
		}}
	}
	n, err := u.file.Write(p)
	u.size += int64(n)
	if err != nil {
		return n, &material.DiskError{Err: err}
	}
	return n, nil
}

// ReadAt reads what has been written.
func (u *upload) ReadAt(p []byte, at int64) (int, error) { return u.file.ReadAt(p, at) }

// Size is how many bytes have been written, and Path where they lie.
func (u *upload) Size() int64 { return u.size }

func (u *upload) Path() string { return u.file.Name() }

// SetPicture adds a picture of the first page, a PNG.
func (u *upload) SetPicture(png []byte) { u.picture = png }

// Close removes what was not kept.
func (u *upload) Close() error {
	u.store.files.end(u.owner)
	err := os.Remove(u.file.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(u.file.Close(), err)
}

// keep gives the file an id and, where there is a folder, moves it to its place
// there, on the disk for good.
func (u *upload) keep() (material.File, error) {
	id, err := u.store.newID()
	if err != nil {
		return material.File{}, err
	}
	f := material.File{ID: id, Size: u.size, Picture: len(u.picture) > 0}
	folder := u.store.files.folder
	if folder == "" {
		return f, nil
	}
	if err := u.file.Sync(); err != nil {
		return f, err
	}
	if f.Picture {
		if err := os.WriteFile(u.store.fileName(id, true), u.picture, 0o600); err != nil {
			return f, errors.Join(err, u.store.forget(id))
		}
	}
	if err := os.Rename(u.file.Name(), u.store.fileName(id, false)); err != nil {
		return f, errors.Join(err, u.store.forget(id))
	}
	return f, syncFolder(folder)
}

// syncFolder puts the names in a folder on the disk. Not every file system can;
// those keep them without.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// write puts the file in the database, where there is no folder.
func (u *upload) write(t *tx, f material.File) error {
	if u.store.files.folder != "" {
		return nil
	}
	part := make([]byte, partSize)
	for at := int64(0); at < u.size; at += partSize {
		p := part[:min(partSize, u.size-at)]
		if _, err := u.file.ReadAt(p, at); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := t.insertPart(f.ID, false, at/partSize, p); err != nil {
			return err
		}
	}
	if f.Picture {
		for at := 0; at < len(u.picture); at += partSize {
			if err := t.insertPart(f.ID, true, int64(at/partSize), u.picture[at:min(at+partSize, len(u.picture))]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) insertPart(file survey.ID, picture bool, number int64, content []byte) error {
	_, err := t.exec("INSERT INTO material_part (file_id, picture, number, content) VALUES (?, ?, ?, ?)", file, picture, number, content)
	return err
}

// settle takes the file away again when its row was not written. Where nobody
// knows whether it was, the file stays for the sweep to judge.
func (u *upload) settle(f material.File, err error) {
	if err != nil && !errors.Is(err, survey.ErrUnconfirmed) {
		_ = u.store.forget(f.ID) // what stays is swept
	}
}
