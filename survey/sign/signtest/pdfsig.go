package signtest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/pdf/pdftest"
)

// PDFSigReport is what pdfsig says of one signature. Whom it trusts is left out: it
// would look into the user's own store of certificates.
type PDFSigReport struct {
	Valid    bool // the signed bytes are those that were signed, by the certificate's key
	Mismatch bool // they are others: "Digest Mismatch"
	// Total is whether the whole file is signed, with nothing after it and nothing
	// beside the signature in its place: "Total document signed".
	Total      bool
	Validation string // all that it says of validity, such as "Signature is Invalid."
	Signer     string // the common name of the certificate that signed
	Subject    string // its whole subject
	Hash       string // such as SHA-256
	Type       string // the SubFilter, such as ETSI.CAdES.detached
	Field      string // the name of the signature's field
	Time       time.Time
}

// PDFSig returns what pdfsig says of each signature of the file, in their order; of
// a file that it cannot read, or that has none, it says nothing.
func PDFSig(t testing.TB, file []byte) []PDFSigReport {
	t.Helper()
	program, err := exec.LookPath("pdfsig")
	if err != nil {
		pdftest.Missing(t, "pdfsig", "pdfsig is not installed")
	}
	path := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	pdfsig := exec.CommandContext(ctx, program, "-nocert", path)
	pdfsig.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	out, err := pdfsig.Output()
	// It says with its status that there is no signature (2) or no PDF (1).
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1 && exit.ExitCode() != 2) {
		t.Fatalf("pdfsig: %v", err)
	}
	return readPDFSig(t, string(out))
}

func readPDFSig(t testing.TB, out string) []PDFSigReport {
	t.Helper()
	var reports []PDFSigReport
	for _, part := range strings.Split(out, "Signature #")[1:] {
		var r PDFSigReport
		for line := range strings.Lines(part) {
			said := strings.TrimPrefix(strings.TrimSpace(line), "- ")
			name, value, _ := strings.Cut(said, ": ")
			switch name {
			case "Signature Field Name":
				r.Field = value
			case "Signer Certificate Common Name":
				r.Signer = value
			case "Signer full Distinguished Name":
				r.Subject = value
			case "Signing Hash Algorithm":
				r.Hash = value
			case "Signature Type":
				r.Type = value
			case "Signing Time":
				at, err := time.Parse("Jan 02 2006 15:04:05", value)
				if err != nil {
					t.Errorf("pdfsig: %v", err)
				}
				r.Time = at
			case "Total document signed":
				r.Total = true
			case "Signature Validation":
				r.Validation = value
				r.Valid = value == "Signature is Valid."
				r.Mismatch = value == "Digest Mismatch."
			}
		}
		reports = append(reports, r)
	}
	return reports
}
