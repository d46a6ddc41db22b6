package exchange

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/property"
)

// goodFiles are files that are taken, as far as their inspection goes.
func goodFiles(t testing.TB) map[material.Format][]byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{contentTypes, `<Types><Override ContentType="` + officeSlides + `slideshow` + officeSlidesEnd + `"/></Types>`},
		{"ppt/", ""},
		{"ppt/presentation.xml", strings.Repeat("<p/>", 500)},
		{"ppt/embeddings/tal.xlsx", "PK"},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return map[material.Format][]byte{
		material.PDF:  []byte("%PDF-1.7\n" + strings.Repeat("% ord\n", 900) + "startxref\n9\n%%EOF\r\n"),
		material.PNG:  pngOf(t, 60, 40),
		material.PPTX: b.Bytes(),
	}
}

// Whatever is done to a good file, it is what it was or it is refused with a
// sentence: never another kind, and never a crash.
func TestInspectingWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	files := goodFiles(t)
	for format, file := range files {
		if is, refused := InspectMaterial(bytes.NewReader(file), int64(len(file))); is != format || refused != nil {
			t.Errorf("%s is %s, %v", format, is, refused)
		}
	}
	property.Check(t, func(t *rapid.T) {
		format := rapid.SampledFrom([]material.Format{material.PDF, material.PNG, material.PPTX}).Draw(t, "format")
		file := bytes.Clone(files[format])
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			at := rapid.IntRange(0, len(file)-1).Draw(t, "at")
			file[at] = rapid.Byte().Draw(t, "byte")
		}
		file = file[:rapid.IntRange(len(file)/2, len(file)).Draw(t, "length")]
		is, refused := InspectMaterial(bytes.NewReader(file), int64(len(file)))
		if refused == nil && is != format || refused != nil && refused.Message == "" {
			t.Fatalf("%s is %q, %v", format, is, refused)
		}
	})
}

func TestTheFirstPageIsDrawn(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "pdfinfo") {
			t.Fatal("pdftoppm is not installed, and OMDOME_REQUIRE names pdfinfo, which comes with it")
		}
		t.Skip("pdftoppm is not installed")
	}
	path := filepath.Join(t.TempDir(), "-f.pdf") // a name that looks like a flag
	const page = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	drawn, err := DrawFirstPage(t.Context(), path)
	if err != nil || !bytes.HasPrefix(drawn, pngSignature) {
		t.Errorf("%d bytes were drawn: %v", len(drawn), err)
	}
	if err := os.WriteFile(path, []byte("%PDF-1.4 ingen sida"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := DrawFirstPage(t.Context(), path); err == nil {
		t.Error("a page that is none was drawn")
	}
}
