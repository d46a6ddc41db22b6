package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"slices"
	"strconv"
)

// The objects of a PDF (ISO 32000-1, 7.3), as reading takes them: a number is a
// float64, a string what it stands for, and null is nothing.
type (
	object    any
	pdfName   string
	pdfString string
	reference int // the number of another object
	array     []object
	dict      map[string]object
	stream    struct {
		dict
		packed []byte
	}
)

// objectsOf reads all objects of a file, in the order in which they stand there: of two
// with one number the later one counts, as it does where something was appended. The
// tables that say where objects are do not count. What that takes is bounded by the
// length of the file and by what the reader may spend.
func (r *reader) objectsOf(data []byte) error {
	for at := 0; ; {
		m := begins.FindSubmatchIndex(data[at:])
		if m == nil {
			return nil
		}
		if m[2] < 0 { // a trailer
			o, end, err := r.parse(data[:min(len(data), at+m[1]+mostTrailer)], at+m[1])
			if err != nil {
				return err
			}
			if d, ok := o.(dict); ok {
				r.rooted(d)
			}
			at = end
			continue
		}
		number, _ := strconv.Atoi(string(data[at+m[2] : at+m[3]])) // nine digits at most
		o, end, err := r.parse(data, at+m[1])
		if err != nil {
			return err
		}
		at = end
		if d, ok := o.(dict); ok {
			if body := keyword.FindIndex(data[at:min(len(data), at+20)]); body != nil {
				s := &stream{dict: d}
				s.packed, at = r.body(data, at+body[1], d)
				o = s
			}
		}
		if err := r.keep(number, o); err != nil {
			return err
		}
	}
}

var (
	begins  = regexp.MustCompile(`\b(\d{1,9})\s+\d{1,5}\s+obj\b|\btrailer\b`)
	keyword = regexp.MustCompile(`^\s*stream\r?\n`)
)

// mostTrailer is how long a trailer can be.
const mostTrailer = 64 << 10

// body returns what stands in a stream that begins at a place, and where it ends. It
// is a part of the file, with no room behind it: what is appended to it is elsewhere.
func (r *reader) body(data []byte, at int, d dict) ([]byte, int) {
	if n, ok := d["Length"].(float64); ok && n >= 0 && at+int(min(n, MaxFile)) <= len(data) {
		if end := at + int(n); bytes.HasPrefix(bytes.TrimLeft(data[end:min(len(data), end+12)], "\r\n"), []byte("endstream")) {
			return data[at:end:end], end
		}
	}
	if n := bytes.Index(data[at:], []byte("endstream")); n >= 0 {
		return slices.Clip(bytes.TrimRight(data[at:at+n], "\r\n")), at + n
	}
	return slices.Clip(data[at:]), len(data)
}

// keep keeps an object under its number, and those that it packs together.
func (r *reader) keep(number int, o object) error {
	if r.kept++; r.kept > mostObjects {
		return errTooMuch
	}
	r.objects[number] = o
	s, ok := o.(*stream)
	if !ok {
		return nil
	}
	switch s.dict["Type"] {
	case pdfName("XRef"): // its dictionary is a trailer
		r.rooted(s.dict)
	case pdfName("ObjStm"):
		return r.unpackObjects(s)
	}
	return nil
}

func (r *reader) rooted(d dict) {
	if d["Encrypt"] != nil {
		r.encrypted = true
	}
	if root, ok := d["Root"].(reference); ok {
		r.root = root
	}
}

// unpackObjects reads the objects of an object stream (7.5.7).
func (r *reader) unpackObjects(s *stream) error {
	data, err := r.unpack(s)
	if err != nil {
		return err
	}
	n, _ := s.dict["N"].(float64)
	first, _ := s.dict["First"].(float64)
	if n < 0 || first < 0 || int(first) > len(data) {
		return nil
	}
	head := scanner{data: data[:int(first)]}
	for range int(min(n, mostObjects)) {
		if r.kept++; r.kept > mostObjects {
			return errTooMuch
		}
		number, ok := head.next()
		place, more := head.next()
		if !ok || !more || number.kind != numberToken || place.kind != numberToken {
			return nil
		}
		at := int(first) + int(place.number)
		if at < int(first) || at > len(data) {
			continue
		}
		o, _, err := r.parse(data, at)
		if err != nil {
			return err
		}
		r.objects[int(number.number)] = o
	}
	return nil
}

