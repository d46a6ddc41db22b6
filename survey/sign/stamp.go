package sign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
)

// A Stamp says when a signature was there, by a time-stamping authority's word
// (RFC 3161). Whether the authority is to be trusted is for the reader to say.
type Stamp struct {
	At time.Time
	// By is the name in the authority's certificate.
	By string
}

// Stamps asks a time-stamping authority for time stamps.
type Stamps struct {
	URL string
	// Client is http's own when it is nil. Each question ends after stampWait.
	Client *http.Client
}

// stampWait is how long a time-stamping authority may take to answer.
const stampWait = 10 * time.Second

// stampRoom is how many bytes a time stamp takes at most, with its certificates.
const stampRoom = 12 << 10

// ErrStamp: the time-stamping authority gave no time stamp.
var ErrStamp = errors.New("no time stamp")

// stamp returns a time stamp of the signature. The error is [ErrStamp].
func (s *Stamps) stamp(ctx context.Context, signature []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, stampWait)
	defer cancel()
	token, err := s.ask(ctx, signature)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStamp, err)
	}
	return token, nil
}

func (s *Stamps) ask(ctx context.Context, signature []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return nil, err
	}
	question, err := timestamp.CreateRequest(bytes.NewReader(signature), &timestamp.RequestOptions{Hash: crypto.SHA256, Certificates: true, Nonce: nonce})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the authority answers %s", answer.Status)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, 4*stampRoom))
	if err != nil {
		return nil, err
	}
	t, err := timestamp.ParseResponse(b)
	if err != nil {
		return nil, err
	}
	if t.Nonce == nil || t.Nonce.Cmp(nonce) != 0 {
		return nil, errors.New("the authority answers another question")
	}
	if len(t.RawToken) > stampRoom {
		return nil, errors.New("the authority's time stamp is too long")
	}
	if _, err := readStamp(t.RawToken, signature); err != nil {
		return nil, err
	}
	return t.RawToken, nil
}

// readStamp reads a time stamp of the signature.
func readStamp(token, signature []byte) (Stamp, error) {
	t, err := timestamp.Parse(token)
	if err != nil {
		return Stamp{}, err
	}
	sum := sha256.Sum256(signature)
	if t.HashAlgorithm != crypto.SHA256 || !bytes.Equal(t.HashedMessage, sum[:]) {
		return Stamp{}, errors.New("a time stamp of something else")
	}
	p, err := pkcs7.Parse(token)
	if err != nil {
		return Stamp{}, err
	}
	by := p.GetOnlySigner()
	if by == nil || !slices.Contains(by.ExtKeyUsage, x509.ExtKeyUsageTimeStamping) {
		return Stamp{}, errors.New("a time stamp by who may give none")
	}
	return Stamp{At: t.Time, By: by.Subject.CommonName}, nil
}
