package pdftest

import (
	"encoding/json"
	"testing"
)

// A Validation is what veraPDF says of a file and a standard.
type Validation struct {
	Name   string   // "3a" for PDF/A-3a, "ua1" for PDF/UA-1
	Kept   bool     // the file keeps to the standard
	Checks int      // how many things were looked at
	Broken []string // the rules that it breaks, each once, with where
}

// Validate has veraPDF look at the files by PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO
// 14289-1), and returns what it says of each, in their order.
func Validate(t testing.TB, files ...[]byte) [][]Validation {
	t.Helper()
	said := make([][]Validation, len(files))
	for i, line := range Java(t, "verapdf", "Validate", []string{"3a", "ua1"}, files...) {
		var report struct {
			Error     string
			Standards []Validation
		}
		if err := json.Unmarshal(line, &report); err != nil {
			t.Fatalf("veraPDF said %q: %v", line, err)
		}
		if report.Error != "" {
			t.Fatalf("veraPDF could not read file %d: %s", i, report.Error)
		}
		said[i] = report.Standards
	}
	return said
}

// Keeps fails the test for each of the files that does not keep to both standards.
// Names say which file is which.
func Keeps(t testing.TB, names []string, files ...[]byte) {
	t.Helper()
	for i, standards := range Validate(t, files...) {
		if len(standards) != 2 {
			t.Errorf("%s was validated by %d standards, not two", names[i], len(standards))
		}
		for _, s := range standards {
			if !s.Kept || s.Checks == 0 || len(s.Broken) > 0 {
				t.Errorf("%s does not keep to %s (%d checks): %q", names[i], s.Name, s.Checks, s.Broken)
			}
		}
	}
}
