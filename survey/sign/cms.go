package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	encoding_asn1 "encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// What a signature is made of (RFC 5652, RFC 5035, ETSI EN 319 122-1).
var (
	oidData          = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCert   = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // signing-certificate-v2
	oidTimeStamp     = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // signature-time-stamp
	// oidBound is our own (ITU-T X.667): the signer's signature of the time stamp.
	oidBound  = encoding_asn1.ObjectIdentifier{2, 25, 1613774881, 1}
	oidSHA256 = encoding_asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA  = encoding_asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}   // with SHA-256
	oidRSA    = encoding_asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11} // PKCS #1 v1.5 with SHA-256
)

// A message is a signature in CMS: over content that is kept elsewhere, with the
// certificates of who has signed, and nothing else.
type message struct {
	chain     []*x509.Certificate // the signer's first
	signature []byte
	stamp     []byte // an RFC 3161 time stamp of the signature; empty for none
	// bound is the signer's signature of the time stamp, where there is one: what others
	// have signed can be written in more than one way, and a signed file cannot.
	bound []byte
}

var errMessage = errors.New("not a signature as it is written here")

// signed says what is signed: the attributes with the content's digest (SHA-256),
// in the order of DER.
func (m message) signed(digest []byte) []byte {
	own := sha256.Sum256(m.chain[0].Raw)
	attributes := [][]byte{
		attribute(oidContentType, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData) }),
		attribute(oidMessageDigest, func(b *cryptobyte.Builder) { b.AddASN1OctetString(digest) }),
		attribute(oidSigningCert, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) { // SigningCertificateV2
				sequence(b, func(b *cryptobyte.Builder) { // its certs
					sequence(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(own[:]) }) // by SHA-256, which is not named
				})
			})
		}),
	}
	slices.SortFunc(attributes, bytes.Compare)
	return bytes.Join(attributes, nil)
}

func attribute(oid encoding_asn1.ObjectIdentifier, value func(*cryptobyte.Builder)) []byte {
	var b cryptobyte.Builder
	sequence(&b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1(asn1.SET, value)
	})
	return b.BytesOrPanic() // the builder's own, of values that it can write
}

func sequence(b *cryptobyte.Builder, in func(*cryptobyte.Builder)) { b.AddASN1(asn1.SEQUENCE, in) }

// set is the signed attributes as they are hashed (RFC 5652, 5.4).
func set(attributes []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
	return b.BytesOrPanic()
}

// bytes writes the message over content with this digest.
func (m message) bytes(digest []byte) []byte {
	own := m.chain[0]
	var b cryptobyte.Builder
	sequence(&b, func(b *cryptobyte.Builder) { // ContentInfo
		b.AddASN1ObjectIdentifier(oidSignedData)
		b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) { // SignedData
				b.AddASN1Int64(1)
				b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { algorithm(b, oidSHA256, false) })
				sequence(b, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData) })
				b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
					for _, c := range sorted(m.chain) {
						b.AddBytes(c)
					}
				})
				b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) { // SignerInfo
						b.AddASN1Int64(1)
						sequence(b, func(b *cryptobyte.Builder) {
							b.AddBytes(own.RawIssuer)
							b.AddASN1BigInt(own.SerialNumber)
						})
						algorithm(b, oidSHA256, false)
						b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddBytes(m.signed(digest)) })
						if _, ok := own.PublicKey.(*rsa.PublicKey); ok {
							algorithm(b, oidRSA, true)
						} else {
							algorithm(b, oidECDSA, false)
						}
						b.AddASN1OctetString(m.signature)
						if len(m.stamp) > 0 {
							b.AddASN1(asn1.Tag(1).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
								b.AddBytes(m.unsigned())
							})
						}
					})
				})
			})
		})
	})
	return b.BytesOrPanic()
}

// unsigned are the attributes that are not signed with the others, in the order of DER.
func (m message) unsigned() []byte {
	attributes := [][]byte{
		attribute(oidTimeStamp, func(b *cryptobyte.Builder) { b.AddBytes(m.stamp) }),
		attribute(oidBound, func(b *cryptobyte.Builder) { b.AddASN1OctetString(m.bound) }),
	}
	slices.SortFunc(attributes, bytes.Compare)
	return bytes.Join(attributes, nil)
}

func algorithm(b *cryptobyte.Builder, oid encoding_asn1.ObjectIdentifier, null bool) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if null {
			b.AddASN1NULL()
		}
	})
}

