package signtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// A TimeStamper is a time-stamping authority (RFC 3161) on this machine.
type TimeStamper struct {
	URL string
	// Certificate is what a reader of its time stamps has to trust.
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	now         func() time.Time
}

// Stamps starts a time-stamping authority that ends with the test.
func Stamps(t testing.TB, now func() time.Time) *TimeStamper {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	// This usage alone, and critical (RFC 3161, 2.3), which x509 does not write.
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now().UnixNano()), Subject: pkix.Name{CommonName: "Provets tidsstämplar"},
		NotBefore: now().AddDate(-1, 0, 0), NotAfter: now().AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, SubjectKeyId: []byte{1, 2, 3, 4},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := &TimeStamper{Certificate: certificate, key: key, now: now}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *TimeStamper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	question, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(w, "a time-stamp query is posted", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	answer, err := s.Answer(question, func(*timestamp.Timestamp) {})
	if err != nil {
		answer, _ = timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadDataFormat)
	}
	_, _ = w.Write(answer)
}

// Answer answers a question, after change has changed what it says.
func (s *TimeStamper) Answer(question []byte, change func(*timestamp.Timestamp)) ([]byte, error) {
	asked, err := timestamp.ParseRequest(question)
	if err != nil {
		return nil, err
	}
	stamp := timestamp.Timestamp{
		HashAlgorithm: asked.HashAlgorithm, HashedMessage: asked.HashedMessage, Nonce: asked.Nonce,
		AddTSACertificate: asked.Certificates, Policy: asn1.ObjectIdentifier{1, 2, 3, 4, 1},
		Time: s.now().UTC().Truncate(time.Second), Accuracy: time.Second,
	}
	change(&stamp)
	return stamp.CreateResponseWithOpts(s.Certificate, s.key, crypto.SHA256)
}
