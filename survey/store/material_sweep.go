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
	"time"

	"github.com/omdome/omdome/survey"
)

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
		return t.all(&there, "SELECT file_id FROM material WHERE file_id IN ("+placeholders(len(ids))+")", list(ids)...)
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
