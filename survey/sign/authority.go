package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
	"unicode/utf8"
)

// Lasts is how long the certificate of an authority that an installation makes for
// itself is valid, and those that it issues with it: longer than letters are kept.
const Lasts = 60 * 365 * 24 * time.Hour

var (
	// ErrKey: what should be a key that signs, with its certificate, is none.
	ErrKey = errors.New("no key that can sign letters: ECDSA on P-256, P-384 or P-521, or RSA with at least 2048 bits")
	// ErrCertificate: the certificates beside a key are not the key's, or not in order.
	ErrCertificate = errors.New("the certificates do not belong to the key, or are not in order: its own first, each issued by the next")
	// ErrEnded: a certificate is not valid at the time, so nothing is signed with it.
	ErrEnded = errors.New("the certificate that letters are signed with is not valid now")
)

// An Authority is what the letters of an installation are signed with in the end. It
// issues a certificate for each organization; or, where its own certificate does not
// allow that, signs by itself.
type Authority struct {
	key crypto.Signer
	// chain is its own certificate, then those above it as far as they are known.
	chain []*x509.Certificate
}

// NewAuthority draws an authority that nobody stands above. name is what readers of
// PDF show as the issuer of its certificates.
func NewAuthority(name string, now time.Time) (Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Authority{}, fmt.Errorf("drawing an authority's key: %w", err)
	}
	return SelfSigned(key, name, now)
}

// SelfSigned is the authority with this key, under a certificate that it gives itself.
func SelfSigned(key crypto.Signer, name string, now time.Time) (Authority, error) {
	serial, err := newSerial()
	if err != nil {
		return Authority{}, err
	}
	if err := usable(key); err != nil {
		return Authority{}, err
	}
	// Some days earlier, for readers whose clock is wrong.
	from := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -2)
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: fitting(name)},
		NotBefore: from, NotAfter: from.Add(Lasts),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, IsCA: true, MaxPathLenZero: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return Authority{}, fmt.Errorf("an authority's certificate: %w", err)
	}
	return AuthorityOf(key, der)
}

// AuthorityOf is the authority with this key and these certificates (DER): its own
// first, each issued by the next. The error is [ErrKey] or [ErrCertificate].
func AuthorityOf(key crypto.Signer, certificates ...[]byte) (Authority, error) {
	if err := usable(key); err != nil {
		return Authority{}, err
	}
	var chain []*x509.Certificate
	for i, der := range certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Authority{}, fmt.Errorf("%w: %w", ErrCertificate, err)
		}
		if i > 0 && chain[i-1].CheckSignatureFrom(c) != nil {
			return Authority{}, ErrCertificate
		}
		if !forDocuments(c) {
			return Authority{}, fmt.Errorf("%w: %q is for something else than signing documents, or asks for what is not known here", ErrCertificate, c.Subject.CommonName)
		}
		chain = append(chain, c)
	}
	if len(chain) == 0 || !sameKey(chain[0].PublicKey, key.Public()) {
		return Authority{}, ErrCertificate
	}
	a := Authority{key: key, chain: chain}
	if !a.issues() && !maySign(chain[0]) {
		return Authority{}, fmt.Errorf("%w: its certificate allows neither to issue others nor to sign documents", ErrCertificate)
	}
	return a, nil
}

// usable says whether letters can be signed with the key: the error is [ErrKey].
func usable(key crypto.Signer) error {
	if key == nil {
		return ErrKey
	}
	switch public := key.Public().(type) {
	case *ecdsa.PublicKey:
		if public.Curve == elliptic.P224() {
			return ErrKey
		}
		return nil
	case *rsa.PublicKey:
		if public.N.BitLen() >= 2048 {
			return nil
		}
	}
	return ErrKey
}

func sameKey(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}

// issues says whether the authority's own certificate lets it issue others.
func (a Authority) issues() bool {
	c := a.chain[0]
	return c.IsCA && c.BasicConstraintsValid && c.KeyUsage&x509.KeyUsageCertSign != 0
}

// forDocuments says whether readers may take a signature on a document by the
// certificate, or by one that it has issued: its purposes, where it names any, are among
// those for documents, and it asks for nothing that this program does not know.
func forDocuments(c *x509.Certificate) bool {
	if len(c.UnhandledCriticalExtensions) > 0 || c.PermittedDNSDomainsCritical {
		return false
	}
	if len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageAny || u == x509.ExtKeyUsageEmailProtection {
			return true
		}
	}
	return slices.ContainsFunc(c.UnknownExtKeyUsage, func(u asn1.ObjectIdentifier) bool {
		return slices.ContainsFunc(documentPurposes, u.Equal)
	})
}

