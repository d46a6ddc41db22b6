package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

// keyFlag says where the key is kept that signs letters, for the commands that sign
// or make one.
type keyFlag struct {
	KeyFile string `help:"The file that keeps the key which signs letters (Ed25519, PEM), so that the database does not. It is made for a new installation when it is missing. Empty: the database keeps the key." env:"OMDOME_KEY_FILE" default:""`
}

// sign has the store sign with the file's key, or with the database's where no file
// is named. What is missing is made now, so that it is published before anything is
// signed: a file only where nothing has been signed with another key.
func (f keyFlag) sign(ctx context.Context, s *store.Store) error {
	if f.KeyFile == "" {
		_, err := s.SigningKey(ctx)
		if errors.Is(err, store.ErrKeyElsewhere) {
			err = fmt.Errorf("%w: name its file with --key-file or OMDOME_KEY_FILE", err)
		}
		return err
	}
	key, err := readKey(f.KeyFile)
	if err == nil {
		return s.SignWith(ctx, key)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	published, err := s.PublicKeys(ctx)
	if err != nil {
		return err
	}
	if len(published) > 0 {
		return fmt.Errorf("there is no file %s, and this installation has a key already: put its file there, or make another key with omdome key new", f.KeyFile)
	}
	if err = f.make(ctx, s, false); errors.Is(err, fs.ErrExist) { // by another program, at the same time
		return f.sign(ctx, s)
	}
	return err
}

// another makes another key, which signs from now on. In a file it takes the place
// of the one there, and the database forgets what it could sign with.
func (f keyFlag) another(ctx context.Context, s *store.Store) error {
	if f.KeyFile == "" {
		if err := f.sign(ctx, s); err != nil { // where a file is forgotten, the database gets no key
			return err
		}
		key, err := survey.NewSigningKey(rand.Reader, time.Now())
		if err != nil {
			return err
		}
		return s.AddSigningKey(ctx, key)
	}
	if _, err := readKey(f.KeyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // what is no key is somebody's: it is not written over
	}
	if err := f.make(ctx, s, true); err != nil {
		return err
	}
	return s.ForgetSecretKeys(ctx)
}

// make draws a key, writes it to the file, and has the store sign with it.
func (f keyFlag) make(ctx context.Context, s *store.Store, replace bool) error {
	key, err := survey.NewSigningKey(rand.Reader, time.Now())
	if err != nil {
		return err
	}
	if err := writeKey(f.KeyFile, key, replace); err != nil {
		return err
	}
	return s.SignWith(ctx, key)
}

// readKey reads a key that nobody else can read. The error never tells what is in
// the file.
func readKey(name string) (survey.SigningKey, error) {
	f, err := os.Open(name)
	if err != nil {
		return survey.SigningKey{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return survey.SigningKey{}, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return survey.SigningKey{}, fmt.Errorf("%s can be used by others than its owner (its mode is %04o): set it to 0600", name, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return survey.SigningKey{}, err
	}
	if block, rest := pem.Decode(b); block != nil && block.Type == "PRIVATE KEY" && len(bytes.TrimSpace(rest)) == 0 {
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if secret, ok := parsed.(ed25519.PrivateKey); ok && err == nil {
			return survey.SigningKeyOf(secret, time.Now()), nil
		}
	}
	return survey.SigningKey{}, fmt.Errorf("%s holds no Ed25519 key in PEM, such as openssl genpkey -algorithm ed25519 writes", name)
}

// writeKey writes the key for its owner alone, whole or not at all.
func writeKey(name string, key survey.SigningKey, replace bool) error {
	b, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(key.Seed()))
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // its mode is 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = errors.Join(pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: b}), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if replace {
		return os.Rename(f.Name(), name)
	}
	return os.Link(f.Name(), name) // not over one that somebody has put there meanwhile
}
