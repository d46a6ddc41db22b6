package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A keyHouse is an installation whose key may be in a file.
type keyHouse struct {
	*testing.T
	database, file string
}

// onBoth runs the test on a house whose database is SQLite, and on one with PostgreSQL.
func onBoth(t *testing.T, test func(*testing.T, keyHouse)) {
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, keyHouse{t, fresh(t), filepath.Join(t.TempDir(), "omdome.pem")})
		})
	}
}

func (h keyHouse) sqlite() bool { return !strings.Contains(h.database, "://") }

func (h keyHouse) open() *store.Store {
	h.Helper()
	s, err := store.Open(h.Context(), h.database, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { s.Close() })
	if err := s.Migrate(h.Context()); err != nil {
		h.Fatal(err)
	}
	return s
}

// run runs the command with the file, or without it, and returns what it says.
func (h keyHouse) run(want int, withFile bool, args ...string) string {
	h.Helper()
	env := []string{"OMDOME_DATABASE=" + h.database}
	if withFile {
		env = append(env, "OMDOME_KEY_FILE="+h.file)
	}
	out, remarks, status := omdome(h.T, env, args...)
	if status != want {
		h.Errorf("omdome %v: status %d, want %d: %s%s", args, status, want, out, remarks)
	}
	return out + remarks
}

// secret is the key in the file, as the database would hold it.
func (h keyHouse) secret() []byte {
	h.Helper()
	info, err := os.Stat(h.file)
	if err != nil || info.Mode().Perm() != 0o600 {
		h.Fatalf("the file's mode is %v, %v", info.Mode(), err)
	}
	b, err := os.ReadFile(h.file)
	if err != nil {
		h.Fatal(err)
	}
	block, _ := pem.Decode(b)
	return block.Bytes
}

// serves makes sure of the key as a program does that serves.
func (h keyHouse) serves(s *store.Store) {
	h.Helper()
	if _, err := (keyFlag{KeyFile: h.file}).authority(h.Context(), s, ""); err != nil {
		h.Fatal(err)
	}
}

// keeps says whether the database's files hold the secret.
func (h keyHouse) keeps(secret []byte) bool {
	h.Helper()
	files, err := filepath.Glob(h.database + "*")
	if err != nil {
		h.Fatal(err)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			h.Fatal(err)
		}
		if bytes.Contains(b, secret) {
			return true
		}
	}
	return false
}

// published are the names of the certificates that the command prints.
func (h keyHouse) published(printed string) []string {
	h.Helper()
	all, err := sign.ReadCertificates([]byte(printed))
	if err != nil {
		h.Fatalf("%v: %s", err, printed)
	}
	var names []string
	for _, c := range all {
		names = append(names, sign.CertificateID(c.Raw))
	}
	return names
}

// A new installation with a key file: the file is made for its owner alone, signs,
// and the database never has what signs.
func TestAKeyKeptInAFile(t *testing.T) {
	t.Parallel()
	h := keyHouse{t, storetest.SQLite(t), filepath.Join(t.TempDir(), "omdome.pem")}
	s := h.open()
	event, err := loadExample(t.Context(), s, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if says := h.run(1, true, "key"); !strings.Contains(says, "there is no key yet") {
		t.Errorf("before anything has served it says %s", says)
	}
	if _, err := os.Stat(h.file); err == nil {
		t.Error("and makes one")
	}
	h.serves(s)
	one := h.published(h.run(0, true, "key"))
	first := h.secret()
	if len(one) != 1 {
		t.Errorf("the published certificates are %v", one)
	}
	if again := h.published(h.run(0, true, "key")); len(again) != 1 || again[0] != one[0] {
		t.Errorf("at the second start they are %v", again)
	}
	if named := h.published(h.run(0, false, "key")); len(named) != 1 {
		t.Errorf("without the file %v are published", named)
	}
	for _, forgot := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"key", "new"}} {
		if says := h.run(1, false, forgot...); !strings.Contains(says, "--key-file") {
			t.Errorf("omdome %v without the file says %s", forgot, says)
		}
	}

	letter := h.approvedWith(s, event)
	if got := h.run(0, false, "verify", letter); !strings.Contains(got, "byte for byte the file that was issued") || !strings.Contains(got, one[0]) {
		t.Errorf("its letter: %s", got)
	}
	two := h.published(h.run(0, true, "key", "new"))
	if len(two) != 2 || two[1] != one[0] || bytes.Equal(first, h.secret()) {
		t.Errorf("after another is made %v are published", two)
	}
	h.run(0, false, "verify", letter) // what the old one has signed stays good
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, secret := range [][]byte{first, h.secret()} {
		if h.keeps(secret) {
			t.Error("the database has what signs")
		}
	}
	if err := os.Remove(h.file); err != nil {
		t.Fatal(err)
	}
	if says := h.run(1, true, "key"); !strings.Contains(says, "there is no file "+h.file) || !strings.Contains(says, "omdome key new") {
		t.Errorf("with its file lost it says %s", says)
	}
	if _, err := os.Stat(h.file); err == nil {
		t.Error("and makes another by itself")
	}
	if three := h.published(h.run(0, true, "key", "new")); len(three) != 3 {
		t.Errorf("then %v are published", three)
	}
}

