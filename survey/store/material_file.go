package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/material"
)

// Files are kept in a folder or in the database. A folder keeps SQLite's file
// small, which is rewritten whole when a session has been sealed, and leaves its
// one writer to the answers; in the database all programs that share it have
// them. Either way a row of material says that a file is there: it is written last,
// and what is without one is swept.

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

// MaxFile is how large a file that the organization uploads may be, in bytes.
func (o Office) MaxFile() int64 { return o.store.MaxFile() }

// MaxFile is how large an uploaded file may be, in bytes.
func (s *Store) MaxFile() int64 { return s.files.most }

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

// OpenFile does what Store's does, with a file of the organization's.
func (o Office) OpenFile(ctx context.Context, f material.File, picture bool) (io.ReadSeekCloser, error) {
	var own int
	err := o.store.read(ctx, func(t *tx) error {
		return t.one(&own, `SELECT COUNT(*) FROM material JOIN event ON event.id = material.event_id
			WHERE material.file_id = ? AND event.organization_id = ?`, f.ID, o.by.Organization.ID)
	})
	if err == nil && own == 0 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("a file: %w", err)
	}
	return o.store.OpenFile(ctx, f, picture)
}

// OpenFile opens a material's file, or the picture of its first page. It wraps
// survey.ErrNotFound when it is gone. Reading takes little memory however large
// the file is. The caller closes it.
func (s *Store) OpenFile(ctx context.Context, f material.File, picture bool) (io.ReadSeekCloser, error) {
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
