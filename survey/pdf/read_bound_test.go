package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/pdf"
)

// Files that are small and ask for much: a long text that is said again and again, a
// long list that is read for each word, a picture that does not end. Each is refused
// before it has taken much.
func TestReadingHasAnEnd(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	numbers := "[" + strings.Repeat("1 ", 1<<19) + "]"
	empty := packed(t, nil)
	idle := append(bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 1<<18), 1, 0, 0, 0xff, 0xff) // blocks of nothing
	idle = append(append([]byte{0x78, 0x01}, idle...), empty[len(empty)-4:]...)
	toUnicode := []byte("1 beginbfchar <61> <" + strings.Repeat("0061", 1<<15) + "> endbfchar")
	for name, c := range map[string]struct {
		resources string
		content   string
		page      string
		more      []string
	}{
		"a text that stands for another": {
			resources: "/Properties<</P<</ActualText(" + long + ")>>>>", content: strings.Repeat("/Span /P BDC (x) Tj EMC ", 20_000),
		},
		"a character that stands for a long text": {
			resources: "/Font<</F 6 0 R>>", content: "/F 9 Tf (" + strings.Repeat("a", 1<<17) + ") Tj",
			more: []string{"<</Type/Font/Subtype/Type1/ToUnicode 7 0 R>>", streamOf(packed(t, toUnicode))},
		},
		"widths that are read for each word": {
			resources: "/Font<</F<</Type/Font/Subtype/Type1/FirstChar 0/Widths 6 0 R>>>>", content: strings.Repeat("/F 9 Tf ", 20_000),
			more: []string{numbers},
		},
		"wide widths that are read for each word": {
			resources: "/Font<</F<</Type/Font/Subtype/Type0/DescendantFonts[<</W[0 6 0 R]>>]>>>>", content: strings.Repeat("/F 9 Tf ", 20_000),
			more: []string{numbers},
		},
		"a stream that unpacks to nothing, again and again": {
			resources: "/Font<</F<</Type/Font/Subtype/Type1/ToUnicode 6 0 R>>>>", content: strings.Repeat("/F 9 Tf ", 20_000),
			more: []string{streamOf(idle)},
		},
		"annotations of many pages": {
			page: "/Annots 6 0 R", more: []string{"[" + strings.Repeat("7 0 R ", 1<<17) + "]", "<</Subtype/Text>>"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			objects := append([]string{
				"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[" + strings.Repeat("3 0 R ", 150) + "]>>",
				"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 5 0 R" + c.page + ">>",
				streamOf(packed(t, []byte(c.content))), "<<" + c.resources + ">>",
			}, c.more...)
			refusedSoon(t, fileOf(objects))
		})
	}
	t.Run("an attachment that is described again and again", func(t *testing.T) {
		refusedSoon(t, fileOf([]string{
			"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[" + strings.Repeat("(a) 4 0 R ", 2000) + "]>>>>>>",
			"<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page>>",
			"<</UF(a)/Desc(" + long + ")/EF<</UF 5 0 R>>>>", "<</Length 1>>\nstream\na\nendstream",
		}))
	})
}

// A picture within a page that does not end ends with the page.
func TestReadAPictureThatDoesNotEnd(t *testing.T) {
	b := fileOf([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page/Contents 4 0 R>>",
		streamOf(packed(t, bytes.Repeat([]byte("ID "), 1<<20))),
	})
	if contents, err := pdf.Read(b); err != nil || len(contents.Pages) != 1 || contents.Pages[0] != "" {
		t.Errorf("%+v, %v", contents, err)
	}
}

func refusedSoon(t *testing.T, file []byte) {
	t.Helper()
	if len(file) > pdf.MaxFile {
		t.Fatalf("the file has %d bytes", len(file))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := pdf.Read(file)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, pdf.ErrUnreadable) {
		t.Errorf("it is read: %v", err)
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 500 {
		t.Errorf("it takes %d MB", took)
	}
}

func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func streamOf(packed []byte) string {
	return fmt.Sprintf("<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", len(packed), packed)
}

// fileOf is a PDF of these objects, numbered from 1; the first is the catalog.
func fileOf(objects []string) []byte {
	b := []byte("%PDF-1.7\n")
	for i, o := range objects {
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return append(b, "trailer\n<</Root 1 0 R>>\n"...)
}
