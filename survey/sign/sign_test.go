package sign_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/sign"
)

var today = time.Date(2026, 4, 20, 12, 0, 0, 0, time.UTC)

func newAuthority(t testing.TB) sign.Authority {
	t.Helper()
	a, err := sign.NewAuthority("Omdöme, omdome.example.org", today)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// signer is what signs the letters of an organization under the authority.
func signer(t testing.TB, a sign.Authority) sign.Signer {
	t.Helper()
	der, err := a.Issue(sign.Subject{Name: "Forum för styrning", Number: "7K3M-9QXA"}, today)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Signer(der, today)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// paper is a file as a PDF with a signature field looks, without the PDF around it.
func paper(s sign.Signer, text string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.7\n%s\n9 0 obj\n<<%s>>\nendobj\nxref\n%%%%EOF\n", text, s.Entries(today))
}

func signed(t testing.TB, s sign.Signer, text string) []byte {
	t.Helper()
	file := paper(s, text)
	if err := s.SignFile(context.Background(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAFileIsSignedWhole(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	s := signer(t, a)
	file := signed(t, s, "Helheten fick 5,5")
	trusted := a.Certificates()
	found, err := sign.VerifyFile(file, trusted)
	if err != nil {
		t.Fatal(err)
	}
	subject := found.Chain[0].Subject
	if subject.CommonName != "Forum för styrning" || subject.SerialNumber != "7K3M-9QXA" || !found.At.Equal(today) || !found.Stamp.At.IsZero() {
		t.Errorf("signed by %v at %v, stamped %v", subject, found.At, found.Stamp)
	}
	if _, err := sign.VerifyFile(file, other.Certificates()); !errors.Is(err, sign.ErrStranger) {
		t.Errorf("with another's certificate: %v", err)
	}
	if _, err := sign.VerifyFile(file, nil); !errors.Is(err, sign.ErrStranger) {
		t.Errorf("with no certificate: %v", err)
	}
	if _, err := sign.VerifyFile(file, append(other.Certificates(), found.Chain[0])); err != nil {
		t.Errorf("with the organization's own certificate: %v", err)
	}
	if _, err := sign.VerifyFile(paper(s, "Helheten fick 5,5"), trusted); !errors.Is(err, sign.ErrChanged) {
		t.Errorf("before it is signed: %v", err)
	}
	if _, err := sign.VerifyFile([]byte("%PDF-1.7\nhej\n"), trusted); !errors.Is(err, sign.ErrUnsigned) {
		t.Errorf("without a signature: %v", err)
	}
	more := append(bytes.Clone(file), "1 0 obj\nHelheten fick 6,0\nendobj\n%%EOF\n"...)
	if _, err := sign.VerifyFile(more, trusted); !errors.Is(err, sign.ErrChanged) {
		t.Errorf("with something appended: %v", err)
	}
	if original, ok := sign.Original(more, trusted); !ok || !bytes.Equal(original, file) {
		t.Error("the letter in a file with something appended is not found")
	}
	if _, ok := sign.Original(file, trusted); ok {
		t.Error("a whole file is said to have something appended")
	}
	// A signature that is moved to another file, or wrapped.
	second := signed(t, s, "Helheten fick 2,4")
	at, of := bytes.Index(file, []byte("/Contents<")), bytes.Index(second, []byte("/Contents<"))
	moved := bytes.Clone(second)
	copy(moved[of:], file[at:at+bytes.IndexByte(file[at:], '>')])
	if _, err := sign.VerifyFile(moved, trusted); !errors.Is(err, sign.ErrChanged) {
		t.Errorf("with the signature of another file: %v", err)
	}
	if _, err := sign.VerifyFile(append([]byte("\n"), file...), trusted); err == nil {
		t.Error("with a line before it it is still good")
	}
}

// Not one bit of a signed file can be another, and the same signature can be written in
// no other way.
func TestASignedFileCanBeWrittenInOneWay(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	trusted := a.Certificates()
	file := signed(t, signer(t, a), "Helheten fick 5,5")
	for at := range file {
		for _, bit := range []byte{1 << (at % 8), 1 << (at * 5 % 7)} {
			file[at] ^= bit
			if _, err := sign.VerifyFile(file, trusted); err == nil {
				t.Errorf("byte %d with another bit is good: %q", at, file[max(0, at-20):min(len(file), at+20)])
			}
			file[at] ^= bit
		}
	}
	begin := bytes.Index(file, []byte("/Contents<")) + len("/Contents<")
	end := begin + bytes.IndexByte(file[begin:], '>')
	der, err := hex.DecodeString(string(file[begin:end]))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"capitals":            strings.ToUpper(hex.EncodeToString(der)),
		"data in the padding": hex.EncodeToString(append(der[:len(der)-1:len(der)-1], 1)),
	} {
		changed := bytes.Clone(file)
		if copy(changed[begin:end], text); bytes.Equal(changed, file) {
			t.Fatalf("%s: nothing changed", name)
		}
		if _, err := sign.VerifyFile(changed, trusted); err == nil {
			t.Errorf("%s: good", name)
		}
	}
	data := []byte("Hej")
	written, err := signer(t, a).Sign(data)
	if err != nil {
		t.Fatal(err)
	}
	other, err := sign.WithOtherS(data, written)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Verify(data, other, trusted); !errors.Is(err, sign.ErrChanged) {
		t.Errorf("with the other s of ECDSA: %v", err)
	}
}

func TestMutatedFilesAreNeverGood(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	trusted := a.Certificates()
	one, two := signed(t, signer(t, a), "Helheten fick 5,5"), signed(t, signer(t, a), "Helheten fick 2,4")
	property.Check(t, func(t *rapid.T) {
		b := bytes.Clone(one)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			length := rapid.IntRange(0, 200).Draw(t, "length")
			from := rapid.IntRange(0, len(two)-1).Draw(t, "from")
			part := two[from:min(from+length, len(two))]
			switch rapid.IntRange(0, 3).Draw(t, "how") {
			case 0:
				b[at] = rapid.Byte().Draw(t, "byte")
			case 1:
				b = append(b[:at:at], b[min(at+length, len(b)):]...)
			case 2:
				b = append(b[:at:at], append(bytes.Clone(part), b[at:]...)...)
			case 3:
				copy(b[at:], part)
			}
			if len(b) == 0 {
				return
			}
		}
		if _, err := sign.VerifyFile(b, trusted); err == nil && !bytes.Equal(b, one) && !bytes.Equal(b, two) {
			t.Fatal("a changed file is good")
		}
	})
}

// A template for certificates that somebody else issues.
func template(name string, ca bool, until time.Time) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: today.AddDate(-1, 0, 0), NotAfter: until, BasicConstraintsValid: true, IsCA: ca,
		KeyUsage: x509.KeyUsageContentCommitment,
	}
	if ca {
		c.KeyUsage = x509.KeyUsageCertSign
	}
	return c
}

// An agency gives a certificate that issues others, or one that signs by itself, with an
// RSA or an ECDSA key.
func TestAnOperatorsOwnCertificate(t *testing.T) {
	t.Parallel()
	rootKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rootTemplate := template("Myndighetens rot", true, today.AddDate(20, 0, 0))
	root, err := x509.CreateCertificate(rand.Reader, rootTemplate, rootTemplate, rootKey.Public(), rootKey)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key crypto.Signer
		ca  bool
		by  string // who the letter's signer is
	}{
		"RSA, issues":   {rsaKey, true, "Forum för styrning"},
		"RSA, signs":    {rsaKey, false, "Myndighetens stämpel"},
		"ECDSA, issues": {ecKey, true, "Forum för styrning"},
		"ECDSA, signs":  {ecKey, false, "Myndighetens stämpel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own, err := x509.CreateCertificate(rand.Reader, template("Myndighetens stämpel", c.ca, today.AddDate(2, 0, 0)), rootTemplate, c.key.Public(), rootKey)
			if err != nil {
				t.Fatal(err)
			}
			a, err := sign.AuthorityOf(c.key, own, root)
			if err != nil {
				t.Fatal(err)
			}
			// As a file, and back.
			b, err := a.PEM()
			if err != nil {
				t.Fatal(err)
			}
			key, certificates, err := sign.ReadKey(b)
			if err != nil {
				t.Fatal(err)
			}
			if a, err = sign.AuthorityOf(key, certificates...); err != nil {
				t.Fatal(err)
			}
			s := signer(t, a)
			file := signed(t, s, "Hej")
			for i, trusted := range a.Certificates() {
				found, err := sign.VerifyFile(file, []*x509.Certificate{trusted})
				if err != nil || found.Chain[0].Subject.CommonName != c.by {
					t.Errorf("trusting certificate %d: %v", i, err)
				}
			}
			if !a.Ends().Equal(today.AddDate(2, 0, 0)) {
				t.Errorf("it ends %v", a.Ends())
			}
			der := s.Certificate().Raw
			if _, err := a.Signer(der, today.AddDate(3, 0, 0)); !errors.Is(err, sign.ErrEnded) {
				t.Errorf("after its end: %v", err)
			}
			if _, err := a.Issue(sign.Subject{Name: "Ny"}, today.AddDate(3, 0, 0)); c.ca && !errors.Is(err, sign.ErrEnded) {
				t.Errorf("issuing after its end: %v", err)
			}
		})
	}
}

