package exchange

import (
	"encoding/csv"
	"io"
	"strings"
)

// A Link is a personal link on its way to the person it is for.
type Link struct {
	Address, URL string
	// For is what it is for: the event's name or the session's title.
	For string
}

// WriteLinks writes links as a CSV file that spreadsheets and mail merges read:
// with a byte order mark, so that they see it is UTF-8, and with no cell that a
// spreadsheet would take for a formula. semicolons says that the reader's
// spreadsheet expects them between columns, as where the decimal sign is a comma.
func WriteLinks(w io.Writer, head [3]string, links []Link, semicolons bool) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if semicolons {
		c.Comma = ';'
	}
	rows := [][]string{head[:]}
	for _, l := range links {
		rows = append(rows, []string{harmless(l.Address), harmless(l.URL), harmless(l.For)})
	}
	return c.WriteAll(rows)
}

// harmless keeps a spreadsheet from taking a cell for a formula: what begins as
// one gets an apostrophe before it, and control characters become spaces.
func harmless(cell string) string {
	cell = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, cell))
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
		return "'" + cell
	}
	return cell
}
