package store

import (
	"bytes"
	"encoding/binary"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A cell is a row as it lies in a SQLite file: https://sqlite.org/fileformat2.html.
type cell struct {
	page, offset int
	rowid        int64
	columns      []any // int64, string, []byte or nil
}

// cells reads the b-tree with the root page from the file's bytes, the cells in
// the order in which they were put into their pages: each is put below the ones
// before it.
func cells(t testing.TB, path string, root int) []cell {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size := int(binary.BigEndian.Uint16(file[16:]))
	if size == 1 {
		size = 65536
	}
	var found []cell
	var walk func(number int)
	walk = func(number int) {
		page := file[(number-1)*size : number*size]
		head := 0
		if number == 1 {
			head = 100
		}
		kind := page[head]
		count := int(binary.BigEndian.Uint16(page[head+3:]))
		pointers := head + 8
		if interior := kind == 2 || kind == 5; interior {
			pointers = head + 12
			walk(int(binary.BigEndian.Uint32(page[head+8:])))
		}
		for i := range count {
			at := int(binary.BigEndian.Uint16(page[pointers+2*i:]))
			c := cell{page: number, offset: at}
			if kind == 2 || kind == 5 {
				walk(int(binary.BigEndian.Uint32(page[at:])))
				at += 4
				if kind == 5 {
					continue // only a key
				}
			}
			length, n := varint(page[at:])
			at += n
			if kind == 13 {
				id, n := varint(page[at:])
				c.rowid, at = id, at+n
			}
			c.columns = columnsOf(payload(file, size, page[at:], int(length), kind == 13))
			found = append(found, c)
		}
	}
	walk(root)
	slices.SortFunc(found, func(a, b cell) int {
		if a.page != b.page {
			return a.page - b.page
		}
		return b.offset - a.offset
	})
	return found
}

// payload returns a row's bytes, also those that lie on pages of their own.
func payload(file []byte, size int, local []byte, length int, table bool) []byte {
	most, least := (size-12)*64/255-23, (size-12)*32/255-23
	if table {
		most = size - 35
	}
	if length <= most {
		return local[:length]
	}
	n := least + (length-least)%(size-4)
	if n > most {
		n = least
	}
	all := slices.Clone(local[:n])
	for next := binary.BigEndian.Uint32(local[n:]); next != 0; {
		page := file[(int(next)-1)*size : int(next)*size]
		all = append(all, page[4:4+min(size-4, length-len(all))]...)
		next = binary.BigEndian.Uint32(page)
	}
	return all
}

// columnsOf reads a row's columns.
func columnsOf(b []byte) []any {
	length, n := varint(b)
	head, body := b[n:length], b[length:]
	var columns []any
	for len(head) > 0 {
		kind, n := varint(head)
		head = head[n:]
		width := 0
		switch {
		case kind == 0 || kind == 8 || kind == 9:
			columns = append(columns, map[int64]any{0: nil, 8: int64(0), 9: int64(1)}[kind])
			continue
		case kind < 7:
			width = []int{0, 1, 2, 3, 4, 6, 8}[kind]
			v := int64(int8(body[0]))
			for _, x := range body[1:width] {
				v = v<<8 | int64(x)
			}
			columns = append(columns, v)
		case kind%2 == 0:
			width = int(kind-12) / 2
			columns = append(columns, slices.Clone(body[:width]))
		default:
			width = int(kind-13) / 2
			columns = append(columns, string(body[:width]))
		}
		body = body[width:]
	}
	return columns
}

// varint reads SQLite's variable-length integer: high bits first, a ninth byte
// whole.
func varint(b []byte) (value int64, n int) {
	for n = range 8 {
		value = value<<7 | int64(b[n]&0x7f)
		if b[n] < 0x80 {
			return value, n + 1
		}
	}
	return value<<8 | int64(b[8]), 9
}

// TestASQLiteFileIsItsOwnersAlone: what the program makes nobody else may read, and
// where somebody has let others in it says so.
func TestASQLiteFileIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "x.db")
	start := func() (log string, modes map[string]os.FileMode) {
		var said bytes.Buffer
		s, err := Open(t.Context(), path, Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		modes = map[string]os.FileMode{}
		for _, f := range files {
			info, err := f.Info()
			if err != nil {
				t.Fatal(err)
			}
			modes[f.Name()] = info.Mode().Perm()
		}
		return said.String(), modes
	}
	log, modes := start()
	if log != "" || len(modes) < 2 {
		t.Errorf("of a new file the log says %q; there are %v", log, modes)
	}
	for name, mode := range modes {
		if mode&0o077 != 0 {
			t.Errorf("%s is %v", name, mode)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if log, _ := start(); !strings.Contains(log, "0600") || strings.Contains(log, folder) {
		t.Errorf("that others may read it is told as %q", log)
	}
}