// Somebody with another certificate of the same agency is a stranger to who trusts an
// organization's certificate alone.
func TestAnAgencysOtherCertificatesAreStrangers(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	caTemplate := template("Myndigheten", true, today.AddDate(9, 0, 0))
	ca, err := x509.CreateCertificate(rand.Reader, caTemplate, caTemplate, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.CreateCertificate(rand.Reader, template("Forum för styrning", false, today.AddDate(9, 0, 0)), caTemplate, theirs.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	a, err := sign.AuthorityOf(key, ca)
	if err != nil {
		t.Fatal(err)
	}
	other, err := sign.AuthorityOf(theirs, leaf, ca)
	if err != nil {
		t.Fatal(err)
	}
	ours := signer(t, a)
	file := signed(t, signer(t, other), "Hej")
	if _, err := sign.VerifyFile(file, []*x509.Certificate{ours.Certificate()}); !errors.Is(err, sign.ErrStranger) {
		t.Errorf("%v", err)
	}
	// Nor can a certificate that may only sign issue others.
	if _, err := other.Issue(sign.Subject{Name: "Ny"}, today); err != nil {
		t.Fatal(err)
	}
	forged, err := x509.CreateCertificate(rand.Reader, template("Kungen", false, today.AddDate(9, 0, 0)), template("Forum för styrning", false, today), key.Public(), theirs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.AuthorityOf(key, forged, leaf, ca); !errors.Is(err, sign.ErrCertificate) {
		t.Errorf("a certificate that one that only signs has issued: %v", err)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Skip("this Go makes no short keys") // nor reads them
	}
	small, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encoded := func(key any) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	}
	good, err := newAuthority(t).PEM()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "text": "hemligt", "Ed25519": encoded(ed), "RSA of 1024 bits": encoded(short), "P-224": encoded(small),
		"two keys": string(good) + string(good), "a certificate alone": string(good[bytes.Index(good, []byte("-----BEGIN CERT")):]),
		"something else": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})),
	} {
		if _, _, err := sign.ReadKey([]byte(text)); !errors.Is(err, sign.ErrKey) || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What is wrong with a key is said as it is.
	old := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-256-CBC,00"}, Bytes: []byte("x")})
	locked := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")})
	for text, says := range map[string]string{
		string(good) + encoded(ed): "more than one private key", encoded(ed) + string(good): "more than one private key",
		string(locked): "an encrypted private key", string(old): "an encrypted private key",
		"\ufeff" + string(good): "a byte order mark", "\xfe\xff\x00-\x00-": "a byte order mark", encoded(ed): "no key that can sign letters",
	} {
		if _, _, err := sign.ReadKey([]byte(text)); !errors.Is(err, sign.ErrKey) || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	if _, err := sign.ReadCertificates([]byte("\xff\xfe#\x00 \x00")); !errors.Is(err, sign.ErrNoCertificates) || !strings.Contains(err.Error(), "byte order mark") {
		t.Errorf("certificates in UTF-16: %v", err)
	}
	both := append(sign.WriteCertificates(newAuthority(t).Certificates()...), sign.WriteCertificates(newAuthority(t).Certificates()...)...)
	both = both[bytes.Index(both, []byte("-----BEGIN")):]
	if all, err := sign.ReadCertificates(append([]byte("\ufeff"), both...)); err != nil || len(all) != 2 {
		t.Errorf("of two certificates after a byte order mark %d are read, %v", len(all), err)
	}
	if _, err := sign.ReadCertificates(good); err == nil {
		t.Error("a file with a key is taken for certificates to publish")
	}
	printed := sign.WriteCertificates(newAuthority(t).Certificates()...)
	if all, err := sign.ReadCertificates(printed); err != nil || len(all) != 1 || !regexp.MustCompile(`# [0-9a-f]{16}: "Omdöme, omdome.example.org", valid to 20`).Match(printed) {
		t.Errorf("%v: %s", err, printed)
	}
}

// What is signed in CMS beside a file is good with that, and with nothing else.
func TestDataIsSigned(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := signer(t, a)
	der, err := s.Sign([]byte(`{"mean":55}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Verify([]byte(`{"mean":55}`), der, a.Certificates()); err != nil {
		t.Error(err)
	}
	for _, c := range []struct{ data, der []byte }{{[]byte(`{"mean":60}`), der}, {[]byte(`{"mean":55}`), der[1:]}, {nil, nil}, {[]byte(`{"mean":55}`), append(bytes.Clone(der), 0)}} {
		if _, err := sign.Verify(c.data, c.der, a.Certificates()); !errors.Is(err, sign.ErrChanged) {
			t.Errorf("%q: %v", c.data, err)
		}
	}
}

// The key of an organization is the same whoever issues, and another for each.
func TestAnAuthorityIsTheSameAgain(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	secret, err := a.Secret()
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.KeyOf(secret)
	if err != nil {
		t.Fatal(err)
	}
	again, err := sign.AuthorityOf(key, a.Certificates()[0].Raw)
	if err != nil {
		t.Fatal(err)
	}
	if again.ID() != a.ID() || !strings.Contains(fmt.Sprintf("%v %#v", a, a), "authority authority") {
		t.Errorf("%v %#v", a, a)
	}
	der, err := a.Issue(sign.Subject{Name: strings.Repeat("Å", 100), Number: "1"}, today)
	if err != nil {
		t.Fatal(err)
	}
	s, err := again.Signer(der, today)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.VerifyFile(signed(t, s, "Hej"), a.Certificates()); err != nil {
		t.Error(err)
	}
	if _, err := newAuthority(t).Signer(der, today); !errors.Is(err, sign.ErrCertificate) {
		t.Errorf("another authority signs with it: %v", err)
	}
}

// A certificate that readers would not take for a letter's is refused before anything is
// signed with it.
func TestCertificatesForSomethingElse(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		good   bool
	}{
		"plain": {func(*x509.Certificate) {}, true},
		"for documents": {func(c *x509.Certificate) {
			c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}
		}, true},
		"for e-mail":  {func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }, true},
		"for servers": {func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, false},
		"asks for the unknown": {func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		}, false},
		"encrypts": {func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, false},
	} {
		made := template("Stämpeln", false, today.AddDate(1, 0, 0))
		c.change(made)
		der, err := x509.CreateCertificate(rand.Reader, made, made, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sign.AuthorityOf(key, der); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
