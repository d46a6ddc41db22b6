package exchange

import (
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
// spreadsheet expects them between columns, as where the decimal point is a comma.
func WriteLinks(w io.Writer, head [3]string, links []Link, semicolons bool) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	separator := ','
	if semicolons {
		separator = ';'
	}
	rows := [][]any{texts(head[:]...)}
	for _, l := range links {
		rows = append(rows, texts(inOneLine(l.Address), inOneLine(l.URL), inOneLine(l.For)))
	}
	return writeCSV(w, separator, rows, Figure.String)
}

// inOneLine is a text without control characters: a mail merge reads a line for
// each person.
func inOneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text))
}
