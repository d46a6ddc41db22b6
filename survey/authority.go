package survey

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// An Authority is what the letters of an installation are signed with in the end, as
// it is kept.
type Authority struct {
	// ID is the beginning of the SHA-256 of its own certificate, in hexadecimal.
	ID string
	// Certificates (X.509, DER) are its own, then those above it.
	Certificates [][]byte
	// Secret is its key (PKCS #8, DER); empty where that is kept in a file, and where
	// only what everyone may know is asked for.
	Secret []byte
	Made   time.Time
}

// String keeps the secret out of logs.
func (a Authority) String() string { return "authority " + a.ID }

// GoString keeps it out of %#v.
func (a Authority) GoString() string { return a.String() }

// A Certificate is what an authority has issued to an organization of that name.
type Certificate struct {
	Organization ID
	Authority    string // its ID
	Name         string
	DER          []byte
	Made         time.Time
}

// TellsIssuer says whether a text has the organization's [Organization.Issuer] in it, in
// whatever way it is written: whoever has that in their name could pass for it.
func TellsIssuer(text string, o Organization) bool {
	chars := strings.Map(func(r rune) rune {
		if r = unicode.ToUpper(r); unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(text))
	return strings.Contains(chars, strings.ReplaceAll(o.Issuer(), "-", ""))
}

// issuerLength is how many characters an issuer's id has, in two groups.
const issuerLength = 8

// Issuer is the short id that stands beside the organization's name wherever somebody
// must know who has issued a letter: "7K3M-9QXA". It follows from the organization's own
// id, so that no other can choose it; names can be alike, and change.
func (o Organization) Issuer() string {
	sum := hash("omdome issuer", number(o.ID))
	var out []byte
	for i := range issuerLength {
		if i == issuerLength/2 {
			out = append(out, '-')
		}
		out = append(out, numberAlphabet[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(numberAlphabet)])
	}
	return string(out)
}
