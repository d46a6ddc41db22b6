package survey

import (
	"fmt"
	"io"
	"strings"
)

// A Code is the short public name of a session or an event: on a slide, in a
// QR code, read aloud in a hall. It never changes. It is no secret.
type Code string

const (
	// codeAlphabet has no letters that look or sound like another character in
	// Swedish or English: no B D E G P T V C, no F S, no N, no I L O Q J U Z.
	codeAlphabet = "0123456789AHKMRWXY"
	codeLength   = 6
)

// NewCode draws a code from random: one of 18^6, about 34 million.
func NewCode(random io.Reader) (Code, error) {
	s, err := draw(random, codeAlphabet, codeLength)
	if err != nil {
		return "", fmt.Errorf("drawing a code: %w", err)
	}
	return Code(s), nil
}

// ParseCode reads a code as people type it: case, spaces, hyphens and dots do
// not matter, O is 0, and I and L are 1. ok is false when no code can be
// written so.
func ParseCode(typed string) (code Code, ok bool) {
	s := plain(typed)
	if len(s) != codeLength || strings.Trim(s, codeAlphabet) != "" {
		return "", false
	}
	return Code(s), true
}

// Spaced returns the code in two groups of three, for people to read: "7K3 9XA".
func (c Code) Spaced() string {
	if len(c) != codeLength {
		return string(c)
	}
	return string(c[:3]) + " " + string(c[3:])
}

// plain folds what people do to a code when they copy it by hand.
func plain(typed string) string {
	if len(typed) > 200 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\t', '\n', '\r', '\u00a0', '\u2011', '\u2013':
			return -1
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, typed)
}

// draw takes n characters of the alphabet, each equally likely.
func draw(random io.Reader, alphabet string, n int) (string, error) {
	limit := byte(256 - 256%len(alphabet))
	if 256%len(alphabet) == 0 {
		limit = 0 // every byte will do
	}
	out := make([]byte, 0, n)
	var b [32]byte
	for len(out) < n {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", err
		}
		for _, x := range b {
			if (limit == 0 || x < limit) && len(out) < n {
				out = append(out, alphabet[int(x)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}
