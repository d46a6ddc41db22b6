package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// A file is a PDF in the making: numbered objects, written in their order.
//
// Letters are written by this and not by a library, because the libraries
// within reach read whole fonts anew for each document, fail on characters outside
// the first 65,536, and know no marked content.
type file struct {
	objects [][]byte // the object numbered i+1
}

// packers are kept between letters: each has a megabyte to be cleared. Letters
// are small: what a higher level saves is not worth its time.
var packers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level is a known one
	return z
}}

// reserve takes a number for an object that is written later.
func (f *file) reserve() int {
	f.objects = append(f.objects, nil)
	return len(f.objects)
}

// set writes the object with the number.
func (f *file) set(number int, format string, args ...any) {
	f.objects[number-1] = fmt.Appendf(nil, format, args...)
}

// add writes an object and returns its number.
func (f *file) add(format string, args ...any) int {
	n := f.reserve()
	f.set(n, format, args...)
	return n
}

// stream writes a compressed stream whose dictionary has the entries, and
// returns its number.
func (f *file) stream(entries string, data []byte) int {
	return f.packed(entries, pack(data))
}

func pack(data []byte) []byte {
	var packed bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	z.Reset(&packed)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	packers.Put(z)
	return packed.Bytes()
}

// packed is stream for data that is packed already.
func (f *file) packed(entries string, data []byte) int {
	n := f.reserve()
	object := fmt.Appendf(nil, "<</Filter/FlateDecode/Length %d%s>>\nstream\n", len(data), entries)
	object = append(object, data...)
	f.objects[n-1] = append(object, "\nendstream"...)
	return n
}

// write writes the file: header, objects, their places, trailer.
func (f *file) write(w io.Writer, catalog, info int) error {
	var b bytes.Buffer
	// The second line tells programs that move files that this one is binary.
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	places := make([]int, len(f.objects))
	for i, object := range f.objects {
		places[i] = b.Len()
		b.WriteString(strconv.Itoa(i+1) + " 0 obj\n")
		b.Write(object)
		b.WriteString("\nendobj\n")
	}
	// The identifier is of the content alone, so that the same letter is the
	// same file.
	sum := sha256.Sum256(b.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, place := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects)+1, catalog, info, id, id, start)
	_, err := w.Write(b.Bytes())
	return err
}

// text writes a text as PDF's hexadecimal UTF-16 string.
func text(s string) string { return "<" + utf16Hex(s) + ">" }

// moment writes a time as PDF writes it, in UTC.
func moment(t time.Time) string { return t.UTC().Format("(D:20060102150405+00'00')") }
