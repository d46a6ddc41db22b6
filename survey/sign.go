package survey

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
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

// Seed is the secret from which the whole key follows, for the store alone.
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
