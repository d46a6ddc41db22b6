package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
)

// keyFlag says where the key is kept that signs letters, for the commands that sign
// or make one.
type keyFlag struct {
	KeyFile string `help:"The file that keeps the key which signs letters (PEM: ECDSA or RSA, with its certificates where somebody has issued them), so that the database does not. It is made for a new installation when it is missing. Empty: the database keeps the key." env:"OMDOME_KEY_FILE" default:""`
}

// stampFlag says who stamps signatures with the time.
type stampFlag struct {
	TimeStamps string `help:"The address of a time-stamping authority (RFC 3161), such as https://tsa.example.org: each letter is then signed with its time stamp, and none is approved while it does not answer. Empty: none." env:"OMDOME_TIME_STAMPS" default:""`
}

// stamps returns what asks for time stamps; nil for none.
func (f stampFlag) stamps() (*sign.Stamps, error) {
	if f.TimeStamps == "" {
		return nil, nil
	}
	u, err := url.Parse(f.TimeStamps)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, wrongUse{errors.New("OMDOME_TIME_STAMPS is no address such as https://tsa.example.org")}
	}
	return &sign.Stamps{URL: f.TimeStamps}, nil
}

// newIssuer is what issues letters with the authority, or with the store's own where
// that is nil.
func newIssuer(s *store.Store, public string, authority *sign.Authority, stamps *sign.Stamps) *issue.Issuer {
	return &issue.Issuer{URL: public, Keeper: s, Authority: authority, Stamps: stamps, Random: rand.Reader, Now: time.Now}
}

// soon is how long before a certificate ends the program says so.
const soon = 365 * 24 * time.Hour

// authority returns what the file's key signs with; nil where no file is named, and
// the database has it. What is missing is made now, so that it is published before
// anything is signed: a file only where nothing has been signed with another key.
// public names the installation in a certificate that it makes; it may be empty.
func (f keyFlag) authority(ctx context.Context, s *store.Store, public string) (*sign.Authority, error) {
	if f.KeyFile == "" {
		return nil, inDatabase(ctx, s, public)
	}
	key, certificates, err := readKey(f.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		known, err := s.Authorities(ctx)
		if err != nil {
			return nil, err
		}
		if len(known) == 0 {
			if err := f.draw(ctx, s, public, false); err != nil && !errors.Is(err, fs.ErrExist) { // another program's, at the same time
				return nil, err
			}
		}
		key, certificates, err = readKey(f.KeyFile) // also what another program has made meanwhile
		if errors.Is(err, fs.ErrNotExist) {
			return nil, f.lost()
		}
		if err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	return f.certified(ctx, s, key, certificates, public)
}

// errNoKeyYet: nothing has been signed, and nothing can be yet.
var errNoKeyYet = errors.New("there is no key yet: it is made when the program first serves, or by omdome key new")

// shown says why the certificates that the store has are not all that there is to
// show: the file's key is missing, or is not published yet.
func (f keyFlag) shown(ctx context.Context, s *store.Store) error {
	known, err := s.Authorities(ctx)
	if err != nil {
		return err
	}
	if f.KeyFile == "" {
		if len(known) == 0 {
			return errNoKeyYet
		}
		return nil
	}
	key, certificates, err := readKey(f.KeyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(known) == 0:
		return errNoKeyYet
	case errors.Is(err, fs.ErrNotExist):
		return f.lost()
	case err != nil:
		return err
	}
	for _, k := range known {
		_, other := sign.AuthorityOf(key, k.Certificates...)
		if other == nil && (len(certificates) == 0 || slices.EqualFunc(certificates, k.Certificates, bytes.Equal)) {
			return nil
		}
	}
	return fmt.Errorf("the key in %s is not published yet: it is when the program serves with it", f.KeyFile)
}

// lost says that the file is not there, although the installation has a key.
func (f keyFlag) lost() error {
	return fmt.Errorf("there is no file %s, and this installation has a key already: put its file there, or make another key with omdome key new", f.KeyFile)
}

// certified returns the authority with the key. Where the file has no certificate, it
// is the one that the installation gave itself for this key, or gives itself now.
func (f keyFlag) certified(ctx context.Context, s *store.Store, key crypto.Signer, certificates [][]byte, public string) (*sign.Authority, error) {
	if len(certificates) > 0 {
		a, err := sign.AuthorityOf(key, certificates...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.KeyFile, err)
		}
		return &a, publish(ctx, s, a, nil)
	}
	ours := func(k survey.Authority) bool {
		_, err := sign.AuthorityOf(key, k.Certificates...)
		return err == nil
	}
	for range 2 { // what it makes it then finds, or what another program has made meanwhile
		known, err := s.Authorities(ctx)
		if err != nil {
			return nil, err
		}
		for _, k := range slices.Backward(known) { // the oldest: earlier programs made one each
			if a, err := sign.AuthorityOf(key, k.Certificates...); err == nil {
				return &a, nil
			}
		}
		a, err := sign.SelfSigned(key, authorityName(public), time.Now())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.KeyFile, err)
		}
		if err := publish(ctx, s, a, ours); err != nil {
			return nil, err
		}
	}
	return nil, sign.ErrCertificate
}