// mostObjects is how many objects a file may have, one after the other: a letter has
// some hundreds.
const mostObjects = 5_000

// parse reads the object at a place, and returns where it ends.
func (r *reader) parse(data []byte, at int) (object, int, error) {
	s := scanner{data: data, at: at}
	o, err := r.value(&s, 0)
	return o, s.at, err
}

// value reads an object. What makes no sense is nothing.
func (r *reader) value(s *scanner, depth int) (object, error) {
	if depth > deepest {
		return nil, errTooMuch
	}
	before := s.at
	t, ok := s.next()
	if err := r.spend(1 + (s.at-before)/8); err != nil || !ok {
		return nil, err
	}
	switch {
	case t.kind == nameToken:
		return pdfName(t.text), nil
	case t.kind == stringToken:
		return pdfString(t.text), nil
	case t.kind == numberToken:
		return s.referenced(t), nil
	case t.kind == wordToken && (t.text == "true" || t.text == "false"):
		return t.text == "true", nil
	case t.kind == markToken && t.text == "[":
		var all array
		for {
			o, end, err := r.element(s, "]", depth)
			if err != nil || end {
				return all, err
			}
			all = append(all, o)
		}
	case t.kind == markToken && t.text == "<<":
		d := dict{}
		for {
			key, end, err := r.element(s, ">>", depth)
			if err != nil || end {
				return d, err
			}
			name, ok := key.(pdfName)
			if !ok {
				continue
			}
			if d[string(name)], end, err = r.element(s, ">>", depth); err != nil || end {
				return d, err
			}
		}
	}
	return nil, nil
}

// element reads one of a collection's objects; end says that its closing mark was
// there, or the end of the data, or of the object.
func (r *reader) element(s *scanner, closing string, depth int) (o object, end bool, err error) {
	before := s.at
	t, ok := s.next()
	if !ok || t.kind == markToken && t.text == closing || t.kind == wordToken && (t.text == "endobj" || t.text == "stream") {
		return nil, true, r.spend(1)
	}
	s.at = before
	o, err = r.value(s, depth+1)
	return o, false, err
}

// referenced is a number, or the reference that begins with it: "12 0 R".
func (s *scanner) referenced(t token) object {
	if m := refers.FindIndex(s.data[s.at:min(len(s.data), s.at+16)]); m != nil && t.number >= 0 && t.number < 1e9 {
		s.at += m[1]
		return reference(t.number)
	}
	return t.number
}

var refers = regexp.MustCompile(`^\s+\d{1,5}\s+R\b`)

// stepsPerStream is what unpacking a stream takes, however short it is.
const stepsPerStream = 100

// unpack returns what the stream holds; nothing where it is packed in another way than
// letters are.
func (r *reader) unpack(s *stream) ([]byte, error) {
	filters, _ := r.object(s.dict["Filter"]).(array)
	if filters == nil && s.dict["Filter"] != nil {
		filters = array{s.dict["Filter"]}
	}
	// Also what unpacks to nothing takes its time.
	if err := r.spend(stepsPerStream + len(s.packed)/16); err != nil {
		return nil, err
	}
	data := s.packed
	for _, f := range filters {
		if r.object(f) != pdfName("FlateDecode") || s.dict["DecodeParms"] != nil {
			return nil, nil
		}
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, nil
		}
		if data, err = io.ReadAll(io.LimitReader(z, r.budget+1)); err != nil && len(data) == 0 {
			return nil, nil
		}
		if r.budget -= int64(len(data)); r.budget < 0 {
			return nil, errTooMuch
		}
	}
	if len(filters) == 0 {
		if r.budget -= int64(len(data)); r.budget < 0 {
			return nil, errTooMuch
		}
	}
	return data, nil
}