// parse reads a message over content with this digest. What was not written as
// [message.bytes] writes it is errMessage. It says nothing of who has signed.
func parse(der, digest []byte) (message, error) {
	var m message
	var content, certificates, infos, info, signer, unsigned cryptobyte.String
	var certs, more bool
	context0 := asn1.Tag(0).ContextSpecific().Constructed()
	in := cryptobyte.String(der)
	if !in.ReadASN1(&in, asn1.SEQUENCE) || !in.SkipASN1(asn1.OBJECT_IDENTIFIER) || !in.ReadASN1(&content, context0) ||
		!content.ReadASN1(&content, asn1.SEQUENCE) || !content.SkipASN1(asn1.INTEGER) || !content.SkipASN1(asn1.SET) ||
		!content.SkipASN1(asn1.SEQUENCE) || !content.ReadOptionalASN1(&certificates, &certs, context0) ||
		!content.ReadASN1(&infos, asn1.SET) || !infos.ReadASN1(&info, asn1.SEQUENCE) ||
		!info.SkipASN1(asn1.INTEGER) || !info.ReadASN1(&signer, asn1.SEQUENCE) || !info.SkipASN1(asn1.SEQUENCE) ||
		!info.SkipASN1(context0) || !info.SkipASN1(asn1.SEQUENCE) || !info.ReadASN1((*cryptobyte.String)(&m.signature), asn1.OCTET_STRING) ||
		!info.ReadOptionalASN1(&unsigned, &more, asn1.Tag(1).ContextSpecific().Constructed()) {
		return m, errMessage
	}
	for more && !unsigned.Empty() {
		var one, value cryptobyte.String
		var oid encoding_asn1.ObjectIdentifier
		if !unsigned.ReadASN1(&one, asn1.SEQUENCE) || !one.ReadASN1ObjectIdentifier(&oid) || !one.ReadASN1(&value, asn1.SET) {
			return m, errMessage
		}
		switch {
		case oid.Equal(oidTimeStamp):
			m.stamp = value
		case !oid.Equal(oidBound) || !value.ReadASN1((*cryptobyte.String)(&m.bound), asn1.OCTET_STRING):
			return m, errMessage
		}
	}
	chain, err := x509.ParseCertificates(certificates)
	if err != nil {
		return m, errMessage
	}
	if m.chain = inOrder(chain, signer); len(m.chain) != len(chain) || len(chain) == 0 {
		return m, errMessage
	}
	// What was not read above, and whatever DER leaves open, is settled here.
	if !bytes.Equal(m.bytes(digest), der) {
		return m, errMessage
	}
	return m, nil
}

// sorted are the certificates as a set of DER has them.
func sorted(chain []*x509.Certificate) [][]byte {
	all := make([][]byte, len(chain))
	for i, c := range chain {
		all[i] = c.Raw
	}
	slices.SortFunc(all, bytes.Compare)
	return all
}

// inOrder puts the certificate of the signer (its issuer and serial number) first, and
// after each the one that has issued it, as far as they are there.
func inOrder(all []*x509.Certificate, signer []byte) []*x509.Certificate {
	var chain []*x509.Certificate
	next := func(c *x509.Certificate) bool {
		if len(chain) > 0 {
			return bytes.Equal(chain[len(chain)-1].RawIssuer, c.RawSubject)
		}
		var b cryptobyte.Builder
		b.AddBytes(c.RawIssuer)
		b.AddASN1BigInt(c.SerialNumber)
		return bytes.Equal(b.BytesOrPanic(), signer)
	}
	for len(all) > 0 {
		i := slices.IndexFunc(all, next)
		if i < 0 {
			break
		}
		chain, all = append(chain, all[i]), slices.Delete(slices.Clone(all), i, i+1)
	}
	return chain
}

// boundAs begins what binds a time stamp, so that it is the signature of nothing else.
const boundAs = "omdome time stamp\x00"

// sign signs what says that content with this digest is signed.
func (m *message) sign(key crypto.Signer, digest []byte) (err error) {
	m.signature, err = signedBy(key, set(m.signed(digest)))
	return err
}

// bind takes a time stamp of the signature.
func (m *message) bind(key crypto.Signer, stamp []byte) (err error) {
	m.stamp = stamp
	m.bound, err = signedBy(key, append([]byte(boundAs), stamp...))
	return err
}

func signedBy(key crypto.Signer, data []byte) ([]byte, error) {
	sum := sha256.Sum256(data)
	signature, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	if public, ok := key.Public().(*ecdsa.PublicKey); ok {
		return lower(public, signature)
	}
	return signature, nil
}

// verify says whether the signer's key has signed content with this digest, and the
// time stamp if there is one.
func (m message) verify(digest []byte) bool {
	key := m.chain[0].PublicKey
	return verifies(key, set(m.signed(digest)), m.signature) &&
		(len(m.stamp) == 0 || verifies(key, append([]byte(boundAs), m.stamp...), m.bound))
}

func verifies(key crypto.PublicKey, data, signature []byte) bool {
	sum := sha256.Sum256(data)
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		canonical, err := lower(key, signature)
		return err == nil && bytes.Equal(canonical, signature) && ecdsa.VerifyASN1(key, sum[:], signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
	}
	return false
}

// lower is the one of an ECDSA signature's two forms that has the lower s: whoever has
// one can write the other, and a file must not have two forms.
func lower(public *ecdsa.PublicKey, signature []byte) ([]byte, error) {
	var r, s big.Int
	in := cryptobyte.String(signature)
	if !in.ReadASN1(&in, asn1.SEQUENCE) || !in.ReadASN1Integer(&r) || !in.ReadASN1Integer(&s) || !in.Empty() {
		return nil, errMessage
	}
	order := public.Curve.Params().N
	if other := new(big.Int).Sub(order, &s); other.Cmp(&s) < 0 {
		s.Set(other)
	}
	var b cryptobyte.Builder
	sequence(&b, func(b *cryptobyte.Builder) { b.AddASN1BigInt(&r); b.AddASN1BigInt(&s) })
	return b.BytesOrPanic(), nil
}
