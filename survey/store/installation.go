package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/omdome/omdome/survey"
)

// folderName is the file in a folder of files that says whose it is.
const folderName = "omdome-installation"

// errOthersFiles: a folder of files is not this database's.
var errOthersFiles = errors.New("belongs to another database")

// Installation returns the name of what this database is, which copies of it have too.
// It is drawn at random the first time.
func (s *Store) Installation(ctx context.Context) (string, error) {
	drawn, err := survey.NewKey(s.random)
	if err != nil {
		return "", err
	}
	name := strings.ToLower(drawn.Text())
	err = s.write(ctx, s.pools.slow, "installation", func(t *tx) error {
		if _, err := t.exec("INSERT INTO installation (one, name, marked) VALUES (1, ?, ?) ON CONFLICT DO NOTHING", name, []byte{}); err != nil {
			return err
		}
		return t.one(&name, "SELECT name FROM installation WHERE one = 1")
	})
	if err != nil {
		return "", fmt.Errorf("the installation's name: %w", err)
	}
	return name, nil
}

// ClaimFiles sees to it that the folder of uploaded files is this database's: what no
// row of it has would be removed there. A folder that says nothing yet is marked as
// its. The error says what is wrong with the folder.
func (s *Store) ClaimFiles(ctx context.Context) error {
	folder := s.files.folder
	if folder == "" {
		return nil
	}
	name, err := s.Installation(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("the folder of files: %w", err)
	}
	path := filepath.Join(folder, folderName)
	for range 2 { // another program may mark it at the same time
		is, err := os.ReadFile(path)
		switch {
		case err == nil && strings.TrimSpace(string(is)) == name:
			return nil
		case err == nil:
			return fmt.Errorf("the folder of files %s %w: name this one's with --files or OMDOME_FILES", folder, errOthersFiles)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("the folder of files: %w", err)
		}
		if err := s.lackingFiles(ctx); err != nil {
			return err
		}
		if err := writeOnce(path, []byte(name+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("the folder of files: %w", err)
		}
	}
	return nil
}

// lackingFiles is an error where the database has files and the folder none of them.
func (s *Store) lackingFiles(ctx context.Context) error {
	var ids []survey.ID
	err := s.read(ctx, func(t *tx) error {
		ids = nil
		return t.all(&ids, `SELECT file_id FROM material WHERE file_id IS NOT NULL AND file_id NOT IN (SELECT file_id FROM material_part)
			ORDER BY file_id LIMIT 100`)
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	for _, id := range ids {
		if _, err := os.Stat(s.fileName(id, false)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("the folder of files %s has none of this database's files: name its folder with --files or OMDOME_FILES", s.files.folder)
}

// writeOnce writes a file that is not there yet, whole or not at all.
func writeOnce(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
