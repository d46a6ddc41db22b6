package sign

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// ErrNoCertificates: a file that should hold certificates in PEM holds none.
var ErrNoCertificates = errors.New("no certificates in PEM, as omdome key prints them")

// ReadCertificates reads certificates in PEM. Whatever stands between them does not
// count. The error is [ErrNoCertificates].
func ReadCertificates(b []byte) ([]*x509.Certificate, error) {
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
// [ErrKey], and never tells what is in the file.
func ReadKey(b []byte) (key crypto.Signer, certificates [][]byte, err error) {
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
			read := parseKey(block)
			if read == nil || key != nil {
				return nil, nil, ErrKey
			}
			key = read
		}
	}
	if err := usable(key); err != nil {
		return nil, nil, err
	}
	return key, certificates, nil
}

// parseKey reads a key as PKCS #8 or in the older forms; nil for anything else.
func parseKey(block *pem.Block) crypto.Signer {
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
		return nil
	}
	if key, ok := parsed.(crypto.Signer); ok && err == nil {
		return key
	}
	return nil
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