// approvedWith is a letter of the example that the file's key signs, as a file.
func (h keyHouse) approvedWith(s *store.Store, event survey.EventSessions) string {
	h.Helper()
	result, err := s.Result(h.Context(), event.Sessions[find(event, "Från mål till avtal")].Session.Code)
	if err != nil {
		h.Fatal(err)
	}
	a, err := keyFlag{KeyFile: h.file}.authority(h.Context(), s, "")
	if err != nil {
		h.Fatal(err)
	}
	office := s.Office(organizer.Member{Organization: event.Organization})
	if err := approve(h.Context(), newIssuer(s, "https://omdome.example.org", a, nil), office, event.Event, []survey.ID{result.Letters[0].ID}); err != nil {
		h.Fatal(err)
	}
	file, err := s.LetterFile(h.Context(), result.Letters[0].ID)
	if err != nil {
		h.Fatal(err)
	}
	name := filepath.Join(h.TempDir(), "brev.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		h.Fatal(err)
	}
	return name
}

// An installation whose database has the key is given a file: its key signs, and a
// new one has the database's erased.
func TestAKeyMovesFromTheDatabaseToAFile(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h keyHouse) {
		s := h.open()
		if _, err := (keyFlag{}).authority(t.Context(), s, ""); err != nil {
			t.Fatal(err)
		}
		old, err := s.Authority(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if says := h.run(1, true, "key"); !strings.Contains(says, "has a key already") {
			t.Errorf("with a file that is missing it says %s", says)
		}
		given, err := sign.NewAuthority("Omdöme", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := writeKey(h.file, given, false); err != nil {
			t.Fatal(err)
		}
		if says := h.run(1, true, "key"); !strings.Contains(says, "is not published yet") {
			t.Errorf("before anything has served with the file it says %s", says)
		}
		h.serves(s)
		if got := h.published(h.run(0, true, "key")); len(got) != 2 || got[0] != given.ID() || got[1] != old.ID {
			t.Errorf("the published keys are %v", got)
		}
		if a, err := (keyFlag{h.file}).authority(t.Context(), s, ""); err != nil || a.ID() != given.ID() {
			t.Errorf("it signs with %v, %v", a, err)
		}
		if got := h.published(h.run(0, true, "key", "new")); len(got) != 3 {
			t.Errorf("the published keys are %v", got)
		}
		if h.sqlite() {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if h.keeps(old.Secret) {
				t.Error("the database still has what signed before")
			}
		}
		if says := h.run(1, false, "key", "new"); !strings.Contains(says, "kept outside the database") {
			t.Errorf("without the file it says %s", says)
		}
	})
}

// encryptedKey looks like a key under a passphrase.
const encryptedKey = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"

// What is no key, or a key that others can read, is refused and never written over.
func TestAKeyFileThatIsNone(t *testing.T) {
	t.Parallel()
	h := keyHouse{t, storetest.SQLite(t), filepath.Join(t.TempDir(), "omdome.pem")}
	h.open()
	_, other, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8 := func(key any) []byte {
		b, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b})
	}
	good, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		mode    os.FileMode
		says    string
	}{
		"empty":              {nil, 0o600, "holds no key that can sign letters"},
		"something else":     {[]byte("lösenord"), 0o600, "holds no key that can sign letters"},
		"another sort":       {pkcs8(other), 0o600, "holds no key that can sign letters"},
		"two keys":           {append(pkcs8(good), pkcs8(good)...), 0o600, "holds more than one private key"},
		"a key and another":  {append(pkcs8(good), pkcs8(other)...), 0o600, "holds more than one private key"},
		"encrypted":          {[]byte(encryptedKey), 0o600, "holds an encrypted private key"},
		"with a mark":        {append([]byte("\ufeff"), pkcs8(good)...), 0o600, "holds a byte order mark"},
		"UTF-16":             {[]byte("\xff\xfe-\x00-\x00"), 0o600, "holds a byte order mark"},
		"for the group":      {pkcs8(good), 0o640, "its mode is 0640"},
		"for everybody":      {pkcs8(good), 0o644, "its mode is 0644"},
		"writable by others": {pkcs8(good), 0o602, "its mode is 0602"},
	} {
		if err := os.WriteFile(h.file, c.content, c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(h.file, c.mode); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"key"}, {"key", "new"}, {"serve", "--listen", "127.0.0.1:0"}} {
			says := h.run(1, true, args...)
			if !strings.Contains(says, c.says) || !strings.Contains(says, h.file) || strings.Contains(says, "lösenord") || strings.Count(says, "\n") != 1 {
				t.Errorf("%s: omdome %v says %q", name, args, says)
			}
		}
		if now, err := os.ReadFile(h.file); err != nil || !bytes.Equal(now, c.content) {
			t.Errorf("%s: the file was changed", name)
		}
		if err := os.Remove(h.file); err != nil {
			t.Fatal(err)
		}
	}
	if known, err := h.open().Authorities(context.Background()); err != nil || len(known) != 0 {
		t.Errorf("%v are published, %v", known, err)
	}
	if err := os.WriteFile(h.file, pkcs8(good), 0o400); err != nil {
		t.Fatal(err)
	}
	s := h.open()
	h.serves(s)
	h.serves(s)
	// One that nobody can write is as good, and one without a certificate gets one, once.
	if one, again := h.published(h.run(0, true, "key")), h.published(h.run(0, true, "key")); len(one) != 1 || len(again) != 1 || one[0] != again[0] {
		t.Errorf("a key without a certificate has %v, then %v", one, again)
	}
	left, err := os.ReadDir(filepath.Dir(h.file))
	if err != nil || len(left) != 1 {
		t.Errorf("%v are left, %v", left, err)
	}
}
