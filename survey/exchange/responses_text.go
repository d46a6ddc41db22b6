package exchange

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/omdome/omdome/survey/writing"
)

// separators are what may stand between cells; where two fit as well, the first.
var separators = []rune{'\t', ';', ',', '|'}

// openText reads a CSV or TSV file. Its separator is the one with which the
// headings are best understood.
func (f ResponseFile) openText(data []byte) (table, heading, error) {
	if f.Sheet != "" {
		return table{}, heading{}, fmt.Errorf("%s is no workbook, so it has no sheet %q", f.Name, f.Sheet)
	}
	text, err := decode(data)
	if err != nil {
		return table{}, heading{}, fmt.Errorf("%s: %w", f.Name, err)
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	skipped := 0
	candidates := separators
	if line, rest, _ := strings.Cut(text, "\n"); len(line) == 5 && strings.HasPrefix(line, "sep=") {
		candidates, text, skipped = []rune{rune(line[4])}, rest, 1 // as Excel writes it
	}
	if writing.Fold(text) == "" {
		return table{}, heading{}, fmt.Errorf("%s is empty", f.Name)
	}
	var best table
	var found heading
	var failed error // with the separator that the first line has most of
	first, _, _ := strings.Cut(text, "\n")
	most := -1
	for _, separator := range candidates {
		t, err := cells(text, separator, skipped)
		if err != nil {
			if n := strings.Count(first, string(separator)); n > most {
				failed, most = fmt.Errorf("%s, %w", f.Name, err), n
			}
			continue
		}
		if h := f.find(t); best.rows == nil || h.better(found) {
			best, found = t, h
		}
	}
	switch {
	case best.rows == nil || failed != nil && !found.complete() && found.width < 2:
		return table{}, heading{}, failed
	case !found.complete():
		return table{}, heading{}, f.notFound(best, found)
	}
	return best, found, nil
}

// cells parts a text at the separator. Lines without anything are left out.
func cells(text string, separator rune, skipped int) (table, error) {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord = separator, -1
	t := table{text: true}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			t.shown = t.rows
			return t, nil
		}
		if err != nil {
			return table{}, quoteError(err, text, skipped)
		}
		line, _ := c.FieldPos(0)
		t.rows, t.lines = append(t.rows, row), append(t.lines, line+skipped)
	}
}

// quoteError says what is wrong with a file's quotation marks, which is all that
// can be wrong with the cells of a text.
func quoteError(err error, text string, skipped int) error {
	at, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return err
	}
	line, column := at.Line, at.Column
	problem := `a quotation mark inside a text; write it twice ("") and one before and after the text`
	lines := strings.Split(text, "\n")
	if at.StartLine != at.Line || at.Line > len(lines) || at.Column > len(lines[at.Line-1]) {
		line, column, problem = at.StartLine, 1, "a quotation mark that is opened in this line is never closed"
	}
	return fmt.Errorf("line %d, character %d: %s", line+skipped, max(column, 1), problem)
}

// decode returns a file's text: UTF-8, UTF-16 of either order, both with or
// without a byte order mark, or else Windows-1252.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte(byteOrderMark)):
		data = data[len(byteOrderMark):]
		if !utf8.Valid(data) {
			return "", brokenUTF8(data)
		}
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeUTF16(data[2:], binary.BigEndian)
	case bytes.IndexByte(data, 0) >= 0:
		odd, even := zeros(data)
		switch {
		case odd > len(data)/8 && even*8 < odd:
			return decodeUTF16(data, binary.LittleEndian)
		case even > len(data)/8 && odd*8 < even:
			return decodeUTF16(data, binary.BigEndian)
		}
		return "", errors.New("this is no spreadsheet: save it as .xlsx, or as CSV")
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	return decodeWindows(data)
}

// zeros counts the zero bytes at odd and at even places, in the beginning.
func zeros(data []byte) (odd, even int) {
	for i, b := range data {
		switch {
		case b == 0 && i%2 == 1:
			odd++
		case b == 0:
			even++
		}
	}
	return odd, even
}

func decodeUTF16(data []byte, order binary.ByteOrder) (string, error) {
	if len(data)%2 == 1 {
		return "", errors.New("the UTF-16 text ends in the middle of a character")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, utf8.RuneError) && !strings.ContainsRune(string(data), 0xfffd) {
		return "", errors.New("the UTF-16 text holds broken characters")
	}
	return text, nil
}

// decodeWindows reads what is not UTF-8 as Windows-1252, unless it is UTF-8 that
// is broken in places: there more characters of several bytes are whole than not.
func decodeWindows(data []byte) (string, error) {
	whole, broken := 0, 0
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		rest = rest[n:]
	}
	if whole >= broken {
		return "", brokenUTF8(data)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", errors.New("the text is neither UTF-8, UTF-16 nor Windows-1252: save it as .xlsx, or as CSV in UTF-8")
	}
	return string(text), nil
}

func brokenUTF8(data []byte) error {
	line := bytes.Count(data[:invalidAt(data)], []byte("\n")) + 1
	return fmt.Errorf("line %d is broken UTF-8: save the file again as .xlsx, or as CSV in UTF-8", line)
}
