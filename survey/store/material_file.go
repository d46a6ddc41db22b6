package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/omdome/omdome/survey"
)

// Files are kept in a folder or in the database. A folder keeps SQLite's file
// small, which is rewritten whole when a session has been sealed, and leaves its
// one writer to the answers; in the database all programs that share it have
// them. Either way a row of material says that a file is there: it is written last,
// and what is without one is swept.

// Megabyte is a million bytes, as people count them.
const Megabyte = 1_000_000

const (
	// partSize is how much of a file one row has, in bytes.
	partSize = 256 << 10
	// sweepFilesEvery is how often the folder is looked through, and sweptAfter
	// how long a file without a row may lie there: it may be on its way in.
	sweepFilesEvery = 10 * time.Minute
	sweptAfter      = time.Hour
	// uploadsAtOnce is how many files of one organization may be on their way in
	// through one program: they take room before anybody can count them.
	uploadsAtOnce = 5

	uploadPrefix, uploadSuffix = "omdome-upload-", ".part"
	pictureSuffix              = ".png"
)

// files is where files are kept, and how much of them.
type files struct {
	folder          string // empty: in the database
	most, mostInAll int64  // bytes of a file, and of an organization's
	lookedAt        atomic.Int64

	mu    sync.Mutex
	under map[survey.ID]int // uploads under way, by organization
}

// begin counts one more upload of the organization, unless there are as many as
// may be; end counts it off.
func (f *files) begin(organization survey.ID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.under[organization] >= uploadsAtOnce {
		return false
	}
	if f.under == nil {
		f.under = map[survey.ID]int{}
	}
	f.under[organization]++
	return true
}

func (f *files) end(organization survey.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.under[organization]--; f.under[organization] <= 0 {
		delete(f.under, organization)
	}
}

// MaxFile is how large an uploaded file may be, in bytes.
func (s *Store) MaxFile() int64 { return s.files.most }

// An Upload is a file on its way in: what is written lies in a temporary file,
// which Close removes. It is one goroutine's.
type Upload struct {
	file    *os.File
	store   *Store
	owner   survey.ID // the organization
	size    int64
	left    int64 // bytes that the organization may still keep
	picture []byte
}

