package main

import (
	"bytes"
	"fmt"
	"strings"
)

// slides writes a small PDF of slides, each a heading and lines: something to
// fetch from the example's follow-up page. Its text is of ISO 8859-1, in the fonts
// that every reader of PDF has (ISO 32000-1, 9.6.2.2).
func slides(title string, pages [][]string) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	const first = 6 // the number of the first page's object; each page has two
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", first+2*i)
	}
	out.WriteString("%PDF-1.4\n%\xe5\xe4\xf6\xe9\n")
	object("<< /Type /Catalog /Pages 2 0 R /Lang (sv) >>")
	object("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
	object("<< /Title (%s) >>", latin(title))
	for i, lines := range pages {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>", first+2*i+1)
		page := slide(lines, i+1, len(pages))
		object("<< /Length %d >>\nstream\n%s\nendstream", len(page), page)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

// slide is what a page shows: paper, a bar, its heading and its lines.
func slide(lines []string, number, of int) string {
	var b strings.Builder
	b.WriteString("0.984 0.976 0.957 rg 0 0 720 405 re f\n0.090 0.310 0.337 rg 0 0 14 405 re f\n0.114 0.110 0.102 rg\n")
	write := func(font string, size, x, y int, text string) {
		fmt.Fprintf(&b, "BT /%s %d Tf %d %d Td (%s) Tj ET\n", font, size, x, y, latin(text))
	}
	write("F2", 34, 60, 300, lines[0])
	for i, line := range lines[1:] {
		write("F1", 22, 60, 240-36*i, line)
	}
	write("F1", 12, 640, 28, fmt.Sprintf("%d / %d", number, of))
	return b.String()
}

// latin is the text as a PDF's string in ISO 8859-1.
func latin(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteString("\\" + string(r))
		case r < 0x80:
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, "\\%03o", r)
		}
	}
	return b.String()
}
