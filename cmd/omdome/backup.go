package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

const (
	// manifestFile tells what a backup must hold, and keyCopy is its signing key.
	manifestFile = "manifest.json"
	keyCopy      = "key.pem"
	markCopy     = "marks.key"
	maxManifest  = 256 << 20
)

type backupCommand struct {
	databaseFlag
	keyFlag
	markFlag
	Keys   bool   `help:"Copy the files of the signing key and of the marks' secret, too." default:"true" negatable:""`
	Folder string `arg:"" help:"The folder to make; it must not be there yet, or be empty."`
}

// Run copies database, files and key as they are at one moment, while programs serve.
func (c backupCommand) Run(ctx context.Context, t terminal) error {
	if err := c.there(); err != nil {
		return err
	}
	if err := free(c.Folder); err != nil {
		return err
	}
	s, err := c.connect(ctx, logger(t), false)
	if err != nil {
		return err
	}
	defer s.Close()
	partial := strings.TrimRight(c.Folder, string(filepath.Separator)) + ".partial"
	if err := os.Mkdir(partial, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(partial) // once it has its name there is none
	b, err := s.Backup(ctx, partial)
	if err != nil {
		return c.named(err)
	}
	if c.Keys {
		err = copyKeys(partial, map[string]string{keyCopy: c.KeyFile, markCopy: markFile(c.markFlag, c.keyFlag, c.databaseFlag)})
	}
	if err != nil {
		return err
	}
	b.Made, b.Program = time.Now().UTC().Truncate(time.Minute), programVersion()
	if b.Files, err = hashed(partial); err != nil {
		return err
	}
	if err := writeManifest(partial, b); err != nil {
		return err
	}
	_ = os.Remove(c.Folder) // an empty one; a rename would not take its place everywhere
	if err := os.Rename(partial, c.Folder); err != nil {
		return err
	}
	tellBackup(t.out, c.Folder, b)
	return nil
}

func tellBackup(w io.Writer, folder string, b survey.Backup) {
	fmt.Fprintf(w, "%s holds %d responses in %d sessions, and %d files.\n", folder, b.Responses, b.Sessions, len(b.Files))
	if b.LeftOut > 0 {
		fmt.Fprintf(w, "Left out: %d responses that still wait for their shuffle, fewer than k of each session.\n", b.LeftOut)
	}
	if b.Missing > 0 {
		fmt.Fprintf(w, "Missing: %d uploaded files that are not in their folder.\n", b.Missing)
	}
}

// copyKeys copies files of secrets, those that there are, under their names in a backup.
func copyKeys(folder string, files map[string]string) error {
	for name, from := range files {
		if from == "" {
			continue
		}
		b, err := os.ReadFile(from)
		if errors.Is(err, fs.ErrNotExist) {
			continue // nothing has needed it yet
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), b, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// free refuses a folder that has something in it.
func free(folder string) error {
	names, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(names) > 0 {
		err = fmt.Errorf("the folder %s is not empty", folder)
	}
	return err
}

// hashed tells all files in the folder but the manifest.
func hashed(folder string) (map[string]survey.BackupFile, error) {
	files := map[string]survey.BackupFile{}
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		place, err := filepath.Rel(folder, name)
		if err != nil || place == manifestFile {
			return err
		}
		files[filepath.ToSlash(place)], err = hashOf(name)
		return err
	})
	return files, err
}

func hashOf(name string) (survey.BackupFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return survey.BackupFile{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return survey.BackupFile{Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

func writeManifest(folder string, b survey.Backup) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(folder, manifestFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

func readManifest(folder string) (survey.Backup, error) {
	var b survey.Backup
	text, err := readAtMost(filepath.Join(folder, manifestFile), maxManifest)
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, fmt.Errorf("%s is no manifest: %w", filepath.Join(folder, manifestFile), err)
	}
	return b, nil
}

// checkBackup says what of the folder is not what its manifest says.
func checkBackup(folder string, b survey.Backup) error {
	is, err := hashed(folder)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(b.Files)) {
		if got, ok := is[name]; !ok {
			return fmt.Errorf("the backup lacks %s", name)
		} else if got != b.Files[name] {
			return fmt.Errorf("the backup's %s is not what its manifest says", name)
		}
	}
	return nil
}

type restoreCommand struct {
	databaseFlag
	keyFlag
	markFlag
	Folder string `arg:"" help:"The backup's folder."`
}

// Run puts a backup in its place, which must be empty.
func (c restoreCommand) Run(ctx context.Context, t terminal) error {
	b, err := readManifest(c.Folder)
	if err != nil {
		return err
	}
	if err := checkBackup(c.Folder, b); err != nil {
		return err
	}
	keys := map[string]string{keyCopy: c.KeyFile, markCopy: markFile(c.markFlag, c.keyFlag, c.databaseFlag)}
	if err := refuseKeys(b, keys); err != nil {
		return err
	}
	if err := store.Restore(ctx, b, c.Folder, c.Database, c.files()); err != nil {
		return c.named(err)
	}
	if err := restoreKeys(c.Folder, b, keys); err != nil {
		return err
	}
	s, err := c.connect(ctx, logger(t), true)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := matches(ctx, s, b); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Restored: %d responses in %d sessions, as they were on %s.\n", b.Responses, b.Sessions, b.Made.Format(time.DateTime+" MST"))
	return nil
}

// refuseKeys refuses places for secrets that are taken, or that are not named.
func refuseKeys(b survey.Backup, files map[string]string) error {
	for name, to := range files {
		if _, has := b.Files[name]; !has {
			continue
		}
		if to == "" {
			return fmt.Errorf("the backup has %s: say where that file is kept, with OMDOME_KEY_FILE or OMDOME_MARK_FILE", name)
		}
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is a file %s already: a backup is restored into an empty place only", to)
		}
	}
	return nil
}

func restoreKeys(folder string, b survey.Backup, files map[string]string) error {
	for name, to := range files {
		if _, has := b.Files[name]; !has {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = out.Write(text)
		if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
			return err
		}
	}
	return nil
}

// matches says whether the database holds what the manifest says.
func matches(ctx context.Context, s *store.Store, b survey.Backup) error {
	is, err := s.Counts(ctx)
	switch {
	case err != nil:
		return err
	case is.Responses < b.Responses || is.Marks < b.Marks || is.Sessions < b.Sessions:
		return fmt.Errorf("the database is older than its manifest, or has lost some: it holds %d responses, %d marks and %d sessions, and the manifest says %d, %d and %d",
			is.Responses, is.Marks, is.Sessions, b.Responses, b.Marks, b.Sessions)
	case is.Responses > b.Responses || is.Marks > b.Marks || is.Sessions > b.Sessions:
		return fmt.Errorf("the database is newer than its manifest: it holds %d responses, %d marks and %d sessions, and the manifest says %d, %d and %d",
			is.Responses, is.Marks, is.Sessions, b.Responses, b.Marks, b.Sessions)
	}
	return nil
}
