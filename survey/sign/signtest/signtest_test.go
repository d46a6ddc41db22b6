package signtest

import (
	"bytes"
	_ "embed"
	"fmt"
	"testing"
	"time"
)

// A page signed on 2 January 2025 and stamped a second later, with certificates that
// hold for a hundred years, and whose keys nobody has kept. The signature was added as
// an update to an unsigned PDF, with which the file begins.
var (
	//go:embed testdata/signed.pdf
	signed []byte
	// Of who issued the certificate and of who stamped.
	//go:embed testdata/roots.pem
	roots []byte
)

func unsigned() []byte {
	end := []byte("%%EOF\n")
	return signed[:bytes.Index(signed, end)+len(end)]
}

// repainted is the signed file with other figures, by an update that comes after.
func repainted() []byte {
	contents := "BT /F 24 Tf 20 40 Td (6.0 of 6, thanks) Tj ET"
	file := bytes.Clone(signed)
	at := len(file)
	file = fmt.Appendf(file, "4 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", len(contents), contents)
	lines := bytes.Fields(signed) // the last are startxref, where that is, and %%EOF
	previous := lines[len(lines)-2]
	xref := len(file)
	return fmt.Appendf(file, "xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 11/Root 10 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		at, previous, xref)
}

func changed() []byte {
	return bytes.Replace(signed, []byte("(5.5 of 6"), []byte("(6.0 of 6"), 1)
}

func TestDSS(t *testing.T) {
	t.Parallel()
	reports := DSS(t, roots, signed, append(bytes.Clone(signed), "\n"...), repainted(), changed(), unsigned(), []byte("no PDF"))
	var of [4]DSSSignature
	for i := range of {
		if reports[i].Error != "" || len(reports[i].Signatures) != 1 {
			t.Fatalf("file %d: %+v", i, reports[i])
		}
		of[i] = reports[i].Signatures[0]
	}

	whole := of[0]
	if !whole.Passed() || !whole.Intact || !whole.Valid || !whole.Trusted || !whole.WholeDocument || whole.Modified {
		t.Errorf("signed: %+v", whole)
	}
	if whole.Level != "PAdES-BASELINE-T" || whole.SubFilter != "ETSI.CAdES.detached" || whole.Digest != "SHA256" {
		t.Errorf("signed: %s, %s, %s", whole.Level, whole.SubFilter, whole.Digest)
	}
	if whole.Signer != "CN=Region Åkerbo,O=Region Åkerbo,C=SE" || len(whole.Chain) != 2 {
		t.Errorf("signed by %q, issued by %q", whole.Signer, whole.Chain)
	}
	at := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	if !whole.Stamped() || !whole.SigningTime.Equal(at) || !whole.BestTime.Equal(at.Add(time.Second)) {
		t.Errorf("signed at %v, shown to be before %v: %+v", whole.SigningTime, whole.BestTime, whole.TimeStamps)
	}

	if appended := of[1]; !appended.Passed() || appended.WholeDocument {
		t.Errorf("with a line after it: %+v", appended)
	}
	if over := of[2]; over.WholeDocument || !over.Modified || len(over.UndefinedChanges) == 0 {
		t.Errorf("with other figures: %+v", over)
	}
	if other := of[3]; other.Passed() || other.Intact || other.SubIndication != "HASH_FAILURE" {
		t.Errorf("with other bytes: %+v", other)
	}
	if r := reports[4]; r.Error != "" || len(r.Signatures) != 0 {
		t.Errorf("unsigned: %+v", r)
	}
	if r := reports[5]; r.Error == "" || len(r.Signatures) != 0 {
		t.Errorf("no PDF: %+v", r)
	}
}

// Without a certificate to trust, a signature may be valid and is still nobody's.
func TestDSSTrustsNobodyUntold(t *testing.T) {
	t.Parallel()
	reports := DSS(t, nil, signed)
	if len(reports[0].Signatures) != 1 {
		t.Fatalf("%+v", reports[0])
	}
	s := reports[0].Signatures[0]
	if s.Passed() || s.Trusted || s.Stamped() || !s.Valid || s.SubIndication != "NO_CERTIFICATE_CHAIN_FOUND" {
		t.Errorf("%+v", s)
	}
}

func TestPDFSig(t *testing.T) {
	t.Parallel()
	one := func(file []byte) PDFSigReport {
		t.Helper()
		reports := PDFSig(t, file)
		if len(reports) != 1 {
			t.Fatalf("%+v", reports)
		}
		return reports[0]
	}
	whole := one(signed)
	if !whole.Valid || !whole.Total || whole.Mismatch || whole.Signer != "Region Åkerbo" ||
		whole.Hash != "SHA-256" || whole.Type != "ETSI.CAdES.detached" ||
		!whole.Time.Equal(time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("signed: %+v", whole)
	}
	if over := one(repainted()); !over.Valid || over.Total {
		t.Errorf("with other figures: %+v", over)
	}
	if other := one(changed()); other.Valid || !other.Mismatch {
		t.Errorf("with other bytes: %+v", other)
	}
	for name, file := range map[string][]byte{"unsigned": unsigned(), "no PDF": []byte("no PDF")} {
		if reports := PDFSig(t, file); len(reports) != 0 {
			t.Errorf("%s: %+v", name, reports)
		}
	}
}
