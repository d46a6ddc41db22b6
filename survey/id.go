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

// besideBits is how many bits an ID of [NewIDBeside] has of each that it lies beside.
const besideBits = 12

// NewIDBeside draws an ID that lies beside others of the same session, and there beside
// those of the same part of it, so that what is written and read together is not spread
// over a whole table. Its first 12 bits are the session's, the next 12 the part's, and
// 39 are random: among 100,000 rows in parts of 256 two are the same in one of 40,000
// cases. Both must be known of the row anyway; beside one another their order is random.
func NewIDBeside(session, part ID, random io.Reader) (ID, error) {
	const rest = 63 - besideBits
	id, err := NewID(random)
	return session>>rest<<rest | part>>rest<<(rest-besideBits) | id&(1<<(rest-besideBits)-1), err
}
