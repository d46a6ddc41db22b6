package exchange

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// isOldExcel knows the container of .xls and of workbooks with a password.
func isOldExcel(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1})
}

// openBook reads a workbook: the sheet that was named, or the only visible one
// with responses.
func (f ResponseFile) openBook(data []byte) (t table, h heading, err error) {
	defer func() {
		if recover() != nil { // the library trusts the file in places
			t, h, err = table{}, heading{}, fmt.Errorf("%s is damaged: save it anew as .xlsx, or as CSV", f.Name)
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: 2 * MaxResponses, UnzipXMLSizeLimit: 2 * MaxResponses, // kept in memory, and out of /tmp
	})
	if err != nil {
		return table{}, heading{}, fmt.Errorf("%s is no workbook that can be read: save it as .xlsx, or as CSV", f.Name)
	}
	// The sheet must be there for as long as the table is read.
	names := book.GetSheetList()
	if f.Sheet != "" {
		name, ok := sheetNamed(names, f.Sheet)
		if !ok {
			return table{}, heading{}, fmt.Errorf("%s has no sheet %q; it has %s", f.Name, f.Sheet, sheetNames(book, names))
		}
		names = []string{name}
	}
	var holds []string
	best := -1
	for _, name := range names {
		if visible, err := book.GetSheetVisible(name); f.Sheet == "" && (err != nil || !visible) {
			continue
		}
		sheet, err := readSheet(book, name)
		if err != nil {
			return table{}, heading{}, fmt.Errorf("%s, sheet %q, cannot be read: save it anew as .xlsx, or as CSV", f.Name, name)
		}
		found := f.find(sheet)
		if found.complete() {
			holds = append(holds, name)
		}
		if best < 0 || found.better(h) {
			t, h, best = sheet, found, len(holds)
		}
	}
	switch {
	case best < 0:
		return table{}, heading{}, fmt.Errorf("%s has no visible sheet; it has %s: say which with --sheet", f.Name, sheetNames(book, names))
	case len(holds) > 1:
		return table{}, heading{}, fmt.Errorf("%s has responses in several sheets, %s: say which with --sheet", f.Name, quoted(holds))
	case !h.complete():
		return table{}, heading{}, f.notFound(t, h)
	}
	return t, h, nil
}

func sheetNamed(names []string, wanted string) (string, bool) {
	for _, name := range names {
		if name == wanted {
			return name, true
		}
	}
	for _, name := range names {
		if strings.EqualFold(oneLine(name), oneLine(wanted)) {
			return name, true
		}
	}
	return "", false
}

func sheetNames(book *excelize.File, names []string) string {
	var list []string
	for _, name := range names {
		said := fmt.Sprintf("%q", name)
		if visible, err := book.GetSheetVisible(name); err == nil && !visible {
			said += " (hidden)"
		}
		list = append(list, said)
	}
	return strings.Join(list, ", ")
}

// readSheet reads a sheet's cells: of a formula the value that was saved with it.
func readSheet(book *excelize.File, name string) (table, error) {
	rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return table{}, err
	}
	shown, err := book.GetRows(name)
	if err != nil {
		return table{}, err
	}
	t := table{rows: rows, shown: shown, over: map[[2]int]string{}}
	for len(t.shown) < len(t.rows) {
		t.shown = append(t.shown, nil)
	}
	for len(t.rows) < len(t.shown) {
		t.rows = append(t.rows, nil)
	}
	for i := range t.rows {
		t.lines = append(t.lines, i+1)
	}
	t.noValue = func(row, column int) bool {
		cell, err := excelize.CoordinatesToCellName(column+1, row+1)
		if err != nil {
			return false
		}
		formula, err := book.GetCellFormula(name, cell)
		return err == nil && formula != ""
	}
	return t, t.merge(book, name)
}

// merge gives the cells under a merged one its value.
func (t *table) merge(book *excelize.File, name string) error {
	merged, err := book.GetMergeCells(name)
	if err != nil {
		return err
	}
	for _, m := range merged {
		column, from, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		_, to, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		for row := from; row < min(to, len(t.rows)); row++ {
			t.over[[2]int{row, column - 1}] = m.GetCellValue()
		}
	}
	return nil
}
