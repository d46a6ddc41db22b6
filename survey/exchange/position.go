package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A FileError says what is wrong with a file, and where.
type FileError struct {
	File string
	// Line and Column count from 1; columns are characters.
	Line, Column int
	Problem      string
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s, line %d, column %d: %s", e.File, e.Line, e.Column, e.Problem)
}

// A document is a JSON file with the place of each of its values, by path
// ("sessions[2].starts").
type document struct {
	name   string
	data   []byte
	places map[string]int
}

// parse reads the places of all values. It refuses what encoding/json would
// let pass in silence: a key that stands twice, and anything after the end.
func parse(name string, data []byte) (*document, error) {
	d := &document{name: name, data: bytes.TrimPrefix(data, []byte("\ufeff")), places: map[string]int{}}
	if !utf8.Valid(d.data) {
		return nil, d.fail(invalidAt(d.data), "the file is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(d.data))
	if err := d.value(dec, "", 0); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, d.fail(int(dec.InputOffset()), "the file goes on after its end")
	}
	return d, nil
}

// deepest is how many levels a file may nest.
const deepest = 20

func (d *document) value(dec *json.Decoder, path string, depth int) error {
	if depth > deepest {
		return d.fail(int(dec.InputOffset()), "nested too deeply")
	}
	before := int(dec.InputOffset())
	token, err := dec.Token()
	if err != nil {
		return d.syntax(err, before)
	}
	d.places[path] = d.start(before)
	switch token {
	case json.Delim('{'):
		for dec.More() {
			at := int(dec.InputOffset())
			key, err := dec.Token()
			if err != nil {
				return d.syntax(err, at)
			}
			inner := join(path, key.(string))
			if _, twice := d.places[inner]; twice {
				return d.fail(d.start(at), fmt.Sprintf("%q stands twice", key))
			}
			if err := d.value(dec, inner, depth+1); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for i := 0; dec.More(); i++ {
			if err := d.value(dec, path+"["+strconv.Itoa(i)+"]", depth+1); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	if _, err := dec.Token(); err != nil { // the closing bracket
		return d.syntax(err, int(dec.InputOffset()))
	}
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// start skips what stands between the last token and the value's first character.
func (d *document) start(offset int) int {
	for offset < len(d.data) && bytes.IndexByte([]byte(" \t\r\n,:"), d.data[offset]) >= 0 {
		offset++
	}
	return offset
}

// into decodes the document into v, refusing keys that v does not have.
func (d *document) into(v any) error {
	dec := json.NewDecoder(bytes.NewReader(d.data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return d.syntax(err, int(dec.InputOffset()))
	}
	return nil
}

// syntax says in words what encoding/json found.
func (d *document) syntax(err error, offset int) error {
	var bad *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &bad):
		return d.fail(d.char(int(bad.Offset)), "this is not JSON: "+bad.Error())
	case errors.As(err, &wrong):
		return d.fail(d.valueBefore(int(wrong.Offset)), fmt.Sprintf("%s takes %s, not a %s", wrong.Field, article(wrong.Type.String()), wrong.Value))
	}
	problem := err.Error()
	if rest, ok := bytes.CutPrefix([]byte(problem), []byte("json: unknown field ")); ok {
		name, _ := strconv.Unquote(string(rest))
		return d.fail(d.unknown(name), fmt.Sprintf("there is nothing called %q here", name))
	}
	if len(bytes.TrimSpace(d.data)) == 0 {
		return d.fail(0, "the file is empty")
	}
	return d.fail(offset, "the file ends too early")
}

func article(goType string) string {
	switch goType {
	case "string":
		return "a text"
	case "int":
		return "a whole number"
	case "bool":
		return "true or false"
	}
	return "a list or an object"
}

// unknown returns the first place of a key with the name.
func (d *document) unknown(name string) int {
	first := len(d.data)
	for path, at := range d.places {
		if path == name || len(path) > len(name) && path[len(path)-len(name)-1:] == "."+name {
			first = min(first, at)
		}
	}
	return first
}

// char returns the offset of the character that a syntax error is about. The
// decoder gives it from 0 or from 1, by which of its parts found it; a space is
// never the character.
func (d *document) char(offset int) int {
	if offset > 0 && offset <= len(d.data) && bytes.IndexByte([]byte(" \t\r\n"), d.data[offset-1]) < 0 {
		return offset - 1
	}
	return offset
}

// valueBefore returns where the value starts that ends at the offset.
func (d *document) valueBefore(offset int) int {
	start := 0
	for _, at := range d.places {
		if at < offset {
			start = max(start, at)
		}
	}
	return start
}

// at makes an error about the value with the path, or its nearest parent.
func (d *document) at(path, problem string) error {
	for {
		if offset, ok := d.places[path]; ok || path == "" {
			return d.fail(offset, problem)
		}
		cut := max(lastIndex(path, '.'), lastIndex(path, '['))
		path = path[:max(cut, 0)]
	}
}

func lastIndex(s string, b byte) int { return bytes.LastIndexByte([]byte(s), b) }

// fail makes an error of the byte at the offset.
func (d *document) fail(offset int, problem string) error {
	offset = max(0, min(offset, len(d.data)))
	before := d.data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return &FileError{File: d.name, Line: line, Column: column, Problem: problem}
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}
