package survey

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"
)

// A SigningKey is what an installation signs the records of its letters with
// (Ed25519, RFC 8032).
type SigningKey struct {
	PublicKey
	secret ed25519.PrivateKey
}

// A PublicKey is the half of a signing key that everyone may have. Its name is a
// hash of it, so no other key can go by that name.
type PublicKey struct {
	ID     string
	Public ed25519.PublicKey
	Made   time.Time
}

// NewSigningKey draws a key.
func NewSigningKey(random io.Reader, now time.Time) (SigningKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return SigningKey{}, err
	}
	return SigningKeyOf(ed25519.NewKeyFromSeed(seed), now), nil
}

// SigningKeyOf is the key with this secret half.
func SigningKeyOf(secret ed25519.PrivateKey, made time.Time) SigningKey {
	public := secret.Public().(ed25519.PublicKey) // that is what it is
	return SigningKey{PublicKeyOf(public, made), secret}
}

// PublicKeyOf is the public key, with its name.
func PublicKeyOf(public ed25519.PublicKey, made time.Time) PublicKey {
	sum := sha256.Sum256(public)
	return PublicKey{ID: hex.EncodeToString(sum[:8]), Public: public, Made: made}
}

// Seed is the secret from which the whole key follows, for whoever keeps it.
func (k SigningKey) Seed() []byte { return k.secret.Seed() }

// String keeps the secret out of logs.
func (k SigningKey) String() string { return "signing key " + k.ID }

// GoString keeps it out of %#v.
func (k SigningKey) GoString() string { return k.String() }

// signedAs begins what is signed, so that the signature of a record is that of
// nothing else.
const signedAs = "omdome letter record 1\x00"

// Sign signs a record. The same record has the same signature.
func (k SigningKey) Sign(record []byte) []byte {
	return ed25519.Sign(k.secret, append([]byte(signedAs), record...))
}

// Verify says whether the key has signed the record.
func (k PublicKey) Verify(record, signature []byte) bool {
	return len(k.Public) == ed25519.PublicKeySize &&
		ed25519.Verify(k.Public, append([]byte(signedAs), record...), signature)
}

// keyFile is how public keys are published.
type keyFile struct {
	Keys []publishedKey `json:"keys"`
}

type publishedKey struct {
	ID        string `json:"id"`
	Algorithm string `json:"algorithm"`
	Public    []byte `json:"public"` // base 64
	Made      string `json:"made"`
}

// WriteKeys writes public keys as they are published.
func WriteKeys(keys []PublicKey) ([]byte, error) {
	f := keyFile{Keys: []publishedKey{}}
	for _, k := range keys {
		f.Keys = append(f.Keys, publishedKey{k.ID, "Ed25519", k.Public, k.Made.UTC().Format(time.RFC3339)})
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

// ErrKeys: a file that should hold published keys holds none.
var ErrKeys = errors.New("no file of published keys")

// ReadKeys reads what [WriteKeys] has written. A key's name follows from the key:
// what the file calls it does not count. The error is [ErrKeys].
func ReadKeys(b []byte) ([]PublicKey, error) {
	var f keyFile
	if err := json.Unmarshal(b, &f); err != nil || len(f.Keys) == 0 {
		return nil, ErrKeys
	}
	var keys []PublicKey
	for _, k := range f.Keys {
		if k.Algorithm != "Ed25519" || len(k.Public) != ed25519.PublicKeySize {
			return nil, ErrKeys
		}
		made, _ := time.Parse(time.RFC3339, k.Made) // for people to read
		keys = append(keys, PublicKeyOf(k.Public, made))
	}
	return keys, nil
}
