package form

import (
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey/writing"
)

// RowColumns are the columns of a programme that is typed row by row, in their
// order.
var RowColumns = []Column{ColumnDate, ColumnTime, ColumnEnds, ColumnTitle, ColumnSpeaker, ColumnEmail, ColumnRoom, ColumnKind}

// FieldRow is the field of a column in a row, from 1: "row-3-title".
func FieldRow(row int, c Column) string { return "row-" + strconv.Itoa(row) + "-" + string(c) }

// WriteRows writes the rows of a form as a table that [ReadTable] reads, without
// those that nobody has filled in: a kind alone is none. rows[i] is the form's row
// that stands on the table's line i+2, under the heading.
func WriteRows(fields map[string][]string, n int) (table string, rows []int) {
	in := &input{fields: fields}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = '\t'
	heading := make([]string, len(RowColumns))
	for i, c := range RowColumns {
		heading[i] = string(c)
	}
	_ = w.Write(heading) // a strings.Builder takes everything
	for row := 1; row <= n; row++ {
		cells, filled := make([]string, len(RowColumns)), false
		for i, c := range RowColumns {
			cells[i] = writing.OneLine(in.value(FieldRow(row, c)))
			filled = filled || c != ColumnKind && cells[i] != ""
		}
		if filled {
			_ = w.Write(cells)
			rows = append(rows, row)
		}
	}
	w.Flush()
	return b.String(), rows
}
