package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/omdome/omdome/survey/store"
)

// markFlag says where the secret is kept that marks are keyed with.
type markFlag struct {
	MarkFile string `help:"The file that keeps the secret which the marks of personal links are keyed with, so that who reads the database alone cannot tell who has answered. It is made when it is missing the first time. Empty: beside the file of the key, or beside a SQLite file, with .marks after its name." env:"OMDOME_MARK_FILE" default:""`
}

// markSuffix ends the name of the file where none is named.
const markSuffix = ".marks"

// markFile is where the secret is; empty where nothing says.
func markFile(m markFlag, k keyFlag, d databaseFlag) string {
	switch {
	case m.MarkFile != "":
		return m.MarkFile
	case k.KeyFile != "":
		return k.KeyFile + markSuffix
	case !strings.Contains(d.Database, "://"):
		return d.Database + markSuffix
	}
	return ""
}

// keyMarks has the store key its marks with the file's secret, which is made where
// nothing is keyed yet.
func keyMarks(ctx context.Context, s *store.Store, file string, log *slog.Logger) error {
	marked, err := s.Marked(ctx)
	if err != nil {
		return err
	}
	if file == "" {
		if marked {
			return fmt.Errorf("%w: name its file with --mark-file or OMDOME_MARK_FILE", store.ErrMarkSecret)
		}
		log.Warn("who reads the database can tell who has answered by a personal link, since no file keeps a secret for that; name one in OMDOME_MARK_FILE, the same for every program")
		return nil
	}
	secret, err := readSecret(file)
	if errors.Is(err, fs.ErrNotExist) {
		if marked {
			return fmt.Errorf("there is no file %s, and this database's marks are keyed with its secret: put it back from a backup; "+
				"where it is lost, omdome key lost-marks makes another, and who has answered an open session by a personal link can then answer it once more", file)
		}
		if secret, err = drawSecret(file); errors.Is(err, fs.ErrExist) { // another program's, at the same time
			secret, err = readSecret(file)
		}
	}
	if err != nil {
		return err
	}
	if err := s.KeyMarks(ctx, secret); err != nil {
		return fmt.Errorf("%w (%s)", err, file)
	}
	return nil
}

// readSecret reads a secret that nobody else can read.
func readSecret(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%s can be used by others than its owner (its mode is %04o): set it to 0600", name, mode)
	}
	text, err := atMost(f, name, 1<<10)
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != store.MarkSecretSize {
		return nil, fmt.Errorf("%s holds no secret for marks", name)
	}
	return secret, nil
}

// drawSecret draws a secret and writes it to a file that is not there yet, whole or not
// at all.
func drawSecret(name string) ([]byte, error) {
	secret := make([]byte, store.MarkSecretSize)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // its mode is 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, hex.EncodeToString(secret))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return secret, os.Link(f.Name(), name)
}

type keyLostMarksCommand struct {
	databaseFlag
	keyFlag
	markFlag
}

// Run makes another secret in the place of one that is lost.
func (c keyLostMarksCommand) Run(ctx context.Context, t terminal) error {
	if err := c.there(); err != nil {
		return err
	}
	file := markFile(c.markFlag, c.keyFlag, c.databaseFlag)
	if file == "" {
		return wrongUse{errors.New("name the file with --mark-file or OMDOME_MARK_FILE")}
	}
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	secret, err := drawSecret(file)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("there is a file %s: it is not lost", file)
	}
	if err != nil {
		return err
	}
	if err := s.NewMarkSecret(ctx, secret); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s has another secret. Who has answered an open session by a personal link can answer it once more.\n", file)
	return nil
}
