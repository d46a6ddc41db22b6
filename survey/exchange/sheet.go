package exchange

import (
	"fmt"
	"io"
	"strconv"

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
// character, and no cell that is taken for a formula (see [SafeCell]).
func WriteResultsCSV(w io.Writer, rows []ResultRow, c *i18n.Catalog) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	lines := [][]any{texts(heads(c)...)}
	for _, r := range rows {
		lines = append(lines, r.cells(c))
	}
	decimal := func(f Figure) string { return c.Decimal(survey.Tenths(f)) }
	if err := writeCSV(w, separator(c), lines, decimal); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	return nil
}

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
