package signtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/pdf/pdftest"
)

// DSSReport is what DSS says of one file. Error is why it could not read the file,
// or empty; a file without signatures is no error.
type DSSReport struct {
	Error      string
	Signatures []DSSSignature
}

// DSSSignature is what DSS says of one signature, by the rules that it brings
// (ETSI EN 319 102-1).
//
// TOTAL_PASSED is said of what was signed, whatever was appended to it afterwards,
// and even if a figure is painted over: ask for WholeDocument too. The level may say
// T of a stamp that belongs to something else: ask Stamped.
type DSSSignature struct {
	Indication    string // TOTAL_PASSED, INDETERMINATE or TOTAL_FAILED
	SubIndication string // why it has not passed, such as HASH_FAILURE
	Level         string // such as PAdES-BASELINE-B
	SubFilter     string // such as ETSI.CAdES.detached
	Digest        string // such as SHA256
	Intact        bool   // the signed bytes are those that were signed
	Valid         bool   // and the signature is that of its certificate's key
	Trusted       bool   // the chain ends in a certificate that was given as trusted

	// WholeDocument is whether what was signed begins and ends with the file. DSS
	// does not look at what fills up the place of the signature itself.
	WholeDocument bool
	// Modified is whether objects differ from those that were signed: in Changes
	// those that DSS has a name for (fields, annotations, further signatures), in
	// UndefinedChanges all others. Bytes that change no page's object are in neither.
	Modified         bool
	Changes          []string
	UndefinedChanges []string

	Signer string   // the subject of the certificate that signed
	Chain  []string // its subject, then that of each issuer

	SigningTime time.Time // as the signer says; zero if not at all
	BestTime    time.Time // of the first stamp that passed, or else that of asking
	TimeStamps  []DSSTimeStamp

	Errors, Warnings, Infos []string // in DSS's words
}

// DSSTimeStamp is what DSS says of a time stamp.
type DSSTimeStamp struct {
	Type          string // such as SIGNATURE_TIMESTAMP
	Indication    string // PASSED, INDETERMINATE or FAILED
	SubIndication string
	Time          time.Time
	Authority     string // the subject of the certificate that stamped
	Matches       bool   // it is a stamp of this signature
	Intact        bool
	Valid         bool
	Trusted       bool

	Errors, Warnings []string
}

// Passed is whether DSS finds nothing wrong with the signature.
func (s DSSSignature) Passed() bool { return s.Indication == "TOTAL_PASSED" }

// Stamped is whether a time stamp of this signature passed. DSS lets one pass only
// where the certificate that stamped is itself trusted, or brings what shows that it
// was not revoked.
func (s DSSSignature) Stamped() bool {
	for _, stamp := range s.TimeStamps {
		if stamp.Type == "SIGNATURE_TIMESTAMP" && stamp.Indication == "PASSED" && stamp.Matches {
			return true
		}
	}
	return false
}

// DSS returns what DSS says of each file, in their order. Trusted are the
// certificates in roots, which is PEM and may be empty. Its start takes a second or
// two: give it all files at once.
func DSS(t testing.TB, roots []byte, files ...[]byte) []DSSReport {
	t.Helper()
	path := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(path, roots, 0o600); err != nil {
		t.Fatal(err)
	}
	reports := make([]DSSReport, len(files))
	for i, line := range pdftest.Java(t, "dss", "Check", []string{path}, files...) {
		if err := json.Unmarshal(line, &reports[i]); err != nil {
			t.Fatalf("DSS said %q: %v", line, err)
		}
	}
	return reports
}
