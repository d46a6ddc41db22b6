package sign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// A Signer signs with the key of one certificate.
type Signer struct {
	key   crypto.Signer
	chain []*x509.Certificate // its own first
	// Stamps gives each signature a time stamp; nil for none.
	Stamps *Stamps
}

// Signer returns what signs with a certificate that the authority has issued (DER).
// The error is [ErrEnded] when it is not valid at that time.
func (a Authority) Signer(certificate []byte, now time.Time) (Signer, error) {
	s := Signer{key: a.key, chain: a.chain}
	if !bytes.Equal(certificate, a.chain[0].Raw) {
		c, err := x509.ParseCertificate(certificate)
		if err != nil {
			return Signer{}, fmt.Errorf("%w: %w", ErrCertificate, err)
		}
		key, err := a.derived(c.SerialNumber)
		if err != nil {
			return Signer{}, err
		}
		if !sameKey(c.PublicKey, key.Public()) || c.CheckSignatureFrom(a.chain[0]) != nil {
			return Signer{}, ErrCertificate
		}
		s.key, s.chain = key, append([]*x509.Certificate{c}, a.chain...)
	}
	for _, c := range s.chain {
		if now.Before(c.NotBefore) || now.After(c.NotAfter) {
			return Signer{}, ErrEnded
		}
	}
	return s, nil
}

// Certificate is the signer's own.
func (s Signer) Certificate() *x509.Certificate { return s.chain[0] }

// Sign signs data that is kept elsewhere, in CMS.
func (s Signer) Sign(data []byte) ([]byte, error) {
	digest := sha256.Sum256(data)
	m := message{chain: s.chain}
	if err := m.sign(s.key, digest[:]); err != nil {
		return nil, err
	}
	return m.bytes(digest[:]), nil
}

// room is how many bytes a signature takes at most.
func (s Signer) room() int {
	n := 640 + 2*144 // what is around, and two signatures of the largest curve
	for _, c := range s.chain {
		n += len(c.Raw)
	}
	if public, ok := s.key.Public().(*rsa.PublicKey); ok {
		n += 2 * public.Size()
	}
	if s.Stamps != nil {
		n += stampRoom
	}
	return n
}

const moment = "20060102150405"

// Entries are what the signature dictionary of a PDF has, with room for the
// signature that [Signer.SignFile] fills in. at is when it is signed, as it says
// itself.
func (s Signer) Entries(at time.Time) string {
	return fmt.Sprintf("/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 %010d %010d %010d]/Contents<%0*d>/M(D:%s+00'00')",
		0, 0, 0, 2*s.room(), 0, at.UTC().Format(moment))
}

// place is where a signature stands, as [Signer.Entries] writes it: the byte range,
// and after the signature its time.
var (
	place  = regexp.MustCompile(`/ByteRange\[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\]/Contents<`)
	signed = regexp.MustCompile(`^>/M\(D:([0-9]{14})\+00'00'\)`)
)

var errRoom = errors.New("a PDF that has no room for its signature")

// SignFile signs a PDF in place: all of it but the signature itself.
func (s Signer) SignFile(ctx context.Context, file []byte) error {
	places := place.FindAllSubmatchIndex(file, -1)
	if len(places) == 0 {
		return errRoom
	}
	at := places[len(places)-1] // what stands before it is the letter's
	begin, length := at[1], 2*s.room()
	if begin+length >= len(file) || file[begin+length] != '>' || len(bytes.Trim(file[begin:begin+length], "0")) > 0 {
		return errRoom
	}
	for i, n := range []int{begin - 1, begin + length + 1, len(file) - begin - length - 1} {
		copy(file[at[2+2*i]:at[3+2*i]], fmt.Sprintf("%010d", n))
	}
	digest := digestOf(file[:begin-1], file[begin+length+1:])
	m := message{chain: s.chain}
	if err := m.sign(s.key, digest); err != nil {
		return err
	}
	if s.Stamps != nil {
		stamp, err := s.Stamps.stamp(ctx, m.signature)
		if err == nil {
			err = m.bind(s.key, stamp)
		}
		if err != nil {
			return err
		}
	}
	der := m.bytes(digest)
	if hex.EncodedLen(len(der)) > length {
		return fmt.Errorf("%w: it takes %d bytes", errRoom, len(der))
	}
	hex.Encode(file[begin:], der)
	return nil
}

