package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

// separator is what a spreadsheet in the language expects between cells: where
// the comma is for decimals, a semicolon.
func separator(c *i18n.Catalog) rune {
	if c.T("format.decimal") == "," {
		return ';'
	}
	return ','
}

// WriteResultsCSV writes the rows as a spreadsheet in the catalog's language
// opens them: UTF-8 with a byte order mark, the language's separator and decimal
// sign, and no cell that is taken for a formula (see [SafeCell]).
func WriteResultsCSV(w io.Writer, rows []ResultRow, c *i18n.Catalog) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = separator(c), true
	lines := [][]string{heads(c)}
	for _, r := range rows {
		var line []string
		for _, cell := range r.cells(c) {
			line = append(line, csvCell(cell, c))
		}
		lines = append(lines, line)
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	return nil
}

func csvCell(cell any, c *i18n.Catalog) string {
	switch v := cell.(type) {
	case string:
		return SafeCell(v)
	case int:
		return strconv.Itoa(v)
	case Figure:
		return c.Decimal(survey.Tenths(v))
	}
	return ""
}

// SafeCell returns a text as a CSV cell that no spreadsheet takes for a formula:
// with an apostrophe before what would begin one, and before an apostrophe, so
// that [ReadCell] gives the text back.
// OWASP, CSV Injection: = + - @, tab and carriage return.
func SafeCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n'＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// ReadCell returns the text that [SafeCell] made a cell of.
func ReadCell(cell string) string { return strings.TrimPrefix(cell, "'") }

// WriteResultsXLSX writes the rows as an Excel workbook: figures are numbers,
// and texts are texts, whatever they begin with.
func WriteResultsXLSX(w io.Writer, rows []ResultRow, c *i18n.Catalog) error {
	if err := writeXLSX(w, rows, c); err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	return nil
}

func writeXLSX(w io.Writer, rows []ResultRow, c *i18n.Catalog) (err error) {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // it holds no files: all is in memory
	name := c.T("organizer.results.sheet")
	if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
		return err
	}
	oneDecimal := "0.0"
	decimal, err := f.NewStyle(&excelize.Style{CustomNumFmt: &oneDecimal})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetColWidth(1, 2, 32); err != nil {
		return err
	}
	var head []any
	for _, h := range heads(c) {
		head = append(head, excelize.Cell{StyleID: bold, Value: h})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	for i, r := range rows {
		cells := r.cells(c)
		for j, cell := range cells {
			if v, ok := cell.(Figure); ok {
				// Excel has no other numbers; it shows one decimal of this one.
				cells[j] = excelize.Cell{StyleID: decimal, Value: float64(v) / 10}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
