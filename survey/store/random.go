package store

import (
	"bufio"
	"encoding/binary"
	"io"
	"sync"
)

// chance is the store's source of random numbers, for many at once.
type chance struct {
	mu     sync.Mutex
	source *bufio.Reader
}

func newChance(random io.Reader) *chance {
	return &chance{source: bufio.NewReaderSize(random, 4096)}
}

// Read fills b.
func (c *chance) Read(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return io.ReadFull(c.source, b)
}

// shuffle puts the rows in random order, each order equally likely.
func shuffle[T any](c *chance, rows []T) error {
	for i := len(rows) - 1; i > 0; i-- {
		var b [8]byte
		if _, err := c.Read(b[:]); err != nil {
			return err
		}
		// 64 bits over so few rows: what the remainder prefers is beyond measure.
		j := binary.BigEndian.Uint64(b[:]) % uint64(i+1)
		rows[i], rows[j] = rows[j], rows[i]
	}
	return nil
}
