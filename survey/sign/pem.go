package sign

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoCertificates: a file that should hold certificates in PEM holds none.
var ErrNoCertificates = errors.New("no certificates in PEM, as omdome key prints them")

// A reason is an error that says in its own words why another is there.
type reason struct {
	error
	says string
}

func (r reason) Error() string { return r.says }
func (r reason) Unwrap() error { return r.error }

// Why a file holds no key that can sign: what the reader of the file finds there.
var (
	errNoKey = fmt.Errorf("%w, in PEM, such as openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 writes", ErrKey)
	// errKeys: which of several keys signs is not for a program to guess.
	errKeys = reason{ErrKey, "more than one private key: leave the one that signs"}
	// errLocked: nobody is there to type a passphrase when a program starts.
	errLocked = reason{ErrKey, "an encrypted private key, and nobody is asked for its passphrase: take that away, as openssl pkey does"}
)

// marked is what a file in UTF-16, or a key after a byte order mark, holds.
const marked = "a byte order mark at its beginning, as some editors write, and PEM has none: save it as plain text (ASCII)"

// byteOrderMarks begin files in UTF-8 and in UTF-16. No PEM has one.
var byteOrderMarks = []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"}

func isMarked(b []byte) bool {
	return slices.ContainsFunc(byteOrderMarks, func(mark string) bool { return bytes.HasPrefix(b, []byte(mark)) })
}

// ReadCertificates reads certificates in PEM. Whatever stands between them does not
// count, nor a byte order mark of UTF-8 before them. The error is [ErrNoCertificates].
func ReadCertificates(b []byte) ([]*x509.Certificate, error) {
	if b = bytes.TrimPrefix(b, []byte(byteOrderMarks[0])); isMarked(b) {
		return nil, reason{ErrNoCertificates, marked}
	}
	var all []*x509.Certificate
	for {
		block, rest := pem.Decode(b)
		if block == nil {
			break
		}
		b = rest
		if block.Type != "CERTIFICATE" {
			return nil, ErrNoCertificates // a key, perhaps: it is not taken for something to publish
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoCertificates, err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, ErrNoCertificates
	}
	return all, nil
}

// WriteCertificates writes certificates in PEM, each under a line that says whose it is.
func WriteCertificates(all ...*x509.Certificate) []byte {
	var b bytes.Buffer
	for _, c := range all {
		fmt.Fprintf(&b, "# %s: %q, valid to %s\n", CertificateID(c.Raw), c.Subject.CommonName, c.NotAfter.UTC().Format("2006-01-02"))
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a buffer takes everything
	}
	return b.Bytes()
}

// ReadKey reads a file with one private key and, after or before it, the certificates
// that belong to it: none, or its own first and each issued by the next. The error is
// [ErrKey] with what the file holds instead, of which it never tells more than the kind.
func ReadKey(b []byte) (key crypto.Signer, certificates [][]byte, err error) {
	if isMarked(b) {
		return nil, nil, reason{ErrKey, marked}
	}
	keys := 0
	for {
		block, rest := pem.Decode(b)
		if block == nil {
			break
		}
		b = rest
		switch block.Type {
		case "CERTIFICATE":
			certificates = append(certificates, block.Bytes)
		case "EC PARAMETERS": // openssl writes them before a key
		default:
			if strings.HasSuffix(block.Type, "PRIVATE KEY") {
				keys++
			}
			read, not := parseKey(block)
			if err == nil {
				err = not
			}
			key = read
		}
	}
	if keys > 1 {
		err = errKeys
	}
	if err == nil && usable(key) != nil {
		err = errNoKey
	}
	if err != nil {
		return nil, nil, err
	}
	return key, certificates, nil
}

// parseKey reads a key as PKCS #8 or in the older forms. The error is [ErrKey].
func parseKey(block *pem.Block) (crypto.Signer, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
		return nil, errLocked
	}
	var parsed any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		parsed, err = x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		return nil, errNoKey
	}
	key, ok := parsed.(crypto.Signer)
	if err != nil || !ok {
		return nil, errNoKey
	}
	return key, nil
}

// PEM writes the authority's key and its certificates, as [ReadKey] reads them. It is
// as secret as the key.
func (a Authority) PEM() ([]byte, error) {
	secret, err := a.Secret()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: secret}) // a buffer takes everything
	for _, c := range a.chain {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	return b.Bytes(), nil
}

// Secret is the authority's key (PKCS #8), for whoever keeps it.
func (a Authority) Secret() ([]byte, error) {
	secret, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return secret, nil
}

// KeyOf reads what [Authority.Secret] has returned. The error is [ErrKey].
func KeyOf(secret []byte) (crypto.Signer, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(secret)
	key, ok := parsed.(crypto.Signer)
	if err != nil || !ok {
		return nil, ErrKey
	}
	return key, usable(key)
}
