package survey

import (
	"encoding/binary"
	"fmt"
	"io"
)

// An ID names a row. It is a random positive 63-bit number, so that it tells
// nothing about when or after what the row was made. Zero is no ID.
type ID int64

// NewID draws an ID from random.
func NewID(random io.Reader) (ID, error) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("drawing an id: %w", err)
		}
		if id := ID(binary.BigEndian.Uint64(b[:]) >> 1); id != 0 {
			return id, nil
		}
	}
}