// documentPurposes are purposes of certificates that sign documents: RFC 9336, and those
// of Microsoft and Adobe from before it.
var documentPurposes = []asn1.ObjectIdentifier{
	{1, 3, 6, 1, 5, 5, 7, 3, 36}, {1, 3, 6, 1, 4, 1, 311, 10, 3, 12}, {1, 2, 840, 113583, 1, 1, 5},
}

// maySign says whether the certificate lets its key sign documents.
func maySign(c *x509.Certificate) bool {
	return !c.IsCA && (c.KeyUsage == 0 || c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) != 0)
}

// ID names the authority's certificate: the beginning of its SHA-256.
func (a Authority) ID() string { return CertificateID(a.chain[0].Raw) }

// CertificateID names a certificate (DER): the beginning of its SHA-256.
func CertificateID(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:8])
}

// Certificates are the authority's own certificate and those above it.
func (a Authority) Certificates() []*x509.Certificate { return a.chain }

// Ends is when the first of its certificates is no longer valid.
func (a Authority) Ends() time.Time {
	ends := a.chain[0].NotAfter
	for _, c := range a.chain {
		if c.NotAfter.Before(ends) {
			ends = c.NotAfter
		}
	}
	return ends
}

// SelfMade says whether certificates (DER), the own first, are those of an authority
// that nobody stands above.
func SelfMade(certificates ...[]byte) bool {
	if len(certificates) != 1 {
		return false
	}
	c, err := x509.ParseCertificate(certificates[0])
	return err == nil && c.IsCA && bytes.Equal(c.RawSubject, c.RawIssuer)
}

// String keeps the secret out of logs.
func (a Authority) String() string { return "authority" }

// GoString keeps it out of %#v.
func (a Authority) GoString() string { return a.String() }

// A Subject is the organization that a certificate is issued to.
type Subject struct {
	// Name is shown by readers of PDF; Number tells organizations of like names apart.
	Name, Number string
}

// Issue issues a certificate for an organization (DER). Its key follows from the
// authority's own and from the certificate's serial number, so nobody needs to keep
// it. An authority that may not issue any returns its own.
func (a Authority) Issue(to Subject, now time.Time) ([]byte, error) {
	own := a.chain[0]
	if !a.issues() {
		return own.Raw, nil
	}
	if now.Before(own.NotBefore) || now.After(a.Ends()) {
		return nil, ErrEnded
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	key, err := a.derived(serial)
	if err != nil {
		return nil, err
	}
	from := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
	if from.Before(own.NotBefore) {
		from = own.NotBefore
	}
	template := &x509.Certificate{
		SerialNumber: serial, NotBefore: from, NotAfter: a.Ends(),
		Subject: pkix.Name{
			CommonName: fitting(to.Name), Organization: []string{fitting(to.Name)}, SerialNumber: to.Number,
		},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true,
		ExtraExtensions: []pkix.Extension{noRevocation},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, own, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("issuing a certificate: %w", err)
	}
	return der, nil
}

// noRevocation says that nobody publishes whether the certificate was revoked (RFC
// 9608): letters are revoked one by one, where they can be verified.
var noRevocation = pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 56}, Value: []byte{0x05, 0x00}}

// derived is the key of the certificate with this serial number: HKDF (RFC 5869) of
// the authority's key, brought into P-256's range as FIPS 186-5, A.2.1 does, with 128
// bits more than the range has.
func (a Authority) derived(serial *big.Int) (*ecdsa.PrivateKey, error) {
	secret, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	drawn, err := hkdf.Key(sha256.New, secret, nil, "omdome organization's key\x00"+string(serial.Bytes()), 48)
	if err != nil {
		return nil, fmt.Errorf("an organization's key: %w", err)
	}
	order := new(big.Int).Sub(elliptic.P256().Params().N, big.NewInt(1))
	d := new(big.Int).Mod(new(big.Int).SetBytes(drawn), order)
	d.Add(d, big.NewInt(1))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), d.FillBytes(make([]byte, 32)))
	if err != nil {
		return nil, fmt.Errorf("an organization's key: %w", err)
	}
	return key, nil
}

// newSerial draws a certificate's serial number: 127 bits, positive (RFC 5280, 4.1.2.2).
func newSerial() (*big.Int, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return nil, fmt.Errorf("drawing a serial number: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:]), nil
}

// fitting is the name as a certificate can hold it: 64 signs (X.520, upper bounds).
func fitting(name string) string {
	const most = 64
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most-1]) + "…"
}
