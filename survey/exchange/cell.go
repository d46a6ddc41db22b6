package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// writeCSV is the one way out for cells that a spreadsheet may open. Of a cell, a
// string is a text that no spreadsheet takes for a formula (see [SafeCell]), ints
// and Figures are numbers, which may be negative, and nil is empty. decimal writes
// a Figure.
func writeCSV(w io.Writer, separator rune, lines [][]any, decimal func(Figure) string) error {
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = separator, true
	for _, line := range lines {
		cells := make([]string, len(line))
		for i, cell := range line {
			switch v := cell.(type) {
			case nil:
			case string:
				cells[i] = SafeCell(v)
			case int:
				cells[i] = strconv.Itoa(v)
			case Figure:
				cells[i] = decimal(v)
			default:
				return fmt.Errorf("a cell is a %T", cell)
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// texts are cells of texts.
func texts(line ...string) []any {
	cells := make([]any, len(line))
	for i, text := range line {
		cells[i] = text
	}
	return cells
}

// cellEnds are what parts cells, in the file or where it is opened in another way
// than it was written for.
const cellEnds = ";,\t|\r\n"

// SafeCell returns a text as a CSV cell that no spreadsheet takes for a formula:
// with an apostrophe before what would begin one, wherever a cell could begin, and
// before an apostrophe there, so that [ReadCell] gives the text back.
// OWASP, CSV Injection: = + - @, tab and carriage return, also full-width, and
// also after what parts cells.
func SafeCell(text string) string {
	var b strings.Builder
	begins := true
	for i, r := range text {
		if begins && opensFormula(text[i:], i == 0) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = strings.ContainsRune(cellEnds, r)
	}
	return b.String()
}

// ReadCell returns the text that [SafeCell] made a cell of.
func ReadCell(cell string) string {
	var b strings.Builder
	begins := true
	for _, r := range cell {
		if begins && r == '\'' {
			begins = false
			continue
		}
		b.WriteRune(r)
		begins = strings.ContainsRune(cellEnds, r)
	}
	return b.String()
}

// opensFormula says whether a cell that begins so may be taken for a formula, by a
// program or by a reader who copies it. A blank before the character is looked through
// at the beginning of a text; within it, "a, -b" is what people write.
func opensFormula(text string, atStart bool) bool {
	for _, r := range text {
		if r == '\'' || strings.ContainsRune("\t\r\n", r) && atStart {
			return true
		}
		if unseen(r) || atStart && unicode.IsSpace(r) {
			continue
		}
		// What looks like one of the characters is one of them once it is normalized,
		// which pasting does in places.
		first, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		if unseen(first) || atStart && unicode.IsSpace(first) {
			continue
		}
		return strings.ContainsRune(formulaChars, first)
	}
	return false
}

// formulaChars are what begins a formula, and the characters that look like those and
// stay what they are when they are normalized: minus and hyphens, equals,
// plus.
const formulaChars = "=+-@" +
	"\u2212\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u02d7\u2796" +
	"\ua78a\u30a0\u2e40\ua4ff\u1400\u2550" +
	"\u2795\u16ed\u02d6\u29fa"

// unseen says whether the character leaves nothing on the page, or only a place.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Cc, unicode.Mn, unicode.Me, unicode.Other_Default_Ignorable_Code_Point) && !unicode.IsSpace(r) || r == '\u2800'
}