func digestOf(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// What is not signed as it should be.
var (
	// ErrUnsigned: there is no signature as this package writes them.
	ErrUnsigned = errors.New("no signature")
	// ErrChanged: what was signed is not what is there, all of it and nothing more.
	ErrChanged = errors.New("not what was signed")
	// ErrStranger: it is signed with a certificate that none of the trusted ones has issued.
	ErrStranger = errors.New("signed by somebody else")
)

// A Signature is one that was found good.
type Signature struct {
	// Chain are the signer's certificate and those above it.
	Chain []*x509.Certificate
	// At is when the file says that it was signed; zero for what is no file.
	At time.Time
	// Stamp is what a time-stamping authority says of it; zero for none.
	Stamp Stamp
}

// mostPlaces bounds how many places of signatures are looked at: a letter has one.
const mostPlaces = 8

// VerifyFile says whether the PDF is signed, all of it, by a certificate that is among
// the trusted ones or that they have issued. It unpacks nothing. The error is
// [ErrUnsigned], [ErrChanged] or [ErrStranger].
func VerifyFile(file []byte, trusted []*x509.Certificate) (Signature, error) {
	err := ErrUnsigned
	for _, at := range place.FindAllSubmatchIndex(file, mostPlaces) {
		s, signedAs := verifyAt(file, at, trusted)
		if signedAs == nil {
			return s, nil
		}
		err = signedAs
	}
	return Signature{}, err
}

func verifyAt(file []byte, at []int, trusted []*x509.Certificate) (Signature, error) {
	var numbers [3]int
	for i := range numbers {
		numbers[i], _ = strconv.Atoi(string(file[at[2+2*i]:at[3+2*i]])) // ten digits
	}
	before, after := numbers[0], numbers[1]
	if before != at[1]-1 || after <= before+1 || after > len(file) || numbers[2] != len(file)-after || file[after-1] != '>' {
		return Signature{}, ErrChanged
	}
	written := signed.FindSubmatch(file[after-1:])
	if written == nil {
		return Signature{}, ErrChanged
	}
	moment, err := time.Parse(moment, string(written[1]))
	if err != nil {
		return Signature{}, ErrChanged
	}
	der, ok := unpadded(file[before+1 : after-1])
	if !ok {
		return Signature{}, ErrChanged
	}
	s, err := verify(der, digestOf(file[:before], file[after:]), trusted)
	if err != nil {
		return Signature{}, err
	}
	if own := s.Chain[0]; moment.Before(own.NotBefore) || moment.After(own.NotAfter) {
		return Signature{}, ErrChanged
	}
	s.At = moment
	return s, nil
}

// unpadded is what stands in hexadecimal, in small letters, with nothing but zeros
// after it.
func unpadded(text []byte) ([]byte, bool) {
	der := make([]byte, len(text)/2)
	if n, err := hex.Decode(der, text); err != nil || 2*n != len(text) || bytes.ContainsAny(text, "ABCDEF") {
		return nil, false
	}
	// DER begins with a sequence's tag and a length of two bytes.
	if len(der) < 4 || der[0] != 0x30 || der[1] != 0x82 {
		return nil, false
	}
	end := 4 + int(der[2])<<8 + int(der[3])
	if end > len(der) || len(bytes.Trim(der[end:], "\x00")) > 0 {
		return nil, false
	}
	return der[:end], true
}

// Verify says whether the data is what was signed in CMS, by a certificate that is
// among the trusted ones or that they have issued. The error is [ErrUnsigned],
// [ErrChanged] or [ErrStranger].
func Verify(data, der []byte, trusted []*x509.Certificate) (Signature, error) {
	digest := sha256.Sum256(data)
	return verify(der, digest[:], trusted)
}

func verify(der, digest []byte, trusted []*x509.Certificate) (Signature, error) {
	m, err := parse(der, digest)
	if err != nil || !m.verify(digest) {
		return Signature{}, ErrChanged
	}
	if !isTrusted(m.chain, trusted) {
		return Signature{}, ErrStranger
	}
	s := Signature{Chain: m.chain}
	if len(m.stamp) > 0 {
		if s.Stamp, err = readStamp(m.stamp, m.signature); err != nil {
			return Signature{}, ErrChanged
		}
	}
	return s, nil
}

// isTrusted says whether the first of the chain is trusted, or was issued by one that
// is; and whether every certificate in it was issued by the next. Which of them are
// still valid does not count: a letter outlives its certificate.
func isTrusted(chain, trusted []*x509.Certificate) bool {
	found := false
	for i, c := range chain {
		for _, t := range trusted {
			found = found || c.Equal(t)
		}
		if i+1 < len(chain) && c.CheckSignatureFrom(chain[i+1]) != nil {
			return false
		}
	}
	return found && maySign(chain[0])
}

// Original returns the signed file that something was appended to, if there is one:
// the part of the file that is good by itself.
func Original(file []byte, trusted []*x509.Certificate) ([]byte, bool) {
	for _, at := range place.FindAllSubmatchIndex(file, mostPlaces) {
		after, _ := strconv.Atoi(string(file[at[4]:at[5]]))
		rest, _ := strconv.Atoi(string(file[at[6]:at[7]]))
		if end := after + rest; end < len(file) {
			if _, err := verifyAt(file[:end], at, trusted); err == nil {
				return file[:end], true
			}
		}
	}
	return nil, false
}
