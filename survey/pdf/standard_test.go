package pdf_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/omdome/omdome/survey/pdf/pdftest"
)

// TestLettersKeepToTheirStandards has veraPDF look at every kind of letter, with and
// without attachments: PDF/A-3a and PDF/UA-1, as the files claim.
func TestLettersKeepToTheirStandards(t *testing.T) {
	t.Parallel()
	all := samples(t)
	var names []string
	var files [][]byte
	for _, name := range slices.Sorted(maps.Keys(all)) {
		names, files = append(names, name+" with its record"), append(files, writeWith(t, all[name], record...))
	}
	for _, name := range []string{"first", "english", "suppressed", "pages", "choices", "dressed"} {
		names, files = append(names, name), append(files, write(t, all[name]))
	}
	if len(files) < 60 {
		t.Fatalf("only %d files", len(files))
	}
	pdftest.Keeps(t, names, files...)
}