// NewUpload begins an upload for the organization. It is survey.FieldErrors when
// too many are under way. The caller closes it.
func (o Office) NewUpload(ctx context.Context) (up *Upload, err error) {
	owner := o.by.Organization.ID
	if !o.store.files.begin(owner) {
		return nil, survey.FieldErrors{{Field: survey.FieldMaterialFile, Message: survey.MsgMaterialBusy}}
	}
	defer func() {
		if err != nil {
			o.store.files.end(owner)
		}
	}()
	up = &Upload{store: o.store, owner: owner}
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
func (u *Upload) Write(p []byte) (int, error) {
	switch size := u.size + int64(len(p)); {
	case size > u.store.files.most:
		return 0, survey.FieldErrors{{
			Field: survey.FieldMaterialFile, Message: survey.MsgMaterialLarge, Args: map[string]any{"n": int(u.store.files.most / Megabyte)},
		}}
	case size > u.left:
		return 0, survey.FieldErrors{{
			Field: survey.FieldMaterialFile, Message: survey.MsgMaterialFull, Args: map[string]any{"n": int(u.left / Megabyte)},
		}}
	}
	n, err := u.file.Write(p)
	u.size += int64(n)
	if err != nil {
		return n, &DiskError{err}
	}
	return n, nil
}

// A DiskError is that a file could not be written here: no fault of who sent it.
type DiskError struct{ err error }

func (e *DiskError) Error() string { return "writing an upload: " + e.err.Error() }
func (e *DiskError) Unwrap() error { return e.err }

// ReadAt reads what has been written.
func (u *Upload) ReadAt(p []byte, at int64) (int, error) { return u.file.ReadAt(p, at) }

// Size is how many bytes have been written, and Path where they lie.
func (u *Upload) Size() int64  { return u.size }
func (u *Upload) Path() string { return u.file.Name() }

// SetPicture adds a picture of the first page, a PNG.
func (u *Upload) SetPicture(png []byte) { u.picture = png }

// Close removes what was not kept.
func (u *Upload) Close() error {
	u.store.files.end(u.owner)
	err := os.Remove(u.file.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(u.file.Close(), err)
}

// keep gives the file an id and, where there is a folder, moves it to its place
// there, on the disk for good.
func (u *Upload) keep() (survey.MaterialFile, error) {
	id, err := u.store.newID()
	if err != nil {
		return survey.MaterialFile{}, err
	}
	f := survey.MaterialFile{ID: id, Size: u.size, Picture: len(u.picture) > 0}
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
func (u *Upload) write(t *tx, f survey.MaterialFile) error {
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
func (u *Upload) settle(f survey.MaterialFile, err error) {
	if err != nil && !errors.Is(err, survey.ErrUnconfirmed) {
		_ = u.store.forget(f.ID) // what stays is swept
	}
}

// fileName is where the folder has a file, or the picture of its first page.
func (s *Store) fileName(id survey.ID, picture bool) string {
	name := fmt.Sprintf("%016x", int64(id))
	if picture {
		name += pictureSuffix
	}
	return filepath.Join(s.files.folder, name)
}

// forget removes a file and its picture from the folder.
func (s *Store) forget(id survey.ID) error {
	if id == 0 || s.files.folder == "" {
		return nil
	}
	var errs []error
	for _, picture := range []bool{false, true} {
		if err := os.Remove(s.fileName(id, picture)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// OpenFile opens a material's file, or the picture of its first page. It wraps
// survey.ErrNotFound when it is gone. Reading takes little memory however large
// the file is. The caller closes it.
func (s *Store) OpenFile(ctx context.Context, f survey.MaterialFile, picture bool) (io.ReadSeekCloser, error) {
	if f.ID == 0 || picture && !f.Picture {
		return nil, fmt.Errorf("a file: %w", survey.ErrNotFound)
	}
	if s.files.folder == "" {
		return s.openParts(ctx, f.ID, picture)
	}
	file, err := os.Open(s.fileName(f.ID, picture))
	if errors.Is(err, fs.ErrNotExist) {
		return s.openParts(ctx, f.ID, picture) // it came before there was a folder
	}
	if err != nil {
		return nil, fmt.Errorf("a file: %w", err)
	}
	return file, nil
}

// sweepFiles removes files that no row of material has, and what uploads have
// left that ended with their program. It looks now and then only.
func (s *Store) sweepFiles(ctx context.Context, now time.Time) error {
	last := s.files.lookedAt.Load()
	if last != 0 && now.Sub(time.UnixMicro(last)) < sweepFilesEvery || !s.files.lookedAt.CompareAndSwap(last, now.UnixMicro()) {
		return nil
	}
	folder := s.files.folder
	if folder == "" {
		folder = os.TempDir()
	}
	// Names are read some at a time: there may be many.
	d, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweeping files: %w", err)
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(portion)
		if swept := s.sweepSome(ctx, folder, entries); swept != nil {
			return fmt.Errorf("sweeping files: %w", swept)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("sweeping files: %w", err)
		}
	}
}

// sweepSome removes those of the entries that are ours, old and without a row.
// Their age is by the machine's clock, as their times are.
func (s *Store) sweepSome(ctx context.Context, folder string, entries []fs.DirEntry) error {
	old := map[survey.ID]bool{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < sweptAfter {
			continue
		}
		if name := e.Name(); strings.HasPrefix(name, uploadPrefix) && strings.HasSuffix(name, uploadSuffix) {
			if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		} else if id, ok := s.fileID(name); ok {
			old[id] = true
		}
	}
	if len(old) == 0 {
		return nil
	}
	ids := make([]survey.ID, 0, len(old))
	for id := range old {
		ids = append(ids, id)
	}
	var there []survey.ID
	if err := s.read(ctx, func(t *tx) error {
		there = nil
		return t.all(&there, "SELECT file_id FROM material WHERE file_id IN ("+marks(len(ids))+")", list(ids)...)
	}); err != nil {
		return err
	}
	for _, id := range there {
		delete(old, id)
	}
	for id := range old {
		if err := s.forget(id); err != nil {
			return err
		}
	}
	return nil
}

// fileID is the file whose name in our folder that is.
func (s *Store) fileID(name string) (survey.ID, bool) {
	digits := strings.TrimSuffix(name, pictureSuffix)
	id, err := strconv.ParseInt(digits, 16, 64)
	return survey.ID(id), s.files.folder != "" && err == nil && id > 0 && fmt.Sprintf("%016x", id) == digits
}
