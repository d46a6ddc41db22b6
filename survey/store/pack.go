package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/omdome/omdome/survey"
)

// Until its session is sealed a response is kept packed: a byte with the version of
// the packing, then one body or, in a group, several, each with its length before it,
// and at last four bytes that check them and the keys' hashes. A body is the number
// of its answers and then each: question, appearance, sort, and what the sort needs.
// Numbers are as encoding/binary's uvarints.
//
// A program that packs in another way takes another version, and reads the older ones:
// sessions stay open while programs are exchanged.
const packing = 1

// The sorts of answers in a packing.
const (
	packedRating  = 1 // a byte, 1 to 6
	packedChoices = 2 // how many, and each option's number
	packedComment = 3 // how many bytes, and the text
	packedPublic  = 4 // the same of one that may be quoted publicly
)

var (
	// errPacking: a newer program has packed this.
	errPacking = errors.New("packed in a way that this program does not know; run the newer program")
	// errDamaged: this is not what a program has packed.
	errDamaged = errors.New("packed responses are damaged")
)

// A shortHash is the first half of a survey.Hash. It is what tables of open sessions
// keep: 128 bits are as many as a key has.
type shortHash [16]byte

func short(h survey.Hash) shortHash { return shortHash(h[:16]) }

// A held response is one of a session that is not sealed, with its key's hash.
type held struct {
	key      shortHash
	response survey.Response
}

// packOne packs a response by itself.
func packOne(h held) []byte {
	content := appendBody([]byte{packing}, h.response)
	return binary.BigEndian.AppendUint32(content, checksum(h.key[:], content))
}

// unpackOne is the reverse of packOne.
func unpackOne(session survey.ID, key, content []byte) (held, error) {
	body, err := checked(key, content)
	if err != nil {
		return held{}, err
	}
	if len(key) != len(shortHash{}) {
		return held{}, errDamaged
	}
	r, rest, err := body.response(session)
	if err != nil || len(rest) > 0 {
		return held{}, errDamaged
	}
	return held{shortHash(key), r}, nil
}

// packGroup packs responses together, in the order given: their keys' hashes one
// after the other, and their bodies in the same order.
func packGroup(group []held) (keys, content []byte) {
	content = []byte{packing}
	var body []byte
	for _, h := range group {
		keys = append(keys, h.key[:]...)
		body = appendBody(body[:0], h.response)
		content = append(binary.AppendUvarint(content, uint64(len(body))), body...)
	}
	return keys, binary.BigEndian.AppendUint32(content, checksum(keys, content))
}

// unpackGroup is the reverse of packGroup.
func unpackGroup(session survey.ID, keys, content []byte) ([]held, error) {
	rest, err := checked(keys, content)
	if err != nil {
		return nil, err
	}
	const width = len(shortHash{})
	if len(keys)%width != 0 {
		return nil, errDamaged
	}
	group := make([]held, 0, len(keys)/width)
	for key := range slices.Chunk(keys, width) {
		var size int
		if size, rest, err = rest.number(); err != nil || size > len(rest) {
			return nil, errDamaged
		}
		r, left, err := rest[:size].response(session)
		if err != nil || len(left) > 0 {
			return nil, errDamaged
		}
		group, rest = append(group, held{shortHash(key), r}), rest[size:]
	}
	if len(rest) > 0 {
		return nil, errDamaged
	}
	return group, nil
}

func checksum(keys, content []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(keys), crc32.IEEETable, content)
}

// checked returns what stands between the version and the check.
func checked(keys, content []byte) (packed, error) {
	if len(content) == 0 {
		return nil, errDamaged
	}
	if content[0] != packing {
		return nil, fmt.Errorf("version %d: %w", content[0], errPacking)
	}
	end := len(content) - 4
	if end < 1 || binary.BigEndian.Uint32(content[end:]) != checksum(keys, content[:end]) {
		return nil, errDamaged
	}
	return packed(content[1:end]), nil
}

func appendBody(b []byte, r survey.Response) []byte {
	b = binary.AppendUvarint(b, uint64(len(r.Answers)))
	for _, a := range r.Answers {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(a.Question)), uint64(a.Appearance))
		switch {
		case a.Rating != 0:
			b = append(b, packedRating, byte(a.Rating))
		case len(a.Choices) > 0:
			b = binary.AppendUvarint(append(b, packedChoices), uint64(len(a.Choices)))
			for _, option := range a.Choices {
				b = binary.AppendUvarint(b, uint64(option))
			}
		default:
			sort := byte(packedComment)
			if a.Public {
				sort = packedPublic
			}
			b = append(binary.AppendUvarint(append(b, sort), uint64(len(a.Comment))), a.Comment...)
		}
	}
	return b
}

// packed is what is left to be unpacked.
type packed []byte

// number reads a number that is no larger than what may be counted here: numbers
// of questions, options and bytes all fit 31 bits.
func (p packed) number() (int, packed, error) {
	n, width := binary.Uvarint(p)
	if width <= 0 || n > 1<<31-1 {
		return 0, nil, errDamaged
	}
	return int(n), p[width:], nil
}

func (p packed) response(session survey.ID) (survey.Response, packed, error) {
	r := survey.Response{SessionID: session}
	n, rest, err := p.number()
	if err != nil || n > len(rest) {
		return r, nil, errDamaged
	}
	r.Answers = make([]survey.Answer, n)
	for i := range r.Answers {
		if rest, err = rest.answer(&r.Answers[i]); err != nil {
			return r, nil, err
		}
	}
	return r, rest, nil
}

func (p packed) answer(a *survey.Answer) (packed, error) {
	var err error
	if a.Question, p, err = p.number(); err != nil {
		return nil, err
	}
	if a.Appearance, p, err = p.number(); err != nil {
		return nil, err
	}
	if len(p) < 2 { // every sort is followed by something
		return nil, errDamaged
	}
	sort, p := p[0], p[1:]
	if sort == packedRating {
		a.Rating = int(p[0])
		if a.Rating < survey.MinRating || a.Rating > survey.MaxRating {
			return nil, errDamaged
		}
		return p[1:], nil
	}
	n, p, err := p.number()
	if err != nil || n == 0 || n > len(p) {
		return nil, errDamaged
	}
	switch sort {
	case packedChoices:
		a.Choices = make([]int, n)
		for i := range a.Choices {
			if a.Choices[i], p, err = p.number(); err != nil {
				return nil, err
			}
		}
	case packedComment, packedPublic:
		a.Comment, a.Public, p = string(p[:n]), sort == packedPublic, p[n:]
	default:
		return nil, errDamaged
	}
	return p, nil
}