// authorityName is the name in the certificate of an authority.
func authorityName(public string) string {
	if u, err := url.Parse(public); err == nil && u.Host != "" {
		return "Omdöme, " + u.Host
	}
	return "Omdöme"
}

// inDatabase sees to it that the database has an authority that can sign.
func inDatabase(ctx context.Context, s *store.Store, public string) error {
	_, err := s.Authority(ctx)
	switch {
	case errors.Is(err, survey.ErrKeyElsewhere):
		return fmt.Errorf("%w: name its file with --key-file or OMDOME_KEY_FILE", err)
	case !errors.Is(err, survey.ErrNotFound):
		return err
	}
	kept, err := newAuthority(public)
	if err != nil {
		return err
	}
	return s.FirstAuthority(ctx, kept)
}

func newAuthority(public string) (survey.Authority, error) {
	a, err := sign.NewAuthority(authorityName(public), time.Now())
	if err != nil {
		return survey.Authority{}, err
	}
	return issue.Kept(a, time.Now())
}

// another makes another key, which signs from now on. In a file it takes the place
// of the one there, and the database forgets what it could sign with.
func (f keyFlag) another(ctx context.Context, s *store.Store, public string) error {
	if f.KeyFile == "" {
		if err := inDatabase(ctx, s, public); err != nil { // where a file is forgotten, the database gets no key
			return err
		}
		kept, err := newAuthority(public)
		if err != nil {
			return err
		}
		return s.AddAuthority(ctx, kept, nil)
	}
	_, certificates, err := readKey(f.KeyFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // what is no key is somebody's: it is not written over
	}
	if len(certificates) > 0 && !sign.SelfMade(certificates...) {
		return fmt.Errorf("%s has a certificate that somebody else has issued: put the next key, with its certificates, in its place yourself", f.KeyFile)
	}
	if err := f.draw(ctx, s, public, true); err != nil {
		return err
	}
	return s.ForgetSecrets(ctx)
}

// draw draws a key, writes it to the file with its certificate, and has the store
// publish that.
func (f keyFlag) draw(ctx context.Context, s *store.Store, public string, replace bool) error {
	a, err := sign.NewAuthority(authorityName(public), time.Now())
	if err != nil {
		return err
	}
	if err := writeKey(f.KeyFile, a, replace); err != nil {
		return err
	}
	return publish(ctx, s, a, nil)
}

// publish has the store keep the authority without its secret, which a file keeps,
// unless it has one that is as good.
func publish(ctx context.Context, s *store.Store, a sign.Authority, asGood func(survey.Authority) bool) error {
	kept, err := issue.Kept(a, time.Now())
	if err != nil {
		return err
	}
	kept.Secret = nil
	return s.AddAuthority(ctx, kept, asGood)
}

// readKey reads a key that nobody else can read, and its certificates. The error never
// tells what is in the file.
func readKey(name string) (crypto.Signer, [][]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, nil, fmt.Errorf("%s can be used by others than its owner (its mode is %04o): set it to 0600", name, mode)
	}
	b, err := atMost(f, name, 256<<10)
	if err != nil {
		return nil, nil, err
	}
	key, certificates, err := sign.ReadKey(b)
	if err != nil {
		return nil, nil, fmt.Errorf("%s holds %w", name, err)
	}
	return key, certificates, nil
}

// writeKey writes the key for its owner alone, whole or not at all.
func writeKey(name string, a sign.Authority, replace bool) error {
	b, err := a.PEM()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // its mode is 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if replace {
		return os.Rename(f.Name(), name)
	}
	return os.Link(f.Name(), name) // not over one that somebody has put there meanwhile
}

// warnOfEnd says in the log when what signs is valid no longer than a year.
func warnOfEnd(a *sign.Authority, log *slog.Logger) {
	if a != nil && time.Now().After(a.Ends()) {
		log.Warn("the certificate that letters are signed with has ended: none can be approved until the next one is in its place",
			"ended", a.Ends().Format(time.DateOnly))
	} else if a != nil && time.Until(a.Ends()) < soon {
		log.Warn("the certificate that letters are signed with ends soon; letters that are signed before stay good, and none can be approved after",
			"ends", a.Ends().Format(time.DateOnly))
	}
}

// signAnewAtOnce is how many letters are signed anew at a time.
const signAnewAtOnce = 50

// signAnew gives their signed files to letters that were approved before letters were
// signed as files. It returns how many.
func signAnew(ctx context.Context, s *store.Store, i *issue.Issuer) (n int, err error) {
	var last survey.ID
	for {
		some, err := s.Unsigned(ctx, last, signAnewAtOnce)
		if err != nil || len(some) == 0 {
			return n, err
		}
		for _, f := range some {
			frozen, err := i.SignAnew(ctx, f)
			if err == nil {
				err = s.SignAnew(ctx, f.Letter.ID, frozen)
			}
			if err != nil {
				return n, fmt.Errorf("signing letter %s anew: %w", f.Letter.Number, err)
			}
			n++
			last = max(last, f.Letter.ID)
		}
	}
}
