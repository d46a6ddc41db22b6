package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/omdome/omdome/survey"
)

// parts read a file out of the database, a part at a time.
type parts struct {
	ctx     context.Context
	store   *Store
	file    survey.ID
	picture bool
	size    int64
	at      int64
	// number is which part content is; -1 for none yet.
	number  int64
	content []byte
}

func (s *Store) openParts(ctx context.Context, file survey.ID, picture bool) (*parts, error) {
	p := &parts{ctx: ctx, store: s, file: file, picture: picture, number: -1}
	err := s.read(ctx, func(t *tx) error {
		return t.one(&p.size, "SELECT CAST(COALESCE(SUM(LENGTH(content)), 0) AS BIGINT) FROM material_part WHERE file_id = ? AND picture = ?",
			file, picture)
	})
	if err == nil && p.size == 0 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("a file: %w", err)
	}
	return p, nil
}

// Read is io.Reader's.
func (p *parts) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if number := p.at / partSize; number != p.number {
		p.number = -1
		if err := p.store.read(p.ctx, func(t *tx) error {
			return t.one(&p.content, "SELECT content FROM material_part WHERE file_id = ? AND picture = ? AND number = ?",
				p.file, p.picture, number)
		}); err != nil {
			return 0, fmt.Errorf("part of a file: %w", err)
		}
		p.number = number
	}
	from := p.at % partSize
	if from >= int64(len(p.content)) {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(b, p.content[from:])
	p.at += int64(n)
	return n, nil
}

// Seek is io.Seeker's.
func (p *parts) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, errors.New("a place before the file")
	}
	p.at = offset
	return offset, nil
}

// Close is io.Closer's.
func (p *parts) Close() error { return nil }
